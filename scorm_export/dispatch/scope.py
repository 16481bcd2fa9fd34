"""Which dispatches the signed-in person may see, change and take. What they may not see does not exist for them.

Dispatches are the whole agency's, as contractors are: the secretariat or the auditors of single rounds have no say in them.
"""
from lms.access import Grant, Role, only
from lms.errors import NotAllowed, NotFound
from lms.web.access import actor
from scorm_export.contractors import scope as whose
from scorm_export.contractors import services as contractors
from scorm_export.contractors.views import ContractorView
from scorm_export.dispatch import services
from scorm_export.dispatch.views import DispatchView

READ = only(Role.SECRETARIAT, Role.AUDITOR)
CHANGE = only(Role.SECRETARIAT)
OWN = only(Role.CONTRACTOR)
TAKE = only(Role.SECRETARIAT, Role.CONTRACTOR)


def may_change() -> bool:
    return Grant(Role.SECRETARIAT) in actor().grants


def require_reader() -> None:
    if not (may_change() or Grant(Role.AUDITOR) in actor().grants):
        raise NotAllowed("配信を扱うのは、すべての期を受け持つ事務局です。")


def require_changer() -> None:
    require_reader()
    if not may_change():
        raise NotAllowed()


def readable(dispatch_id: str) -> DispatchView:
    require_reader()
    return services.dispatch(dispatch_id)


def changeable(dispatch_id: str) -> DispatchView:
    require_changer()
    return services.dispatch(dispatch_id)


def changeable_contractor(contractor_id: str) -> ContractorView:
    require_changer()
    return contractors.contractor(contractor_id)


def takeable(dispatch_id: str) -> DispatchView:
    """The package may be taken by the secretariat, and by those whose contractor's it is."""
    if may_change():
        return services.dispatch(dispatch_id)
    found = services.dispatch(dispatch_id) if actor().has(Role.CONTRACTOR) else None
    if found is None or found.contractor_id != whose.employer().id:
        raise NotFound(dispatch=dispatch_id)
    return found
