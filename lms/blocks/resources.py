"""Files that a block ships in its public folder: read through one narrow door."""
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from xblock.exceptions import DisallowedFileError

from lms.blocks.rules import RESOURCE_KINDS, RESOURCE_PATH
from lms.errors import NotFound


@dataclass(frozen=True, slots=True)
class Resource:
    body: bytes
    mimetype: str
    digest: str


@lru_cache(maxsize=256)
def read(block_class: Any, path: str) -> Resource:
    """A file of the block class's package; NotFound for anything but a plain path to a known kind of public file."""
    mimetype = RESOURCE_KINDS.get(PurePosixPath(path).suffix)
    if mimetype is None or not RESOURCE_PATH.fullmatch(path):
        raise NotFound()
    try:
        with block_class.open_local_resource(path) as file:
            body = file.read()
    except (OSError, DisallowedFileError) as error:
        raise NotFound() from error
    return Resource(body, mimetype, hashlib.sha256(body).hexdigest()[:12])
