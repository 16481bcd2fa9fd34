"""What this package adds to the house: test items, tests, and the quiz block."""
from assessments.attempts.api import api
from assessments.attempts.blocks import QuizBlock, TestsForBlocks
from assessments.attempts.cli import forms  # noqa: F401 - adds itself to items_cli
from assessments.attempts.correction_pages import office as corrections
from assessments.attempts.jobs import SUBMIT_OVERDUE
from assessments.attempts.kinds import COMPREHENSION_TEST, REVIEW_TEST
from assessments.attempts.office_pages import office
from assessments.attempts.pages import pages
from assessments.bank.api import api as bank_api
from assessments.bank.pages import pages as bank
from assessments.bank.pages.door import READ as BANK_READERS
from assessments.interchange.api import api as exchange_api
from assessments.interchange.cli import items_cli  # with export, import and forms beside what the items' own cli says
from assessments.interchange.pages import pages as exchange
from assessments.items import services as items
from assessments.statistics.api import api as statistics_api
from assessments.statistics.pages import READ as STATISTICS_READERS
from assessments.statistics.pages import pages as statistics
from lms.access import Role
from lms.plugins import NavItem, Plugin
from lms.web.access import clock


def load_shipped_now() -> None:
    items.load_shipped(clock().now())


plugin = Plugin(
    name="assessments",
    activity_kinds=(COMPREHENSION_TEST, REVIEW_TEST),
    api=(api, statistics_api, bank_api, exchange_api),
    pages=(pages, office, corrections, statistics, bank, exchange),
    commands=(items_cli,),
    enrollment_pages=(NavItem("accommodations.test_time", "テストの記録と時間", frozenset({Role.SECRETARIAT, Role.AUDITOR})),),
    nav=(NavItem("bank.item_list", "問題", BANK_READERS.roles, 50),
         NavItem("statistics.overview", "問題の統計", STATISTICS_READERS.roles, 60)),
    jobs=(SUBMIT_OVERDUE,),
    blocks={"quiz": QuizBlock},
    block_services={"tests": TestsForBlocks},
    load=load_shipped_now,
    personal_words={"response": "テストの解答", "given": "テストの解答"},
)
