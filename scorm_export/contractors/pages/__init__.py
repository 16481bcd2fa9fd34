"""Pages about contractors, for the secretariat and for contractors themselves."""
from lms.access import Role
from lms.plugins import NavItem
from scorm_export.contractors.pages import contractor, guide, learners, overview, own, people, register
from scorm_export.contractors.pages.door import pages

# A contractor's first line of the menu is also where ``/`` leads them.
MENU = (
    NavItem("contractors.own_home", "ホーム", frozenset({Role.CONTRACTOR}), 22),
    NavItem("contractors.contractor_list", "委託先の一覧", frozenset({Role.SECRETARIAT, Role.AUDITOR}), 60),
)

__all__ = ["MENU", "contractor", "guide", "learners", "overview", "own", "pages", "people", "register"]
