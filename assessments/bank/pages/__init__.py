"""The pages of the item bank, for lecturers and the secretariat; the audit reads."""
from assessments.bank.pages import drafts, editor, items
from assessments.bank.pages.door import pages

__all__ = ["drafts", "editor", "items", "pages"]
