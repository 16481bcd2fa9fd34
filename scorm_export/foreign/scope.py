"""Who has to do with packages of others: they stand below a lecture for every round, so single rounds' staff have no say."""
from lms.access import Grant, Role, only
from lms.errors import NotAllowed
from lms.web.access import current_actor

READ = only(Role.SECRETARIAT, Role.AUDITOR)
WRITE = only(Role.SECRETARIAT)
TRAINEES = only(Role.TRAINEE)


def holds(role: Role) -> bool:
    """For all rounds."""
    actor = current_actor()
    return actor is not None and Grant(role) in actor.grants


def may_change() -> bool:
    return holds(Role.SECRETARIAT)


def require_reader() -> None:
    if not (may_change() or holds(Role.AUDITOR)):
        raise NotAllowed("外部教材を扱うのは、すべての期を受け持つ事務局です。")


def require_changer() -> None:
    require_reader()
    if not may_change():
        raise NotAllowed()
