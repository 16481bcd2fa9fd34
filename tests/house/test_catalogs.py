"""Every visible text is a Japanese message id with an English translation; Japanese is the identity."""
import re

import pytest

from tools.catalogs import english, translations, untranslated
from tools.messages import HOUSE, JAPANESE, PACKAGES, bare, explicit, used

# Message ids that read the same in every language.
NAMES = {"Tsunagu", "SCORM", "JSON", "CSV", "API", "PDF"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%")

pytestmark = pytest.mark.parametrize("package", PACKAGES)


def test_every_message_has_an_english_translation(package):
    assert untranslated(package, used(package)) == {}


def test_no_translation_is_left_over(package):
    assert sorted(translations(english(package)).keys() - used(package).keys()) == []


def test_one_message_has_one_translation_in_the_whole_house(package):
    """The catalogs are read as one: another wording would change the pages of other packages."""
    own = translations(english(package))
    others = [(name, translations(english(name))) for name in PACKAGES if name != package]
    assert {f"{name}: {message}" for name, words in others for message in own.keys() & words.keys()
            if own[message] != words[message]} == set()


def test_every_message_is_written_in_japanese(package):
    foreign = {text: place for text, place in explicit(package).items() if not JAPANESE.search(text)}
    assert {text: place for text, place in foreign.items() if not is_a_name(text)} == {}


def test_no_template_shows_japanese_that_nobody_can_translate(package):
    assert bare(package) == {}


def test_no_script_carries_words_of_its_own(package):
    """A script takes its words from the page (data attributes), where they can be translated."""
    scripts = [path for path in (HOUSE / package).rglob("*.js") if "vendor" not in path.parts]
    spoken = [f"{path.name}: {line.strip()}" for path in scripts for line in path.read_text().splitlines()
              if JAPANESE.search(line.partition("//")[0])]
    assert spoken == []


def is_a_name(text: str) -> bool:
    """Names, and messages that are only placeholders and punctuation."""
    return text in NAMES or not re.search(r"[A-Za-z]", PLACEHOLDER.sub("", text))


def test_translations_fill_in_the_same_values(package):
    for message, string in translations(english(package)).items():
        assert set(PLACEHOLDER.findall(string)) <= set(PLACEHOLDER.findall(message)), message


def test_no_translation_is_still_japanese(package):
    shown_as_is = {"日本語"}
    left = {string for string in translations(english(package)).values() if JAPANESE.search(string)}
    assert {string for string in left if not quotes_japanese(string)} <= shown_as_is


def quotes_japanese(string: str) -> bool:
    """An English sentence may name a Japanese word."""
    return len(re.findall(r"[A-Za-z]", string)) > len(JAPANESE.findall(string))
