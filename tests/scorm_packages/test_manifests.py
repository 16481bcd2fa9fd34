"""What every system takes: the whole starter course in every edition and grain, against the official schemas."""
import re
import zipfile
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from scorm_export.packages import services
from scorm_export.packages.archive import Written, write
from scorm_export.packages.manifests import DIALECTS
from scorm_export.packages.rules import Edition
from scorm_export.packages.services.compiling import SCHEMAS
from scorm_export.player.files import STATIC
from tests.conftest import MORNING
from tests.scorm_packages.conftest import PROGRAM, spec

XML = "http://www.w3.org/XML/1998/namespace"
KINDS = [(edition, grain, part) for edition in Edition for grain, part in (("course", ""), ("module", "E"), ("lecture", "C1"))]
VERSIONS = {"1.2": "1.2", "2004-3": "2004 3rd Edition", "2004-4": "2004 4th Edition"}


@cache
def schema(edition: str) -> etree.XMLSchema:
    """The official schemas of an edition as one."""
    places = "".join(f'<xs:import namespace="{space}" schemaLocation="{SCHEMAS / edition / file}"/>'
                     for space, file in DIALECTS[Edition(edition)].locations)
    return etree.XMLSchema(etree.fromstring(f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{places}</xs:schema>'))


@pytest.fixture
def package(loaded_app, tmp_path):
    """``package(edition, grain, part)``: the files of a package by path."""

    def make(edition: str, grain: str, part: str = "", **more: str) -> dict[str, bytes]:
        with loaded_app.app_context(), (tmp_path / "p.zip").open("wb") as file:
            write(services.compiled(spec(edition, grain, part, **more), MORNING).entries, file)
        with zipfile.ZipFile(tmp_path / "p.zip") as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    return make


@pytest.mark.parametrize(("edition", "grain", "part"), KINDS)
def test_every_package_is_what_its_standard_asks(package, edition, grain, part):
    files = package(edition, grain, part)
    assert next(iter(files)) == ("cmi5.xml" if edition == "cmi5" else "imsmanifest.xml")
    if edition == "cmi5":
        check_course_structure(files, grain)
        return
    root = etree.fromstring(files["imsmanifest.xml"])
    schema(edition).assertValid(root)
    assert root.findtext(".//{*}schemaversion") == VERSIONS[edition]
    check_files(root, files, edition)
    check_identifiers(root)
    titles = [title.text for title in root.iter("{*}title")]
    assert all(0 < len(title) <= 255 for title in titles)
    assert (root.find(".//{*}mapInfo"), root.find(".//{*}masteryscore")) == (None, None)


def check_files(root, files, edition):
    """Every file is listed, every listed one is there, and a SCO lists the page that it begins with."""
    listed = [file.get("href") for file in root.iter("{*}file")]
    control = {path.name for path in (SCHEMAS / edition).iterdir()} | {"imsmanifest.xml"}
    assert set(listed) == set(files) - control
    assert control <= set(files)
    kind = f"{{{DIALECTS[Edition(edition)].adlcp}}}{DIALECTS[Edition(edition)].type_attribute}"
    for resource in root.iter("{*}resource"):
        if resource.get(kind) == "sco":
            assert resource.get("href") in {file.get("href") for file in resource.iter("{*}file")}
    assert b"adlcp:scorm" in files["imsmanifest.xml"]


def check_identifiers(root):
    names = [element.get("identifier") for element in root.iter() if element.get("identifier")]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9._-]*", name) for name in names)
    for item in root.iter("{*}item"):
        if item.get("identifierref") is None:
            continue
        assert item.get("identifierref") in names
        assert item.find("{*}sequencing/{*}controlMode") is None  # a lecture gates nothing


def check_course_structure(files, grain):
    """As the schema of cmi5 has it; which npm has not, so its rules are told here."""
    root = etree.fromstring(files["cmi5.xml"])
    space = "{https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd}"
    assert root.tag == f"{space}courseStructure"
    assert root[0].tag == f"{space}course"
    units = list(root.iter(f"{space}au"))
    assert len(units) == {"course": 27, "module": 15, "lecture": 1}[grain]
    ids = [element.get("id") for element in root.iter(f"{space}course", f"{space}block", f"{space}au")]
    assert len(ids) == len(set(ids))
    assert all(re.match(r"[a-z]+:\S+$", name) for name in ids)
    for unit in units:
        assert [child.tag.removeprefix(space) for child in unit] == ["title", "description", "url"]
        assert unit.get("moveOn") in ("Completed", "CompletedAndPassed")
        assert 0 <= float(unit.get("masteryScore", "0")) <= 1
        assert unit.findtext(f"{space}url") in files


def test_lectures_stay_themselves_from_grain_to_grain(package):
    """A system drops the results of an item whose identifier is gone."""
    def identifiers(grain, part):
        root = etree.fromstring(package("1.2", grain, part)["imsmanifest.xml"])
        return {item.get("identifierref"): item.get("identifier") for item in root.iter("{*}item") if item.get("identifierref")}

    course, module, lecture = identifiers("course", ""), identifiers("module", "E"), identifiers("lecture", "E2-01")
    assert set(lecture.items()) < set(module.items()) < set(course.items())


@pytest.mark.parametrize("media", ["none", "audio", "720p"])
def test_names_are_plain_and_nothing_points_outside(package, media):
    files = package("2004-4", "lecture", "A1", media=media)
    for path, content in files.items():
        assert re.fullmatch(r"[A-Za-z0-9._/-]+", path), path
        assert path.rpartition(".")[2] in {"html", "js", "css", "mp4", "m4a", "vtt", "xml", "xsd", "dtd"}
        if path.endswith((".html", ".js", ".css")) and path != "player/cmi5.js":
            assert not re.search(rb"""(src|href|url\()=?["'(]?(https?:)?//""", content), path
    assert ("A1/recording.mp4" in files, "A1/recording.m4a" in files) == (media == "720p", media == "audio")


def test_the_player_is_light(package):
    for edition in Edition:
        files = package(edition, "lecture", "A1")
        assert sum(len(content) for path, content in files.items() if path.startswith("player/")) < 60_000
    assert {path.name for path in STATIC.iterdir()} >= {"scorm12.js", "scorm2004.js", "cmi5.js", "player.css"}


def test_no_key_of_the_review_test_goes_out(package):
    page = package("1.2", "course")["B1/index.html"].decode()
    assert "review-test" not in page
    assert '"correct"' not in page


def test_the_content_has_one_digest():
    assert Written({"a": "1", "b": "2"}).digest == Written({"b": "2", "a": "1"}).digest != Written({"a": "1"}).digest


def test_the_schemas_are_where_the_build_puts_them():
    assert all(Path(SCHEMAS / edition).is_dir() for edition in VERSIONS), PROGRAM


def test_nothing_waits_for_a_test_of_which_no_item_can_go_out(package, monkeypatch):
    monkeypatch.setattr("assessments.attempts.services.askable", lambda _program, activities, _day: dict.fromkeys(activities, []))
    files = package("cmi5", "lecture", "A1")
    assert etree.fromstring(files["cmi5.xml"]).find(".//{*}au").get("moveOn") == "Completed"
    assert '"gate": "none"' in files["A1/index.html"].decode()
