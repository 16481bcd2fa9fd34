"""Markdown of items to sanitized HTML, with furigana."""
from lms import markdown

TAGS = {"p", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "strong", "em", "blockquote", "br",
        "ruby", "rt", "rp", "a", "code"}
ATTRIBUTES = {"a": {"href"}}
PARSER = markdown.parser()

without_furigana = markdown.without_furigana


def html(source: str) -> str:
    """Blocks, e.g. a stem with paragraphs and a list."""
    return markdown.clean(PARSER.render(markdown.prepared(source)), TAGS, ATTRIBUTES)


def inline(source: str) -> str:
    """One line without a paragraph around it, e.g. a choice in its label."""
    return markdown.clean(PARSER.renderInline(source), TAGS, ATTRIBUTES)


def plain(source: str) -> str:
    """The words alone, on one line, without furigana and marks; not escaped."""
    return " ".join(markdown.plain(html(source)).split())
