"""``imsmanifest.xml`` of each edition of SCORM, and ``cmi5.xml``, from one outline. Pure.

What every system takes: identifiers that stay from export to export (a system drops the results of an item whose
identifier is gone), every file listed, no ``mapInfo``, no gates, no mastery score: the content decides by itself, and a
mastery score would let a system call a lecture passed that nobody attended.
"""
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from scorm_export.packages.rules import Edition

XSI = "http://www.w3.org/2001/XMLSchema-instance"
PLAYER = "R-player"
MANIFEST = "imsmanifest.xml"
COURSE = "cmi5.xml"
LONGEST_TITLE = 255
SHOWN = {"isvisible": "true"}  # the default, and said all the same: Open edX lists nothing in its menu without it


@dataclass(frozen=True, slots=True)
class Sco:
    """One lecture in a package. ``href`` is one of its ``files``; ``passing`` (0 to 1) where it must be passed."""

    id: str
    title: str
    href: str
    files: tuple[str, ...]
    passing: float | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """A module with its lectures."""

    id: str
    title: str
    scos: tuple[Sco, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A package: its branches (one without a title stands for no branch), and the files that all lectures share."""

    id: str
    title: str
    language: str
    branches: tuple[Branch, ...]
    shared: tuple[str, ...]

    @property
    def scos(self) -> list[Sco]:
        return [sco for branch in self.branches for sco in branch.scos]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How an edition of SCORM says the same things."""

    version: str
    cp: str
    adlcp: str
    type_attribute: str
    others: tuple[tuple[str, str], ...]
    locations: tuple[tuple[str, str], ...]


ADL_12, IMS_12 = "http://www.adlnet.org/xsd/adlcp_rootv1p2", "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
IMS, ADLCP, IMSSS = "http://www.imsglobal.org/xsd/imscp_v1p1", "http://www.adlnet.org/xsd/adlcp_v1p3", "http://www.imsglobal.org/xsd/imsss"
ADLSEQ, ADLNAV = "http://www.adlnet.org/xsd/adlseq_v1p3", "http://www.adlnet.org/xsd/adlnav_v1p3"
LATER = (("adlseq", ADLSEQ), ("adlnav", ADLNAV), ("imsss", IMSSS))
FILES_2004 = ((IMS, "imscp_v1p1.xsd"), (ADLCP, "adlcp_v1p3.xsd"), (ADLSEQ, "adlseq_v1p3.xsd"), (ADLNAV, "adlnav_v1p3.xsd"),
              (IMSSS, "imsss_v1p0.xsd"))

DIALECTS = {
    Edition.SCORM_12: Dialect("1.2", IMS_12, ADL_12, "scormtype", (),
                              ((IMS_12, "imscp_rootv1p1p2.xsd"), (ADL_12, "adlcp_rootv1p2.xsd"))),
    Edition.SCORM_2004_3: Dialect("2004 3rd Edition", IMS, ADLCP, "scormType", LATER, FILES_2004),
    Edition.SCORM_2004_4: Dialect("2004 4th Edition", IMS, ADLCP, "scormType", LATER, FILES_2004),
}


def manifest(outline: Outline, edition: Edition) -> bytes:
    """``imsmanifest.xml`` of an edition of SCORM."""
    dialect = DIALECTS[edition]
    spaces: dict[str | None, str] = {None: dialect.cp, "adlcp": dialect.adlcp, "xsi": XSI, **dict(dialect.others)}
    root = etree.Element(f"{{{dialect.cp}}}manifest", nsmap=spaces)
    root.set("identifier", f"M-{outline.id}")
    root.set("version", "1.0")
    root.set(f"{{{XSI}}}schemaLocation", " ".join(f"{space} {file}" for space, file in dialect.locations))
    metadata = _child(root, "metadata")
    _child(metadata, "schema", "ADL SCORM")
    _child(metadata, "schemaversion", dialect.version)
    organizations = _child(root, "organizations", default=f"O-{outline.id}")
    _organization(organizations, outline, dialect)
    _resources(root, outline, dialect)
    return _bytes(root)


def _child(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    made = etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{name}", attributes)
    made.text = text
    return made


def _organization(parent: etree._Element, outline: Outline, dialect: Dialect) -> None:
    organization = _child(parent, "organization", identifier=f"O-{outline.id}")
    _child(organization, "title", _title(outline.title))
    for branch in outline.branches:
        home = organization
        if branch.title:
            home = _child(organization, "item", identifier=f"I-module-{branch.id}", **SHOWN)
            _child(home, "title", _title(branch.title))
        for sco in branch.scos:
            item = _child(home, "item", identifier=f"I-{sco.id}", identifierref=f"R-{sco.id}", **SHOWN)
            _child(item, "title", _title(sco.title))
            _by_content(item, dialect)
        if branch.title:
            _free_choice(home, dialect)
    _free_choice(organization, dialect)


def _title(text: str) -> str:
    return text if len(text) <= LONGEST_TITLE else f"{text[:LONGEST_TITLE - 1]}…"


def _free_choice(parent: etree._Element, dialect: Dialect) -> None:
    """2004: any lecture may be opened, and the next one follows. Without it a system may show none."""
    if dialect.others:
        sequencing = etree.SubElement(parent, f"{{{IMSSS}}}sequencing")
        etree.SubElement(sequencing, f"{{{IMSSS}}}controlMode", choice="true", flow="true")


def _by_content(item: etree._Element, dialect: Dialect) -> None:
    """2004: who only looks in has not passed. The lecture says itself when it is completed and passed."""
    if dialect.others:
        sequencing = etree.SubElement(item, f"{{{IMSSS}}}sequencing")
        etree.SubElement(sequencing, f"{{{IMSSS}}}deliveryControls", completionSetByContent="true", objectiveSetByContent="true")


def _resources(root: etree._Element, outline: Outline, dialect: Dialect) -> None:
    resources = _child(root, "resources")
    kind = f"{{{dialect.adlcp}}}{dialect.type_attribute}"
    for sco in outline.scos:
        resource = _child(resources, "resource", identifier=f"R-{sco.id}", type="webcontent", href=sco.href)
        resource.set(kind, "sco")
        for path in sco.files:
            _child(resource, "file", href=path)
        _child(resource, "dependency", identifierref=PLAYER)
    shared = _child(resources, "resource", identifier=PLAYER, type="webcontent")
    shared.set(kind, "asset")
    for path in outline.shared:
        _child(shared, "file", href=path)


def _bytes(root: etree._Element) -> bytes:
    etree.indent(root)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written + b"\n"


# cmi5 --------------------------------------------------------------------------------------------------

CMI5 = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"


def course_structure(outline: Outline, base: str) -> bytes:
    """``cmi5.xml``. ``base``: the IRI of the program, below which every unit has its own."""
    root = etree.Element(f"{{{CMI5}}}courseStructure", nsmap={None: CMI5})
    course = _child(root, "course", id=base)
    _said(course, outline.title, outline.language)
    for branch in outline.branches:
        home = root
        if branch.title:
            home = _child(root, "block", id=f"{base}/modules/{branch.id}")
            _said(home, branch.title, outline.language)
        for unit in _units(branch.scos, base):
            home.append(_unit(unit, outline.language))
    return _bytes(root)


def _units(scos: Sequence[Sco], base: str) -> Iterator[tuple[str, Sco]]:
    return ((f"{base}/{sco.id}", sco) for sco in scos)


def _unit(unit: tuple[str, Sco], language: str) -> etree._Element:
    iri, sco = unit
    made = etree.Element(f"{{{CMI5}}}au", id=iri, moveOn="Completed" if sco.passing is None else "CompletedAndPassed",
                         launchMethod="AnyWindow")
    if sco.passing is not None:
        made.set("masteryScore", f"{sco.passing:g}")
    _said(made, sco.title, language)
    _child(made, "url", sco.href)
    return made


def _said(parent: etree._Element, title: str, language: str) -> None:
    for name in ("title", "description"):
        _child(_child(parent, name), "langstring", _title(title), lang=language)
