"""Tests: beginning one, answering, submitting, and what came of it."""
from assessments.attempts.services.accommodations import accommodate, accommodations_of, time_left
from assessments.attempts.services.correcting import changes, correct, history_of, item_to_correct
from assessments.attempts.services.drawing import askable, shortages
from assessments.attempts.services.grading import result, submit, submit_overdue, submit_overdue_of
from assessments.attempts.services.journal import save_answer
from assessments.attempts.services.overview import history, overview, refusal_to_start
from assessments.attempts.services.printing import attempts_of, own_paper, paper
from assessments.attempts.services.sheets import asked_items, submissions, submitted_sheets
from assessments.attempts.services.taking import attempt, set_flag, start

__all__ = [
    "accommodate", "accommodations_of", "askable", "asked_items", "attempt", "attempts_of", "changes", "correct", "history", "history_of",
    "item_to_correct", "overview", "own_paper", "paper", "refusal_to_start", "result", "save_answer", "set_flag", "shortages", "start",
    "submissions", "submit", "submit_overdue", "submit_overdue_of", "submitted_sheets", "time_left",
]
