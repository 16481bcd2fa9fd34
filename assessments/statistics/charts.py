"""The plots of the pages, with their words in the reader's language."""
from collections.abc import Iterable, Sequence
from dataclasses import replace

from flask_babel import gettext as _
from markupsafe import Markup

from assessments.statistics import plots
from assessments.statistics.figures import Bin, Fifth, Point
from assessments.statistics.plots import Labels
from assessments.statistics.services import TestStatistics


def histogram(bins: Sequence[Bin], found: TestStatistics) -> Markup:
    labels = Labels(_("得点の分布"), _("得点を5%きざみで数えた棒の図。同じ数値の表がこの図の下にあります。"), _("得点"), _("人数"))
    goal = _("合格基準") if found.test.activity.gate == "passed" else _("目安")
    return _drawn(plots.histogram(bins, found.test.parameters.passing_score, goal, labels, "scores"))


def scatter(points: Iterable[Point], found: TestStatistics) -> Markup:
    """Each point bears the name of its item."""
    named = [replace(point, item=found.asked[point.item].item.id) for point in points]
    labels = Labels(_("正答率と見分ける力"), _("問題ごとの正答率と見分ける力の図。同じ数値は「すべての問題」の表にあります。"), _("正答率"),
                    _("見分ける力"))
    return _drawn(plots.scatter(named, labels, "items"))


def curve(fifths: Sequence[Fifth]) -> Markup:
    labels = Labels(_("ほかの問題の得点と、この問題の正答率"),
                    _("ほかの問題の得点で5つに分けた人たちの、この問題の正答率の線。同じ数値の表がこの図の下にあります。"),
                    _("ほかの問題の得点"), _("この問題の正答率"))
    return _drawn(plots.curve(fifths, labels, "curve"))


def _drawn(svg: str) -> Markup:
    return Markup(svg)  # noqa: S704 - plots escapes every text
