"""Exchanging items as JSON. Files travel in Base64; messages are in the language of the request."""
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import StringConstraints

from assessments.interchange import services, words
from assessments.interchange.report import Loss, Unusable
from assessments.interchange.services import Place
from assessments.interchange.words import Told
from lms.access import Role, only
from lms.errors import Invalid, NotFound
from lms.web.access import now
from lms.web.api import Api, Body, Identifier

api = Api("exchange", __name__)
READ = only(Role.LECTURER, Role.SECRETARIAT, Role.AUDITOR)
WRITE = only(Role.LECTURER, Role.SECRETARIAT)
Format = Literal["moodle", "gift", "qti21", "qti30", "text"]
Language = Literal["ja", "en"]
Base64 = Annotated[str, StringConstraints(pattern=r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$")]


class Wanted(Body):
    """``language``: of the items. (``lang`` would be that of the reader.)"""

    format: Format
    language: Language = "ja"


class Sent(Body):
    """``content``: the file in Base64, ``language`` that of its items."""

    format: Format
    program: Identifier
    lecture: Identifier
    language: Language = "ja"
    content: Base64


@dataclass(frozen=True, slots=True)
class FileOut:
    """``lost``: what another system will not do as we do."""

    name: str
    media_type: str
    content: str
    lost: list[Told]


@dataclass(frozen=True, slots=True)
class UnitOut:
    """An item, or a case with its questions, in the language of the file. ``known``: the bank has something under this id."""

    id: str
    text: str
    known: bool


@dataclass(frozen=True, slots=True)
class ReadingOut:
    """``problems``: what did not come along. ``unfinished``: what the check will ask for, by line of the unit's text."""

    units: list[UnitOut]
    problems: list[Told]
    unfinished: list[Told]


@contextmanager
def in_words(name: str) -> Iterator[None]:
    """What cannot be read or written is the fault of the named field."""
    try:
        yield
    except Unusable as error:
        raise Invalid({name: words.said(error.detail)}) from error


def _told(losses: Iterable[Loss]) -> list[Told]:
    return [words.told(loss) for loss in losses]


@api.operation("GET", "/exchange/<program>/<lecture>", access=READ, query=Wanted, returns=FileOut, problems=(NotFound, Invalid))
def export_items(program: str, lecture: str, query: Wanted) -> FileOut:
    """The present items of a lecture as a file of another system"""
    try:
        with in_words("format"):
            parcel = services.parcel(query.format, Place(program, lecture, query.language))
    except NotFound as error:
        raise NotFound(words.said(error.detail), lecture=lecture) from error
    return FileOut(parcel.name, parcel.media_type, b64encode(parcel.content).decode(), _told(parcel.lost))


@api.operation("POST", "/exchange/readings", access=WRITE, body=Sent, returns=ReadingOut, problems=(NotFound, Invalid))
def read_items(body: Sent) -> ReadingOut:
    """A file of another system as texts for drafts; nothing is kept"""
    with in_words("content"):
        came = services.opened(b64decode(body.content), body.format, body.lecture, body.language)
    found = services.reading(Place(body.program, body.lecture, body.language), came, None, now())
    return ReadingOut(
        [UnitOut(unit.id, unit.texts[body.language], bool(unit.known)) for unit in found.units], _told(found.problems),
        _told(loss for unit in found.units for loss in unit.unfinished))
