"""Where an enrollment stands, and which doors are open to it."""
from collections.abc import Mapping
from datetime import datetime

from lms.enrollments.services.rows import enrollment, ground
from lms.enrollments.views import Door
from lms.errors import NotFound, Refused
from lms.periods import Window
from lms.programs import services as programs
from lms.programs import standing as standings
from lms.programs.definition import Activity, Program
from lms.programs.progress import Progress
from lms.programs.standing import Standing


def program_of(enrollment_id: str) -> Program:
    return programs.program(enrollment(enrollment_id).program_version)


def standing_of(enrollment_id: str, now: datetime) -> Standing:
    program, dates, progress = ground(enrollment_id)
    return standings.standing(program, dates, progress, now)


def require_open(enrollment_id: str, activity_id: str, now: datetime) -> Door:
    """The door, if it is open now. Raises Refused with reason, clause, opens_when and retry_at, NotFound as ``window_of``."""
    program, dates, progress = ground(enrollment_id)
    activity = program.activity(activity_id)
    if activity is None:
        raise NotFound(activity=activity_id)
    shut = standings.refusal(program, dates, progress, activity, now)
    if shut is not None:
        raise Refused(activity=activity_id, reason=str(shut.reason), clause=shut.clause,
                      opens_when=list(shut.opens_when), retry_at=shut.retry_at and shut.retry_at.isoformat())
    return Door(activity, _window(program, dates, progress, activity))


def window_of(enrollment_id: str, activity_id: str) -> Window:
    """The person's own window for an activity, extensions included; NotFound where the cohort has no dates for it."""
    program, dates, progress = ground(enrollment_id)
    activity = program.activity(activity_id)
    if activity is None:
        raise NotFound(activity=activity_id)
    return _window(program, dates, progress, activity)


def _window(program: Program, dates: Mapping[str, Window], progress: Progress, activity: Activity) -> Window:
    found = standings.window_for(program, dates, progress, activity)
    if found is None:
        raise NotFound(activity=activity.id)
    return found


def is_exempt(enrollment_id: str, activity_id: str) -> bool:
    """Whether an activity is waived, or belongs to one that is (ruling A4)."""
    program, _, progress = ground(enrollment_id)
    activity = program.activity(activity_id)
    return activity is not None and standings.exempt(progress, activity)
