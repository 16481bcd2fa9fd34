"""HTML of strangers to the Markdown of our items; what has no Markdown is named, not guessed. Pure."""
import re
from collections.abc import Callable

from lxml import html

from assessments.interchange.question import tidy
from assessments.interchange.safe import Element

INLINE = {"strong": "**", "b": "**", "em": "*", "i": "*"}
BARE = {"span", "font", "u", "small", "big", "sub", "sup", "abbr", "label", "rb", "html", "body"}  # shown without the mark
GONE = {"rp", "head"}
CELLS = ("td", "th")
MOST_CELLS = 5_000  # every row gets as many cells as the widest, so a small file could make a table without end
EDGES = re.compile(r"\A(?:\\?\n)++|(?<![\\\n])(?:\\?\n)++\Z")  # line ends; each is looked at once
SPECIAL = re.compile(r"[\\`*_\[\]<{]|&(?=#?\w+;)")
AT_START = re.compile(r"^([^\S\n]*)(?:([#>+\-=~|])|(\d+)([.)]))", re.M)

Dropped = set[str]


def from_html(source: str) -> tuple[str, tuple[str, ...]]:
    """Markdown of an HTML text, and the names of the elements that were left out."""
    if not source.strip():
        return "", ()
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8")
    body = html.document_fromstring(f"<html><body><div>{source}</div></body></html>".encode(), parser=parser).find("body")
    return from_element(body)


def from_element(element: Element) -> tuple[str, tuple[str, ...]]:
    """The same of an element's content, whatever the namespace."""
    dropped: Dropped = set()
    return tidy("\n\n".join(_blocks(element, dropped))), tuple(sorted(dropped))


def from_plain(source: str) -> str:
    """A text without any markup, so that Markdown shows just this."""
    return _at_start(_escaped(tidy(source)))


def name_of(element: Element) -> str:
    """Without its namespace; a browser takes ``<a<`` for a name too, so it is not checked."""
    return str(element.tag).rpartition("}")[2].lower()


def _escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\g<0>", text)


def _at_start(text: str) -> str:
    return AT_START.sub(lambda f: f"{f[1]}\\{f[2]}" if f[2] else f"{f[1]}{f[3]}\\{f[4]}", text)


# Blocks ------------------------------------------------------------------------------------------------

def _blocks(element: Element, dropped: Dropped) -> list[str]:
    """Paragraphs and lists one after another; loose text between them is a paragraph too."""
    found: list[str] = []
    run = _words(element.text)
    for child in element:
        make = BLOCKS.get(name_of(child))
        if make:
            found += [_paragraph(run), *make(child, dropped)]
            run = ""
        else:
            run += _inline(child, dropped)
        run += _words(child.tail)
    return [block for block in (*found, _paragraph(run)) if block]


def _paragraph(run: str) -> str:
    """Spaces at line ends mean nothing in HTML; what looks like a list or a heading does not become one."""
    lines = [line.strip(" ") for line in run.split("\n")]
    return _at_start(EDGES.sub("", "\n".join(lines)))


def _words(text: str | None) -> str:
    return _escaped(re.sub(r"[ \t\r\n\f]+", " ", text or ""))


def _list(element: Element, dropped: Dropped) -> list[str]:
    ordered = name_of(element) == "ol"
    lines = [child for child in element if name_of(child) == "li"]
    marks = [f"{number}. " if ordered else "- " for number, _ in enumerate(lines, 1)]
    return ["\n".join(_item(mark, line, dropped) for mark, line in zip(marks, lines, strict=True))]


def _item(mark: str, element: Element, dropped: Dropped) -> str:
    return mark + "\n".join(_blocks(element, dropped)).replace("\n", "\n" + " " * len(mark))


def _quote(element: Element, dropped: Dropped) -> list[str]:
    return [re.sub("^", "> ", "\n\n".join(_blocks(element, dropped)), flags=re.M)]


def _heading(element: Element, dropped: Dropped) -> list[str]:
    """Items have no headings; a strong line stands for one."""
    words = " ".join(_blocks(element, dropped))
    return [f"**{words}**"] if words else []


def _table(element: Element, dropped: Dropped) -> list[str]:
    """The first row is its head."""
    rows = [[_cell(cell, dropped) for cell in row if name_of(cell) in CELLS]
            for row in element.iter() if isinstance(row.tag, str) and name_of(row) == "tr"]
    if not any(rows):
        return []
    width = max(map(len, rows))
    if len(rows) * width > MOST_CELLS:
        dropped.add("table")
        return []
    lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows]
    return ["\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])]


def _cell(element: Element, dropped: Dropped) -> str:
    return re.sub(r"\\?\n+", " ", " ".join(_blocks(element, dropped))).replace("|", r"\|")


def _preformatted(element: Element, _dropped: Dropped) -> list[str]:
    lines = "".join(element.itertext()).split("\n")
    return ["\\\n".join(f"`{line}`" if "`" not in line else _escaped(line) for line in lines if line.strip())]



Make = Callable[[Element, Dropped], list[str]]
BLOCKS: dict[str, Make] = {
    **dict.fromkeys(("p", "div", "section", "article", "li", "center", "prompt", "figure", "figcaption", "contentbody"), _blocks),
    "ul": _list, "ol": _list, "blockquote": _quote, "table": _table, "pre": _preformatted,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _heading)}


# Inside a line -----------------------------------------------------------------------------------------

def _inline(element: Element, dropped: Dropped) -> str:
    name = name_of(element)
    if name in INLINE:
        return _marked(_inside(element, dropped), INLINE[name])
    if name in SPANS:
        return SPANS[name](element, dropped)
    if name in BARE:
        return _inside(element, dropped)
    if name not in GONE:
        dropped.add(name)
    return ""


def _inside(element: Element, dropped: Dropped) -> str:
    return _words(element.text) + "".join(_inline(child, dropped) + _words(child.tail) for child in element)


def _marked(words: str, mark: str) -> str:
    """The space at the edge of what is emphasized stands outside of it."""
    bare = words.strip(" ")
    lead, tail = words[:len(words) - len(words.lstrip(" "))], words[len(words.rstrip(" ")):]
    return f"{lead}{mark}{bare}{mark}{tail}" if bare else words


def _ruby(element: Element, dropped: Dropped) -> str:
    """Furigana of one or several readings: the base text before each ``rt``."""
    found, base = "", _words(element.text)
    for child in element:
        if name_of(child) == "rt":
            found += f"{{{base.strip()}|{_inside(child, dropped).strip()}}}"
            base = ""
        else:
            base += _inline(child, dropped)
        base += _words(child.tail).strip()
    return found + base


def _link(element: Element, dropped: Dropped) -> str:
    words, target = _inside(element, dropped), element.get("href", "")
    if re.fullmatch(r"(https?://|mailto:)[^\s()<>]+", target):
        return f"[{words}]({target})"
    if target:  # one that leads nowhere loses nothing
        dropped.add("a")
    return words


def _code(element: Element, _dropped: Dropped) -> str:
    words = re.sub(r"\s+", " ", "".join(element.itertext())).strip()
    return f"`{words}`" if words and "`" not in words else _escaped(words)


SPANS: dict[str, Callable[[Element, Dropped], str]] = {
    "ruby": _ruby, "a": _link, "code": _code, "br": lambda _element, _dropped: "\\\n"}
