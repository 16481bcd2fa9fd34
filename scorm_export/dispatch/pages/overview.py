"""All dispatches at a glance."""
from typing import Any

from flask import render_template

from lms.web.access import now
from scorm_export.contractors import services as contractors
from scorm_export.dispatch import scope, services
from scorm_export.dispatch.pages.door import done, pages


@pages.page("/dispatches", access=scope.READ)
def overview() -> Any:
    scope.require_reader()
    ready = [each for each in contractors.contractors() if each.ended_at is None and each.lectures]
    return render_template(
        "dispatch/overview.html", lines=services.lines(services.dispatches(), now()), stop=services.current_stop(),
        contractors=ready, may_change=scope.may_change(), done=done())
