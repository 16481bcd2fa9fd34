"""The analysis of a large test: 10,000 sheets of 60 items, all items on every sheet or drawn from a pool of 240."""
import statistics
import time
from collections.abc import Sequence
from random import Random

from assessments.statistics.analysis import analyze
from assessments.statistics.rules import ItemInfo, Sheet
from tests.statistics.simulation import ability_of, items_of, sheet_of

SHEETS, FORM, POOLS = 10_000, 60, (60, 240)
COHORTS = ("2027-1", "2027-2", "2028-1", "2028-2")


def statistics_lines() -> list[str]:
    """One line a pool: seconds from sheets to flags (median of 3), and the number of comparisons and flags."""
    lines = [f"{'sheets':>8}{'form':>6}{'pool':>6}{'seconds':>9}{'comparisons':>13}{'flags':>7}"]
    for pool in POOLS:
        infos = items_of(pool)
        sheets = simulated(infos)
        seconds = statistics.median(timed(sheets, infos) for _ in range(3))
        analysis = analyze(sheets, infos, COHORTS)
        lines.append(f"{SHEETS:>8}{FORM:>6}{pool:>6}{seconds:>9.2f}{len(analysis.comparisons):>13}{len(analysis.flags):>7}")
    return lines


def simulated(infos: Sequence[ItemInfo]) -> list[Sheet]:
    """The same sheets every time."""
    chance = Random(20270610)
    return [
        sheet_of(chance, f"p{n}", COHORTS[n % len(COHORTS)], chance.sample(infos, FORM), ability_of(chance))
        for n in range(SHEETS)
    ]


def timed(sheets: Sequence[Sheet], infos: Sequence[ItemInfo]) -> float:
    began = time.perf_counter()
    analyze(sheets, infos, COHORTS)
    return time.perf_counter() - began


if __name__ == "__main__":
    print("\n".join(statistics_lines()))
