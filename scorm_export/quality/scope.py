"""Who watches whom: the agency's people everybody, a contractor itself."""
from lms.access import Role, only
from lms.errors import NotFound
from lms.web.access import actor
from scorm_export.contractors import services as contractors
from scorm_export.contractors.views import ContractorView

WATCH = only(Role.SECRETARIAT, Role.AUDITOR)
READ = only(Role.SECRETARIAT, Role.AUDITOR, Role.CONTRACTOR)
SEND = only(Role.SECRETARIAT, Role.CONTRACTOR)
OWN = only(Role.CONTRACTOR)


def own() -> ContractorView:
    found = contractors.contractor_of(actor().person_id)
    if found is None:
        raise NotFound("この委託先のアカウントは、今は使えません。事務局に連絡してください。")
    return found


def visible(contractor_id: str) -> ContractorView:
    found = contractors.contractor(contractor_id)
    if not actor().has(Role.SECRETARIAT, Role.AUDITOR) and own().id != found.id:
        raise NotFound(contractor=contractor_id)
    return found
