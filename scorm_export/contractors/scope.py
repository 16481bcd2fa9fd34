"""Which contractor the signed-in person may see or change. What they may not see does not exist for them.

Contractors are the whole agency's: the secretariat or the auditors of single rounds have no say in them.
"""
from lms.access import Grant, Role
from lms.errors import NotAllowed, NotFound
from lms.web.access import actor
from scorm_export.contractors import services
from scorm_export.contractors.views import ContractorView


def may_change() -> bool:
    return Grant(Role.SECRETARIAT) in actor().grants


def require_reader() -> None:
    if not (may_change() or Grant(Role.AUDITOR) in actor().grants):
        raise NotAllowed("委託先を扱うのは、すべての期を受け持つ事務局です。")


def require_changer() -> None:
    require_reader()
    if not may_change():
        raise NotAllowed()


def readable(contractor_id: str) -> ContractorView:
    require_reader()
    return services.contractor(contractor_id)


def changeable(contractor_id: str) -> ContractorView:
    require_changer()
    return services.contractor(contractor_id)


def own() -> ContractorView | None:
    """The contractor that the signed-in person works for, while it works."""
    return services.contractor_of(actor().person_id) if actor().has(Role.CONTRACTOR) else None


def employer() -> ContractorView:
    """As ``own``; NotFound where there is none."""
    found = own()
    if found is None:
        raise NotFound("この委託先のアカウントは、今は使えません。事務局に連絡してください。")
    return found


def visible(contractor_id: str) -> ContractorView:
    """For the readers, and for those who work for this one."""
    found = own()
    if found is not None and found.id == contractor_id:
        return found
    return _for_staff(contractor_id)


def _for_staff(contractor_id: str) -> ContractorView:
    """NotFound for a contractor's people: another one does not exist for them."""
    if not actor().has(Role.SECRETARIAT, Role.AUDITOR):
        raise NotFound(contractor=contractor_id)
    return readable(contractor_id)


def acting_for(contractor_id: str) -> ContractorView:
    """For whom the signed-in person may send and name: the secretariat's choice, or their own contractor."""
    found = visible(contractor_id)
    if found != own():
        require_changer()
    return found
