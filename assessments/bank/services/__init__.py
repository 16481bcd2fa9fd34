"""The item bank's only door: looking for items, writing drafts, judging and publishing them."""
from assessments.bank.services.drafting import begin, begin_change, discard, rewrite, submit
from assessments.bank.services.judging import keep_own, publish, retire, review
from assessments.bank.services.looking import drafts, search, sheet, shipped_of, texts, waits_for
from assessments.bank.services.reading import drawn, free_id, places
from assessments.bank.services.rows import view as draft
from assessments.bank.views import Faulty

__all__ = [
    "Faulty", "begin", "begin_change", "discard", "draft", "drafts", "drawn", "free_id", "keep_own", "places", "publish",
    "retire", "review", "rewrite", "search", "sheet", "shipped_of", "submit", "texts", "waits_for",
]
