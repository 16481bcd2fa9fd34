"""Plots that anybody can read and that a strict page may show; and the numbers behind them."""
import re

import numpy as np
import pytest
from lxml import etree

from assessments.statistics.analysis import analyze
from assessments.statistics.answers import UnknownItem, answers_of
from assessments.statistics.figures import Bin, Fifth, Point, characteristic, points, score_bins
from assessments.statistics.items import item_statistics
from assessments.statistics.plots import BOTTOM, LEFT, RIGHT, TOP, Labels, curve, histogram, scatter
from assessments.statistics.rules import Sheet
from tests.statistics.simulation import GUTTMAN, items_of

LABELS = Labels("得点 <分布>", "80人の\"得点\"", "得点率 & 点", "人数")
BINS = (Bin(0, 0.5, 3), Bin(0.5, 1, 12))
FIFTHS = (Fifth(4, 0.25, 0.5), Fifth(4, 0.75, 1.0))
PLOTS = {
    "histogram": histogram(BINS, 0.7, "合格", LABELS, "scores"),
    "scatter": scatter([Point("i<1>", 0.25, -0.5), Point("i2", 1, 1)], LABELS, "scores"),
    "curve": curve(FIFTHS, LABELS, "scores"),
}
SVG = "{http://www.w3.org/2000/svg}"


def drawn(kind: str, element: str) -> list[etree._Element]:
    return list(etree.fromstring(PLOTS[kind]).iter(SVG + element))


def texts(kind: str) -> list[str | None]:
    return [text.text for text in drawn(kind, "text")]


@pytest.mark.parametrize("kind", PLOTS)
def test_a_plot_is_an_image_with_title_and_description(kind: str):
    image = etree.fromstring(PLOTS[kind])
    named = {element.get("id"): element.text for element in image if element.get("id")}
    assert image.get("role") == "img"
    assert [named[id] for id in image.get("aria-labelledby").split()] == [LABELS.title, LABELS.description]
    assert {LABELS.x, LABELS.y} <= set(texts(kind))


@pytest.mark.parametrize("kind", PLOTS)
def test_a_plot_has_no_inline_style_and_no_color_of_its_own(kind: str):
    image = etree.fromstring(PLOTS[kind])
    assert not [element for element in image.iter() if "style" in element.attrib or element.tag == SVG + "style"]
    paints = {element.get(name) for element in image.iter() for name in ("fill", "stroke")}
    assert paints <= {None, "none", "currentColor"}
    assert not re.search(r"#[0-9a-f]{3}|rgb|href|<script", PLOTS[kind])


def test_bars_are_as_high_as_their_counts():
    heights = [float(bar.get("height")) for bar in drawn("histogram", "rect")]
    assert heights[1] == 4 * heights[0] == pytest.approx(BOTTOM - TOP)
    assert {"0", "3", "6", "12"} <= set(texts("histogram"))


def test_the_axes_bear_numbers():
    assert texts("scatter").count("25%") == 1 and {"-1.0", "-0.5", "0.0", "1.0"} <= set(texts("scatter"))
    assert texts("curve").count("25%") == texts("curve").count("100%") == 2


def test_the_ticks_of_a_small_histogram_are_whole_numbers():
    """The highest count is 5, so the axis ends at 8."""
    image = etree.fromstring(histogram([Bin(0, 1, 5)], 0.7, "合格", LABELS, "x"))
    assert {"0", "2", "4", "6", "8"} <= {text.text for text in image.iter(SVG + "text")}


def test_the_passing_line_stands_at_the_passing_score_with_its_name():
    line, = [line for line in drawn("histogram", "line") if line.get("class") == "plot-passing"]
    assert float(line.get("x1")) == float(line.get("x2")) == pytest.approx(LEFT + 0.7 * (RIGHT - LEFT), abs=0.01)
    assert "合格" in texts("histogram")


@pytest.mark.parametrize(("passing", "anchor"), [(0.9, "end"), (0.1, "start")])
def test_the_name_of_the_passing_line_stays_inside_the_image(passing: float, anchor: str):
    image = etree.fromstring(histogram(BINS, passing, "合格", LABELS, "x"))
    assert [text.get("text-anchor") for text in image.iter(SVG + "text") if text.text == "合格"] == [anchor]


def test_points_lie_at_facility_and_discrimination_and_bear_their_name():
    one, other = drawn("scatter", "circle")
    assert (float(one.get("cx")), float(one.get("cy"))) == (LEFT + 0.25 * (RIGHT - LEFT), TOP + 0.75 * (BOTTOM - TOP))
    assert (float(other.get("cx")), float(other.get("cy"))) == (RIGHT, TOP)
    assert [title.text for title in one] == ["i<1>"]


def test_the_curve_runs_through_the_fifths():
    line, = drawn("curve", "polyline")
    assert line.get("points") == " ".join(f"{dot.get('cx')},{dot.get('cy')}" for dot in drawn("curve", "circle"))
    assert [float(dot.get("cx")) for dot in drawn("curve", "circle")] == [LEFT + k / 4 * (RIGHT - LEFT) for k in (1, 3)]
    assert [float(dot.get("cy")) for dot in drawn("curve", "circle")] == [(TOP + BOTTOM) / 2, TOP]


def test_plots_of_nothing_are_still_images():
    for svg in (histogram((), 0.7, "合格", LABELS, "x"), scatter([], LABELS, "x"), curve((), LABELS, "x")):
        assert etree.fromstring(svg).get("role") == "img"


# The numbers -------------------------------------------------------------------------------------------

def test_scores_on_an_edge_count_upward_and_all_right_counts_last():
    scores = np.array([0, 0.29, 0.3, 0.1 + 0.2, 0.7, 0.99, 1])
    assert [one.count for one in score_bins(scores, 10)] == [1, 0, 1, 2, 0, 0, 0, 1, 0, 2]
    assert score_bins(scores, 2) == (Bin(0, 0.5, 4), Bin(0.5, 1, 3))
    assert score_bins(np.array([0.29]), 100)[29].count == 1


def test_items_without_discrimination_have_no_point():
    items = item_statistics(answers_of(GUTTMAN, items_of(4)))
    assert [(one.item, one.facility) for one in points(items)] == [("i000", 0.75), ("i001", 0.5), ("i002", 0.25)]


def test_the_characteristic_of_an_item_by_hand():
    """Rest scores 0 to 9 ninths, twice each: the item is right in the upper half."""
    sheets = [
        Sheet(f"p{n}", "A", 1, tuple(info.id for info in items_of(10)),
              (float(n // 2 >= 5), *(float(k < n // 2) for k in range(9))), ((),) * 10)
        for n in range(20)
    ]
    found = characteristic(analyze(sheets, items_of(10)).answers, "i000")
    assert [(fifth.n, fifth.facility) for fifth in found] == [(4, 0), (4, 0), (4, 0.5), (4, 1), (4, 1)]
    assert [fifth.rest for fifth in found] == pytest.approx([(2 * n + 0.5) / 9 for n in range(5)])


def test_fifths_that_ties_leave_empty_are_left_out():
    """Rest scores 1, 1/2, 0, 0 of four people: the two at the bottom share a place."""
    found = characteristic(answers_of(GUTTMAN, items_of(3)), "i000")
    assert [(fifth.n, fifth.rest, fifth.facility) for fifth in found] == [(2, 0, 0.5), (1, 0.5, 1), (1, 1, 1)]


def test_the_characteristic_of_an_unknown_item_is_refused():
    with pytest.raises(UnknownItem):
        characteristic(answers_of(GUTTMAN, items_of(3)), "i999")
