"""The pages that everyone may read, in both languages."""
import gzip
import re

import pytest

from lms.errors import LmsError
from lms.web import privacy
from lms.web.advice import ADVICE, kinds
from lms.web.privacy import column_words, personal_columns

PAGES = ("/help", "/rules", "/privacy", "/accessibility", "/problems", "/problems/refused", "/api", "/sign-in")
LIMIT = 100_000  # bytes before media, uncompressed


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_opens_for_everyone(house, path, lang):
    answer = house.app.test_client().get(f"{path}?lang={lang}")
    assert answer.status_code == 200
    assert f'<html lang="{lang}">' in answer.text
    assert answer.text.count("<h1") == 1


@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_is_light(house, path):
    assert weight(house.app.test_client(), path) < LIMIT


def weight(client, path: str) -> int:
    """Bytes of a page with its style sheets and scripts."""
    page = client.get(path)
    linked = re.findall(r'<link rel="stylesheet" href="([^"]+)"|<script[^>]* src="([^"]+)"', page.text)
    return len(page.data) + sum(len(client.get(css or script).data) for css, script in linked)


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.slug)
def test_every_problem_code_leads_to_a_page_with_advice(house, kind: type[LmsError]):
    assert kind.slug in ADVICE
    assert house.app.test_client().get(f"/problems/{kind.slug}").status_code == 200


def test_an_unknown_problem_code_is_not_found(house):
    assert house.app.test_client().get("/problems/nothing").status_code == 404


def test_every_personal_column_has_words(house):
    with house.app.app_context():
        wordless = {f"{table}.{column}" for table, columns in personal_columns() for column in columns
                    if column not in column_words()}
    assert wordless == set()


def test_the_privacy_page_names_what_is_stored_and_every_cookie(house):
    text = house.app.test_client().get("/privacy").text
    for word in ("メールアドレス", "確認した書類の名前", "tsunagu_session", "tsunagu_visit", "tsunagu_lang"):
        assert word in text


def test_reasons_of_decisions_are_kept_with_the_decisions(house):
    with house.app.app_context():
        kept = {group.name: group.items for group in privacy.kept()}
        tables = [table for table, columns in privacy.personal_columns() if "reason" in columns and table.startswith("lms_")]
    assert {privacy.group_of(table)[0] for table in tables} == {"免除と延長の記録"}
    assert "判断の理由" in kept["免除と延長の記録"]
    assert "所属" in kept["氏名と連絡先"]


def test_the_way_to_help_leads_to_a_place_on_its_page(house):
    client = house.app.test_client()
    places = re.findall(r'href="/help#([^"]+)"', client.get("/sign-in").text)
    assert places
    for place in places:
        assert f'id="{place}"' in client.get("/help").text


def test_the_contact_is_a_marked_sample_until_someone_sets_it(house):
    assert "この連絡先は見本です" in house.app.test_client().get("/help").text


def test_the_rules_show_each_clause_with_what_rests_on_it(client):
    text = client.get("/rules").text
    assert 'id="S(1)"' in text
    assert 'id="S(2)a"' in text
    assert 'id="S(3)"' in text
    assert "すべてを読んでから試験を受ける。" in text
    assert "Everything is read before the exam." in text


def test_the_numbers_come_from_the_program(client):
    text = client.get("/rules").text
    for words in ("90% 以上を見ると出席です", "7問", "65% 以上の正答で合格です", "制限時間 55分"):
        assert words in text


def test_a_passing_score_is_not_shown_where_it_decides_nothing(client):
    assert client.get("/rules").text.count("65%") == 1


def test_the_rules_say_so_when_no_program_is_loaded(make_app):
    assert "まだ読み込まれていません" in make_app(plugins=[]).test_client().get("/rules").text


def test_the_api_page_lists_the_operations(house):
    client = house.app.test_client()
    text = client.get("/api").text
    assert "POST /api/v1/sessions" in text
    groups = re.findall(r'href="(/api\?of=[^"#]+)#', text)
    assert groups
    for path in set(groups):
        assert client.get(path).text.count("<details") > 0
        assert weight(client, path) < LIMIT


def test_text_travels_compressed_to_those_who_accept_it(house):
    client = house.app.test_client()
    plain, packed = client.get("/help"), client.get("/help", headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == plain.headers["Vary"]
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 2
    assert gzip.decompress(packed.data) == plain.data


def test_static_files_travel_compressed_and_are_known_again(house):
    client = house.app.test_client()
    answer = client.get("/static/tsunagu.css", headers={"Accept-Encoding": "gzip"})
    assert b"--" in gzip.decompress(answer.data)
    again = client.get("/static/tsunagu.css", headers={"Accept-Encoding": "gzip", "If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("headers", [{}, {"Accept-Encoding": "gzip;q=0"}, {"Accept-Encoding": "gzip", "Range": "bytes=0-99"}])
def test_those_who_do_not_accept_it_get_it_plain(house, headers):
    assert "Content-Encoding" not in house.app.test_client().get("/static/tsunagu.css", headers=headers).headers
