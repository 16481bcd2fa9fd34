"""Warnings in words: what was seen, against what, and what to do next."""
from datetime import date

from flask_babel import gettext as _

from lms import periods
from lms.web.words import locale
from scorm_export.quality.rules import Code, Warning

SEEN = {
    Code.WEAK: "理解度確認テストの正答が、機関の受講者より低くなっています(はじめの%(n)s名で平均%(mean)s%%、機関は%(baseline)s%%)。",
    Code.OVERDUE: "%(about)sさんの講師の資格が、%(day)sで切れています。",
    Code.UNFIT: "%(about)sさんは事例検討を担当しますが、多文化共生への見識か、対人援助の経験が確かめられていません。",
    Code.NOBODY: "区分%(about)sを担当できる講師が登録されていません。",
    Code.ITEM: "問題 %(about)s の正答が低くなっています(%(n)s名で%(here)s%%、機関は%(there)s%%)。",
    Code.COMPLETION: "%(about)s を終えた人が少なくなっています(%(n)s名のうち%(share)s%%)。",
    Code.QUESTIONNAIRE: "アンケート「%(about)s」の平均が低くなっています(%(n)s名で平均%(mean)s、5点満点)。",
    Code.OLD_VERSION: "%(about)s の結果の%(share)s%%が、古い版のものです(%(n)s件)。",
    Code.ENDING: "%(about)sさんの講師の資格が、%(day)sで切れます。",
}
NEXT = {
    Code.WEAK: "講義を見学し、教え方と教材の使い方を確かめてください。",
    Code.OVERDUE: "担当を止めるか、更新した資格を登録してください。",
    Code.UNFIT: "経歴を確かめて登録するか、担当を変えてください。",
    Code.NOBODY: "講師の資格を登録してください。",
    Code.ITEM: "この内容の説明を、委託先と見直してください。",
    Code.COMPLETION: "途中でやめた理由を、委託先に聞いてください。",
    Code.QUESTIONNAIRE: "自由記述を読み、委託先と話し合ってください。",
    Code.OLD_VERSION: "新しいパッケージに入れ替えてもらうか、配信に切り替えてください。",
    Code.ENDING: "更新の予定を、委託先に確かめてください。",
}
HEAVY = frozenset({Code.WEAK, Code.OVERDUE, Code.UNFIT, Code.NOBODY})


def seen(warning: Warning) -> str:
    figures = {name: periods.day_label(value, locale(), value) if isinstance(value, date) else value
               for name, value in warning.figures.items()}
    return _(SEEN[warning.code], about=warning.about, **figures)


def told(message: str) -> str:
    """A message id in the reader's language."""
    return _(message)
