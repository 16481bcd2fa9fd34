"""QTI packages, read: of any edition from 2.0 on, ours and those of others."""
import posixpath
from collections.abc import Iterator, Mapping

from assessments.interchange import qti_reading
from assessments.interchange.carried import MARK, carried_in, restored, unshifted
from assessments.interchange.moodle_reading import Unread
from assessments.interchange.passage import imported
from assessments.interchange.qti_names import bare
from assessments.interchange.qti_reading import Stimuli, path
from assessments.interchange.question import Question
from assessments.interchange.report import Imported, Loss, Unusable
from assessments.interchange.safe import Element, files_of, tree_of

MANIFEST = "imsmanifest.xml"


def read(content: bytes, lecture: str, locale: str) -> Imported:
    if not content.startswith(b"PK"):
        return _read_alone(content, lecture, locale)
    files = files_of(content)
    manifests = [name for name in files if posixpath.basename(name) == MANIFEST]
    if not manifests:
        raise Unusable("The package has no imsmanifest.xml.")
    manifest = min(manifests, key=len)
    return _read_package(files, bare(tree_of(files[manifest], MANIFEST)), posixpath.dirname(manifest), lecture, locale)


def _read_alone(content: bytes, lecture: str, locale: str) -> Imported:
    root = bare(tree_of(content))
    if root.tag != "assessmentItem":
        raise Unusable(f"This is neither a package (zip) nor a QTI item: it begins with <{root.tag}>.")
    found, problems = _taken(root, "", {}, [])
    return imported(found, problems, lecture, locale)


def _read_package(files: Mapping[str, bytes], manifest: Element, folder: str, lecture: str, locale: str) -> Imported:
    found: list[Question] = []
    problems: list[Loss] = []
    stimuli = dict(_stimuli(files))
    for resource in manifest.iter("resource"):
        name, kind = path(folder, resource.get("href", "")), resource.get("type", "")
        if not kind.startswith(("imsqti_item", "imsqti_apipitem")):
            problems += _other_resource(resource, kind)
        elif name not in files:
            problems.append(Loss(resource.get("identifier", ""), "", f"its file {name!r} is not in the package"))
        else:
            questions, told = _opened(files[name], name, stimuli, resource)
            found += questions
            problems += told
    return imported(found, problems, lecture, locale)


def _stimuli(files: Mapping[str, bytes]) -> Iterator[tuple[str, Element]]:
    """Cases in files of their own, whatever type the manifest gives them."""
    for name, content in files.items():
        if name.endswith(".xml") and b"assessment-stimulus" in content[:2000] and b"assessment-item" not in content[:2000]:
            yield name, bare(tree_of(content, name))


def _other_resource(resource: Element, kind: str) -> list[Loss]:
    name = resource.get("href") or resource.get("identifier", "")
    if kind.startswith(("imsqti_test", "imsqti_section")):
        return [] if "stimul" in name or "passage" in name else [Loss("", name, "the test around the items is left out")]
    if "stimulus" in kind:
        return []
    if kind.startswith("imsqti"):
        return [Loss("", name, f"{kind}: this edition of QTI cannot be read")]
    return [Loss("", name, "the file is left out")]


def _opened(content: bytes, name: str, stimuli: Stimuli, resource: Element) -> tuple[list[Question], list[Loss]]:
    keywords = [text for element in resource.iter("string", "langstring") if (text := (element.text or "").strip())]
    try:
        return _taken(bare(tree_of(content, name)), name, stimuli, keywords)
    except Unusable as error:
        return [], [Loss(resource.get("identifier", ""), "", error.detail)]


def _taken(root: Element, name: str, stimuli: Stimuli, keywords: list[str]) -> tuple[list[Question], list[Loss]]:
    try:
        found = qti_reading.by_itself(root, name, stimuli)
    except Unread as reason:
        return [], [Loss(qti_reading.id_of(root), "", str(reason))]
    carried = carried_in(keywords)
    order = carried.pop("order", "")
    question, told = restored(found, carried)
    if others := [keyword for keyword in keywords if not keyword.startswith(MARK)]:
        told.append(Loss(question.id, "keywords", f"{', '.join(others)}: left out"))
    return [unshifted(question, order)], [*told, *qti_reading.left_out(question.id, root)]
