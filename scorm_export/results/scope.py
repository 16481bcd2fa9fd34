"""Who reads the results of contractors, and who sends them. Which contractor's: see ``contractors.scope``."""
from lms.access import Role, only

READ = only(Role.SECRETARIAT, Role.AUDITOR, Role.CONTRACTOR)
SEND = only(Role.SECRETARIAT, Role.CONTRACTOR)
OFFICE = only(Role.SECRETARIAT)
STAFF = only(Role.SECRETARIAT, Role.AUDITOR)
OWN = only(Role.CONTRACTOR)
