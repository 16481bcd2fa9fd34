"""How a package's files are sent: what each is, what it may do in the browser, and where our script comes in. Pure."""
import re

# By the end of the name. Anything else is bytes to a browser, whatever a server elsewhere would have executed.
TYPES = {
    "html": "text/html", "htm": "text/html", "xhtml": "application/xhtml+xml", "css": "text/css", "js": "text/javascript",
    "mjs": "text/javascript", "json": "application/json", "xml": "application/xml", "txt": "text/plain", "csv": "text/csv",
    "svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
    "webp": "image/webp", "avif": "image/avif", "bmp": "image/bmp", "ico": "image/vnd.microsoft.icon",
    "mp4": "video/mp4", "m4v": "video/mp4", "webm": "video/webm", "ogv": "video/ogg", "mp3": "audio/mpeg", "m4a": "audio/mp4",
    "ogg": "audio/ogg", "oga": "audio/ogg", "wav": "audio/wav", "aac": "audio/aac", "vtt": "text/vtt", "wasm": "application/wasm",
    "woff": "font/woff", "woff2": "font/woff2", "ttf": "font/ttf", "otf": "font/otf", "pdf": "application/pdf",
}
BYTES = "application/octet-stream"
PAGES = frozenset({"text/html", "application/xhtml+xml"})
LARGEST_PAGE = 16 * 1024**2  # bytes; a larger page goes out as it is, without our script

SANDBOX = "allow-scripts allow-forms allow-popups"
OWN_ORIGIN = " allow-same-origin"  # only where the files have an address of their own

HEAD = re.compile(rb"<head(\s[^>]*)?>|<html(\s[^>]*)?>|<!doctype[^>]*>", re.I)
COMMENT = re.compile(rb"<!--.*?-->", re.S)


def type_of(name: str) -> str:
    return TYPES.get(name.rpartition(".")[2].lower(), BYTES) if "." in name else BYTES


def policy(base: str, own_origin: bool, framed_by_us: bool) -> str:
    """The Content-Security-Policy of whatever lies below ``base``, an absolute address with a slash at its end.

    It loads and reaches only what lies there: neither our pages and our API nor anybody else's server. Old content is
    full of inline scripts, so these are allowed: the sandbox, not the policy, keeps them away from us.
    """
    rules = [f"default-src {base} data: blob: 'unsafe-inline' 'unsafe-eval'", "object-src 'none'", f"form-action {base}",
             f"base-uri {base}", f"sandbox {SANDBOX}{OWN_ORIGIN if own_origin else ''}"]
    return "; ".join([*rules, "frame-ancestors 'self'"] if framed_by_us else rules)


def with_script(page: bytes, tag: str) -> bytes:
    """The page with our script before all of its own, whatever the encoding: what is looked for and put in is ASCII."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if page.startswith(mark):
            text = page[2:].decode(encoding, errors="replace").encode()
            return mark + with_script(text, tag).decode().encode(encoding)
    at = _place(page)
    return page[:at] + tag.encode() + page[at:]


def _place(page: bytes) -> int:
    """Behind ``<head>``, else ``<html>``, else the doctype; what stands in a comment is none of these."""
    seen = COMMENT.sub(lambda found: b" " * len(found[0]), page[:65_536])
    best = {found[0][1:5].lower(): found.end() for found in reversed(list(HEAD.finditer(seen)))}
    mark = 3 if page.startswith(b"\xef\xbb\xbf") else 0
    return best.get(b"head") or best.get(b"html") or best.get(b"!doc") or mark
