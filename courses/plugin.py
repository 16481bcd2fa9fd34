"""What this package adds to the house."""
from pathlib import Path

from courses.lectures.api import api
from courses.lectures.blocks import MarkdownBlock, SequenceBlock, VideoBlock
from courses.lectures.guard import guard
from courses.lectures.kinds import LECTURE
from courses.lectures.pages import pages
from courses.publishing.cli import lectures_cli, publish_with_progress
from lms.plugins import Plugin

CATALOG = Path(__file__).parent / "catalog"

plugin = Plugin(
    name="courses",
    api=(api,),
    pages=(pages,),
    commands=(lectures_cli,),
    activity_kinds=(LECTURE,),
    programs=tuple(sorted(path.parent for path in CATALOG.glob("*/program.toml"))),
    blocks={"markdown": MarkdownBlock, "video": VideoBlock, "sequence": SequenceBlock},
    block_guard=guard,
    load=publish_with_progress,
    personal_words={"spans": "動画のどこを見たか", "position": "動画を止めた位置", "read": "読み終えた節"},
)
