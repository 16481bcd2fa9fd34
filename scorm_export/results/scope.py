"""Whose results the signed-in person may see and send. What they may not see does not exist for them."""
from lms.access import Role, only
from lms.errors import NotFound
from lms.web.access import actor
from scorm_export.contractors import services as contractors
from scorm_export.contractors.views import ContractorView

READ = only(Role.SECRETARIAT, Role.AUDITOR, Role.CONTRACTOR)
SEND = only(Role.SECRETARIAT, Role.CONTRACTOR)
OFFICE = only(Role.SECRETARIAT)


def visible(contractor_id: str) -> ContractorView:
    """Any contractor for the agency's people, its own for a contractor's."""
    found = contractors.contractor(contractor_id)
    if not actor().has(Role.SECRETARIAT, Role.AUDITOR) and own().id != found.id:
        raise NotFound(contractor=contractor_id)
    return found


def own() -> ContractorView:
    found = contractors.contractor_of(actor().person_id)
    if found is None:
        raise NotFound("この委託先のアカウントは、今は使えません。事務局に連絡してください。")
    return found
