"""Items as a QTI content package: imsmanifest.xml, a file for each item, the same bytes for the same items."""
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

from assessments.interchange import qti, qti_reading
from assessments.interchange.carried import Carried, differences, order_of, shifted, tags_of
from assessments.interchange.passage import unheeded
from assessments.interchange.qti_names import LOM, Dialect, bare, dressed
from assessments.interchange.qti_unpacking import MANIFEST
from assessments.interchange.question import FURIGANA, Question
from assessments.interchange.report import Loss
from assessments.interchange.safe import Element

STAMP = (1980, 1, 1, 0, 0, 0)  # the earliest day a zip can hold: a package does not tell when it was made
UNIX, FILE = 3, 0o100644 << 16


def package(questions: Sequence[Question], dialect: Dialect, locale: str) -> tuple[bytes, list[Loss]]:
    files: dict[str, bytes] = {}
    manifest, resources = _manifest(dialect)
    for question in questions:
        _case(question, dialect, locale, files, resources)
        item = qti.item(question, dialect, locale)
        files[f"items/{question.id}.xml"] = _bytes(dressed(item, dialect))
        _resource(resources, question, dialect, _carried(question, item, dialect, locale))
    etree.indent(manifest)
    files[MANIFEST] = _bytes(manifest)
    return _zipped(files), [loss for question in questions for loss in _losses(question, dialect)]


def _carried(question: Question, item: Element, dialect: Dialect, locale: str) -> Carried:
    """What the item alone would not give back. Matches that belong nowhere are read last, so their places are carried."""
    stimuli = {f"stimuli/{question.case}.xml": bare(qti.stimulus(question, dialect, locale))} if question.case else {}
    found = qti_reading.by_itself(bare(dressed(item, dialect)), f"items/{question.id}.xml", stimuli)
    places = _places(question)
    return {**order_of(places), **differences(shifted(question, places), found)}


def _places(question: Question) -> list[int]:
    """Written positions in the order that an item gives its parts back: lines, then what stands alone."""
    written = range(len(question.parts))
    if question.kind != "matching":
        return list(written)
    lines = [n for n in written if question.parts[n].text]
    return lines + sorted((n for n in written if n not in lines), key=lambda n: qti.mixed(question.parts[n]))


# The manifest ------------------------------------------------------------------------------------------

def _manifest(dialect: Dialect) -> tuple[Element, Element]:
    """The root and the place for resources."""
    root = etree.Element(f"{{{dialect.packages}}}manifest", identifier="tsunagu-items", nsmap={None: dialect.packages, "lom": LOM})
    metadata = _node(root, dialect, "metadata")
    _node(metadata, dialect, "schema").text = dialect.schema
    _node(metadata, dialect, "schemaversion").text = dialect.version
    _node(root, dialect, "organizations")
    return root, _node(root, dialect, "resources")


def _node(parent: Element, dialect: Dialect, name: str, **attributes: str) -> Element:
    return etree.SubElement(parent, f"{{{dialect.packages}}}{name}", attributes)


def _resource(resources: Element, question: Question, dialect: Dialect, carried: Carried) -> None:
    href = f"items/{question.id}.xml"
    resource = _node(resources, dialect, "resource", identifier=qti.identifier(question.id), type=dialect.item, href=href)
    general = etree.SubElement(etree.SubElement(_node(resource, dialect, "metadata"), f"{{{LOM}}}lom"), f"{{{LOM}}}general")
    for tag in tags_of(carried):
        etree.SubElement(etree.SubElement(general, f"{{{LOM}}}keyword"), f"{{{LOM}}}string", language="x-none").text = tag
    _node(resource, dialect, "file", href=href)
    if question.case and dialect.stimulus:
        _node(resource, dialect, "dependency", identifierref=qti.identifier(question.case))


def _case(question: Question, dialect: Dialect, locale: str, files: dict[str, bytes], resources: Element) -> None:
    href = f"stimuli/{question.case}.xml"
    if question.case and dialect.stimulus and href not in files:
        files[href] = _bytes(dressed(qti.stimulus(question, dialect, locale), dialect))
        case = _node(resources, dialect, "resource", identifier=qti.identifier(question.case), type=dialect.stimulus, href=href)
        _node(case, dialect, "file", href=href)


# Files -------------------------------------------------------------------------------------------------

def _bytes(root: Element) -> bytes:
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return content + b"\n"


def _zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as target:
        for name in sorted(files):
            entry = ZipInfo(name, STAMP)
            entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, UNIX, FILE
            target.writestr(entry, files[name])
    return buffer.getvalue()


def _losses(question: Question, dialect: Dialect) -> Iterator[Loss]:
    yield from (loss for loss in unheeded(question) if loss.part != "case" or not dialect.stimulus)
    if question.kind == "true-false":
        yield Loss(question.id, "kind", "QTI has no true and false of its own; it is a question with one right choice")
    if question.kind in ("matching", "ordering") and any(part.why for part in question.parts):
        yield Loss(question.id, "why", "QTI has no feedback for one line of it; it is kept for us in the manifest")
    if any(map(FURIGANA.search, question.texts)) and not dialect.stimulus:
        yield Loss(question.id, "furigana", "QTI 2.1 has no furigana; readings stand in brackets")
