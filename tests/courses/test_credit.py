"""Watch credit as arithmetic: golden tables, and what no sequence of posts can do."""
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.lectures import rules
from courses.lectures.rules import PERMITTED_SPEED, SLACK_SECONDS, Span
from tests.conftest import MORNING

DURATION = 600
second = st.integers(-50, DURATION + 50)
span = st.tuples(second, second)
spans = st.lists(span, max_size=12)
good_span = st.tuples(st.integers(0, DURATION), st.integers(0, DURATION))


@pytest.mark.parametrize(("given_spans", "expected"), [
    ([], []),
    ([(0, 10)], [(0, 10)]),
    ([(5, 10), (0, 5)], [(0, 10)]),
    ([(0, 10), (3, 6)], [(0, 10)]),
    ([(0, 4), (3, 8), (10, 12)], [(0, 8), (10, 12)]),
    ([(4, 4), (9, 3)], []),
])
def test_spans_that_touch_or_overlap_become_one(given_spans: list[Span], expected: list[Span]) -> None:
    assert rules.merged(given_spans) == expected
    assert rules.seconds(given_spans) == sum(b - a for a, b in expected)


@pytest.mark.parametrize(("given_spans", "expected"), [
    ([(-5, 3)], [(0, 3)]), ([(595, 700)], [(595, 600)]), ([(601, 700)], []), ([(-9, -1)], []), ([(-5, 900)], [(0, 600)]),
])
def test_spans_are_cut_to_the_video(given_spans: list[Span], expected: list[Span]) -> None:
    assert rules.within(given_spans, DURATION) == expected


@pytest.mark.parametrize(("given_spans", "expected"), [
    ([], [(0, 600)]), ([(0, 600)], []), ([(10, 20)], [(0, 10), (20, 600)]), ([(0, 5), (7, 600)], [(5, 7)]),
])
def test_what_is_missing_is_what_lies_between(given_spans: list[Span], expected: list[Span]) -> None:
    assert rules.missing(given_spans, DURATION) == expected


@pytest.mark.parametrize(("claimed", "held", "balance", "granted", "left"), [
    ([(0, 10)], [], 10.0, [(0, 10)], 0.0),
    ([(0, 10)], [], 4.9, [(0, 4)], 0.9),
    ([(0, 10), (20, 30)], [], 15.0, [(0, 10), (20, 25)], 0.0),
    ([(20, 30), (0, 10)], [], 15.0, [(20, 30), (0, 5)], 0.0),
    ([(0, 10), (0, 10)], [], 12.0, [(0, 10)], 2.0),
    ([(5, 15)], [(0, 10)], 6.0, [(10, 15)], 1.0),
    ([(0, 30)], [(10, 20)], 15.0, [(0, 10), (20, 25)], 0.0),
    ([(9, 3), (-20, -10), (700, 800)], [], 50.0, [], 50.0),
    ([(590, 700)], [], 50.0, [(590, 600)], 40.0),
    ([(0, 10)], [], 0.0, [], 0.0),
])
def test_a_balance_pays_for_new_seconds_in_the_order_of_playing(
    claimed: list[Span], held: list[Span], balance: float, granted: list[Span], left: float
) -> None:
    found, rest = rules.credited(claimed, held, balance, DURATION)
    assert (found, rest) == (granted, pytest.approx(left))


@pytest.mark.parametrize(("balance", "elapsed", "expected"), [
    (0.0, 10.0, 20.0), (4.0, 0.0, 4.0), (4.0, -100.0, 4.0), (1.5, 0.25, 2.0)])
def test_time_refills_the_balance_at_twice_its_speed_and_never_backward(
    balance: float, elapsed: float, expected: float
) -> None:
    assert rules.refilled(balance, elapsed) == expected


@pytest.mark.parametrize(("watched", "read", "sections", "attended", "share"), [
    ([(0, 569)], 0, 2, False, 569 / 600),
    ([(0, 570)], 0, 2, True, 1.0),
    ([(0, 285), (315, 600)], 0, 2, True, 1.0),
    ([], 1, 2, False, 0.5),
    ([], 2, 2, True, 1.0),
    ([(0, 400)], 1, 2, False, 400 / 600),
    ([], 0, 0, False, 0.0),
    ([(0, 600), (0, 600)], 0, 2, True, 1.0),
])
def test_attendance_is_95_percent_of_the_seconds_or_every_section(  # noqa: PLR0913
    watched: list[Span], read: int, sections: int, attended: bool, share: float
) -> None:
    found = rules.attendance(watched, DURATION, read, sections, 0.95)
    assert (found.attended, found.share) == (attended, pytest.approx(share))


def test_a_video_without_length_is_never_attended_by_watching() -> None:
    assert rules.attendance([(0, 10)], 0, 0, 1, 0.95).coverage == 0


def test_japanese_and_english_have_reading_speeds_of_their_own() -> None:
    assert (rules.reading_seconds("あ" * 1500, "ja"), rules.reading_seconds("a" * 3600, "en")) == (60, 60)


class Watching:
    """A server's half of one lease, in memory."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.balance, self.elapsed = float(SLACK_SECONDS), 0.0

    def post(self, claimed: Any, elapsed: float) -> int:
        """Seconds of coverage after the post."""
        self.elapsed += elapsed
        granted, self.balance = rules.credited(
            claimed, self.spans, rules.refilled(self.balance, elapsed), DURATION)
        self.spans = rules.merged([*self.spans, *granted])
        return rules.seconds(self.spans)


posts = st.lists(st.tuples(spans, st.floats(0, 120)), max_size=10)


@given(posts)
def test_no_sequence_of_posts_earns_more_than_the_clock_allows(sent: list[tuple[list[Span], float]]) -> None:
    watching, before = Watching(), 0
    for claimed, elapsed in sent:
        covered = watching.post(claimed, elapsed)
        assert covered >= before
        assert covered <= watching.elapsed * PERMITTED_SPEED + SLACK_SECONDS + 1e-6
        before = covered
    claimed_at_all = rules.within((s for c, _ in sent for s in c if s[0] < s[1]), DURATION)
    assert rules.merged([*claimed_at_all, *watching.spans]) == claimed_at_all
    assert rules.within(watching.spans, DURATION) == watching.spans


@given(posts)
def test_posts_sent_twice_earn_nothing_extra(sent: list[tuple[list[Span], float]]) -> None:
    once, twice = Watching(), Watching()
    for claimed, elapsed in sent:
        once.post(claimed, elapsed)
        twice.post(claimed, elapsed)
        covered = rules.seconds(twice.spans)
        if covered == rules.seconds(rules.within([*twice.spans, *claimed], DURATION)):
            assert twice.post(claimed, 0.0) == covered
            assert twice.spans == once.spans


@given(st.lists(good_span, max_size=30))
def test_parallel_tabs_and_sampling_share_one_balance(claimed: list[Span]) -> None:
    watching = Watching()
    for jump in claimed:
        watching.post([jump], 1.0)
    assert rules.seconds(watching.spans) <= len(claimed) * PERMITTED_SPEED + SLACK_SECONDS


@given(st.permutations(range(12)), st.floats(0.75, 2.0))
def test_the_order_of_an_honest_players_posts_does_not_matter(order: list[int], speed: float) -> None:
    """Played without a break for twelve reports of ten seconds; the reports arrive in any order after that."""
    watching = Watching()
    reports = [[(int(10 * n * speed), min(DURATION, -int(-10 * (n + 1) * speed // 1)))] for n in range(12)]
    watching.post([], 120.0)
    for n in order:
        watching.post(reports[n], 0.0)
    assert watching.spans == rules.merged(s for report in reports for s in report)


@given(st.floats(0.75, 2.0), st.floats(1, 15))
def test_an_honest_player_loses_nothing_to_whole_seconds_and_lost_answers(speed: float, every: float) -> None:
    """Each report is rounded outward to whole seconds, and sent again because its answer was lost."""
    watching, at = Watching(), 0.0
    while at + every * speed < DURATION:
        report = [(int(at), -int(-(at + every * speed) // 1))]
        watching.post(report, every)
        watching.post(report, 0.0)
        at += every * speed
        assert watching.spans == [(0, report[0][1])]


MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(("confirmed", "left"), [
    ([], -20),  # a section of 40 s, a minute after the opening
    ([(MORNING + MINUTE, 20)], 0),  # another lecture took 20 s of that minute
    ([(MORNING + MINUTE, 30)], 10),
    ([(MORNING - MINUTE, 999)], -20),  # read before this lecture was opened
])
def test_nobody_reads_two_lectures_at_once(confirmed: list[tuple[datetime, int]], left: int) -> None:
    assert rules.reading_left(confirmed, 40, MORNING, MORNING + MINUTE) == left
