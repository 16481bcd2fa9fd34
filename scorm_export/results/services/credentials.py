"""What a contractor's system signs in with at ``/xapi``."""
import hmac
from datetime import datetime

from sqlalchemy import select

from lms.db import db, transaction
from lms.errors import Invalid, NotFound
from lms.ids import new_id, new_secret
from lms.people.secrets import digest
from scorm_export.contractors import services as contractors
from scorm_export.results.models import XapiCredential
from scorm_export.results.views import CredentialView

NOBODY = digest("nobody")


def make_credential(contractor_id: str, label: str, by: str, now: datetime) -> tuple[str, str]:
    """User name and secret; the secret is in the answer and nowhere else. Invalid without a label."""
    label = " ".join(label.split())
    if not 0 < len(label) <= 100:
        raise Invalid({"label": "どのシステムで使うかを、100文字以内で入力してください。"})
    secret = new_secret()
    with transaction() as session:
        contractors.contractor(contractor_id)
        row = XapiCredential(id=new_id(), contractor_id=contractor_id, label=label, secret_hash=digest(secret), made_at=now, made_by=by)
        session.add(row)
        return row.id, secret


def credentials_of(contractor_id: str) -> list[CredentialView]:
    """Those that work, the newest first."""
    rows = db.session.scalars(select(XapiCredential).where(
        XapiCredential.contractor_id == contractor_id, XapiCredential.ended_at.is_(None)).order_by(XapiCredential.made_at.desc()))
    return [CredentialView(row.id, row.label, row.made_at) for row in rows]


def end_credential(contractor_id: str, credential_id: str, by: str, now: datetime) -> None:
    with transaction() as session:
        row = session.get(XapiCredential, credential_id, with_for_update=True)
        if row is None or row.contractor_id != contractor_id or row.ended_at is not None:
            raise NotFound(credential=credential_id)
        row.ended_at, row.ended_by = now, by


def contractor_of_credential(name: str, secret: str) -> str | None:
    """The contractor's id; None for a name or secret that does not hold, and once the contractor has ended."""
    row = db.session.get(XapiCredential, name)
    right = hmac.compare_digest(row.secret_hash if row else NOBODY, digest(secret))
    if row is None or not right or row.ended_at is not None:
        return None
    return row.contractor_id if contractors.contractor(row.contractor_id).ended_at is None else None
