"""Who watches whom: the agency's people everybody, a contractor itself. Which contractor: see ``contractors.scope``."""
from lms.access import Role, only

WATCH = only(Role.SECRETARIAT, Role.AUDITOR)
READ = only(Role.SECRETARIAT, Role.AUDITOR, Role.CONTRACTOR)
SEND = only(Role.SECRETARIAT, Role.CONTRACTOR)
OWN = only(Role.CONTRACTOR)
