"""Keys to a running package, and the files that they open."""
from datetime import datetime
from pathlib import Path

from flask import current_app

from lms.errors import NotFound
from lms.media.rules import link_end
from scorm_export.foreign import keys, names
from scorm_export.foreign.keys import PREVIEW, Key
from scorm_export.foreign.services.packages import home

ENDED = "この教材のアドレスは期限が切れました。前の画面を開き直してください。"


def made_key(foreign_id: str, subject: str, now: datetime, closes: datetime | None = None) -> str:
    """For half a day, at most until ``closes``. Whoever makes it has checked that its holder may play the package."""
    return keys.written(Key(foreign_id, subject, int(link_end(now, closes).timestamp())), _secret())


def preview_key(foreign_id: str, part: int, now: datetime) -> str:
    """To look at a part; nothing is recorded."""
    return made_key(foreign_id, f"{PREVIEW}{part}", now)


def key_of(foreign_id: str, text: str, now: datetime) -> Key:
    """NotFound for what is no key to this package, or not any more."""
    key = keys.read(text, foreign_id, now, _secret())
    if key is None:
        raise NotFound(ENDED)
    return key


def file(foreign_id: str, key: str, path: str, now: datetime) -> Path:
    """Where a file of the package lies. NotFound where there is none, or the key is not right."""
    key_of(foreign_id, key, now)
    if names.fault_of(path):
        raise NotFound()
    found = home() / foreign_id
    for part in path.split("/"):
        found = _member(found, part)
    if not found.is_file():
        raise NotFound()
    return found


def _member(folder: Path, name: str) -> Path:
    """By its name, else as a system without cases would find it: there most packages are made."""
    if (folder / name).exists() or not folder.is_dir():
        return folder / name
    wanted = names.key(name)
    return next((each for each in folder.iterdir() if names.key(each.name) == wanted), folder / name)


def _secret() -> str:
    secret = current_app.secret_key
    assert isinstance(secret, str)
    return secret
