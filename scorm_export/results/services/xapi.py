"""The statements of contractors' systems: kept as they came, and what they say of our lectures received as results."""
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import rfc8785
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.db import db, transaction
from lms.errors import Conflict
from lms.ids import new_id
from scorm_export.results.models import XapiStatement
from scorm_export.results.outcome import Way
from scorm_export.results.services.receiving import Envelope, receive
from scorm_export.results.statements import IDENTIFIERS, Statement, outcome

MOST = 100  # statements in one answer
OURS = ("stored", "authority", "id")  # what of a statement does not say whether it is the same


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
        last = session.scalar(select(func.max(XapiStatement.number)).where(XapiStatement.contractor_id == contractor_id)) or 0
        return [_keep(session, contractor_id, sender, statement, home, last + n, now) for n, statement in enumerate(statements, 1)]


def _keep(  # noqa: PLR0913 - one statement with all that is noted beside it
    session: Session, contractor_id: str, sender: str, statement: Statement, home: str, number: int, now: datetime,
) -> str:
    key, said = str(statement.get("id") or new_id()).lower(), digest(statement)
    known = session.get(XapiStatement, key)
    if known is not None:
        if known.said != said or known.contractor_id != contractor_id:
            raise Conflict("another statement has this id", statement=key)
        return key
    content = {"timestamp": now.astimezone(UTC).isoformat(), "version": "1.0.0", **statement, "id": key,
               "stored": now.astimezone(UTC).isoformat(),
               "authority": {"objectType": "Agent", "account": {"homePage": home, "name": contractor_id}}}
    session.add(XapiStatement(
        id=key, contractor_id=contractor_id, number=number, verb=str(statement["verb"]["id"])[:300],
        activity=str(statement["object"].get("id", ""))[:600], actor=name_of(statement["actor"])[:600], said=said, content=content,
        stored_at=now))
    session.flush()
    found = outcome(content, now)
    if found is not None:
        receive(Envelope(contractor_id, found[0], Way.XAPI, sender, report_id=key), found[1], now)
    return key


def digest(statement: Statement) -> str:
    """Of what the sender said: sent again, it is the same though we have added to it."""
    return hashlib.sha256(rfc8785.dumps({name: part for name, part in statement.items() if name not in OURS})).hexdigest()


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
