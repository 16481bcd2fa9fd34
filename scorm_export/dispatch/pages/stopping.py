"""The switch that stops every dispatch, and lets them go on."""
from collections.abc import Mapping
from typing import Any

from flask import render_template, request

from lms.errors import Invalid
from lms.people import services as people
from lms.web.access import actor, now
from scorm_export.dispatch import scope, services
from scorm_export.dispatch.pages.door import after, pages
from scorm_export.dispatch.rules import State


@pages.page("/dispatches/stop", access=scope.READ)
def stop_form() -> Any:
    """What stopping means, before it is done; while stopped, why and since when; and what there was before."""
    scope.require_reader()
    return stop_page({})


@pages.page("/dispatches/stop", access=scope.CHANGE, methods=("POST",))
def stop() -> Any:
    scope.require_changer()
    try:
        services.stop(request.form.get("reason", ""), actor().person_id, now())
    except Invalid as error:
        return stop_page(error.errors), error.status
    return after("dispatch.overview", "stopped")


@pages.page("/dispatches/stop/lifting", access=scope.CHANGE, methods=("POST",))
def lift() -> Any:
    scope.require_changer()
    services.lift(actor().person_id, now())
    return after("dispatch.overview", "lifted")


def stop_page(errors: Mapping[str, str]) -> str:
    lines, stops = services.lines(services.dispatches(), now()), services.all_stops()
    running = [line for line in lines if line.state in (State.RUNNING, State.FULL, State.STOPPED)]
    who = people.people_named(filter(None, [person for each in stops for person in (each.by, each.lifted_by)]))
    return render_template(
        "dispatch/stop.html", stop=services.current_stop(), stops=stops, names={key: person.name for key, person in who.items()},
        running=running, active=sum(line.figures.active for line in running), may_change=scope.may_change(),
        typed=request.form, errors=errors)
