"""The block host's door: publish content, show it to a viewer, hand a browser's words to a block."""
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from flask import Request, Response, current_app
from markupsafe import Markup
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from xblock.core import XBlock
from xblock.exceptions import NoSuchHandlerError, NoSuchViewError

from lms.access import Actor
from lms.blocks import markup, resources, rules
from lms.blocks.fields import UserState, authored_fields, homeless_fields
from lms.blocks.models import BlockSnapshot, BlockState
from lms.blocks.requests import answered, as_webob
from lms.blocks.rules import Admission, Snapshot, Viewer
from lms.blocks.runtime import HostRuntime, Surroundings
from lms.db import db, transaction
from lms.errors import Conflict, DefinitionError, LmsError, NotAllowed, NotFound, TooLarge
from lms.ids import new_id
from lms.web.access import csrf_token
from lms.web.assets import asset


@dataclass(frozen=True, slots=True)
class Rendered:
    """A block as HTML, the style sheets it needs, and the modules (``<script type="module">``) that start it."""

    html: Markup
    css_urls: tuple[str, ...]
    js_urls: tuple[str, ...]


# Types


def block_types() -> dict[str, type[XBlock]]:
    """The allow-list: what the installed plugins declare. Entry points of other packages are never asked."""
    if "lms.block_types" not in current_app.extensions:
        current_app.extensions["lms.block_types"] = _declared_types()
    return current_app.extensions["lms.block_types"]


def _declared_types() -> dict[str, type[XBlock]]:
    types: dict[str, type[XBlock]] = {}
    for plugin in current_app.extensions["lms.plugins"]:
        for name, block_class in plugin.blocks.items():
            if name in types or homeless_fields(block_class):
                raise DefinitionError([f"{plugin.name}: block type {name!r} is declared twice, or keeps fields of a "
                                       f"scope that this host does not have: {homeless_fields(block_class)}"])
            types[name] = block_class
    return types


def resource(block_type: str, path: str) -> resources.Resource:
    """A public file of an allow-listed block type; NotFound otherwise."""
    if block_type not in block_types():
        raise NotFound()
    block_class: Any = block_types()[block_type]
    return resources.read(block_class, path)


# Snapshots


def publish_snapshot(snapshot: Snapshot) -> str:
    """Store published content and answer its id. The same content again is the same row.

    DefinitionError where ids, types, fields or the tree do not fit.
    """
    problems = rules.problems_of(snapshot, {name: authored_fields(cls) for name, cls in block_types().items()})
    if problems:
        raise DefinitionError(problems)
    with transaction() as session:
        row = BlockSnapshot(id=snapshot.id, owner=snapshot.owner, version=snapshot.version, payload=snapshot.payload())
        try:
            with session.begin_nested():
                if session.get(BlockSnapshot, row.id) is None:
                    session.add(row)
        except IntegrityError:
            pass  # another process published the same content at the same moment
    return snapshot.id


def snapshot_of(snapshot_id: str) -> Snapshot:
    """Published content, kept in memory once read: it cannot change. NotFound for an id that nothing was published as."""
    kept = current_app.extensions.setdefault("lms.block_snapshots", {})
    if snapshot_id not in kept:
        kept[snapshot_id] = _read_snapshot(snapshot_id)
    return kept[snapshot_id]


def _read_snapshot(snapshot_id: str) -> Snapshot:
    row = db.session.get(BlockSnapshot, snapshot_id)
    if row is None:
        raise NotFound()
    snapshot = rules.from_payload(row.owner, row.version, row.payload)
    if snapshot.id != snapshot_id:
        raise LmsError("公開された内容が書き換えられています。管理者に知らせてください。")
    return snapshot


def _require_usage(snapshot: Snapshot, usage_id: str) -> None:
    if usage_id not in snapshot.by_id():
        raise NotFound()


# Showing and handling


def render(  # noqa: PLR0913 - what, how, for whom, with what and when
    snapshot_id: str, usage_id: str, view: str, viewer: Viewer, services: Mapping[str, Any] | None = None,
    *, now: datetime,
) -> Rendered:
    """One block and those below it, for one viewer. Nothing is written. NotFound for an unknown block or view."""
    snapshot = snapshot_of(snapshot_id)
    _require_usage(snapshot, usage_id)
    around = _surroundings(Admission(viewer, services or {}), now)
    runtime = HostRuntime(snapshot, around, UserState(_values(_rows(snapshot, viewer))))
    try:
        fragment = runtime.render(runtime.get_block(usage_id), view)
    except NoSuchViewError as error:
        raise NotFound() from error
    html = Markup('<div class="xblocks"{}>{}</div>').format(
        markup.attributes({"csrf": csrf_token()}), Markup(fragment.body_html()))
    scripts = (asset("blocks:blocks.js"), *markup.addresses(fragment, markup.SCRIPTS))
    return Rendered(html, markup.addresses(fragment, markup.STYLES), scripts)


def admit(actor: Actor, snapshot_id: str, usage_id: str, now: datetime) -> Admission:
    """Ask the snapshot's owner whether this person may use this block. No guard means no."""
    snapshot = snapshot_of(snapshot_id)
    _require_usage(snapshot, usage_id)
    guards = [p.block_guard for p in current_app.extensions["lms.plugins"] if p.name == snapshot.owner and p.block_guard]
    if not guards:
        raise NotFound()
    admission: Admission = guards[0](actor, snapshot_id, usage_id, now)
    if admission.viewer.person_id != actor.person_id:
        raise NotAllowed()
    return admission


class _Answered(Exception):
    """Carries an error answer of a handler out of its transaction, so that nothing of it stays."""

    def __init__(self, response: Response):
        self.response = response


def handle(  # noqa: PLR0913 - which handler, of what, asked what, by whom and when
    snapshot_id: str, usage_id: str, handler: str, request: Request, admission: Admission, now: datetime,
    *, suffix: str = "",
) -> Response:
    """Call a block's handler. Its state, its events and what its services write are one transaction.

    An answer of 400 or more, or an exception, leaves no trace. Conflict where another request changed the state.
    """
    try:
        with transaction():
            return _handled(snapshot_id, usage_id, handler, (as_webob(request), suffix), admission, now)
    except _Answered as refusal:
        return refusal.response


def _handled(  # noqa: PLR0913
    snapshot_id: str, usage_id: str, handler: str, question: tuple[Any, str], admission: Admission, now: datetime
) -> Response:
    snapshot = snapshot_of(snapshot_id)
    _require_usage(snapshot, usage_id)
    rows = _rows(snapshot, admission.viewer)
    runtime = HostRuntime(snapshot, _surroundings(admission, now), UserState(_values(rows)))
    try:
        response = answered(runtime.get_block(usage_id).handle(handler, *question))
    except NoSuchHandlerError as error:
        raise NotFound() from error
    if response.status_code >= 400:
        raise _Answered(response)
    for changed in sorted(runtime.state.changed):
        _keep(snapshot.owner, changed, admission.viewer, rows, runtime.state.of(changed))
    return response


def _surroundings(admission: Admission, now: datetime) -> Surroundings:
    """What plugins offer to every block; a service of the owner's own replaces theirs of the same name."""
    offered: dict[str, Callable[[], Any]] = {
        name: partial(make, admission.viewer, now)
        for plugin in current_app.extensions["lms.plugins"] for name, make in plugin.block_services.items()}
    offered |= {name: partial(_itself, service) for name, service in admission.services.items()}
    return Surroundings(block_types(), admission.viewer, offered, admission.publish)


def _itself(service: Any) -> Any:
    return service


# State

Rows = dict[str, tuple[int, dict[str, Any]]]  # usage id to revision and state


def _rows(snapshot: Snapshot, viewer: Viewer) -> Rows:
    """What the blocks of a snapshot remember about a viewer: one query for all of them."""
    rows = db.session.execute(
        select(BlockState.usage_id, BlockState.revision, BlockState.state)
        .where(*_of(viewer, snapshot.owner), BlockState.usage_id.in_(snapshot.by_id())))
    return {usage_id: (revision, state) for usage_id, revision, state in rows}


def _of(viewer: Viewer, owner: str) -> tuple[Any, ...]:
    return (BlockState.person_id == viewer.person_id, BlockState.enrollment_id == viewer.enrollment_id,
            BlockState.owner == owner)


def _values(rows: Rows) -> dict[str, dict[str, Any]]:
    return {usage_id: state for usage_id, (_, state) in rows.items()}


def _keep(owner: str, usage_id: str, viewer: Viewer, rows: Rows, state: dict[str, Any]) -> None:
    if len(json.dumps(state)) > rules.STATE_LIMIT:
        raise TooLarge()
    revision = rows[usage_id][0] if usage_id in rows else None
    if revision is None:
        _insert(owner, usage_id, viewer, state)
    else:
        _replace(owner, usage_id, viewer, state, revision)


def _insert(owner: str, usage_id: str, viewer: Viewer, state: dict[str, Any]) -> None:
    row = BlockState(id=new_id(), person_id=viewer.person_id, enrollment_id=viewer.enrollment_id, owner=owner,
                     usage_id=usage_id, revision=1, state=state)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        raise Conflict("別の画面で先に更新されました。画面を開き直してください。") from error


def _replace(owner: str, usage_id: str, viewer: Viewer, state: dict[str, Any], revision: int) -> None:
    """Compare and set: only over the revision that was read."""
    done = db.session.execute(
        update(BlockState)
        .where(*_of(viewer, owner), BlockState.usage_id == usage_id, BlockState.revision == revision)
        .values(state=state, revision=revision + 1)
        .execution_options(synchronize_session=False))
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("別の画面で先に更新されました。画面を開き直してください。")
