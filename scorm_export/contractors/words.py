"""What states and acts are called. Message ids; the pages translate them."""
from lms.cohorts.words import Look
from scorm_export.contractors.rules import Currency
from scorm_export.contractors.views import Naming

CURRENCIES = {
    Currency.CURRENT: Look("done", "ok", "有効"),
    Currency.ENDS_SOON: Look("clock", "warn", "まもなく期限"),
    Currency.OVERDUE: Look("alert", "bad", "期限切れ"),
}
NAMINGS = {
    Naming.NEW: Look("done", "ok", "新しく登録"),
    Naming.CHANGES: Look("wait", "warn", "別の方に変更"),
    Naming.ALREADY: Look("info", "", "登録済み"),
    Naming.ERROR: Look("alert", "bad", "誤り"),
}
# What an act says when it is done, by the code in the address. ``n`` and ``m`` come with it.
DONE = {
    "created": "委託先を登録しました。次は、担当する期と、渡す講義を選んでください。",
    "cohorts": "担当する期を変えました。",
    "lectures": "渡す講義を変えました。",
    "credited": "結果を研修に数えることにしました。届いていた結果のうち、%(n)s件の扱いが変わりました。",
    "uncredited": "これから届く結果は、研修に数えません。すでに数えたものは変わりません。",
    "joined": "担当者を加えました。",
    "left": "担当者を外しました。",
    "qualified": "講師の資格を登録しました。",
    "unqualified": "講師の資格を名簿から外しました。",
    "ended": "委託を終えました。",
    "named": "学習者IDを%(n)s件登録しました。届いていた結果のうち、%(m)s件の扱いが変わりました。",
    "forgotten": "学習者IDの登録を外しました。",
}

# Pages of one contractor: label and endpoint by name.
TABS = {
    "terms": ("委託の内容", "contractors.contractor_page"),
    "learners": ("学習者IDの登録", "contractors.learners"),
    "results": ("結果", "results.contractor_results"),
    "quality": ("質", "quality.contractor_quality"),
}
