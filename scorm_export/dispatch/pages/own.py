"""A contractor's own dispatches."""
from typing import Any

from flask import render_template

from lms.web.access import now
from scorm_export.contractors import scope as whose
from scorm_export.dispatch import scope, services
from scorm_export.dispatch.pages.door import pages
from scorm_export.packages import services as packages


@pages.page("/contractor/dispatches", access=scope.OWN)
def my_dispatches() -> Any:
    lines = services.lines(services.dispatches(whose.employer().id), now())
    names = {line.dispatch.program for line in lines}
    return render_template(
        "dispatch/own.html", lines=lines, stop=services.current_stop(), programs={name: packages.newest_program(name) for name in names})
