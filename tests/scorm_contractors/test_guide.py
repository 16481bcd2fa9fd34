"""The guide says everything that somebody who imports a package needs, for every LMS and in both languages."""
from dataclasses import fields
from html import unescape

import pytest

from lms.access import Role
from scorm_export.contractors.guide import GUIDES
from scorm_export.packages.rules import TASTES, Preset
from scorm_export.packages.words import EDITIONS
from tests.cohorts.conftest import Visit


@pytest.mark.parametrize("key", GUIDES)
def test_every_guide_is_whole(key: str) -> None:
    guide = GUIDES[key]
    assert guide.key == key
    assert all(getattr(guide, each.name) for each in fields(guide))
    assert len(guide.steps) >= 4
    assert any("zip" in step and "解凍しない" in step for step in guide.steps)


def test_every_guide_is_drawn_whole_and_says_that_menus_differ(visit: Visit) -> None:
    reader = visit(Role.CONTRACTOR)
    for key, guide in GUIDES.items():
        page = unescape(reader.get(f"/contractor/guide/{key}").text)
        said = [*guide.steps, *guide.checks, *guide.not_saved, guide.report, guide.learner, guide.renewal,
                EDITIONS[TASTES[Preset(key)].edition],
                *(words for setting in guide.settings for words in (setting.name, setting.value, setting.why))]
        assert [words for words in said if words not in page] == []
        assert all(words in page for words in ("版や設定によって違う", "保存できていません", "xAPI", "試しの受講者", "結果ファイル"))
        assert f"/contractor/guide/{key}" in reader.get("/contractor/guide").text


def test_what_breaks_saving_is_named_for_moodle() -> None:
    chosen = {setting.name: setting.value for setting in GUIDES["moodle"].settings}
    assert chosen["新しい受験を強制する(Force new attempt)"] == "いいえ(No)"
    assert chosen["完了を強制する(Force completed)"] == "いいえ(No)"
    assert chosen["受験回数(Number of attempts)"] == "無制限(Unlimited attempts)"
