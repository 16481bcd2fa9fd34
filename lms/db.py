"""The database: one session per request, one transaction per use case, UTC at rest."""
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Engine, Executable, MetaData, Row, Text, TypeDecorator, event
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware in, aware out, UTC at rest, on SQLite as on PostgreSQL."""

    impl, cache_ok = DateTime(timezone=True), True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("naive datetime")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value and (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)


class JsonText(TypeDecorator[Any]):
    """JSON kept as text, byte for byte as written, so that a hash over it can be checked years later."""

    impl, cache_ok = Text, True

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Any) -> Any:
        return None if value is None else json.loads(value)


# SQLite knows one writer. A transaction that will write says so when it begins; one that began to read and then
# wants to write would fail with "database is locked" instead of waiting.
_writing: ContextVar[bool] = ContextVar("writing", default=False)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if not type(connection).__module__.startswith("sqlite3"):
        return
    connection.isolation_level = None  # we begin by ourselves, below
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=15000"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Any) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


# On PostgreSQL a statement outside of ``transaction`` is by itself. To look at what is committed, as each of them does anyway,
# needs no transaction; and to roll one back makes the driver forget the statements that it has prepared.
IN_TRANSACTION = {"isolation_level": "READ COMMITTED"}


def engine_options(url: str) -> dict[str, Any]:
    return {"isolation_level": "AUTOCOMMIT"} if url.startswith("postgresql") else {}


def transactional() -> Engine:
    """For what brings its own connection and begins by itself: migrations."""
    return db.engine.execution_options(**IN_TRANSACTION) if _is_postgres(db.engine) else db.engine


def _is_postgres(engine: Engine) -> bool:
    return engine.dialect.name == "postgresql"


@event.listens_for(Session, "before_flush")
def _refuse_stray_write(session: Session, *_: Any) -> None:
    if not session.info.get("depth", 0):
        raise RuntimeError("a write outside of transaction()")


@event.listens_for(Session, "do_orm_execute")
def _refuse_stray_statement(asked: ORMExecuteState) -> None:
    """A lock outside of a transaction would hold nothing."""
    if asked.session.info.get("depth", 0):
        return
    is_lock = asked.is_select and getattr(asked.statement, "_for_update_arg", None) is not None
    if is_lock or asked.is_insert or asked.is_update or asked.is_delete:
        raise RuntimeError(f"a write or a lock outside of transaction(): {asked.statement}")


@contextmanager
def transaction() -> Iterator[Session]:
    """The outermost call commits, an inner call joins, an exception rolls everything back."""
    session: Session = db.session()
    if session.info.get("depth", 0):
        yield session
        return
    if session.in_transaction():
        session.rollback()  # ends a reading snapshot: what is written must rest on what is stored now
    session.info["depth"], token = 1, _writing.set(True)
    try:
        if _is_postgres(db.engine):
            session.connection(execution_options=IN_TRANSACTION)
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["depth"] = 0
        _writing.reset(token)


def ask(statement: Executable, parameters: Mapping[str, Any]) -> Sequence[Row[Any]]:
    """The rows of one statement by itself, as it is stored now: no transaction of the session is begun or looked into.

    For what every request asks first.
    """
    with db.engine.connect() as connection:
        return connection.execute(statement, parameters).all()


def personal(*columns: str) -> dict[str, tuple[str, ...]]:
    """Table ``info``: which columns hold personal data (none is said with no argument). The house checks it."""
    return {"personal": columns}
