"""The two editions of QTI: 2.1 writes ``choiceInteraction maxChoices``, 3.0 ``qti-choice-interaction max-choices``. Pure.

Everything else in the room works on trees in the words of 2.1 without a namespace. Sources: 1EdTech, "QTI 2.1 XML
binding" and "QTI 3.0 migration guide" (elements get ``qti-`` and hyphens, HTML stays as it is).
"""
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from assessments.interchange.safe import Element

HTML = {"p", "div", "span", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "strong", "em", "blockquote", "br",
        "ruby", "rt", "rp", "a", "code"}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
LOM = "http://ltsc.ieee.org/xsd/LOM"


@dataclass(frozen=True, slots=True)
class Dialect:
    """An edition. ``stimulus`` is the type of a case that stands in a file of its own; empty where it cannot."""

    name: str
    items: str
    packages: str
    schema: str
    version: str
    item: str
    stimulus: str
    word: Callable[[str], str]
    draw: Callable[[str], str]


def _as_it_is(text: str) -> str:
    return text


def _in_brackets(drawn: str) -> str:
    """QTI 2.1 has no furigana: the reading follows in brackets."""
    return re.sub(r"</?(ruby|rt|rp)>", "", drawn)


def hyphened(word: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", word).lower()


def camel(word: str) -> str:
    return re.sub(r"-([a-z])", lambda found: found[1].upper(), word)


QTI21 = Dialect("QTI 2.1", "http://www.imsglobal.org/xsd/imsqti_v2p1", "http://www.imsglobal.org/xsd/imscp_v1p1",
                "QTIv2.1 Package", "1.0.0", "imsqti_item_xmlv2p1", "", _as_it_is, _in_brackets)
QTI30 = Dialect("QTI 3.0", "http://www.imsglobal.org/xsd/imsqtiasi_v3p0", "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
                "QTI Package", "3.0.1", "imsqti_item_xmlv3p0", "imsqti_stimulus_xmlv3p0", hyphened, _as_it_is)


# To an edition -----------------------------------------------------------------------------------------

def dressed(element: Element, dialect: Dialect) -> Element:
    """The tree in the words and the namespace of an edition."""
    new = etree.Element(f"{{{dialect.items}}}{_name(element.tag, dialect)}", nsmap={None: dialect.items})
    for name, value in element.attrib.items():
        new.set(name if name == XML_LANG else dialect.word(name), value)
    inner = _bodied(element) if element.tag == "modalFeedback" and dialect is not QTI21 else element
    new.text, new.tail = inner.text, element.tail
    new.extend(dressed(child, dialect) for child in inner)
    return new


def _bodied(feedback: Element) -> Element:
    """In 3.0 the content of a feedback that pops up stands in one element more."""
    outer = etree.Element("modalFeedback")
    body = etree.SubElement(outer, "contentBody")
    body.text = feedback.text
    body.extend(deepcopy(child) for child in feedback)
    return outer


def _name(name: str, dialect: Dialect) -> str:
    return name if name in HTML or dialect is QTI21 else f"qti-{hyphened(name)}"


# From any edition --------------------------------------------------------------------------------------

def bare(element: Element) -> Element:
    """The tree in the words of 2.1 without namespaces; minor editions (2.0, 2.2) have the same."""
    local = etree.QName(element).localname
    new = etree.Element(camel(local.removeprefix("qti-")) if local.startswith("qti-") else local)
    for name, value in element.attrib.items():
        new.set(camel(etree.QName(name).localname), value)
    new.text, new.tail = element.text, element.tail
    new.extend(bare(child) for child in element if isinstance(child.tag, str))
    return new
