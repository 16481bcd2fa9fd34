"""Which personal data the house keeps, in people's words, read from the tables themselves.

Every table declares its personal columns (``lms.db.personal``). Those of the core have their words here, those of a
plugin in its ``personal_words``; a test sees that each column has some.
"""
from collections.abc import Iterable
from dataclasses import dataclass

from flask import current_app

from lms.db import Base

# Groups of tables that serve one purpose: (first letters of the table's name, what it is, what it is for).
# The first that fits counts. Tables of plugins without a line of their own are records of learning.
GROUPS = (
    ("lms_person", "氏名と連絡先", "本人を確かめ、連絡し、認定証に正しい氏名を書くため"),
    ("lms_signin", "サインインの記録", "ほかの人が使うことを防ぐため"),
    ("lms_api_token", "サインインの記録", "ほかの人が使うことを防ぐため"),
    ("lms_account_change", "サインインの記録", "ほかの人が使うことを防ぐため"),
    ("lms_role_grant", "サインインの記録", "ほかの人が使うことを防ぐため"),
    ("lms_invitation", "サインインの記録", "ほかの人が使うことを防ぐため"),
    ("lms_roster", "受講の登録", "どの期の研修を受けているかを知るため"),
    ("lms_enrollment", "受講の登録", "どの期の研修を受けているかを知るため"),
    ("lms_cohort_extension", "免除と延長の記録", "判断の根拠を、後から確かめられるようにするため"),
    ("lms_decision", "免除と延長の記録", "判断の根拠を、後から確かめられるようにするため"),
    ("", "学習の記録", "続きから学べるようにし、修了を正しく判定するため"),
)
COLUMNS = {
    "family_name": "氏名",
    "given_name": "氏名",
    "kana": "氏名の読み",
    "latin_name": "ローマ字の氏名",
    "email": "メールアドレス",
    "password_hash": "パスワード(元に戻せない形に変えたもの)",
    "device": "サインインした端末とブラウザの種類",
    "key": "サインインに失敗した回数(だれのものか読めない形に変えたもの)",
    "label": "API トークンに付けた名前",
    "person_id": "本人の記録であることを示す番号",
    "organization_id": "所属",
    "reason": "判断の理由",
    "evidence": "確認した書類の名前",
    "state": "どこまで進んだか",
    "text": "登録のために送られた名簿",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """One group: its name, its purpose and what is kept, all message ids."""

    name: str
    purpose: str
    items: tuple[str, ...]


def kept() -> list[Kept]:
    """What the installed packages keep, in the order of ``GROUPS``."""
    words = column_words()
    found: dict[tuple[str, str], dict[str, None]] = {group[1:]: {} for group in GROUPS}
    for table, columns in personal_columns():
        found[group_of(table)].update(dict.fromkeys(words[column] for column in columns if column in words))
    return [Kept(name, purpose, tuple(items)) for (name, purpose), items in found.items() if items]


def column_words() -> dict[str, str]:
    """Message ids by column, of the core and of the plugins that are installed."""
    return {**COLUMNS, **{column: words for plugin in current_app.extensions["lms.plugins"]
                          for column, words in plugin.personal_words.items()}}


def group_of(table: str) -> tuple[str, str]:
    return next((name, purpose) for letters, name, purpose in GROUPS if table.startswith(letters))


def personal_columns() -> Iterable[tuple[str, tuple[str, ...]]]:
    """Table names with their personal columns, of the core and of the plugins that are installed."""
    packages = ("lms_", *(f"{plugin.name}_" for plugin in current_app.extensions["lms.plugins"]))
    return [(name, table.info.get("personal", ())) for name, table in sorted(Base.metadata.tables.items())
            if name.startswith(packages)]
