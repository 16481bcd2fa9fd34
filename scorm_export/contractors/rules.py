"""When a qualification holds, and how learners are called. Pure."""
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SOON = timedelta(days=60)  # before its last day: time enough to renew a qualification
REFERENCE_LENGTH = 254


class Currency(StrEnum):
    """Whether a qualification holds on a day."""

    CURRENT = "current"
    ENDS_SOON = "ends-soon"
    OVERDUE = "overdue"


def currency(last_day: date, today: date) -> Currency:
    """It holds until the end of its last day (R091)."""
    if last_day < today:
        return Currency.OVERDUE
    return Currency.ENDS_SOON if last_day - today <= SOON else Currency.CURRENT


@dataclass(frozen=True, slots=True)
class CaseStudyFitness:
    """What R092 asks of those who lead case studies, beside the qualification itself."""

    insight: bool
    experience: bool

    @property
    def fit(self) -> bool:
        return self.insight and self.experience


def folded_reference(text: str) -> str:
    """One learner, one spelling: width, letter case and the spaces around make no difference. Empty where nothing is left."""
    return re.sub(r"[\x00-\x1f\x7f]", "", unicodedata.normalize("NFKC", text)).strip().casefold()[:REFERENCE_LENGTH]
