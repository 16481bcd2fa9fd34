"""Plots as SVG, for a page that forbids inline styles: presentation attributes, classes and currentColor only. Pure.

Each is an image to assistive technology, with title and description; the page sets a table of the same data beside it.
"""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from assessments.statistics.figures import Bin, Fifth, Point

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 616, 24, 304
TICKS = 4


@dataclass(frozen=True, slots=True)
class Labels:
    """Translated texts: ``title`` and ``description`` of the image, names of the axes."""

    title: str
    description: str
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from ``low`` to ``high`` > ``low`` upon a line of pixels from ``start`` to ``end``."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


SHARES_ACROSS = Scale(0, 1, LEFT, RIGHT)
SHARES_UP = Scale(0, 1, BOTTOM, TOP)
CORRELATIONS_UP = Scale(-1, 1, BOTTOM, TOP)


def histogram(bins: Sequence[Bin], passing: float, passing_label: str, labels: Labels, name: str) -> str:
    """Scores with the passing line; ``passing`` is 0 to 1. ``name`` makes ids that are unique on the page."""
    up = Scale(0, _round_up(max((one.count for one in bins), default=0)), BOTTOM, TOP)
    bars = [_bar(one, up) for one in bins]
    x = SHARES_ACROSS.at(passing)
    line = _line(x, TOP, x, BOTTOM, ' class="plot-passing" stroke-width="2" stroke-dasharray="6 4"')
    anchor, shift = ("end", -6) if passing > 0.5 else ("start", 6)
    label = _text(x + shift, TOP - 8, passing_label, anchor)
    ticks = [*_ticks_across(SHARES_ACROSS, ".0%"), *_ticks_up(up, ".0f")]
    return _image("histogram", [*ticks, *bars, line, label], labels, name)


def scatter(points: Iterable[Point], labels: Labels, name: str) -> str:
    """Facility across, discrimination up; each point bears the item's id as its title."""
    dots = [
        f'<circle class="plot-point" cx="{SHARES_ACROSS.at(one.facility):.2f}"'
        f' cy="{CORRELATIONS_UP.at(one.discrimination):.2f}" r="5" fill="currentColor" fill-opacity="0.6">'
        f"<title>{escape(one.item)}</title></circle>"
        for one in points
    ]
    zero = CORRELATIONS_UP.at(0)
    axis = _line(LEFT, zero, RIGHT, zero, ' class="plot-zero" stroke-opacity="0.5"')
    ticks = [*_ticks_across(SHARES_ACROSS, ".0%"), *_ticks_up(CORRELATIONS_UP, ".1f")]
    return _image("scatter", [*ticks, axis, *dots], labels, name)


def curve(fifths: Sequence[Fifth], labels: Labels, name: str) -> str:
    """Mean rest score across, mean credit in the item up, through the fifths."""
    places = [(SHARES_ACROSS.at(fifth.rest), SHARES_UP.at(fifth.facility)) for fifth in fifths]
    path = " ".join(f"{x:.2f},{y:.2f}" for x, y in places)
    line = f'<polyline class="plot-curve" points="{path}" fill="none" stroke="currentColor" stroke-width="2"/>'
    dots = [f'<circle class="plot-point" cx="{x:.2f}" cy="{y:.2f}" r="5" fill="currentColor"/>' for x, y in places]
    ticks = [*_ticks_across(SHARES_ACROSS, ".0%"), *_ticks_up(SHARES_UP, ".0%")]
    return _image("curve", [*ticks, line, *dots], labels, name)


# Pieces ------------------------------------------------------------------------------------------------

def _image(kind: str, pieces: Iterable[str], labels: Labels, name: str) -> str:
    key = escape(name)
    middle = (TOP + BOTTOM) / 2
    up = f'<text x="16" y="{middle:g}" text-anchor="middle" transform="rotate(-90 16 {middle:g})">{escape(labels.y)}</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="plot plot-{kind}" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-labelledby="{key}-title {key}-desc" fill="currentColor" font-size="14">'
        f'<title id="{key}-title">{escape(labels.title)}</title><desc id="{key}-desc">{escape(labels.description)}</desc>'
        f"{_line(LEFT, BOTTOM, RIGHT, BOTTOM, '')}{_line(LEFT, TOP, LEFT, BOTTOM, '')}{''.join(pieces)}"
        f"{_text((LEFT + RIGHT) / 2, HEIGHT - 12, labels.x, 'middle')}{up}</svg>"
    )


def _bar(one: Bin, up: Scale) -> str:
    left, right, top = SHARES_ACROSS.at(one.low), SHARES_ACROSS.at(one.high), up.at(one.count)
    return (f'<rect class="plot-bar" x="{left + 1:.2f}" y="{top:.2f}" width="{right - left - 2:.2f}"'
            f' height="{BOTTOM - top:.2f}" fill="currentColor" fill-opacity="0.6"/>')


def _line(x1: float, y1: float, x2: float, y2: float, attributes: str) -> str:
    return f'<line x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}" stroke="currentColor"{attributes}/>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.2f}" y="{y:.2f}" text-anchor="{anchor}">{escape(words)}</text>'


def _steps(scale: Scale) -> list[float]:
    return [scale.low + step * (scale.high - scale.low) / TICKS for step in range(TICKS + 1)]


def _ticks_across(scale: Scale, form: str) -> list[str]:
    """``form`` is how numbers are written, as in format()."""
    return [_text(scale.at(value), BOTTOM + 20, format(value, form), "middle") for value in _steps(scale)]


def _ticks_up(scale: Scale, form: str) -> list[str]:
    return [_text(LEFT - 8, scale.at(value) + 5, format(value, form), "end") for value in _steps(scale)]


def _round_up(count: int) -> int:
    """So that the ticks are whole numbers."""
    return max(TICKS, -(-count // TICKS) * TICKS)
