"""import-linter holds the house together. A contract that cannot fail holds nothing: each is seen to fail here."""
import ast
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
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
        ("lms/cli.py", "import lms.people.models"),
        ("lms/records/rules.py", "from lms.people import models"),
    ],
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(HOUSE / package, tmp_path / package, ignore=shutil.ignore_patterns("static", "__pycache__"))
    shutil.copy(HOUSE / "pyproject.toml", tmp_path)
    return tmp_path


def trespassers(folder: Path) -> set[tuple[str, str]]:
    """Who imports the tables of another room. (The contract lets any services module in.)"""
    return {
        (importer, imported)
        for path in folder.glob("*/**/*.py") if "tests" not in path.parts
        for importer in [".".join(path.relative_to(folder).with_suffix("").parts)]
        for imported in imports_of(path)
        if imported.endswith(".models") and not importer.startswith(f"{imported.removesuffix('models')}services")
    }


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), names=names):
                yield module
                yield from (f"{module}.{alias.name}" for alias in names)


def test_the_tables_of_a_room_are_imported_by_its_own_services_only(copy):
    assert trespassers(copy) == set()
    (copy / "lms/enrollments/services.py").open("a").write("\nfrom lms.records import models\n")
    assert trespassers(copy) == {("lms.enrollments.services", "lms.records.models")}


def test_every_room_with_furniture_is_in_the_contract(copy):
    layered = next(contract for contract in CONTRACTS if "containers" in contract)
    rooms = {path.parent for name in ("services", "rules", "models") for path in copy.glob(f"*/*/{name}*")}
    assert {".".join(room.relative_to(copy).parts) for room in rooms} <= set(layered["containers"])


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
