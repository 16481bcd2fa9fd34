"""The tools that the other tests rely on do what they promise: each is seen to work and seen to fail."""
import os
import subprocess
import sys
import urllib.request
from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import text

from lms.db import db
from lms.serve import port_is_free
from tests.accessibility import axe
from tests.browsing import Watch
from tests.server import serving
from tools import mutants
from tools.assets import unresolved

GOOD = "<!doctype html><html lang=ja><title>良い</title><main><h1>見出し</h1></main>"
BAD = GOOD.replace("</main>", "<img src='/x.png'></main>")
LEAKING = GOOD + "<script src='http://127.0.0.2:9/x.js'></script>"


def test_any_database_app_is_on_the_database_it_says(any_database_app, database_kind):
    with any_database_app.app_context():
        assert db.engine.dialect.name == {"postgres": "postgresql"}.get(database_kind, database_kind)


@pytest.mark.parametrize("round_", [1, 2])
def test_each_test_has_a_fresh_database(any_database_app, round_):
    with any_database_app.app_context(), db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE scratch (n INTEGER)"))


def test_the_live_server_speaks_http_and_obeys_the_clock(clock):
    app = Flask("small")
    app.route("/")(lambda: clock.now().isoformat())
    with serving(app) as server:
        assert urllib.request.urlopen(server.url).read() == b"2027-06-10T01:00:00+00:00"
        clock.advance(timedelta(hours=1))
        assert urllib.request.urlopen(server.url).read() == b"2027-06-10T02:00:00+00:00"


@pytest.fixture
def show(browser):
    """``show(html)``: a page of a small server with our strict policy, and what its watch saw."""
    app, shown = Flask("small"), {"html": ""}
    app.route("/")(lambda: (shown["html"], {"Content-Security-Policy": "default-src 'self'"}))
    with serving(app) as server:
        page = browser.new_page(base_url=server.url)
        watch = Watch(page, server.url.removeprefix("http://"))

        def look(html: str) -> SimpleNamespace:
            shown["html"] = html
            page.goto("/")
            return SimpleNamespace(page=page, watch=watch)

        yield look
        page.close()


def test_axe_runs_under_the_strict_policy_and_finds_what_is_wrong(show):
    assert axe(show(GOOD).page) == []
    assert [line.partition(":")[0] for line in axe(show(BAD).page)] == ["image-alt"]


def test_the_watch_notices_blocked_and_outside_requests(show):
    assert show(GOOD).watch.problems == []
    assert any("127.0.0.2" in problem for problem in show(LEAKING).watch.problems)


@pytest.mark.parametrize(("strict", "code"), [("0", 0), ("1", 1)])
def test_strict_mode_makes_a_skip_a_failure(tmp_path, strict, code):
    file = tmp_path / "test_skipped.py"
    file.write_text("import pytest\ndef test_a(): pass\ndef test_b(): pytest.skip('no reason')\n")
    command = [sys.executable, "-m", "pytest", str(file), "-p", "tests.conftest", "-p", "no:cacheprovider"]
    done = subprocess.run(command, env={**os.environ, "STRICT": strict}, capture_output=True, text=True)
    assert (done.returncode, "NOT TESTED" in done.stdout) == (code, True)


def test_a_taken_port_is_seen():
    with serving(Flask("small")) as server:
        port = int(server.url.rpartition(":")[2])
        assert not port_is_free("127.0.0.1", port)
    assert port_is_free("127.0.0.1", port)


def test_a_token_that_no_sheet_defines_is_named():
    assert unresolved(":root { --a: var(--b); --c: 1px }", "p { margin: var(--c) var(--d, 0) }") == ["--b"]


SHOWN = """# assessments.attempts.rules.x_takes_answers__mutmut_1: survived
--- assessments/attempts/rules.py
+++ assessments/attempts/rules.py
@@ -1,2 +1,2 @@
 def takes_answers(now: datetime, due: datetime) -> bool:
-    return now < due + GRACE
+    return now {} due + GRACE
"""
ROW = "| `assessments/attempts/rules.py:takes_answers` | `now < due → now <= due` | because |"


@pytest.mark.parametrize(("table", "code", "says"), [
    (ROW, 0, "takes_answers  now < due → now <= due\n"),
    ("", 1, "takes_answers  now < due → now <= due  <- NOT EXPLAINED"),
    (f"{ROW}\n{ROW.replace('<=', '>')}", 1, "does not survive: assessments/attempts/rules.py:takes_answers  now < due → now > due"),
])
def test_a_surviving_mutant_that_the_table_does_not_explain_is_a_failure(capsys, table, code, says):
    change = mutants.change_of(SHOWN.format("<="))
    assert mutants.told(Counter(survived=1), [change], mutants.known(table)) == code
    assert says in capsys.readouterr().out
    assert (mutants.HOUSE / "assessments/attempts/rules.py").read_text().splitlines()[change.line - 1].strip() == change.was


def test_a_mutant_of_words_alone_is_told_from_others():
    def of(was, becomes):
        return mutants.Change("f.py:f", 1, was, becomes).is_of_words

    assert of('return "Too long." if n > 3 else ""', 'return "XXToo long.XX" if n > 3 else ""')
    assert not of('return "Too long." if n > 3 else ""', 'return "Too long." if n >= 3 else ""')
    assert not of('return kind != "text"', 'return kind != "XXtextXX"')
