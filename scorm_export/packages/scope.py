"""Which packages the signed-in person may order and see. What they may not see does not exist for them."""
from datetime import datetime

from lms.access import Role, only
from lms.errors import NotAllowed, NotFound
from lms.programs import services as programs
from lms.programs.definition import Activity, Program
from lms.web.access import actor
from scorm_export.contractors import scope as whose
from scorm_export.contractors.views import ContractorView
from scorm_export.packages import services
from scorm_export.packages.rules import Grain, Spec
from scorm_export.packages.views import ExportView

READ = only(Role.SECRETARIAT, Role.CONTRACTOR, Role.AUDITOR)
ORDER = only(Role.SECRETARIAT, Role.CONTRACTOR)


def own_contractor() -> ContractorView | None:
    """The actor's own contractor; None for the agency's people. NotFound for a contractor's account without one."""
    if not actor().has(Role.SECRETARIAT, Role.AUDITOR):
        return whose.employer()
    whose.require_reader()
    return None


def visible(export_id: str) -> ExportView:
    found, own = services.export(export_id), own_contractor()
    if own is not None and found.contractor_id != own.id:
        raise NotFound(package=export_id)
    return found


def exports() -> list[ExportView]:
    own = own_contractor()
    return services.exports(own.id if own else None)


def offered(program: Program) -> list[Activity]:
    """The lectures that the actor may take out of the house."""
    own = own_contractor()
    return [a for a in services.lectures_of(program) if own is None or own.may_take(program.id, a.id)]


def offered_programs() -> list[Program]:
    """Those that have a lecture for the actor."""
    found = [programs.program(version.id) for version in programs.newest_versions()]
    return [program for program in found if offered(program)]


def order(spec: Spec, now: datetime) -> ExportView:
    """NotAllowed for more than the actor may take."""
    program, own = services.newest_program(spec.program), own_contractor()
    if own is None:
        whose.require_changer()
    wanted = [a for a in services.lectures_of(program) if spec.grain is Grain.COURSE or spec.part in (a.id, a.module)]
    if not wanted:
        raise NotFound(part=spec.part)
    may = offered(program)
    if not all(activity in may for activity in wanted):
        raise NotAllowed("渡されている講義だけを選んでください。")
    made = services.order(spec, own.id if own else None, actor().person_id, now)
    services.start(made.id)
    return made
