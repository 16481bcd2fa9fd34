"""The quiz at the end of a lecture: a thin view over the tests service, and a way to the test page."""
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup
from web_fragments.fragment import Fragment
from xblock.core import XBlock
from xblock.fields import Scope, String

from assessments.attempts import services
from lms.blocks.rules import Viewer
from lms.programs.standing import Reason

PANEL = Markup(
    '<section class="sheet row apart hold" aria-labelledby="quiz-{id}" data-quiz{open}><div><h2 id="quiz-{id}" class="h3">{heading}</h2>'
    '<p class="small">{line}</p></div>{link}</section>')
BUTTON = Markup('<a class="button{kind}" href="{href}">{label}</a>')
HEADING = "理解度確認テスト"
EXEMPT, UNMET = str(Reason.EXEMPT), str(Reason.REQUIREMENT_UNMET)


class TestsForBlocks:
    """What a quiz may ask about a test: made per viewer and instant."""

    def __init__(self, viewer: Viewer, now: datetime):
        self.viewer, self.now = viewer, now

    def summary(self, activity: str) -> dict[str, Any]:
        """``href`` of the test page, whether it is ``open`` and ``done``, and a ``note`` in words. ``href`` is empty where
        there is nothing to go to: the test of an exempt lecture."""
        view = services.overview(self.viewer.enrollment_id, activity, self.now)
        shut = services.refusal_to_start(self.viewer.enrollment_id, activity, self.now)
        done = any(line.score and (line.score.passed or not view.must_pass) for line in view.history)
        reason = shut.members.get("reason") if shut else None
        return {"href": "" if reason == EXEMPT and not done else url_for("assessments.test", activity=activity),
                "open": shut is None, "done": done, "note": note(view.items, done, reason)}


def note(items: int, done: bool, reason: str | None) -> str:
    """``reason``: why the test is shut; None where it is open."""
    if reason == EXEMPT:
        return _("この講義は免除されているため、テストを受ける必要はありません。")
    if reason == UNMET:
        return _("%(items)s問です。講義の視聴が終わると受けられます。", items=items)
    if reason is not None:
        return _("受けました。") if done else _("%(items)s問です。今は受けられません。", items=items)
    if done:
        return _("受けました。期間内は何度でも受けられます。")
    return _("%(items)s問です。時間の制限はなく、期間内は何度でも受けられます。", items=items)


@XBlock.wants("tests")
class QuizBlock(XBlock):
    """Stands in a lecture. Without the tests service it says what it knows from its own fields."""

    activity = String(default="", scope=Scope.content)
    title = String(default="", scope=Scope.content)

    def student_view(self, context: Any = None) -> Fragment:
        tests = self.runtime.service(self, "tests")
        if tests is None:
            return Fragment(self._panel(f"{_(HEADING)}: {self.title}", _("このテストは、研修のサイトで受けます。"), Markup(""), False))
        summary = tests.summary(self.activity)
        return Fragment(self._panel(_(HEADING), summary["note"], self._link(summary), summary["open"]))

    def _panel(self, heading: str, line: str, link: Markup, opened: bool) -> Markup:
        """Whether it is ``opened`` tells the player when to ask for the panel again."""
        mark = Markup(' data-open="yes"') if opened else ""
        return PANEL.format(id=self.activity, heading=heading, line=line, link=link, open=mark)

    def _link(self, summary: dict[str, Any]) -> Markup:
        if not summary["href"]:
            return Markup("")
        label = _("結果を見る") if summary["done"] else _("テストを受ける") if summary["open"] else _("テストについて")
        return BUTTON.format(
            kind=" primary" if summary["open"] and not summary["done"] else "", href=summary["href"], label=label)
