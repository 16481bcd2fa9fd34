"""axe-core in a real page: the machine's half of the accessibility promise."""
from functools import cache
from pathlib import Path
from typing import Any

AXE = Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js"

# WCAG 2.2 AA and axe's best practices.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def _source() -> str:
    return AXE.read_text()


def axe(page: Any) -> list[str]:
    """One line per violation and element: ``rule: what is wrong (selector)``. Empty is what we promise.

    The script goes in through the debugger, so the page keeps its real Content-Security-Policy.
    """
    page.evaluate(_source())
    result = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", TAGS)
    return [
        f"{violation['id']}: {violation['help']} ({' '.join(map(str, node['target']))})"
        for violation in result["violations"] for node in violation["nodes"]
    ]
