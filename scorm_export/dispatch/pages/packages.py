"""Taking the thin package of a dispatch."""
from typing import Any

from flask import request, send_file

from lms.errors import NotFound
from lms.web.access import actor, now
from scorm_export.dispatch import scope, services
from scorm_export.dispatch.pages.door import pages
from scorm_export.dispatch.rules import EDITIONS
from scorm_export.packages.rules import Edition


@pages.page("/dispatches/<dispatch_id>/package", access=scope.TAKE)
def package(dispatch_id: str) -> Any:
    """``?edition=1.2|2004-3|2004-4``, and ``lecture`` for one of them alone. The same bytes each time."""
    found = scope.takeable(dispatch_id)
    edition, part = request.args.get("edition", ""), request.args.get("lecture", "")
    if edition not in EDITIONS:
        raise NotFound()
    chosen = Edition(edition)
    file = services.written(found, chosen, part, request.host_url.rstrip("/"))
    services.take(found, chosen, part, actor().person_id, now())
    return send_file(file, "application/zip", as_attachment=True, download_name=services.name_of(found, chosen, part))
