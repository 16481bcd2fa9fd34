"""Opening files of strangers: what is too large, not what it says it is, or made to do harm is refused in words."""
import re
import stat
import zlib
from io import BytesIO
from typing import TypeAlias
from zipfile import BadZipFile, ZipFile, ZipInfo

from lxml import etree

from assessments.interchange.question import BREAKS, CONTROL
from assessments.interchange.report import Unusable

Element: TypeAlias = etree._Element
LARGEST = 20_000_000  # bytes of a file, and of everything in a package together
MOST_FILES = 2_000
PROLOG = re.compile(r"(?>\s+|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.S | re.I)  # never looks back: many signs are no trap


def text_of(content: bytes) -> str:
    """UTF-8 with or without a mark at its beginning, any line ends."""
    if len(content) > LARGEST:
        raise Unusable(f"The file is larger than {LARGEST // 1_000_000} MB.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unusable(f"The file is not UTF-8 text (byte {error.start + 1}). Save it as UTF-8.") from error
    text = BREAKS.sub("\n", text)
    if found := CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise Unusable(f"Line {line} has a control character (U+{ord(found[0]):04X}).")
    return text


def tree_of(content: bytes, name: str = "The file") -> Element:
    """The root of an XML document; nothing is fetched, no entity is put in, a document type is refused."""
    text = text_of(content)
    if PROLOG.match(text):
        raise Unusable(f"{name} has a document type (<!DOCTYPE>), which is not accepted.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False,
                             remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        return etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise Unusable(f"{name} is not XML: {error.msg}") from error


def files_of(content: bytes) -> dict[str, bytes]:
    """The files of a package by name."""
    if len(content) > LARGEST:
        raise Unusable(f"The package is larger than {LARGEST // 1_000_000} MB.")
    try:
        with ZipFile(BytesIO(content)) as package:
            return _unpacked(package)
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error) as error:
        raise Unusable(f"The file is not a package (zip) that can be opened: {error}") from error


def _unpacked(package: ZipFile) -> dict[str, bytes]:
    entries = [entry for entry in package.infolist() if not entry.is_dir()]
    if len(entries) > MOST_FILES:
        raise Unusable(f"The package holds more than {MOST_FILES} files.")
    found: dict[str, bytes] = {}
    room = LARGEST
    for entry in entries:
        _refuse_strange(entry, found)
        found[entry.filename] = _read(package, entry, room)
        room -= len(found[entry.filename])
    return found


def _refuse_strange(entry: ZipInfo, found: dict[str, bytes]) -> None:
    name = entry.filename
    if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
        raise Unusable(f"The package has a file that leads outside of it: {name!r}.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise Unusable(f"The package has a link instead of a file: {name!r}.")
    if name in found:
        raise Unusable(f"The package has the file {name!r} twice.")


def _read(package: ZipFile, entry: ZipInfo, room: int) -> bytes:
    """What a header says of the size is not believed."""
    with package.open(entry) as stream:
        data = stream.read(room + 1)
    if len(data) > room:
        raise Unusable(f"The package unpacks to more than {LARGEST // 1_000_000} MB.")
    return data
