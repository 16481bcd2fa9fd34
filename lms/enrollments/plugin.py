from lms.access import Role
from lms.enrollments.pages import pages
from lms.plugins import NavItem, Plugin

room = Plugin(
    name="enrollments",
    pages=(pages,),
    nav=(NavItem("enrollments.trainee_home", "ホーム", frozenset({Role.TRAINEE}), 10),),
)
