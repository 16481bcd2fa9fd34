"""Drafts, reviews and what comes of them, on both databases."""
from datetime import date, timedelta
from threading import Thread

import pytest
from flask import Flask

from assessments.bank import services
from assessments.bank.rules import DraftState, ItemState, Verdict
from assessments.bank.views import DraftView, Faulty
from assessments.items import services as items
from assessments.items.services import Wanted
from lms.db import db
from lms.errors import Conflict, Invalid, NotAllowed, NotFound
from lms.periods import civil_day
from tests.bank.conftest import LECTURE, NEW, PROGRAM, changed, person
from tests.conftest import MORNING

ITEM = "e2-02-01"
TODAY = civil_day(MORNING)
YES, NO = Verdict.APPROVE, Verdict.RETURN


@pytest.fixture
def mori(inside: Flask) -> str:
    return person("mori")


@pytest.fixture
def hayashi(inside: Flask) -> str:
    return person("hayashi")


def begun(by: str, old: str = "正しい説明", new: str = "適切な説明") -> DraftView:
    return services.begin_change(PROGRAM, ITEM, changed(services.texts(PROGRAM, ITEM), old, new), by, MORNING)


def handed_in(draft: DraftView, by: str) -> DraftView:
    return services.submit(draft.id, draft.revision, by, MORNING)


def approved(draft: DraftView, author: str, reviewer: str) -> DraftView:
    return services.review(handed_in(draft, author).id, draft.revision, YES, "", reviewer, MORNING)


def asked(item: str = ITEM, day: date = TODAY) -> str | None:
    """The Japanese stem, if the item is asked."""
    return next((v.item.stem["ja"] for v in items.pool(PROGRAM, [LECTURE], day) if v.item.id == item), None)


# Writing -----------------------------------------------------------------------------------------------

def test_a_text_goes_from_draft_to_pool_through_another_persons_hands(mori: str, hayashi: str) -> None:
    draft = begun(mori)
    assert (draft.state, draft.is_new, draft.is_own) == (DraftState.WRITING, False, True)
    told = [(line.mark, line.text[-12:]) for line in draft.difference["ja"] if line.mark]
    assert told == [("-", "正しい説明はどれですか。"), ("+", "適切な説明はどれですか。")]
    assert approved(draft, mori, hayashi).state is DraftState.APPROVED
    assert "正しい説明" in (asked() or "")
    assert services.publish(draft.id, mori, MORNING).state is DraftState.PUBLISHED
    assert "適切な説明" in (asked() or "")


def test_something_new_becomes_an_item(mori: str, hayashi: str) -> None:
    draft = services.begin(PROGRAM, LECTURE, NEW, mori, MORNING)
    assert draft.is_new
    services.publish(approved(draft, mori, hayashi).id, hayashi, MORNING)
    assert asked("e2-02-91") is not None
    with pytest.raises(Faulty):
        services.begin(PROGRAM, LECTURE, NEW, mori, MORNING)


def test_the_author_does_not_approve(mori: str, hayashi: str) -> None:
    draft = handed_in(begun(mori), mori)
    with pytest.raises(NotAllowed):
        services.review(draft.id, 1, YES, "", mori, MORNING)
    rewritten = services.rewrite(draft.id, changed(texts_in(draft), "適切な説明", "妥当な説明"), 1, hayashi, MORNING)
    handed_in(rewritten, mori)
    with pytest.raises(NotAllowed):  # wrote in it
        services.review(draft.id, 2, YES, "", hayashi, MORNING)
    with pytest.raises(Conflict):
        services.publish(draft.id, mori, MORNING)


def texts_in(draft: DraftView) -> dict[str, str]:
    return {"ja": draft.ja, "en": draft.en}


def test_approving_twice_is_harmless(mori: str, hayashi: str) -> None:
    draft = approved(begun(mori), mori, hayashi)
    assert services.review(draft.id, 1, YES, "", hayashi, MORNING).reviews == draft.reviews
    services.publish(draft.id, mori, MORNING)
    assert services.review(draft.id, 1, YES, "", hayashi, MORNING).state is DraftState.PUBLISHED


def test_a_text_changed_after_its_approval_needs_another(mori: str, hayashi: str) -> None:
    draft = approved(begun(mori), mori, hayashi)
    better = services.rewrite(draft.id, changed(texts_in(draft), "適切な説明", "妥当な説明"), 1, mori, MORNING)
    assert (better.state, better.revision) == (DraftState.WRITING, 2)
    with pytest.raises(Conflict):
        services.publish(draft.id, mori, MORNING)
    with pytest.raises(Conflict):  # an approval of what was read before
        services.review(draft.id, 1, NO, "x", hayashi, MORNING)
    assert approved(better, mori, hayashi).state is DraftState.APPROVED


def test_the_same_text_again_is_no_new_text(mori: str, hayashi: str) -> None:
    draft = approved(begun(mori), mori, hayashi)
    assert services.rewrite(draft.id, texts_in(draft), 1, mori, MORNING).state is DraftState.APPROVED


def test_two_who_write_at_once_do_not_overwrite_each_other(mori: str, hayashi: str) -> None:
    draft = begun(mori)
    services.rewrite(draft.id, changed(texts_in(draft), "適切な説明", "妥当な説明"), 1, hayashi, MORNING)
    with pytest.raises(Conflict):
        services.rewrite(draft.id, changed(texts_in(draft), "適切な説明", "正確な説明"), 1, mori, MORNING)


def test_a_return_says_why(mori: str, hayashi: str) -> None:
    draft = handed_in(begun(mori), mori)
    with pytest.raises(Invalid):
        services.review(draft.id, 1, NO, "  ", hayashi, MORNING)
    assert services.review(draft.id, 1, NO, "解説が足りません。", hayashi, MORNING).state is DraftState.RETURNED


def test_a_draft_that_nobody_handed_in_is_not_judged(mori: str, hayashi: str) -> None:
    with pytest.raises(Conflict):
        services.review(begun(mori).id, 1, YES, "", hayashi, MORNING)


def test_a_discarded_draft_stays_readable_and_still(mori: str, hayashi: str) -> None:
    draft = approved(begun(mori), mori, hayashi)
    services.discard(draft.id, mori, MORNING)
    assert services.discard(draft.id, hayashi, MORNING).ended_by == mori
    for act in (lambda: services.publish(draft.id, mori, MORNING), lambda: handed_in(draft, mori),
                lambda: services.review(draft.id, 1, NO, "x", hayashi, MORNING)):
        with pytest.raises(Conflict):
            act()
    assert services.drafts(mori) == []


def test_what_waits_for_ones_own_review_stands_first(mori: str, hayashi: str) -> None:
    own, other = handed_in(begun(hayashi), hayashi), handed_in(begun(mori), mori)
    assert [draft.id for draft in services.drafts(hayashi)] == [other.id, own.id]
    assert [draft.id for draft in services.drafts(mori)] == [own.id, other.id]


# Publishing --------------------------------------------------------------------------------------------

def test_of_two_drafts_of_one_item_the_second_must_look_again(mori: str, hayashi: str) -> None:
    first, second = (approved(begun(mori, new=new), mori, hayashi) for new in ("適切な説明", "妥当な説明"))
    services.publish(first.id, mori, MORNING)
    with pytest.raises(Conflict):
        services.publish(second.id, mori, MORNING)
    assert services.draft(second.id, mori).is_overtaken
    again = services.rewrite(second.id, texts_in(second), 1, mori, MORNING)
    assert [line.mark for line in again.difference["ja"] if line.mark] == ["-", "+"]
    services.publish(approved(again, mori, hayashi).id, mori, MORNING)
    assert "妥当な説明" in (asked() or "")


def in_threads(app: Flask, *acts: object) -> list[object]:
    """What each of them came to, all begun at once."""
    outcomes: list[object] = [None] * len(acts)

    def run(place: int, act: object) -> None:
        with app.app_context():
            try:
                outcomes[place] = act()  # type: ignore[operator]
            except Exception as error:
                outcomes[place] = error

    db.session.remove()
    threads = [Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_publishing_one_draft_twice_at_once_is_harmless(inside: Flask, mori: str, hayashi: str) -> None:
    draft = approved(begun(mori), mori, hayashi)
    outcomes = in_threads(inside, *[lambda: services.publish(draft.id, mori, MORNING).state] * 4)
    assert outcomes == [DraftState.PUBLISHED] * 4
    assert len(items.history(PROGRAM, ITEM)) == 2


@pytest.mark.parametrize("is_new", [True, False])
def test_of_two_published_at_once_one_wins(inside: Flask, mori: str, hayashi: str, is_new: bool) -> None:
    if is_new:
        drafts = [services.begin(PROGRAM, LECTURE, changed(NEW, "最初に", word), mori, MORNING) for word in ("まず", "はじめに")]
    else:
        drafts = [begun(mori, new=word) for word in ("適切な説明", "妥当な説明")]
    ready = [approved(draft, mori, hayashi).id for draft in drafts]
    outcomes = in_threads(inside, *[lambda key=key: services.publish(key, mori, MORNING).state for key in ready])
    assert sorted(type(outcome).__name__ for outcome in outcomes) in (["Conflict", "DraftState"], ["DraftState", "Faulty"])


# Files -------------------------------------------------------------------------------------------------

def published(mori: str, hayashi: str) -> None:
    services.publish(approved(begun(mori), mori, hayashi).id, mori, MORNING)


def ship(monkeypatch: pytest.MonkeyPatch, old: str, new: str) -> None:
    """Load files whose Japanese says something else."""
    read = items._text
    monkeypatch.setattr(items, "_text", lambda path: read(path).replace(old, new))
    items.load_shipped(MORNING)


def test_loading_the_files_again_does_not_undo_an_edit(mori: str, hayashi: str) -> None:
    published(mori, hayashi)
    assert items.load_shipped(MORNING) == 0
    assert "適切な説明" in (asked() or "")
    assert services.shipped_of(ITEM, PROGRAM) is None


def test_new_files_change_what_nobody_edited(monkeypatch: pytest.MonkeyPatch, inside: Flask) -> None:
    ship(monkeypatch, "正しい説明", "新しい説明")
    assert "新しい説明" in (asked() or "")


def test_new_files_of_an_edited_item_are_shown_and_asked_about(
    monkeypatch: pytest.MonkeyPatch, mori: str, hayashi: str,
) -> None:
    published(mori, hayashi)
    ship(monkeypatch, "正しい説明", "新しい説明")
    assert "適切な説明" in (asked() or "")
    sheet = services.sheet(PROGRAM, ITEM, mori, MORNING)
    assert "新しい説明" in sheet.shipped["ja"] and "適切な説明" in sheet.texts["ja"]
    shipped = services.shipped_of(ITEM, PROGRAM)
    assert [line.id for line in services.search(Wanted(), MORNING) if line.differs] == [ITEM]
    services.keep_own(PROGRAM, ITEM, str(shipped), mori, MORNING)
    services.keep_own(PROGRAM, ITEM, str(shipped), mori, MORNING)
    assert services.shipped_of(ITEM, PROGRAM) is None
    with pytest.raises(Conflict):
        services.keep_own(PROGRAM, ITEM, "another", mori, MORNING)


def test_the_files_text_may_be_taken_by_way_of_a_draft(monkeypatch: pytest.MonkeyPatch, mori: str, hayashi: str) -> None:
    published(mori, hayashi)
    ship(monkeypatch, "正しい説明", "新しい説明")
    texts = dict(services.sheet(PROGRAM, ITEM, mori, MORNING).shipped)
    services.publish(approved(services.begin_change(PROGRAM, ITEM, texts, mori, MORNING), mori, hayashi).id, mori, MORNING)
    assert "新しい説明" in (asked() or "")
    assert services.shipped_of(ITEM, PROGRAM) is None


def test_what_was_made_here_is_not_taken_away_by_files(mori: str, hayashi: str) -> None:
    services.publish(approved(services.begin(PROGRAM, LECTURE, NEW, mori, MORNING), mori, hayashi).id, mori, MORNING)
    items.load_shipped(MORNING)
    assert asked("e2-02-91") is not None


# The last day ------------------------------------------------------------------------------------------

def test_an_item_is_asked_until_the_end_of_its_last_day(mori: str) -> None:
    services.retire(PROGRAM, ITEM, TODAY, "法改正", mori, MORNING)
    assert asked(day=TODAY) and not asked(day=TODAY + timedelta(days=1))
    assert services.sheet(PROGRAM, ITEM, mori, MORNING + timedelta(days=1)).state is ItemState.ENDED
    services.retire(PROGRAM, ITEM, None, "まちがい", mori, MORNING)
    assert asked(day=TODAY + timedelta(days=1))
    assert [r.reason for r in items.retirements(PROGRAM, ITEM)] == ["まちがい", "法改正"]
    assert len(items.history(PROGRAM, ITEM)) == 1


@pytest.mark.parametrize(("day", "reason", "field"), [
    (TODAY - timedelta(days=2), "法改正", "last_day"), (TODAY, " ", "reason"), (TODAY, "あ" * 2001, "reason")])
def test_a_last_day_has_a_reason_and_changes_no_past(mori: str, day: date, reason: str, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        services.retire(PROGRAM, ITEM, day, reason, mori, MORNING)
    assert list(caught.value.errors) == [field]


def test_many_may_decide_on_a_last_day_at_once(inside: Flask, mori: str) -> None:
    in_threads(inside, *[lambda: services.retire(PROGRAM, ITEM, TODAY, "法改正", mori, MORNING)] * 4)
    assert len(items.retirements(PROGRAM, ITEM)) == 4


def test_only_an_item_has_a_last_day(mori: str) -> None:
    with pytest.raises(NotFound):
        services.retire(PROGRAM, "nothing", TODAY, "法改正", mori, MORNING)


# Searching ---------------------------------------------------------------------------------------------

def found(**wanted: object) -> list[str]:
    return [line.id for line in services.search(Wanted(**wanted), MORNING)]  # type: ignore[arg-type]


def test_two_characters_are_found(inside: Flask) -> None:
    hits = found(words="賃金", lecture=LECTURE)
    assert ITEM in hits
    assert all("賃金" in services.texts(PROGRAM, key)["ja"] for key in hits)


@pytest.mark.parametrize(("words", "is_found"), [
    ("MINIMUM wage", True), ("賃金　法律", True), ("賃金 そんな言葉はない", False), ("%", False), ("_", False), ("\x00", True),
])
def test_every_word_must_occur_in_either_language(inside: Flask, words: str, is_found: bool) -> None:
    assert (ITEM in found(words=words)) is is_found


def test_furigana_and_widths_do_not_hide_a_word(mori: str, hayashi: str) -> None:
    services.publish(approved(services.begin(PROGRAM, LECTURE, NEW, mori, MORNING), mori, hayashi).id, mori, MORNING)
    assert found(words="労働条件の書面が届かない") == ["e2-02-91"]
    assert found(words="ＬＡＢＯＲ standards written", lecture=LECTURE)[-1:] == ["e2-02-91"]


def test_filters_narrow(inside: Flask) -> None:
    assert {line.lecture for line in services.search(Wanted(lecture="A1"), MORNING)} == {"A1"}
    assert {line.kind for line in services.search(Wanted(kind="multiple"), MORNING)} == {"multiple"}
    assert {line.difficulty for line in services.search(Wanted(difficulty=3), MORNING)} == {3}
    assert found(program="nothing") == []
