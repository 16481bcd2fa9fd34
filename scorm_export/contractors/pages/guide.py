"""The guide to taking our packages into an LMS; also for those whom contractors ask."""
from typing import Any

from flask import render_template

from lms.access import Role, only
from lms.errors import NotFound
from scorm_export.contractors import guide
from scorm_export.contractors.pages.door import pages

READERS = only(Role.CONTRACTOR, Role.SECRETARIAT, Role.AUDITOR)


@pages.page("/contractor/guide", access=READERS)
def guides() -> Any:
    return render_template("contractors/guides.html", guides=guide.GUIDES.values(), guide=guide)


@pages.page("/contractor/guide/<lms>", access=READERS)
def guide_page(lms: str) -> Any:
    found = guide.GUIDES.get(lms)
    if found is None:
        raise NotFound(lms=lms)
    return render_template("contractors/guide.html", found=found, guides=guide.GUIDES.values(), guide=guide)
