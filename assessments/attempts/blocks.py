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

PANEL = Markup(
    '<section class="sheet row apart hold" aria-labelledby="quiz-{id}"><div><h2 id="quiz-{id}" class="h3">{heading}</h2>'
    '<p class="small">{line}</p></div>{link}</section>')
BUTTON = Markup('<a class="button{kind}" href="{href}">{label}</a>')
HEADING = "理解度確認テスト"


class TestsForBlocks:
    """What a quiz may ask about a test: made per viewer and instant."""

    def __init__(self, viewer: Viewer, now: datetime):
        self.viewer, self.now = viewer, now

    def summary(self, activity: str) -> dict[str, Any]:
        """``href`` of the test page, whether it is ``open`` and ``done``, its ``items``, and a ``note`` in words."""
        view = services.overview(self.viewer.enrollment_id, activity, self.now)
        shut = services.refusal_to_start(self.viewer.enrollment_id, activity, self.now)
        done = any(line.score and (line.score.passed or not view.must_pass) for line in view.history)
        return {"href": url_for("assessments.test", activity=activity), "open": shut is None, "done": done,
                "items": view.items, "note": note(view.items, done=done, opened=shut is None)}


def note(items: int, *, done: bool, opened: bool) -> str:
    if done:
        return _("受けました。期間内は何度でも受けられます。")
    if not opened:
        return _("%(items)s問です。講義の視聴が終わると受けられます。", items=items)
    return _("%(items)s問です。時間の制限はなく、期間内は何度でも受けられます。", items=items)


@XBlock.wants("tests")
class QuizBlock(XBlock):
    """Stands in a lecture. Without the tests service it says what it knows from its own fields."""

    activity = String(default="", scope=Scope.content)
    title = String(default="", scope=Scope.content)

    def student_view(self, context: Any = None) -> Fragment:
        tests = self.runtime.service(self, "tests")
        if tests is None:
            return Fragment(self._panel(f"{_(HEADING)}: {self.title}", _("このテストは、研修のサイトで受けます。"), Markup("")))
        summary = tests.summary(self.activity)
        return Fragment(self._panel(_(HEADING), summary["note"], self._link(summary)))

    def _panel(self, heading: str, line: str, link: Markup) -> Markup:
        return PANEL.format(id=self.activity, heading=heading, line=line, link=link)

    def _link(self, summary: dict[str, Any]) -> Markup:
        label = _("結果を見る") if summary["done"] else _("テストを受ける") if summary["open"] else _("テストについて")
        return BUTTON.format(
            kind=" primary" if summary["open"] and not summary["done"] else "", href=summary["href"], label=label)
