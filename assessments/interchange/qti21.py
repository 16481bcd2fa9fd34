"""QTI 2.1 as a content package."""
from collections.abc import Sequence

from assessments.interchange import qti_unpacking
from assessments.interchange.passage import exported
from assessments.interchange.qti_names import QTI21
from assessments.interchange.qti_package import package
from assessments.interchange.report import Exported, Imported
from assessments.items.item import Item


def written(items: Sequence[Item], locale: str) -> Exported:
    return exported(items, locale, lambda questions: package(questions, QTI21, locale), read)


def read(content: bytes, lecture: str, locale: str) -> Imported:
    """2.0 and 2.2 have the same words and are read too, and an item without a package."""
    return qti_unpacking.read(content, lecture, locale)
