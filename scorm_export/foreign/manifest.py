"""imsmanifest.xml of SCORM 1.2 and 2004, read without fetching or expanding anything. Pure.

Namespaces are ignored: packages in the field misspell them, and the names of elements are enough to know what is meant.
"""
import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias
from urllib.parse import unquote, urlsplit

from lxml import etree

from scorm_export.foreign import names
from scorm_export.foreign.faults import Reason, unfit
from scorm_export.foreign.parts import Contents, Edition, Part

Element: TypeAlias = etree._Element
NAME = "imsmanifest.xml"
LARGEST = 5_000_000  # bytes
MOST_PARTS = 500
TITLE, LAUNCH_DATA = 300, 4000  # characters that are kept
BASE = "{http://www.w3.org/XML/1998/namespace}base"
PROLOG = re.compile(r"(?>\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.S)  # never looks back: many signs are no trap
DECIMAL = re.compile(r"-?\d{1,6}(\.\d{1,10})?")
VERSIONS = {"1.2": Edition.V12, "CAM 1.3": Edition.V2004_2, "2004 3rd Edition": Edition.V2004_3, "2004 4th Edition": Edition.V2004_4}

Place = Callable[[str], str | None]  # the file that a name means, None where there is none


def contents_of(content: bytes, files: Sequence[str]) -> Contents:
    """Unfit where it cannot be read, is not SCORM, or names what is not in the package."""
    root = _tree(content)
    edition = _edition(root)
    organization = _organization(root)
    parts = tuple(_parts(root, organization, _places(files)))
    if not parts:
        raise unfit(Reason.NOTHING_TO_PLAY, NAME)
    if len(parts) > MOST_PARTS:
        raise unfit(Reason.MANY_PARTS, NAME)
    title = _title(organization) if organization is not None else ""
    return Contents(title or parts[0].title, edition, parts)


def _tree(content: bytes) -> Element:
    if len(content) > LARGEST:
        raise unfit(Reason.MANIFEST_LARGE, NAME)
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "latin-1"
    if PROLOG.match(content.decode(encoding, errors="replace").removeprefix("\xef\xbb\xbf")):
        raise unfit(Reason.DOCTYPE, NAME)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False,
                             remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise unfit(Reason.NOT_XML, NAME) from error
    if root.getroottree().docinfo.internalDTD is not None:  # in an encoding that we did not look through
        raise unfit(Reason.DOCTYPE, NAME)
    return root


def _edition(root: Element) -> Edition:
    said = " ".join(_text(_first(_first(root, "metadata"), "schemaversion")).split())
    if said in VERSIONS:
        return VERSIONS[said]
    spaces = " ".join(uri for element in root.iter(etree.Element) for uri in element.nsmap.values())
    if "adlcp_v1p3" in spaces or said.startswith("2004"):
        return Edition.V2004_4
    if "adlcp_rootv1p2" in spaces:
        return Edition.V12
    raise unfit(Reason.NOT_SCORM, NAME)


def _organization(root: Element) -> Element | None:
    """The default one, else the first."""
    group = _first(root, "organizations")
    found = list(_children(group, "organization"))
    default = group.get("default") if group is not None else None
    return next((each for each in found if each.get("identifier") == default), found[0] if found else None)


def _parts(root: Element, organization: Element | None, place: Place) -> Iterator[Part]:
    """In the order of the contents; without contents, the resources that can be launched."""
    resources = _first(root, "resources")
    by_id = {each.get("identifier", ""): each for each in _children(resources, "resource")}
    bases = [each.get(BASE, "") for each in (root, resources) if each is not None]
    items = [] if organization is None else list(_items(organization))
    launched = [(item, by_id.get(item.get("identifierref", ""))) for item in items if item.get("identifierref")]
    if not launched:
        launched = [(each, each) for each in by_id.values() if each.get("href")]
    for item, resource in launched:
        if resource is not None and resource.get("href"):
            yield _part(item, resource, bases, place)


def _items(organization: Element) -> Iterator[Element]:
    return (each for each in organization.iter(etree.Element) if _local(each) == "item")


def _part(item: Element, resource: Element, bases: Sequence[str], place: Place) -> Part:
    identifier = item.get("identifier", "")
    path, query = _target([*bases, resource.get(BASE, "")], resource.get("href", ""), place)
    kind = next((value for name, value in resource.attrib.items() if _bare(name).lower() == "scormtype"), "sco")
    return Part(identifier, (_title(item) or path)[:TITLE], path, _joined(query, item.get("parameters", "")),
                kind.strip().lower() != "asset", _passing(item), _enough(item),
                _text(_own(item, "datafromlms"))[:LAUNCH_DATA])


def _target(bases: Sequence[str], href: str, place: Place) -> tuple[str, str]:
    """The file that an href means, and its query with ``?`` or ``#``."""
    whole = ""
    for part in (*bases, href):
        part = part.strip().replace("\\", "/")
        address = urlsplit(part)
        if address.scheme or address.netloc or part.startswith("/"):
            raise unfit(Reason.ELSEWHERE, part)
        whole = posixpath.join(whole, part)
    address = urlsplit(whole)
    path = posixpath.normpath(unquote(address.path))
    if path.startswith(".."):
        raise unfit(Reason.UPWARD, href)
    found = place(path)
    if found is None:
        raise unfit(Reason.MISSING, href)
    query, fragment = address.query, address.fragment
    return found, (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


def _places(files: Sequence[str]) -> Place:
    """As it is written, else as a system without cases would find it."""
    known, folded = set(files), {names.key(name): name for name in files}
    return lambda path: path if path in known else folded.get(names.key(path))


def _joined(query: str, parameters: str) -> str:
    """Parameters of the item behind those of the resource (SCORM CAM, 3.4.1.12)."""
    more = parameters.strip().lstrip("?&")
    if not more or (more.startswith("#") and "#" in query):
        return query
    if more.startswith("#"):
        return query + more
    head, mark, fragment = query.partition("#")
    return f"{head}{'&' if head else '?'}{more}{mark}{fragment}"


def _passing(item: Element) -> float | None:
    """1.2 says it in hundredths; 2004 as a measure of the primary objective, where that is what satisfies it."""
    mastery = _number(_text(_own(item, "masteryscore")))
    if mastery is not None:
        return min(1.0, max(0.0, mastery / 100))
    primary = next((each for each in _own_all(item, "primaryobjective")
                    if each.get("satisfiedByMeasure", "").strip().lower() in ("true", "1")), None)
    if primary is None:
        return None
    measure = _number(_text(_first(primary, "minnormalizedmeasure")))
    return min(1.0, max(0.0, 1.0 if measure is None else measure))


def _enough(item: Element) -> float | None:
    """The 4th Edition says it in an attribute and only where ``completedByMeasure``, the 3rd as the element's text."""
    threshold = _own(item, "completionthreshold")
    if threshold is None:
        return None
    by_measure = threshold.get("completedByMeasure")
    if by_measure is not None:
        measure = _number(threshold.get("minProgressMeasure", "1"))
        return measure if by_measure.strip().lower() in ("true", "1") else None
    return _number(_text(threshold))


# XML without namespaces ---------------------------------------------------------------------------------

def _bare(name: str) -> str:
    return name.rpartition("}")[2]


def _local(element: Element) -> str:
    return _bare(str(element.tag)).lower()


def _children(element: Element | None, name: str) -> Iterator[Element]:
    return (each for each in ([] if element is None else element) if _local(each) == name)


def _first(element: Element | None, name: str) -> Element | None:
    return next(_children(element, name), None)


def _own_all(item: Element, name: str) -> Iterator[Element]:
    """Below the item, but not of an item inside of it."""
    for child in item:
        if _local(child) == name:
            yield child
        elif _local(child) != "item":
            yield from _own_all(child, name)


def _own(item: Element, name: str) -> Element | None:
    return next(_own_all(item, name), None)


def _text(element: Element | None) -> str:
    return ("" if element is None else "".join(element.itertext())).strip()


def _title(element: Element) -> str:
    return " ".join(_text(_first(element, "title")).split())[:TITLE]


def _number(text: str) -> float | None:
    return float(text) if DECIMAL.fullmatch(text.strip()) else None
