"""What this package adds to the house: test items, tests, and the quiz block."""
from assessments.attempts.api import api
from assessments.attempts.blocks import QuizBlock, TestsForBlocks
from assessments.attempts.correction_pages import office as corrections
from assessments.attempts.jobs import SUBMIT_OVERDUE
from assessments.attempts.kinds import COMPREHENSION_TEST, REVIEW_TEST
from assessments.attempts.office_pages import office
from assessments.attempts.pages import pages
from assessments.items import services as items
from assessments.items.cli import items_cli
from lms.access import Role
from lms.plugins import NavItem, Plugin
from lms.web.access import clock


def load_shipped_now() -> None:
    items.load_shipped(clock().now())


plugin = Plugin(
    name="assessments",
    activity_kinds=(COMPREHENSION_TEST, REVIEW_TEST),
    api=(api,),
    pages=(pages, office, corrections),
    commands=(items_cli,),
    enrollment_pages=(NavItem("accommodations.test_time", "テストの記録と時間", frozenset({Role.SECRETARIAT, Role.AUDITOR})),),
    jobs=(SUBMIT_OVERDUE,),
    blocks={"quiz": QuizBlock},
    block_services={"tests": TestsForBlocks},
    load=load_shipped_now,
    personal_words={"response": "テストの解答", "given": "テストの解答"},
)
