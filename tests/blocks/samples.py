"""Small blocks that do what honest, careless and hostile blocks do, and the plugin that offers them."""
from datetime import datetime
from typing import Any

from flask import current_app
from markupsafe import Markup
from web_fragments.fragment import Fragment
from webob import Response
from xblock.completable import CompletableXBlockMixin
from xblock.core import XBlock
from xblock.exceptions import JsonHandlerError
from xblock.fields import Integer, List, Scope, String

from lms.access import PUBLIC, SIGNED_IN, Actor
from lms.blocks import services
from lms.blocks.rules import Admission, BlockDefinition, BlockEvent, Snapshot, Viewer
from lms.errors import NotAllowed
from lms.plugins import Plugin
from lms.web import access
from lms.web.pages import Pages

OWNER = "tests.blocks"


class Counter(XBlock):
    """An honest block: shows a number and counts."""

    label = String(default="数える", scope=Scope.content)
    steps = List(default=[1], scope=Scope.settings)
    count_so_far = Integer(default=0, scope=Scope.user_state)
    diary = List(default=[], scope=Scope.user_state)

    def student_view(self, context: dict[str, Any]) -> Fragment:
        fragment = Fragment(Markup("<button></button><output>{}</output>").format(self.count_so_far))
        fragment.add_css_url(self.runtime.local_resource_url(self, "public/counter.css"))
        fragment.add_javascript_url(self.runtime.local_resource_url(self, "public/counter.js"))
        fragment.initialize_js("counter", {"label": self.label, "step": self.steps[0]})
        return fragment

    @XBlock.json_handler
    def count(self, data: dict[str, Any], suffix: str = "") -> dict[str, Any]:
        self.count_so_far += data["by"]
        self.diary.append(suffix)
        self.runtime.publish(self, "progressed", {"count": self.count_so_far})
        return {"count": self.count_so_far}

    @XBlock.json_handler
    def count_then_fail(self, data: dict[str, Any], suffix: str = "") -> None:
        self.count_so_far += 1
        self.save()
        self.runtime.publish(self, "progressed", {"count": self.count_so_far})
        raise JsonHandlerError(400, "no")

    @XBlock.json_handler
    def remember(self, data: str, suffix: str = "") -> None:
        self.diary.append(data)

    @XBlock.handler
    def form(self, request: Any, suffix: str = "") -> Response:
        self.diary.append(request.POST["note"])
        return Response(f"{sorted(request.POST)} {sorted(request.cookies)} {request.headers.get('Authorization')}",
                        headers={"Set-Cookie": "stolen=1", "Content-Type": "text/plain; charset=UTF-8"})

    def not_a_handler(self, request: Any, suffix: str = "") -> Response:
        raise AssertionError("called from outside")


class Shelf(XBlock):
    """A block with children."""

    has_children = True

    def student_view(self, context: dict[str, Any]) -> Fragment:
        fragment = Fragment()
        for child in self.runtime.render_children(self, "student_view", context):
            fragment.add_content(child.content)
            fragment.add_fragment_resources(child)
        return fragment


class Careless(XBlock):
    """Writes while it renders, brings inline code and files from elsewhere."""

    content = String(default="", scope=Scope.user_state)
    title = String(default="", scope=Scope.content)
    words = List(default=[], scope=Scope.content)
    secret = String(default="", scope=Scope.user_state, force_export=True)
    seen = Integer(default=0, scope=Scope.user_state)

    def student_view(self, context: dict[str, Any]) -> Fragment:
        self.seen += 1
        self.save()
        self.words.append("added while rendering")
        self.runtime.publish(self, "completion", {"completion": 1.0})
        fragment = Fragment(Markup("<p>{}</p>").format(self.title))
        fragment.add_javascript("alert(1)")
        fragment.add_css("p { color: red }")
        fragment.add_css("/static/tsunagu.css")
        fragment.add_javascript_url("https://elsewhere.example/x.js")
        fragment.add_javascript_url("//elsewhere.example/x.js")
        fragment.add_javascript_url("/files/uploaded.js")
        fragment.initialize_js("start", {"title": self.title})
        return fragment

    @XBlock.json_handler
    def fill(self, data: dict[str, str], suffix: str = "") -> None:
        self.secret, self.content = data["secret"], data["secret"]

    @XBlock.json_handler
    def rewrite(self, data: Any, suffix: str = "") -> None:
        self.seen, self.title = 5, "changed"

    @XBlock.json_handler
    def edit_in_place(self, data: Any, suffix: str = "") -> None:
        self.words.append("changed")


class Teller(XBlock):
    """Writes its own OLX and would tell everything."""

    title = String(default="", scope=Scope.content)
    secret = String(default="", scope=Scope.user_state)

    def add_xml_to_node(self, node: Any) -> None:
        node.tag = "teller"
        node.set("all", f"{self.title} {self.secret}")


class Forger(CompletableXBlockMixin, XBlock):
    """Passes the browser's words on as events, as common XBlock mixins do."""

    tries = Integer(default=0, scope=Scope.user_state)

    def student_view(self, context: dict[str, Any]) -> Fragment:
        return Fragment("")

    @XBlock.json_handler
    def publish_event(self, data: dict[str, Any], suffix: str = "") -> dict[str, str]:
        self.tries += 1
        self.runtime.publish(self, data.pop("event_type"), data)
        return {"result": "success"}

    @XBlock.json_handler
    def publish_completion(self, data: dict[str, Any], suffix: str = "") -> None:
        self.emit_completion(data["completion"])

    @XBlock.json_handler
    def finish(self, data: Any, suffix: str = "") -> None:
        self.emit_completion(1.0)


@XBlock.needs("user", "i18n", "visits")
@XBlock.wants("absent")
class Curious(XBlock):
    """Asks for everything it can get."""

    def student_view(self, context: dict[str, Any]) -> Fragment:
        user = self.runtime.service(self, "user").get_current_user()
        facts = [user.full_name, user.emails, user.opt_attrs, self.scope_ids.user_id,
                 self.runtime.service(self, "absent"), self.runtime.service(self, "visits"), self.ugettext("題")]
        return Fragment(Markup("<pre>{}</pre>").format(repr(facts)))


@XBlock.needs("again")
class Interrupted(XBlock):
    """Its handler is overtaken by another request of the same person, played by the service ``again``."""

    count = Integer(default=0, scope=Scope.user_state)

    @XBlock.json_handler
    def overtaken(self, data: Any, suffix: str = "") -> None:
        self.count += 1
        self.runtime.service(self, "again")()

    @XBlock.json_handler
    def quick(self, data: Any, suffix: str = "") -> None:
        self.count += 10


TYPES = {"counter": Counter, "shelf": Shelf, "careless": Careless, "teller": Teller, "forger": Forger, "curious": Curious,
         "interrupted": Interrupted}
SNAPSHOT = Snapshot(OWNER, "1", (
    BlockDefinition("shelf", "shelf", {}, ("first", "second")),
    BlockDefinition("first", "counter", {"label": "一つ数える", "steps": [2, 3]}),
    BlockDefinition("second", "counter"),
    BlockDefinition("careless", "careless", {"title": "題", "words": ["a"]}),
    BlockDefinition("teller", "teller", {"title": "題"}),
    BlockDefinition("forger", "forger"),
    BlockDefinition("curious", "curious"),
    BlockDefinition("interrupted", "interrupted"),
))
pages = Pages("samples", __name__)


def record(event: BlockEvent) -> None:
    current_app.extensions.setdefault("sample.events", []).append(event)


def guard(actor: Actor, snapshot_id: str, usage_id: str, now: datetime) -> Admission:
    """Every signed-in person but the one named as barred, on their own behalf."""
    if actor.person_id == current_app.extensions.get("sample.barred"):
        raise NotAllowed()
    viewer = Viewer(current_app.extensions.get("sample.viewer", actor.person_id), "e1", actor.locale)
    return Admission(viewer, publish=record)


@pages.page("/sample/<snapshot_id>/<usage_id>", access=SIGNED_IN)
def sample(snapshot_id: str, usage_id: str) -> str:
    actor = access.actor()
    shown = services.render(snapshot_id, usage_id, "student_view", Viewer(actor.person_id, "e1"), now=access.now())
    head = [Markup('<link rel="stylesheet" href="{}">').format(url) for url in shown.css_urls]
    foot = [Markup('<script type="module" src="{}"></script>').format(url) for url in shown.js_urls]
    return Markup('<!doctype html><html lang="ja"><head><title>x</title>{}</head><body><main><h1>x</h1>{}</main>{}</body>'
                  ).format(Markup("").join(head), shown.html, Markup("").join(foot))


@pages.page("/files/<name>", access=PUBLIC)
def uploaded(name: str) -> str:
    return "alert('a file that somebody uploaded')"


plugin = Plugin(name=OWNER, pages=(pages,), blocks=TYPES, block_guard=guard,
                block_services={"visits": lambda viewer, now: f"visit of {viewer.enrollment_id} at {now:%Y}"})
