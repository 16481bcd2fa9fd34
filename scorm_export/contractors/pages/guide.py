"""The guide to taking our packages into an LMS; also for those whom contractors ask."""
from typing import Any

from flask import render_template

from lms.access import Role, only
from lms.errors import NotFound
from scorm_export.contractors import guide
from scorm_export.contractors.pages.door import pages
from scorm_export.packages.rules import TASTES
from scorm_export.packages.words import EDITIONS, GRAINS

READERS = only(Role.CONTRACTOR, Role.SECRETARIAT, Role.AUDITOR)


@pages.page("/contractor/guide", access=READERS)
def guides() -> Any:
    return drawn("contractors/guides.html")


@pages.page("/contractor/guide/<lms>", access=READERS)
def guide_page(lms: str) -> Any:
    found = guide.GUIDES.get(lms)
    if found is None:
        raise NotFound(lms=lms)
    return drawn("contractors/guide.html", found=found)


def drawn(template: str, **more: Any) -> str:
    """``tastes``: the edition and grain that a package gets for each LMS."""
    return render_template(template, guides=guide.GUIDES.values(), guide=guide, tastes=TASTES, EDITIONS=EDITIONS, GRAINS=GRAINS, **more)
