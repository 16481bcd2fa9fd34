from lms.access import Role
from lms.cohorts.api import api
from lms.cohorts.pages import pages
from lms.plugins import NavItem, Plugin

room = Plugin(
    name="cohorts",
    api=(api,),
    pages=(pages,),
    nav=(NavItem("cohorts.cohort_list", "期", frozenset({Role.SECRETARIAT, Role.AUDITOR}), 20),),
)
