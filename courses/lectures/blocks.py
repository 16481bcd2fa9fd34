"""The lecture page's own XBlocks: text, video, and the sequence that holds them."""
from typing import Any

from markupsafe import Markup
from web_fragments.fragment import Fragment
from xblock.core import XBlock
from xblock.fields import Float, Scope, String


@XBlock.wants("user")
class MarkdownBlock(XBlock):
    """One section of the text: sanitized HTML in two forms, with furigana and without."""

    title = String(default="", scope=Scope.content)
    anchor = String(default="", scope=Scope.content)
    html = String(default="", scope=Scope.content)
    html_with_furigana = String(default="", scope=Scope.content)

    def student_view(self, context: Any = None) -> Fragment:
        user = self.runtime.service(self, "user")
        furigana = user is not None and user.get_current_user().opt_attrs.get("tsunagu.furigana")
        body = self.html_with_furigana if furigana else self.html
        return Fragment(Markup('<section id="{0}" aria-labelledby="{0}-h"><h2 id="{0}-h">{1}</h2>{2}</section>').format(
            self.anchor, self.title, Markup(body)))


@XBlock.wants("player")
class VideoBlock(XBlock):
    """The recording. Its addresses are the viewer's own and come from the ``player`` service."""

    title = String(default="", scope=Scope.content)
    seconds = Float(default=0, scope=Scope.content)

    def student_view(self, context: Any = None) -> Fragment:
        player = self.runtime.service(self, "player")
        if player is None:
            return Fragment(Markup("<p>{}</p>").format(self.title))
        tracks = Markup("").join(
            Markup('<track kind="captions" srclang="{}" label="{}" src="{}"{}>').format(
                track["language"], track["label"], track["src"], Markup(" default") if track["default"] else "")
            for track in player.tracks())
        return Fragment(Markup(
            '<div class="player"><video controls preload="metadata" playsinline aria-label="{}" src="{}">{}</video></div>'
        ).format(self.title, player.source(), tracks))


class SequenceBlock(XBlock):
    """Its children one after another."""

    has_children = True

    def student_view(self, context: Any = None) -> Fragment:
        whole = Fragment()
        parts = [self.runtime.render_child(self.runtime.get_block(child), "student_view", context)
                 for child in self.children]
        for part in parts:
            whole.add_fragment_resources(part)
        whole.add_content(Markup("").join(Markup(part.content) for part in parts))
        return whole
