"""HTML of strangers as Markdown."""
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.interchange.markup import from_html, from_plain
from assessments.items import markdown


@pytest.mark.parametrize(("html", "source"), [
    ("<p>a</p><p>b</p>", "a\n\nb"), ("a<br>b<br/>", "a\\\nb"), ("<b>a </b>b", "**a** b"), ("<i></i>a", "a"),
    ("<ul><li>a<ol><li>b</li><li>c</li></ol></li></ul>", "- a\n  1. b\n  2. c"), ("<h2>T</h2>x", "**T**\n\nx"),
    ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n> \n> b"), ("<a href='https://example.org/x'>y</a>", "[y](https://example.org/x)"),
    ("<ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>", "{漢|かん}{字|じ}"), ("<code>a*b</code>", "`a*b`"), ("1. a", "1\\. a"),
    ("&lt;b&gt;", "\\<b>"),
    ("<table><tr><th>a</th><th>b</th></tr><tr><td>1|2</td></tr></table>", "| a | b |\n| --- | --- |\n| 1\\|2 |  |"),
    ("&amp;amp;", "\\&amp;"), ("<pre>x\n\n y*</pre>", "`x`\\\n` y*`"), ("", ""), ("<!-- x -->", ""), ("</p>", ""), ("a\n  b", "a b"),
])
def test_simple_html_has_its_markdown(html: str, source: str) -> None:
    assert from_html(html) == (source, ())


@pytest.mark.parametrize(("html", "dropped"), [
    ("a<img src=x>", ("img",)), ("a<script>alert(1)</script>", ("script",)), ("a<iframe></iframe><video></video>", ("iframe", "video")),
    ("<a href='javascript:x'>a</a>", ("a",)), ("a<math><mi>x</mi></math>", ("math",)),
    ("a<x<></x<>", ("x<",)),
])
def test_what_has_no_markdown_is_named(html: str, dropped: tuple[str, ...]) -> None:
    assert from_html(html) == ("a", dropped)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
def test_a_plain_text_is_shown_as_it_is(text: str) -> None:
    shown = markdown.html(from_plain(text))
    assert from_html(shown)[0] == from_html(f"<p>{markdown.html(from_plain(text))}</p>")[0]
    assert markdown.plain(from_plain(text)) == text


PIECES = st.sampled_from(["語", "**強い**", "*弱い*", "{漢字|かんじ}", "a < b", "1 & 2", "\\*", "`c`", " ", "https://x.jp", "[x](https://example.org)"])
SPANS = st.lists(PIECES, min_size=1, max_size=5).map(" ".join).map(str.strip).filter(bool)
BLOCKS = st.one_of(SPANS, st.lists(SPANS, min_size=1, max_size=3).map(lambda lines: "\n".join(f"- {line}" for line in lines)),
                   st.lists(SPANS, min_size=1, max_size=3).map(lambda lines: "\n".join(f"> {line}" for line in lines)))


@given(st.lists(BLOCKS, min_size=1, max_size=3).map("\n\n".join))
def test_what_we_show_reads_back_as_what_shows_the_same(source: str) -> None:
    shown = markdown.html(source)
    again, dropped = from_html(shown)
    assert dropped == ()
    assert _tight(markdown.html(again)) == _tight(shown)


def _tight(shown: str) -> str:
    """A list with space between its lines is the same list."""
    return "".join(re.sub("</?p>", "", shown).split())
