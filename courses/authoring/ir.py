"""The intermediate representation of a lecture: what every target (web, SCORM, handout, transcript) is made from."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its id, title, and sanitized HTML with furigana in it; ``text`` is plain, without furigana."""

    id: str
    title: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One language of a lecture. ``as_of`` (基準日) is the date of its law and figures (ruling A18)."""

    code: str
    locale: str
    title: str
    as_of: date
    objectives: tuple[str, ...]
    key_points: tuple[str, ...]
    sources: tuple[str, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Lecture:
    """A lecture in its languages; both editions have the same sections."""

    code: str
    editions: Mapping[str, Edition]

    def edition(self, locale: str) -> Edition:
        return self.editions.get(locale) or self.editions["ja"]

    @property
    def section_ids(self) -> tuple[str, ...]:
        return tuple(section.id for section in self.editions["ja"].sections)
