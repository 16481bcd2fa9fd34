"""A lecture's IR as the blocks of a page: what is published once and shown to everyone."""
from courses.authoring.ir import Edition, Lecture
from courses.authoring.markdown import without_furigana
from lms.blocks.rules import BlockDefinition, Snapshot

OWNER = "courses"
QUIZ = "quiz"  # the block type that another plugin may offer for the end of a lecture


def snapshot(lecture: Lecture, locale: str, version: str, seconds: int, offered: set[str]) -> Snapshot:
    """One language of a lecture. A quiz stands in it where some plugin offers the block type."""
    edition, code = lecture.edition(locale), lecture.code
    texts = tuple(_text(edition, n) for n in range(len(edition.sections)))
    quiz = (BlockDefinition(f"{code}.quiz", QUIZ, {"activity": f"{code}-test", "title": edition.title}),)
    closing = quiz if QUIZ in offered else ()
    video = BlockDefinition(f"{code}.video", "video", {"title": edition.title, "seconds": seconds})
    text = BlockDefinition(f"{code}.text", "sequence", {}, tuple(block.usage_id for block in texts))
    root = BlockDefinition(code, "sequence", {}, tuple(b.usage_id for b in (video, text, *closing)))
    return Snapshot(OWNER, f"{version}.{locale}", (root, video, text, *texts, *closing))


def _text(edition: Edition, n: int) -> BlockDefinition:
    section = edition.sections[n]
    return BlockDefinition(f"{edition.code}.text.{section.id}", "markdown", {
        "title": f"{n + 1}. {section.title}", "anchor": section.id, "html": without_furigana(section.html),
        "html_with_furigana": section.html})
