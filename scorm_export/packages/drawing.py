"""A lecture's page as HTML: readable as it stands, without a script and without a learning management system."""
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask_babel import force_locale
from markupsafe import Markup

from assessments.attempts import asking
from assessments.items import markdown
from assessments.items.services import ItemVersion
from lms import periods
from lms.programs.definition import Words
from scorm_export.packages import content as contents
from scorm_export.packages.content import LectureContent
from scorm_export.packages.keys import LETTERS, shown
from scorm_export.packages.words import player_words

LABELS = {"ja": "日本語", "en": "English"}  # not translated: a language offers itself in its own words


@dataclass(frozen=True, slots=True)
class Track:
    language: str
    src: str

    @property
    def label(self) -> str:
        return LABELS.get(self.language, self.language)


@dataclass(frozen=True, slots=True)
class Recording:
    """Where the page finds the recording. ``tag``: video or audio."""

    tag: str
    src: str
    tracks: tuple[Track, ...]


def page(content: LectureContent, recording: Recording | None, player: str, scripts: Sequence[str]) -> bytes:
    """The whole page of a package. ``player``: the way from it to the player's files."""
    return _drawn("packages/lecture.html", content, recording, player=player, scripts=scripts).encode()


def body(content: LectureContent, recording: Recording | None) -> str:
    """What stands in the page's body, for a page that has the player already."""
    return _drawn("packages/lecture_body.html", content, recording)


def _drawn(template: str, content: LectureContent, recording: Recording | None, **more: Any) -> str:
    edition, language = content.edition, content.language
    with force_locale(language):
        return render_template(
            template, content=content, edition=edition, recording=recording, island=contents.island(content, player_words()),
            groups=contents.grouped(content.items), question=question, case_stem=case_stem,
            duration=periods.duration_label(content.minutes, language),
            as_of=periods.wareki(edition.as_of) if language == "ja" else edition.as_of.isoformat(), **more)


def question(version: ItemVersion, language: str) -> dict[str, Any]:
    """One item as the template draws it."""
    item, order = version.item, shown(version.item, version.id)

    def line(words: Words) -> Markup:
        return Markup(markdown.inline(words.get(language) or words["ja"]))  # noqa: S704 - sanitized

    return {
        "kind": item.kind, "stem": Markup(markdown.html(item.stem[language])), "task": asking.TASKS[item.kind],  # noqa: S704
        "letters": LETTERS[language], "choices": [line(words) for words in asking.choices(item, order)],
        "lines": [line(words) for words in asking.lines(item)],
    }


def case_stem(version: ItemVersion, language: str) -> Markup:
    return Markup(markdown.html((version.item.case_stem or {}).get(language, "")))  # noqa: S704 - sanitized
