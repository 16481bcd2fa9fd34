"""Reading ``lecture.ja.md`` and its English edition, with errors that name file, line and what is allowed. Pure."""
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from courses.authoring import markdown
from courses.authoring.ir import Edition, Lecture, Section
from lms.errors import DefinitionError

LISTS = ("objectives", "key_points", "sources")
KEYS = ("code", "title", "as_of", *LISTS)
TITLE_LENGTH = 120
HEADING = re.compile(r"##[ \t]+(?P<title>.+?)[ \t]*(?:\{#(?P<id>[^}]*)\})?[ \t]*")
SECTION_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
TAKEN_IDS = frozenset({"captions", "contents", "main", "resume", "seen", "speed", "src", "text", "tr"})  # of the page itself
TAKEN_BEGINNINGS = ("cue-", "quiz-", "line-")


class _Strict(yaml.SafeLoader):
    """YAML that refuses a key given twice; by itself it would keep the last one silently."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            if name in seen:
                raise yaml.constructor.ConstructorError(None, None, f"the key {name!r} is given twice", key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep)


@dataclass
class _Reader:
    name: str
    problems: list[str] = field(default_factory=list)

    def complain(self, line: int, message: str) -> None:
        self.problems.append(f"{self.name}:{line}: {message}")


def read_lecture(texts: Mapping[str, str], name: str) -> Lecture:
    """A lecture from its editions by language; DefinitionError lists everything wrong as ``file:line: message``."""
    problems: list[str] = []
    editions: dict[str, Edition] = {}
    for locale, text in texts.items():
        reader = _Reader(f"{name}/lecture.{locale}.md")
        edition = _edition(text, locale, reader)
        problems += reader.problems
        if edition:
            editions[locale] = edition
    if not problems:
        problems = _differences(editions, name)
    if problems:
        raise DefinitionError(problems)
    return Lecture(editions["ja"].code, editions)


def _differences(editions: Mapping[str, Edition], name: str) -> list[str]:
    if "ja" not in editions:
        return [f"{name}/lecture.ja.md:1: the Japanese edition is missing"]
    first = editions["ja"]
    return [
        f"{name}/lecture.{locale}.md:1: its {what} differ from the Japanese edition: {theirs} instead of {ours}"
        for locale, edition in editions.items()
        for what, theirs, ours in (
            ("code", edition.code, first.code),
            ("sections", [s.id for s in edition.sections], [s.id for s in first.sections]))
        if theirs != ours
    ]


def _edition(text: str, locale: str, reader: _Reader) -> Edition | None:
    lines = text.splitlines()
    end = next((n for n, line in enumerate(lines[1:], 1) if line.strip() == "---"), None)
    if not lines or lines[0].strip() != "---" or end is None:
        reader.complain(1, "the file begins with front matter between two lines of ---")
        return None
    head = _front_matter(lines, end, reader)
    sections = _sections(lines, end + 1, reader)
    if head is None or reader.problems:
        return None
    return Edition(
        head["code"], locale, head["title"], head["as_of"], tuple(head["objectives"]), tuple(head["key_points"]),
        tuple(head["sources"]), sections)


def _front_matter(lines: list[str], end: int, reader: _Reader) -> dict[str, Any] | None:
    try:
        head = yaml.load("\n".join(lines[1:end]), Loader=_Strict)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or str(error).splitlines()[0]
        reader.complain(mark.line + 2 if mark else 1, f"the front matter is not YAML: {said}")
        return None
    except (ValueError, LookupError, AttributeError, RecursionError):  # what PyYAML lets through of strange values
        reader.complain(_line_of("as_of", lines), "as_of is a day of the calendar such as 2026-11-22, and no value has a tag")
        return None
    if not isinstance(head, dict):
        reader.complain(2, f"the front matter holds keys and values; required: {list(KEYS)}")
        return None
    _check_head(head, lines, reader)
    return head


def _line_of(key: object, lines: list[str]) -> int:
    return next((n for n, line in enumerate(lines, 1) if line.startswith(f"{key}:")), 1)


def _check_head(head: dict[str, Any], lines: list[str], reader: _Reader) -> None:
    for key in head:
        if key not in KEYS:
            reader.complain(_line_of(key, lines), f"unknown key {key!r}; allowed: {list(KEYS)}")
    for key in KEYS:
        problem = _problem_of(key, head.get(key))
        if problem:
            reader.complain(_line_of(key, lines), problem)


def _problem_of(key: str, value: Any) -> str | None:
    if value is None:
        return f"{key} is missing"
    if key == "as_of":
        return None if type(value) is date else "as_of is a date such as 2026-11-22"
    if key in LISTS:
        fits = isinstance(value, list) and value and all(isinstance(entry, str) and entry.strip() for entry in value)
        return None if fits else f"{key} is a list of texts, one or more; quote a text with a colon"
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        return f"{key} is a text on one line"
    return f"{key} is longer than {TITLE_LENGTH} characters" if len(value) > TITLE_LENGTH else None


def _sections(lines: list[str], start: int, reader: _Reader) -> tuple[Section, ...]:
    starts = [n for n in range(start, len(lines)) if _opens_section(lines, start, n)]
    loose = next((n for n in range(start, starts[0] if starts else len(lines)) if lines[n].strip()), None)
    if loose is not None:
        reader.complain(loose + 1, "text stands before the first section; open one with '## title {#id}'")
    if not starts:
        reader.complain(len(lines), "the lecture has no section; open one with '## title {#id}'")
        return ()
    ends = [*starts[1:], len(lines)]
    sections = [_section(lines, a, b, reader) for a, b in zip(starts, ends, strict=True)]
    seen: set[str] = set()
    for at, section in zip(starts, sections, strict=True):
        if section.id in seen:
            reader.complain(at + 1, f"the section id {section.id!r} is used twice")
        seen.add(section.id)
    return tuple(sections)


def _opens_section(lines: list[str], start: int, n: int) -> bool:
    """A ``##`` line outside a fenced block."""
    fences = sum(line.startswith("```") for line in lines[start:n])
    return lines[n].startswith("## ") and fences % 2 == 0


def _section(lines: list[str], start: int, end: int, reader: _Reader) -> Section:
    heading = HEADING.fullmatch(lines[start])
    section_id = (heading and heading["id"]) or ""
    if not SECTION_ID.fullmatch(section_id):
        reader.complain(start + 1, "a section heading ends with its id, such as '## 契約を確かめる {#contract}' "
                                   "(lower-case letters, digits, hyphens)")
    if section_id in TAKEN_IDS or section_id.startswith(TAKEN_BEGINNINGS):
        reader.complain(start + 1, f"the section id {section_id!r} belongs to the page; take another one")
    title = heading["title"] if heading else ""
    if len(title) > TITLE_LENGTH:
        reader.complain(start + 1, f"the section title is longer than {TITLE_LENGTH} characters")
    body = "\n".join(lines[start + 1:end])
    if not body.strip():
        reader.complain(start + 1, "the section is empty")
    drawn = markdown.html(body)
    return Section(section_id, title, drawn, markdown.plain(drawn))
