"""The quiz at the end of a lecture: a thin view over the tests service, and a way to the test page."""
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape
from web_fragments.fragment import Fragment
from webob import Request, Response
from xblock.core import XBlock
from xblock.fields import Dict, Scope, String

from assessments.attempts import practice, services
from assessments.items.item import Item
from lms.blocks.rules import Viewer
from lms.errors import DefinitionError
from lms.programs.standing import Reason
from lms.web.words import locale

PANEL = Markup(
    '<section class="sheet row apart hold" aria-labelledby="quiz-{id}" data-quiz{open}><div><h2 id="quiz-{id}" class="h3">{heading}</h2>'
    '<p class="small">{line}</p></div>{link}</section>')
BUTTON = Markup('<a class="button{kind}" href="{href}">{label}</a>')
WORKBENCH = Path(__file__).parent / "workbench"
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
    """Stands in a lecture and leads to its test.

    Without the tests service, e.g. in XBlock's workbench, it asks the questions of its own fields and keeps the answers
    there: to try a quiz out, nothing counts. Without questions it says what it knows.
    """

    activity = String(default="", scope=Scope.content)
    title = String(default="", scope=Scope.content)
    source_ja = String(default="", scope=Scope.content, help="as quiz.ja.md (docs/authoring.md)")
    source_en = String(default="", scope=Scope.content, help="its English edition; may be missing")
    answers = Dict(default={}, scope=Scope.user_state, help="by the item's id")

    def student_view(self, context: Any = None) -> Fragment:
        tests = self.runtime.service(self, "tests")
        if tests is None:
            return self._own_view()
        summary = tests.summary(self.activity)
        return Fragment(self._panel(_(HEADING), summary["note"], self._link(summary), summary["open"]))

    def _own_view(self) -> Fragment:
        heading = f"{_(HEADING)}: {self.title}"
        try:
            items = practice.items_of(self.source_ja, self.source_en)
        except DefinitionError as error:
            return Fragment(self._panel(heading, Markup("<br>").join(error.problems), Markup(""), False))
        if not items:
            return Fragment(self._panel(heading, _("このテストは、研修のサイトで受けます。"), Markup(""), False))
        view = Fragment(self._panel(heading, _("練習です。結果は記録しません。"), Markup(""), False))
        view.add_content(practice.drawn(items, self.answers, self.scope_ids.user_id, self._address, locale()))
        view.add_javascript((WORKBENCH / "practice.js").read_text(encoding="utf-8"))
        view.initialize_js("TsunaguPractice")
        return view

    def _address(self, item: Item) -> str:
        return str(self.runtime.handler_url(self, "answer", suffix=item.id))

    @XBlock.handler
    def answer(self, request: Request, suffix: str = "") -> Response:
        """Keep the answer to the question named ``suffix``. Where there is the service, tests are answered on their own page."""
        items = practice.items_of(self.source_ja, self.source_en) if self.runtime.service(self, "tests") is None else ()
        for number, item in enumerate(items, 1):
            if item.id == suffix:
                return self._keep(item, number, request)
        return Response(status=404)

    def _keep(self, item: Item, number: int, request: Request) -> Response:
        try:
            response = practice.answered(item, number, request.POST.getall)
        except ValueError as problem:
            return Response(text=_(str(problem)), status=422, content_type="text/plain", charset="utf-8")
        self.answers = {**self.answers, item.id: response}
        return Response(status=204)

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

    @staticmethod
    def workbench_scenarios() -> list[tuple[str, str]]:
        """What XBlock's workbench lists: a small quiz of each way to answer."""
        sources = {locale: escape((WORKBENCH / f"quiz.{locale}.md").read_text(encoding="utf-8")) for locale in ("ja", "en")}
        return [("Tsunagu quiz", (WORKBENCH / "scenario.xml").read_text(encoding="utf-8").format(**sources))]
