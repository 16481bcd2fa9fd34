"""Translations. Every visible text is a Japanese message id; each package carries its English catalog.

``python -m tools.catalogs merge``: for each package, the pieces in translations/en.d/*.po join the sorted
translations/en/LC_MESSAGES/messages.po. It says which messages lack English (exit code 1), and drops those that
nobody uses. ``python -m tools.catalogs compile``: the .mo files that the server reads.
"""
import sys
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools.messages import HOUSE, PACKAGES, Messages, used

# Without dates and authors, so that a merge without news changes nothing.
HEADER = b'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
CORE = "lms"  # always installed, so any package may lean on its catalog


def main(command: str) -> int:
    if command == "compile":
        for path in HOUSE.glob("*/translations/*/LC_MESSAGES/messages.po"):
            compile_catalog(path)
        return 0
    return max([merge(package) for package in PACKAGES])


def compile_catalog(path: Path) -> None:
    with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
        write_mo(target, read_po(source))


def english(package: str) -> Path:
    return HOUSE / package / "translations" / "en" / "LC_MESSAGES" / "messages.po"


def merge(package: str) -> int:
    """1 if a message of the package is left without English, else 0."""
    messages, pieces = used(package), sorted((HOUSE / package / "translations" / "en.d").glob("*.po"))
    words: dict[str, str] = {}
    for path in (english(package), *pieces):
        join(words, path)
    for unused in words.keys() - messages.keys():
        print(f"{package}: nobody uses {unused!r} ({words.pop(unused)!r}): dropped")
    if words:
        write(english(package), words)
    missing = untranslated(package, messages)
    for message, place in missing.items():
        print(f"{place}: no English for {message!r}")
    return 1 if missing else 0


def join(words: dict[str, str], path: Path) -> None:
    """A later piece wins; two that disagree are worth knowing about."""
    for message, string in translations(path).items():
        if words.get(message, string) != string:
            print(f"{path.name}: {message!r} was {words[message]!r}, is now {string!r}")
        words[message] = string


def translations(path: Path) -> dict[str, str]:
    """Message id to translation; empty if the file does not exist."""
    if not path.exists():
        return {}
    with path.open("rb") as source:
        return {str(m.id): str(m.string) for m in read_po(source, locale="en") if m.id and m.string}


def write(path: Path, words: dict[str, str]) -> None:
    catalog = Catalog(locale="en")
    for message in sorted(words):
        catalog.add(message, words[message])
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        target.write(HEADER)
        write_po(target, catalog, width=0, omit_header=True)


def untranslated(package: str, messages: Messages) -> Messages:
    """What neither the package's catalog nor the core's has."""
    known = translations(english(package)).keys() | translations(english(CORE)).keys()
    return {message: place for message, place in messages.items() if message not in known}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
