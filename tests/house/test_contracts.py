"""import-linter holds the house together. A contract that cannot fail holds nothing: each is seen to fail here."""
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
PACKAGES = ("lms", "courses", "assessments", "scorm_export")
CONTRACTS = tomllib.loads((HOUSE / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

# For each contract: the file that breaks it, and the import planted there.
PLANTED = {
    "plugins rest on the core; courses and assessments are strangers": [
        ("lms/clock.py", "import courses"),
        ("courses/lectures/__init__.py", "import assessments.items"),
        ("assessments/items/__init__.py", "import scorm_export"),
    ],
    "inside a room: doors > services > models > rules": [
        ("lms/records/rules.py", "import lms.records.models"),
        ("lms/records/services.py", "import lms.records.plugin"),
    ],
    "rules are pure": [
        ("lms/records/rules.py", "import flask"),
        ("lms/periods.py", "import sqlalchemy"),
    ],
    "tables are private to their room": [
        ("lms/enrollments/services.py", "import lms.records.models"),
        ("lms/cli.py", "import lms.people.models"),
    ],
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(HOUSE / package, tmp_path / package, ignore=shutil.ignore_patterns("static", "__pycache__"))
    shutil.copy(HOUSE / "pyproject.toml", tmp_path)
    return tmp_path


def lint(folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, env={"PYTHONPATH": str(folder)}, capture_output=True, text=True)


def test_every_contract_has_a_planted_violation():
    assert {contract["name"] for contract in CONTRACTS} == set(PLANTED)


def test_the_house_keeps_its_contracts(copy):
    done = lint(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("contract", "file", "line"), [(name, *plant) for name, plants in PLANTED.items() for plant in plants])
def test_the_contract_fails_on_a_planted_violation(copy, contract, file, line):
    (copy / file).open("a").write(f"\n{line}\n")
    done = lint(copy)
    assert done.returncode == 1
    assert f"{contract} BROKEN" in " ".join(done.stdout.split())
