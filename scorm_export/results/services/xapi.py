"""The statements of contractors' systems: kept as they came, and what they say of our lectures received as results."""
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.db import db, transaction
from lms.errors import Conflict
from lms.ids import new_id
from scorm_export.contractors import services as contractors
from scorm_export.results.models import XapiStatement
from scorm_export.results.outcome import Way
from scorm_export.results.services.receiving import Envelope, receive_all
from scorm_export.results.statements import IDENTIFIERS, Statement, outcome

MOST = 100  # statements in one answer
OURS = frozenset({"stored", "authority", "id"})  # what of a statement does not say whether it is the same


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the statements is asked for; empty asks for everything."""

    verb: str = ""
    activity: str = ""
    agent: Mapping[str, Any] | None = None
    since: datetime | None = None
    until: datetime | None = None
    ascending: bool = False
    limit: int = MOST
    offset: int = 0


def keep(contractor_id: str, sender: str, statements: Sequence[Statement], home: str, now: datetime) -> list[str]:
    """Their ids in order. All or none are kept: Conflict for a known id with other content, and what ``receive`` raises.

    ``sender``: the id of the credential; ``home``: our address, for the authority.
    """
    with transaction() as session:
        contractors.hold(contractor_id)
        last = session.scalar(select(func.max(XapiStatement.number)).where(XapiStatement.contractor_id == contractor_id)) or 0
        complete = [completed(statement, contractor_id, home, now) for statement in statements]
        news = [each for n, each in enumerate(complete, last + 1) if _is_kept(session, contractor_id, each, n, now)]
        said = [(each["id"], *found) for each in news if (found := outcome(each, now))]
        receive_all(contractor_id, [(Envelope(contractor_id, program, Way.XAPI, sender, key), found) for key, program, found in said], now)
        return [each["id"] for each in complete]


def completed(statement: Statement, contractor_id: str, home: str, now: datetime) -> dict[str, Any]:
    """With what the specification has us add."""
    instant = now.astimezone(UTC).isoformat()
    return {"timestamp": instant, "version": "1.0.0", **statement, "id": str(statement.get("id") or new_id()).lower(), "stored": instant,
            "authority": {"objectType": "Agent", "account": {"homePage": home, "name": contractor_id}}}


def _is_kept(session: Session, contractor_id: str, statement: dict[str, Any], number: int, now: datetime) -> bool:
    """False for one that was kept before."""
    known = session.get(XapiStatement, statement["id"])
    if known is not None and known.contractor_id == contractor_id and is_the_same(known.content, statement):
        return False
    if known is not None:
        raise Conflict("another statement has this id", statement=statement["id"])
    session.add(XapiStatement(
        id=statement["id"], contractor_id=contractor_id, number=number, verb=str(statement["verb"]["id"])[:300],
        activity=str(statement["object"].get("id", ""))[:600], actor=name_of(statement["actor"])[:600], content=statement, stored_at=now))
    try:
        session.flush()
    except IntegrityError as error:  # somebody else's, kept at this very moment
        raise Conflict("another statement has this id", statement=statement["id"]) from error
    return True


def is_the_same(kept: Statement, sent: Statement) -> bool:
    """What was kept and what was sent with the same id, both completed: the instant of one may be ours, and says nothing then."""
    ours = OURS | ({"timestamp"} if any(each["timestamp"] == each["stored"] for each in (kept, sent)) else set())
    return _plain(kept, ours) == _plain(sent, ours)


def _plain(statement: Statement, without: Collection[str]) -> str:
    return json.dumps({name: part for name, part in statement.items() if name not in without}, sort_keys=True)


def name_of(agent: Mapping[str, Any]) -> str:
    """One spelling of whom a statement is about."""
    found = next((name for name in IDENTIFIERS if name in agent), "")
    value = agent.get(found, "")
    return f"{found}:{value['homePage']} {value['name']}" if isinstance(value, Mapping) else f"{found}:{value}"


def statement(contractor_id: str, statement_id: str) -> Statement | None:
    row = db.session.get(XapiStatement, statement_id.lower())
    return row.content if row is not None and row.contractor_id == contractor_id else None


def statements(contractor_id: str, wanted: Wanted) -> tuple[list[Statement], bool]:
    """A page of them, and whether there are more."""
    order = (XapiStatement.stored_at, XapiStatement.number) if wanted.ascending else (
        XapiStatement.stored_at.desc(), XapiStatement.number.desc())
    found = select(XapiStatement).where(XapiStatement.contractor_id == contractor_id).order_by(*order)
    same = {XapiStatement.verb: wanted.verb, XapiStatement.activity: wanted.activity,
            XapiStatement.actor: name_of(wanted.agent) if wanted.agent else ""}
    found = found.where(*(column == value for column, value in same.items() if value))
    if wanted.since:
        found = found.where(XapiStatement.stored_at > wanted.since)
    if wanted.until:
        found = found.where(XapiStatement.stored_at <= wanted.until)
    size = min(wanted.limit or MOST, MOST)
    rows = db.session.scalars(found.offset(wanted.offset).limit(size + 1)).all()
    return [row.content for row in rows[:size]], len(rows) > size
