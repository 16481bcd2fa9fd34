"""A seeded weak contractor is found within sixty trainees; an ordinary one is hardly ever called weak."""
from math import sqrt

import numpy as np
import pytest

from scorm_export.quality.watch import FEWEST, RUN, Baseline, baseline, watched

RUNS = 400
FALSE, FOUND = 0.05, 0.90
ERROR = 2 * sqrt(0.05 * 0.95 / RUNS)  # of the simulation itself


def trainee(chance, mean, items):
    """The share of right answers of one trainee: able to another degree than others, asked so many items."""
    ability = np.clip(chance.normal(mean, 0.12), 0.02, 0.98)
    return chance.binomial(items, ability) / items


def run(chance, mean, items, of_agency):
    agency = [trainee(chance, 0.8, items) for _ in range(of_agency)]
    return watched([trainee(chance, mean, items) for _ in range(RUN)], baseline(agency))


SHAPES = pytest.mark.parametrize(("items", "of_agency"), [(60, 200), (25, 60), (135, 60), (10, 300)])


@SHAPES
def test_an_ordinary_contractor_is_hardly_ever_called_weak(items, of_agency):
    chance = np.random.default_rng(20270610)
    alarms = sum(run(chance, 0.8, items, of_agency) is not None for _ in range(RUNS))
    assert alarms / RUNS <= FALSE + ERROR


@SHAPES
def test_a_weak_contractor_is_found_within_sixty_trainees(items, of_agency):
    chance = np.random.default_rng(20270611)
    found = [run(chance, 0.68, items, of_agency) for _ in range(RUNS // 2)]
    assert sum(alarm is not None for alarm in found) / len(found) >= FOUND
    assert all(FEWEST <= alarm.at <= RUN and alarm.mean < alarm.baseline for alarm in found if alarm)


def test_false_alarms_stay_rare_over_all_shapes_together():
    chance = np.random.default_rng(5)
    alarms = sum(run(chance, 0.8, 60, 100) is not None for _ in range(3 * RUNS))
    assert alarms / (3 * RUNS) <= FALSE


def test_nothing_is_said_of_a_few_or_beside_a_small_agency():
    agency = Baseline(0.8, 0.1, 200)
    assert watched([0.0] * (FEWEST - 1), agency) is None
    assert watched([0.0] * FEWEST, agency).at == FEWEST
    assert baseline([0.8] * 29) is None
    assert watched([], agency) is None


def test_the_watch_begins_anew_with_every_sixty():
    agency, weak, well = Baseline(0.8, 0.1, 200), [0.5] * RUN, [0.8] * RUN
    assert watched(weak, agency) is not None
    assert watched([*weak, *well], agency) is None
    assert watched([*weak, *well[:FEWEST - 1]], agency) is not None  # too few of the new run to say anything
    assert watched([*well, *weak], agency) is not None
