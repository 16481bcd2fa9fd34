"""The wrapper around a block and the files it may bring: everything escaped, nothing inline, nothing from elsewhere."""
import json
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from markupsafe import Markup
from web_fragments.fragment import Fragment, FragmentResource
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

SCRIPTS = frozenset({"application/javascript", "text/javascript"})
STYLES = frozenset({"text/css"})
RESOURCE_ENDPOINT = "blocks.resource"
log = logging.getLogger(__name__)


def attributes(values: dict[str, str | None]) -> Markup:
    """`` data-name="value"`` for each value there is, escaped."""
    return Markup("").join(
        Markup(' data-{}="{}"').format(name, value) for name, value in values.items() if value is not None)


def is_own_static(url: str) -> bool:
    """Whether an address leads to files that we ship. An uploaded file is on our address too, and is not trusted."""
    parts = urlsplit(url)
    if parts.scheme or parts.netloc or not url.startswith("/") or "\\" in url:
        return False
    try:
        endpoint, _ = current_app.url_map.bind("").match(parts.path)
    except (HTTPException, RequestRedirect):
        return False
    return endpoint == "static" or endpoint.endswith(".static") or endpoint == RESOURCE_ENDPOINT


def own_files(fragment: Fragment, of: str) -> Iterator[FragmentResource]:
    """The fragment's files, once each. Inline text and foreign addresses are left out: the browser would refuse them."""
    for resource in fragment.resources:
        if resource.kind == "url" and resource.mimetype in SCRIPTS | STYLES and is_own_static(resource.data):
            yield resource
        else:
            log.warning("block type %s: %s of type %s left out", of, resource.kind, resource.mimetype)


def wrapped(block: Any, view: str, fragment: Fragment, handlers: str) -> Fragment:
    """The block in an element that says what blocks.js needs to start it.

    A block that calls ``initialize_js`` names its module with the first script address of its own. The module is
    loaded by blocks.js and so leaves the list of the page's scripts.
    """
    files = list(own_files(fragment, block.scope_ids.block_type))
    module = next((f for f in files if f.mimetype in SCRIPTS), None) if fragment.js_init_fn else None
    args = None if fragment.json_init_args is None else json.dumps(fragment.json_init_args, ensure_ascii=False)
    result = Fragment(Markup('<div class="xblock xblock-{}"{}>{}</div>').format(view, attributes({
        "usage": block.scope_ids.usage_id, "block-type": block.scope_ids.block_type, "handlers": handlers,
        "module": module.data if module else None, "args": args,
    }), Markup(fragment.body_html())))
    for file in files:
        if file is not module:
            result.add_resource_url(file.data, file.mimetype)
    return result


def addresses(fragment: Fragment, kinds: frozenset[str]) -> tuple[str, ...]:
    return tuple(file.data for file in fragment.resources if file.mimetype in kinds)
