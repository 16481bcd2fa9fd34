"""The door to results: receive what came home whichever way, and tell what is known."""
from scorm_export.results.services.counting import count_again, count_waiting
from scorm_export.results.services.credentials import (
    contractor_of_credential,
    credentials_of,
    end_credential,
    make_credential,
)
from scorm_export.results.services.receiving import Envelope, receive, receive_all
from scorm_export.results.services.rows import reports_of, result, results_of
from scorm_export.results.services.uploads import (
    keep_files,
    keep_table,
    set_columns,
    take_more,
    taking,
    unfinished,
    upload,
)

__all__ = [
    "Envelope", "contractor_of_credential", "count_again", "count_waiting", "credentials_of", "end_credential",
    "keep_files", "keep_table", "make_credential", "receive", "receive_all", "reports_of", "result", "results_of", "set_columns",
    "take_more", "taking", "unfinished", "upload",
]
