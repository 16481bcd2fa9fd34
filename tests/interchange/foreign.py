"""Files as other systems write them, typed by hand after their documentation: see golden/."""
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

GOLDEN = Path(__file__).parent / "golden"


def content(name: str) -> bytes:
    """With the mark and the line ends that a desktop computer adds."""
    return ("\ufeff" + (GOLDEN / name).read_text(encoding="utf-8").replace("\n", "\r\n")).encode()


def files(folder: str) -> dict[str, bytes]:
    return {path.relative_to(GOLDEN / folder).as_posix(): path.read_bytes()
            for path in sorted((GOLDEN / folder).rglob("*")) if path.is_file()}


def package(entries: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return target.getvalue()
