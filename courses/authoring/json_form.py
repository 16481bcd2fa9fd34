"""A lecture's IR as JSON and back: what an immutable version stores."""
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from courses.authoring.ir import Edition, Lecture, Section


def to_json(lecture: Lecture) -> dict[str, Any]:
    return {locale: asdict(edition) | {"as_of": edition.as_of.isoformat()}
            for locale, edition in lecture.editions.items()}


def from_json(data: Mapping[str, Any]) -> Lecture:
    editions = {locale: _edition(edition) for locale, edition in data.items()}
    return Lecture(editions["ja"].code, editions)


def _edition(data: Mapping[str, Any]) -> Edition:
    return Edition(
        data["code"], data["locale"], data["title"], date.fromisoformat(data["as_of"]), tuple(data["objectives"]),
        tuple(data["key_points"]), tuple(data["sources"]), tuple(Section(**section) for section in data["sections"]))
