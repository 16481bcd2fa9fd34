"""What states, facts and outcomes are called. Message ids; the pages translate them."""
from dataclasses import dataclass

from lms.enrollments.rules import Pace
from lms.programs.progress import Verb
from lms.rosters.services import Outcome


@dataclass(frozen=True, slots=True)
class Look:
    """How a state looks: an icon of ``web/icons.html``, a class of ``.badge``, its name and what it means."""

    icon: str
    badge: str
    label: str
    meaning: str = ""


PACES = {
    Pace.AT_RISK: Look("alert", "bad", "間に合わないおそれ", "1日 3時間超"),
    Pace.LATE: Look("clock", "warn", "少し遅れ", "1日 2〜3時間"),
    Pace.ON_TIME: Look("started", "", "順調", "1日 2時間まで"),
    Pace.PASSED: Look("done", "ok", "テスト合格", "課題へ進みました"),
    Pace.NOT_BEGUN: Look("open", "", "開始前", "受講期間の前です"),
    Pace.EXPIRED: Look("closed", "", "期間内未修了", "受講期間が終わりました"),
    Pace.ENDED: Look("exempt", "", "受講終了", "辞退や次の期への変更"),
}
OUTCOMES = {
    Outcome.NEW: Look("done", "ok", "新しく登録"),
    Outcome.JOINS: Look("done", "ok", "登録済みの方を追加"),
    Outcome.ALREADY: Look("info", "", "すでにこの期にいます"),
    Outcome.ERROR: Look("alert", "bad", "誤り"),
}
DECISIONS = {Verb.WAIVED: "免除", Verb.UNWAIVED: "免除の取消し", Verb.EXTENDED: "期限の延長"}
FACTS = {
    Verb.REGISTERED: "この期に登録されました",
    Verb.INITIALIZED: "%(what)s を始めました",
    Verb.COMPLETED: "%(what)s を終えました",
    Verb.PASSED: "%(what)s に合格しました",
    Verb.FAILED: "%(what)s を受けました(合格基準には届いていません)",
    Verb.WAIVED: "%(what)s が免除されました",
    Verb.UNWAIVED: "%(what)s の免除が取り消されました",
    Verb.EXTENDED: "%(what)s の期限が延びました",
    Verb.WITHDRAWN: "受講を辞退しました",
    Verb.DEFERRED: "次の期に移りました",
    Verb.ACKNOWLEDGED: "%(what)s を確かめました",
}
ENCODINGS = {"utf-8": "UTF-8", "utf-8-bom": "UTF-8(BOM付き)", "cp932": "CP932(Shift_JIS)", "pasted": "貼り付けた文字"}
BY = {"system": "システム", "command-line": "コマンドライン"}
# What an act says when it is done, by the code in the address.
DONE = {
    "created": "新しい期を作りました。次は、受講者を登録してください。",
    "enrolled": "受講者を登録しました。",
    "extended": "期限を延長しました(%(n)s名)。",
    "exempted": "免除を登録しました(%(n)s名)。",
    "withdrawn": "免除を取り消しました。",
    "nobody": "受講者を選んでから、もう一度押してください。",
}
