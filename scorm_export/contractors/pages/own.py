"""A contractor's own home: what it teaches and takes, who teaches, and what of its results waits."""
from collections import Counter
from typing import Any

from flask import current_app, render_template, url_for

from lms.enrollments import services as enrollments
from scorm_export.contractors import scope, services
from scorm_export.contractors.guide import GUIDES
from scorm_export.contractors.pages.contractor import offered
from scorm_export.contractors.pages.door import OWN, pages
from scorm_export.results import services as results

# Pages of other rooms, linked to where they are there: endpoint, name and what one does there.
ELSEWHERE = (
    ("packages.my_packages", "パッケージ", "LMSに取り込むファイルを作り、保存します。"),
    ("dispatch.my_dispatches", "配信", "いつも最新の講義を、事務局から直接届ける薄いパッケージです。"),
    ("results.my_results", "届いた結果", "届いた結果を確かめ、ファイルやCSVで送ります。"),
)


@pages.page("/contractor", access=OWN)
def own_home() -> Any:
    found = scope.own()
    if found is None:
        return nobody_page()
    rounds = {each.id: each for each in enrollments.cohorts()}
    standings = Counter(each.standing for each in results.results_of(found.id))
    return render_template(
        "contractors/home.html", contractor=found, rounds=[rounds[each] for each in found.cohorts], sizes=enrollments.sizes(),
        standings=standings, register=services.qualifications(found.id), elsewhere=elsewhere(), guides=GUIDES, **offered())


def nobody_page() -> str:
    """For somebody with the role whom no contractor has, or whose contractor has ended."""
    return render_template("contractors/nobody.html")


def elsewhere() -> list[tuple[str, str, str]]:
    """Address, name and use of what the house offers by now."""
    known = current_app.view_functions
    return [(url_for(endpoint), name, use) for endpoint, name, use in ELSEWHERE if endpoint in known]
