"""What a manifest says, in every edition that is met."""
import pytest
from lxml import etree

from scorm_export.foreign.faults import Unfit
from scorm_export.foreign.manifest import contents_of
from scorm_export.foreign.parts import Edition, Part
from tests.scorm_foreign.samples import VERSIONS, manifest

FILES = ["imsmanifest.xml", "index.html", "a/b/Seite 1.html", "表.html"]
ITEM = '<item identifier="i1" identifierref="r1"{}><title>一</title>{}</item>'
RESOURCE = '<resource identifier="r1" type="webcontent" {} href="{}"/>'


def parts(version: str = "1.2", attributes: str = "", inside: str = "", resource: str = "", href: str = "index.html") -> tuple[Part, ...]:
    text = manifest(version, ITEM.format(attributes, inside), RESOURCE.format(resource, href))
    return contents_of(text.encode(), FILES).parts


@pytest.mark.parametrize("version", VERSIONS)
def test_the_edition_is_told_by_its_version(version: str) -> None:
    found = contents_of(manifest(version).encode(), FILES)
    assert (found.edition, found.title) == (Edition(version), "見本のパッケージ")
    assert found.parts == (Part("i1", "見本の教材", "index.html"),)


def test_a_blank_around_the_version_changes_nothing() -> None:
    text = manifest("2004-3").replace("2004 3rd Edition", "\n 2004 3rd  Edition ")
    assert contents_of(text.encode(), FILES).edition is Edition.V2004_3


def test_without_a_version_the_namespaces_tell() -> None:
    for version, edition in (("1.2", Edition.V12), ("2004-3", Edition.V2004_4)):
        text = manifest(version).replace(VERSIONS[version], "")
        assert contents_of(text.encode(), FILES).edition is edition


@pytest.mark.parametrize(("href", "parameters", "path", "query"), [
    ("index.html", "", "index.html", ""),
    ("index.html?a=1", "", "index.html", "?a=1"),
    ("index.html", "?b=2", "index.html", "?b=2"),
    ("index.html", "b=2", "index.html", "?b=2"),
    ("index.html?a=1", "&amp;b=2", "index.html", "?a=1&b=2"),
    ("index.html#x", "?b=2", "index.html", "?b=2#x"),
    ("index.html", "#y", "index.html", "#y"),
    ("index.html#x", "#y", "index.html", "#x"),
    ("a\\b\\Seite%201.html", "", "a/b/Seite 1.html", ""),
    ("A/B/seite 1.HTML", "", "a/b/Seite 1.html", ""),
    ("a/../index.html", "", "index.html", ""),
    ("%E8%A1%A8.html", "", "表.html", ""),
])
def test_an_href_leads_to_a_file_of_the_package(href: str, parameters: str, path: str, query: str) -> None:
    found = parts(attributes=f' parameters="{parameters}"', href=href)[0]
    assert (found.path, found.query) == (path, query)


def test_bases_are_honored() -> None:
    text = manifest(resources='<resource identifier="r1" type="webcontent" xml:base="b/" href="Seite 1.html"/>').replace(
        "<resources>", '<resources xml:base="a/">')
    assert contents_of(text.encode(), FILES).parts[0].path == "a/b/Seite 1.html"


@pytest.mark.parametrize(("version", "inside", "passing", "enough"), [
    ("1.2", "<adlcp:masteryscore>80</adlcp:masteryscore>", 0.8, None),
    ("1.2", "<adlcp:masteryscore>many</adlcp:masteryscore>", None, None),
    ("2004-3", '<imsss:sequencing><imsss:objectives><imsss:primaryObjective satisfiedByMeasure="true"><imsss:minNormalizedMeasure>0.7'
     "</imsss:minNormalizedMeasure></imsss:primaryObjective></imsss:objectives></imsss:sequencing>", 0.7, None),
    ("2004-3", "<imsss:sequencing><imsss:objectives><imsss:primaryObjective><imsss:minNormalizedMeasure>0.7"
     "</imsss:minNormalizedMeasure></imsss:primaryObjective></imsss:objectives></imsss:sequencing>", None, None),
    ("2004-3", "<adlcp:completionThreshold>0.9</adlcp:completionThreshold>", None, 0.9),
    ("2004-4", '<adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.5"/>', None, 0.5),
    ("2004-4", '<adlcp:completionThreshold completedByMeasure="false" minProgressMeasure="0.5"/>', None, None),
])
def test_what_is_enough_is_read_as_the_edition_says_it(
    version: str, inside: str, passing: float | None, enough: float | None,
) -> None:
    found = parts(version, inside=inside)[0]
    assert (found.passing, found.enough) == (passing, enough)


@pytest.mark.parametrize(("version", "attribute", "speaks"), [
    ("1.2", 'adlcp:scormtype="sco"', True), ("1.2", 'adlcp:scormtype="asset"', False), ("2004-4", 'adlcp:scormType="asset"', False),
    ("1.2", 'adlcp:scormType="SCO"', True), ("1.2", "", True),
])
def test_an_asset_is_told_from_what_speaks(version: str, attribute: str, speaks: bool) -> None:
    assert parts(version, resource=attribute)[0].is_sco is speaks


def test_parts_stand_in_the_order_of_the_contents_whatever_their_depth() -> None:
    items = ('<item identifier="m"><title>章</title><item identifier="i2" identifierref="r2"><title>二</title>'
             '<adlcp:dataFromLMS>x=1</adlcp:dataFromLMS></item></item>'
             '<item identifier="i1" identifierref="r1"><title> 一\n つ</title></item>')
    resources = RESOURCE.format("", "index.html") + RESOURCE.format("", "表.html").replace("r1", "r2")
    found = contents_of(manifest("1.2", items, resources).encode(), FILES).parts
    assert [(part.id, part.title, part.path, part.launch_data) for part in found] == [
        ("i2", "二", "表.html", "x=1"), ("i1", "一 つ", "index.html", "")]


def test_without_contents_every_resource_with_an_address_is_a_part() -> None:
    text = manifest("1.2", "<item identifier='i'/>", RESOURCE.format("", "index.html") + RESOURCE.format("", "表.html").replace("r1", "r2"))
    assert [part.path for part in contents_of(text.encode(), FILES).parts] == ["index.html", "表.html"]


def test_a_document_type_never_reaches_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(etree, "fromstring", lambda *_given: pytest.fail("it was parsed"))
    for head in ('<!DOCTYPE manifest SYSTEM "x">', "<!-- -->\n<?x?><!DOCTYPE manifest [<!ENTITY a 'b'>]>"):
        for text in (manifest(head=head).encode(), manifest(head=head).replace("UTF-8", "UTF-16").encode("utf-16")):
            with pytest.raises(Unfit, match="doctype"):
                contents_of(text, FILES)


def test_a_manifest_may_be_in_another_encoding() -> None:
    for encoding in ("utf-16", "shift_jis", "utf-8-sig"):
        text = manifest("1.2").replace("UTF-8", encoding.removesuffix("-sig")).encode(encoding)
        assert contents_of(text, FILES).title == "見本のパッケージ"
