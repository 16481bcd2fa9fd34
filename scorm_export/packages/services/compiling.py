"""From published lectures to the entries of a package."""
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import current_app

from assessments.attempts import services as tests
from assessments.items.services import ItemVersion
from courses.lectures.transcript import cues
from courses.publishing import services as publishing
from courses.publishing.services import Version
from lms.errors import Invalid, NotFound
from lms.media import services as media
from lms.media.store import place
from lms.periods import civil_day
from lms.programs import services as programs
from lms.programs.definition import Activity, Program
from scorm_export.packages import drawing, manifests
from scorm_export.packages.archive import Entry
from scorm_export.packages.content import LectureContent, LeftOut, TestRule, short, sorted_out
from scorm_export.packages.drawing import Recording, Track
from scorm_export.packages.manifests import Branch, Outline, Sco
from scorm_export.packages.renditions import rendition
from scorm_export.packages.rules import Edition, Grain, MediaGrade, Spec, problems_of
from scorm_export.player import files as player

SCHEMAS = Path(__file__).parents[3] / "build" / "schemas"
LECTURE = "lecture"
PLAYER = "player/"
MOST_PAGES = 1000  # kept in memory, about 40 KB each

Address = Callable[[str], str]
Pools = Mapping[str, Sequence[ItemVersion]]
Made = list[tuple[Activity, LectureContent, list[Entry]]]


@dataclass(frozen=True, slots=True)
class Package:
    """A package before it is written. ``entries`` may be walked once for each writing."""

    spec: Spec
    outline: Outline
    contents: tuple[LectureContent, ...]
    entries: tuple[Entry, ...]

    @property
    def left_out(self) -> list[LeftOut]:
        return [each for content in self.contents for each in content.left_out]

    @property
    def size(self) -> int:
        return sum(entry.size for entry in self.entries)


def newest_program(program_id: str) -> Program:
    return programs.program(programs.newest(program_id).id)


def lectures_of(program: Program) -> list[Activity]:
    """In the program's order, so that of a course the first is to be taken first."""
    return [activity for activity in program.activities if activity.kind == LECTURE]


def contents_of(program: Program, codes: Sequence[str], language: str, now: datetime) -> list[LectureContent]:
    """The newest published versions of some lectures, with the items that are asked today. NotFound for no lecture.

    Read all at once: a lecture costs no query of its own."""
    activities = [_lecture(program, code) for code in codes]
    versions = _newest(program, codes)
    closing = {code: next((each for each in program.closing_of(code) if not each.inert), None) for code in codes}
    pools = tests.askable(program, [test.id for test in closing.values() if test], civil_day(now))
    texts = media.texts([caption for version in versions if (caption := _captions(version, language))])
    return [_content(activity, version, language, closing[activity.id], pools, texts)
            for activity, version in zip(activities, versions, strict=True)]


def _content(
    activity: Activity, version: Version, language: str, test: Activity | None, pools: Pools, texts: Mapping[str, str],
) -> LectureContent:
    items, left_out = sorted_out(activity.id, language, pools[test.id] if test else [])
    rule = TestRule(min(test.parameters.items, len(items)), test.parameters.passing_score, test.gate) if test and items else None
    spoken = texts.get(_captions(version, language), "")
    return LectureContent(
        version.program, version.id, version.lecture.edition(language), activity.minutes, version.seconds, version.is_sample,
        activity.parameters.threshold, rule, items, tuple(cues(spoken)) if spoken else (), left_out)


def _captions(version: Version, language: str) -> str:
    """The id of what is said in the recording, in the language of the text; empty where there is none."""
    return version.captions.get(version.lecture.edition(language).locale, "")


def _lecture(program: Program, code: str) -> Activity:
    found = program.activity(code)
    if found is None or found.kind != LECTURE:
        raise NotFound(lecture=code)
    return found


def _newest(program: Program, codes: Iterable[str]) -> list[Version]:
    newest = publishing.newest_of(program.id)
    if missing := [code for code in codes if code not in newest]:
        raise NotFound(lecture=missing[0])
    return list(publishing.versions(newest[code] for code in codes).values())


def compiled(spec: Spec, now: datetime, step: Callable[[str], None] = lambda _code: None) -> Package:
    """``step`` hears of each lecture as it is done. Invalid by field for what cannot be meant, NotFound for no such part."""
    problems = problems_of(spec)
    if problems:
        raise Invalid(problems)
    program = newest_program(spec.program)
    chosen = _chosen(program, spec)
    if not chosen:
        raise NotFound(part=spec.part)
    made: Made = []
    for activity, content in zip(chosen, contents_of(program, [a.id for a in chosen], spec.language, now), strict=True):
        made.append((activity, content, _files(content, spec)))
        step(activity.id)
    common = tuple(_player(spec.edition))
    outline = _outline(program, spec, made, common)
    head = _head(outline, spec)
    return Package(spec, outline, tuple(content for _activity, content, _files in made),
                   (*head, *common, *(entry for _activity, _content, files in made for entry in files)))


def _chosen(program: Program, spec: Spec) -> list[Activity]:
    fits = {Grain.COURSE: lambda a: True, Grain.MODULE: lambda a: a.module == spec.part, Grain.LECTURE: lambda a: a.id == spec.part}
    return [activity for activity in lectures_of(program) if fits[spec.grain](activity)]


def _files(content: LectureContent, spec: Spec) -> list[Entry]:
    files, recording = _recording(publishing.version(content.version), content.code, spec.media)
    return [Entry(f"{content.code}/index.html", _page(content, recording, spec.edition)), *files]


def _page(content: LectureContent, recording: Recording | None, edition: Edition) -> bytes:
    """Drawn once in a process: the same version with the same items under the same rules reads the same."""
    kept: dict[object, bytes] = current_app.extensions.setdefault("scorm_export.pages", {})
    key = (short(content), content.language, content.minutes, content.threshold, content.test, edition, recording)
    if len(kept) > MOST_PAGES:
        kept.clear()
    if key not in kept:
        kept[key] = drawing.page(content, recording, f"../{PLAYER}", player.scripts(player.CHANNELS[edition]))
    return kept[key]


def _recording(version: Version, code: str, grade: MediaGrade) -> tuple[list[Entry], Recording | None]:
    if grade is MediaGrade.NONE:
        return [], None
    found = media.media(version.video_id)
    made = rendition(place(media.folder(), found.digest), found.digest, grade, renditions_folder())
    name = f"recording.{made.ending}"
    tracks = {language: (f"captions.{language}.vtt", media.text(caption).encode()) for language, caption in version.captions.items()}
    entries = [Entry(f"{code}/{name}", made.path, made.digest), *(Entry(f"{code}/{file}", text) for file, text in tracks.values())]
    tag = "audio" if grade is MediaGrade.AUDIO else "video"
    return entries, Recording(tag, name, tuple(Track(language, file) for language, (file, _text) in tracks.items()))


def renditions_folder() -> Path:
    instance: Path = current_app.extensions["lms.settings"].instance
    return instance / "renditions"


def _player(edition: Edition) -> Iterator[Entry]:
    for name in (player.STYLE, *player.scripts(player.CHANNELS[edition])):
        yield Entry(f"{PLAYER}{name}", player.read(name))


def _outline(program: Program, spec: Spec, made: Made, common: Iterable[Entry]) -> Outline:
    scos = {activity.id: _sco(content, files) for activity, content, files in made}
    if spec.grain is Grain.COURSE:
        branches = tuple(
            Branch(module.id, f"{module.id} {module.title.get(spec.language) or module.title['ja']}", members)
            for module in program.modules
            if (members := tuple(scos[a.id] for a, _content, _files in made if a.module == module.id)))
    else:
        branches = (Branch("", "", tuple(scos.values())),)
    return Outline(_identifier(spec), _title(program, spec, made), spec.language, branches, tuple(entry.path for entry in common))


def _identifier(spec: Spec) -> str:
    return f"{spec.program}-{spec.part}" if spec.part else spec.program


def _title(program: Program, spec: Spec, made: Made) -> str:
    module = program.module(spec.part)
    if spec.grain is Grain.LECTURE:
        return f"{spec.part} {made[0][1].edition.title}"
    words = module.title if module else program.title
    return " ".join(filter(None, (spec.part, words.get(spec.language) or words["ja"])))


def _sco(content: LectureContent, files: list[Entry]) -> Sco:
    passing = content.test.passing if content.test and content.test.gate == "passed" else None
    return Sco(content.code, f"{content.code} {content.edition.title}", f"{content.code}/index.html", tuple(e.path for e in files), passing)


def _head(outline: Outline, spec: Spec) -> list[Entry]:
    if spec.edition is Edition.CMI5:
        return [Entry(manifests.COURSE, manifests.course_structure(outline, f"urn:x-tsunagu:{spec.program}"))]
    return [Entry(manifests.MANIFEST, manifests.manifest(outline, spec.edition)), *schemas(spec.edition)]


def schemas(edition: Edition) -> list[Entry]:
    """The official schema files that a package of this edition of SCORM carries beside its manifest."""
    return [Entry(path.name, path.read_bytes()) for path in sorted((SCHEMAS / edition).iterdir())]


# For pages of the center that show the same lecture --------------------------------------------------------

def newest_version(program_id: str, code: str) -> str:
    """The id of the version that ``lecture_html`` shows."""
    return publishing.newest(program_id, code)


def newest_versions(program_id: str) -> dict[str, str]:
    """Of every lecture that is published, by its code."""
    return publishing.newest_of(program_id)


def lecture_html(program_id: str, code: str, language: str, address: Address, now: datetime) -> str:
    """The body of a lecture's page with its data island; ``address`` tells where a media file (by id) is found."""
    content, = contents_of(newest_program(program_id), [code], language, now)
    version = publishing.version(content.version)
    tracks = tuple(Track(locale, address(caption)) for locale, caption in version.captions.items())
    return drawing.body(content, Recording("video", address(version.video_id), tracks))
