"""The door to results: receive what came home, and tell what is known."""
from scorm_export.results.services.counting import count_again
from scorm_export.results.services.receiving import Envelope, receive
from scorm_export.results.services.rows import reports_of, results_of

__all__ = ["Envelope", "count_again", "receive", "reports_of", "results_of"]
