"""Mutation testing of what decides scores and attempts: which change of the code does no test notice?

``python -m tools.mutants``, see docs/mutation.md. Which modules and which tests stands in pyproject.toml, [tool.mutmut].
Fails where a change survives that the table of docs/mutation.md does not explain, or where that table lists one that
does not survive.
"""
import ast
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

HOUSE = Path(__file__).parents[1]
DOC = HOUSE / "docs" / "mutation.md"
COPY = HOUSE / "mutants"  # mutmut's name for it; it never freshens a file that it has copied once
DETECTED = ("killed", "timeout")
LITERAL = re.compile(r'"([^"]*)"')
SENTENCE = re.compile(r"\w[ 。]")
HUNK = re.compile(r"@@ -(\d+)")
ROW = re.compile(r"\| `(?P<place>[^`]+)` \| (?P<changes>.+?) \| .+ \|")


@dataclass(frozen=True, slots=True)
class Change:
    """``place`` is file and function; ``was`` and ``becomes`` are the whole lines that differ."""

    place: str
    line: int
    was: str
    becomes: str

    @property
    def short(self) -> str:
        """Only the words that differ, and one on each side."""
        old, new = self.was.split(), self.becomes.split()
        start = len(os.path.commonprefix([old, new]))
        end = max(0, len(os.path.commonprefix([old[start:][::-1], new[start:][::-1]])) - 1)
        start = max(0, start - 1)
        return " ".join([*old[start:len(old) - end], "→", *new[start:len(new) - end]])

    @property
    def key(self) -> tuple[str, str]:
        return self.place, self.short

    @property
    def is_of_words(self) -> bool:
        """Whether it changes but a sentence that people read."""
        return without_sentences(self.was) == without_sentences(self.becomes)

    def __str__(self) -> str:
        return f"{self.place.replace(':', f':{self.line}:')}  {self.short}"


def main() -> int:
    shutil.rmtree(COPY, ignore_errors=True)
    subprocess.run([*mutmut("run"), "--max-children", "1"], cwd=HOUSE, env={**os.environ, "STRICT": "1"}, check=True)
    fates = fates_of(said_by("results", "--all", "true"))
    changes = [change_of(said_by("show", name)) for name, fate in fates.items() if fate not in DETECTED]
    return told(Counter(fates.values()), changes, known(DOC.read_text(encoding="utf-8")))


def mutmut(command: str) -> list[str]:
    return [str(Path(sys.executable).with_name("mutmut")), command]


def said_by(command: str, *arguments: str) -> str:
    return subprocess.run([*mutmut(command), *arguments], cwd=HOUSE, capture_output=True, text=True, check=True).stdout


def fates_of(results: str) -> dict[str, str]:
    """What became of each mutant: ``killed``, ``survived``, ``no tests``, ``timeout``, or something that is no good."""
    pairs = (line.strip().rpartition(": ") for line in results.splitlines() if "__mutmut_" in line)
    return {name: fate for name, _, fate in pairs}


def change_of(diff: str) -> Change:
    """Read from the diff of one function, whose lines count from its ``def``."""
    _, file, *lines = diff.splitlines()
    path, hunk = file.removeprefix("--- "), next(n for n, line in enumerate(lines) if HUNK.match(line))
    body = lines[hunk + 1:]
    first = next(n for n, line in enumerate(body) if line.startswith("-"))
    offset = int(HUNK.match(lines[hunk])[1]) - 1 + first
    name = re.search(r"\.x_?(?:ǁ\w+ǁ)?(\w+)__mutmut_", diff)[1]
    start = start_of(name, (HOUSE / path).read_text(encoding="utf-8"))
    return Change(f"{path}:{name}", start + offset, *(joined(body, sign) for sign in "-+"))


def joined(lines: Iterable[str], sign: str) -> str:
    return " ".join(line[1:].strip() for line in lines if line.startswith(sign))


def start_of(function: str, source: str) -> int:
    return next(node.lineno for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef) and node.name == function)


def without_sentences(line: str) -> str:
    return LITERAL.sub(lambda found: '""' if SENTENCE.search(found[1]) else found[0], line)


def known(text: str) -> set[tuple[str, str]]:
    """Place and change of every survivor that the table explains; a row may hold several changes of one function."""
    return {(row["place"], change) for row in ROW.finditer(text) for change in re.findall(r"`([^`]+)`", row["changes"])}


def told(fates: Counter[str], changes: list[Change], explained: set[tuple[str, str]]) -> int:
    words, other = ([c for c in changes if c.is_of_words is of_words] for of_words in (True, False))
    print(f"\n{fates.total()} mutants: {fates['killed']} killed, {fates['timeout']} timed out, {len(changes)} survived.",
          f"Of the survivors {len(words)} change but the words of a message; the others:")
    for change in other:
        print(f"{change}{'' if change.key in explained else '  <- NOT EXPLAINED'}")
    gone = explained - {change.key for change in other}
    for place, short in sorted(gone):
        print(f"{DOC.name} explains what does not survive: {place}  {short}")
    return int(bool(gone) or any(change.key not in explained for change in other))


if __name__ == "__main__":
    sys.exit(main())
