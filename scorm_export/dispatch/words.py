"""What a dispatch says: its states to the secretariat, its refusals to learners, and the words of the thin package."""
from collections.abc import Mapping

from flask_babel import force_locale
from flask_babel import gettext as _

from lms.cohorts.words import Look
from scorm_export.dispatch.rules import Reason, State
from scorm_export.packages.rules import LANGUAGES

STATES = {
    State.RUNNING: Look("done", "ok", "配信中"),
    State.FULL: Look("locked", "warn", "登録の上限"),
    State.STOPPED: Look("alert", "bad", "全体停止中"),
    State.EXPIRED: Look("closed", "", "期限が過ぎました"),
    State.REVOKED: Look("wrong", "", "取り消し済み"),
    State.ENDED: Look("closed", "", "委託終了"),
}
REFUSALS = {
    Reason.STOPPED: "配信を、いったん止めています。再開されたら、続きから学べます。くわしくは研修の担当者にお尋ねください。",
    Reason.REVOKED: "この配信は終わりました。これまでの記録は残っています。研修の担当者にお尋ねください。",
    Reason.CONTRACTOR_ENDED: "この配信は終わりました。これまでの記録は残っています。研修の担当者にお尋ねください。",
    Reason.EXPIRED: "この配信の期限が過ぎました。これまでの記録は残っています。研修の担当者にお尋ねください。",
    Reason.NOT_INCLUDED: "この配信には含まれていません。研修の担当者にお尋ねください。",
    Reason.STRANGE_ORIGIN: "このシステムからは開けません。研修の担当者に、このシステムのアドレスの登録を頼んでください。",
    Reason.CAP_REACHED: "この配信で登録できる人数の上限に達しています。研修の担当者にお尋ねください。",
}
WRONG_KEY = "この配信の鍵が正しくありません。研修の担当者に、新しいパッケージを頼んでください。"
ELSEWHERE = "同じものが、ほかの画面で開かれています。"

# Of the lecture's page, once it is there.
PLAY = {
    "unreachable": "センターにつながりません。ここまでの学習は、お使いの学習管理システムに預けてあります。つながりしだい、自動で送ります。",
    "nowhere": "センターにも学習管理システムにも、まだ保存できていません。この画面を閉じずにお待ちください。自動でもう一度送ります。",
    "lmsRefuses": "お使いの学習管理システムが、記録を受け取りませんでした。センターには保存してあります。自動でもう一度送ります。",
    "elsewhere": "同じものが、ほかの画面で開かれました。学習は、どちらか一つの画面で続けてください。",
    "here": "この画面で続ける",
}
# Of the door to a test.
DOOR = {
    "none": "結果はまだありません。",
    "failed": "まだ合格していません。これまでの最高は{score}点です。期間内は、何度でも受けられます。",
    "passed": "合格しました({score}点)。",
    "saved": "{time} にセンターに確かめました",
    "waiting": "センターに確かめられませんでした。自動でもう一度確かめます。",
}
# Of the thin package itself: baked in, since they are needed when the center cannot be reached.
THIN = {
    "connecting": "センターから開いています。",
    "unreachable": "センターにつながりません。インターネットの接続を確かめて、もう一度つないでください。これまでの記録は変わりません。",
    "noLms": "学習管理システムにつながっていません。お使いの学習管理システムの中で開いてください。",
    "noLearner": "学習管理システムが、学習者IDを渡していません。研修の担当者にお尋ねください。",
    "again": "もう一度つなぐ",
    "frame": "学習の画面",
    "noScript": "この画面を使うには、ブラウザーの JavaScript を使えるようにしてください。",
}


def play_words(language: str) -> dict[str, str]:
    return _in(language, PLAY)


def door_words() -> dict[str, str]:
    """In the language of the moment."""
    return {name: _(message) for name, message in DOOR.items()}


def thin_words() -> dict[str, dict[str, str]]:
    """By language: a learner who does not read the one may read the other."""
    return {language: _in(language, THIN) for language in LANGUAGES}


def _in(language: str, messages: Mapping[str, str]) -> dict[str, str]:
    with force_locale(language):
        return {name: _(message) for name, message in messages.items()}


# What an act says when it is done, by the code in the address.
DONE = {
    "made": "配信を作りました。パッケージを保存して、委託先に渡してください。委託先の担当者も、自分の画面から保存できます。",
    "changed": "人数の上限と最終日を変えました。",
    "revoked": "配信を取り消しました。",
    "stopped": "すべての配信を止めました。",
    "lifted": "配信を再開しました。",
}
