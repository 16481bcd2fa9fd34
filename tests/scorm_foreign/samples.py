"""Small packages as others make them, and zips that nobody should make."""
import io
import struct
import zlib
from collections.abc import Mapping
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

NAMESPACES = {
    "1.2": 'xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"',
    "2004": 'xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" '
            'xmlns:imsss="http://www.imsglobal.org/xsd/imsss"',
}
VERSIONS = {"1.2": "1.2", "2004-2": "CAM 1.3", "2004-3": "2004 3rd Edition", "2004-4": "2004 4th Edition"}

# Looks at its own window first, then up, as the widely used wrapper does.
OWN_FIRST = """
function findAPI(win) {
  var tries = 0;
  while (!win.API && !win.API_1484_11 && win.parent && win.parent !== win && tries < 10) { tries += 1; win = win.parent; }
  return win.API_1484_11 || win.API || null;
}
var api = findAPI(window);
"""
# Looks around itself and at whoever opened it, and never at its own window, as the example in the specification does.
PARENT_FIRST = """
function scan(win) {
  var tries = 0;
  while (win.API_1484_11 == null && win.API == null && win.parent != null && win.parent != win) {
    tries += 1; if (tries > 500) return null; win = win.parent;
  }
  return win.API_1484_11 || win.API;
}
var api = null;
if (window.parent != null && window.parent != window) api = scan(window.parent);
if (api == null && window.opener != null) api = scan(window.opener);
"""
# What every sample can do, by the names of its edition.
CALLS = {
    "1.2": "var start = function () { return api.LMSInitialize(''); }, get = function (n) { return api.LMSGetValue(n); },"
           " set = function (n, v) { return api.LMSSetValue(n, v); }, save = function () { return api.LMSCommit(''); },"
           " leave = function () { return api.LMSFinish(''); }, fault = function () { return api.LMSGetLastError(); };",
    "2004": "var start = function () { return api.Initialize(''); }, get = function (n) { return api.GetValue(n); },"
            " set = function (n, v) { return api.SetValue(n, v); }, save = function () { return api.Commit(''); },"
            " leave = function () { return api.Terminate(''); }, fault = function () { return api.GetLastError(); };",
}
PAGE = """<!DOCTYPE html>
<html lang="ja"><head><meta charset="utf-8"><title>見本</title><script>{finder}{calls}</script></head>
<body><h1>{heading}</h1><p>外国人住民の相談を、多言語でどう受けるか。</p><img src="picture.svg" alt="" width="160" height="90">
<p id="said"></p><script>document.getElementById("said").textContent = api ? "つながりました: " + start() : "API がありません";</script>
</body></html>
"""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 90"><rect width="160" height="90" fill="#cde"/></svg>'


def manifest(version: str = "1.2", items: str | None = None, resources: str | None = None, head: str = "") -> str:
    """One SCO in ``index.html``, unless something else is said."""
    family = "1.2" if version == "1.2" else "2004"
    kind = "scormtype" if family == "1.2" else "scormType"
    items = items or '<item identifier="i1" identifierref="r1"><title>見本の教材</title></item>'
    resources = resources or f'<resource identifier="r1" type="webcontent" adlcp:{kind}="sco" href="index.html"/>'
    return (f'<?xml version="1.0" encoding="UTF-8"?>{head}<manifest identifier="m" {NAMESPACES[family]}>'
            f'<metadata><schema>ADL SCORM</schema><schemaversion>{VERSIONS[version]}</schemaversion></metadata>'
            f'<organizations default="o"><organization identifier="o"><title>見本のパッケージ</title>{items}</organization></organizations>'
            f'<resources>{resources}</resources></manifest>')


def page(version: str, finder: str = OWN_FIRST, heading: str = "窓口での多言語対応", more: str = "") -> str:
    calls = CALLS["1.2" if version == "1.2" else "2004"]
    return PAGE.format(finder=finder, calls=calls + more, heading=heading)


def package(version: str = "1.2", finder: str = OWN_FIRST, more: str = "", **files: str) -> bytes:
    """A whole small package. ``more`` is script of its page, ``files`` further ones by name (``__`` stands for a dot)."""
    named = {name.replace("__", "."): text for name, text in files.items()}
    return zipped({"imsmanifest.xml": manifest(version), "index.html": page(version, finder, more=more), "picture.svg": PICTURE, **named})


def zipped(files: Mapping[str, str | bytes], method: int = ZIP_DEFLATED) -> bytes:
    """The same bytes for the same files, whatever the time."""
    target = io.BytesIO()
    with ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name), content, method)
    return target.getvalue()


def with_entry(name: str = "extra.txt", content: bytes = b"x", **header: Any) -> bytes:
    """A good package with one more entry, whose header says what it should not."""
    target = io.BytesIO(package())
    with ZipFile(target, "a", ZIP_STORED) as archive:
        info = ZipInfo("x")
        info.filename = name
        for field, value in header.items():
            setattr(info, field, value)
        archive.writestr(info, content)
    return target.getvalue()


def with_raw_name(name: bytes) -> bytes:
    """A good package with an entry of that name, as its bytes are, without the mark of UTF-8."""
    placeholder = b"Q" * len(name)
    return with_entry(placeholder.decode()).replace(placeholder, name)


def lying(real: int, said: int) -> bytes:
    """A package in which an entry of ``real`` bytes calls itself ``said`` bytes long, in both of its headers."""
    made = bytearray(with_entry("liar.bin", b"\0" * real, compress_type=ZIP_DEFLATED))
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        header = made.rfind(mark)
        struct.pack_into("<L", made, header + at, said)
    return bytes(made)


def overlapping() -> bytes:
    """Two entries of the list that lead to the same bytes."""
    target = io.BytesIO(package())
    with ZipFile(target, "a") as archive:
        archive.writestr("one.bin", zlib.compress(b"1" * 1000))
        archive.writestr("two.bin", b"2" * 10)
        archive.getinfo("two.bin").header_offset = archive.getinfo("one.bin").header_offset
        archive.getinfo("two.bin").orig_filename = "two.bin"
    return target.getvalue()
