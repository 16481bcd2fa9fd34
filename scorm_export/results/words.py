"""Results in words: what became of one, and which way it came."""
from lms.cohorts.words import Look
from scorm_export.results.outcome import Standing, Way

STANDINGS = {
    Standing.COUNTED: Look("done", "ok", "研修に数えました", "受講者の記録に入っています。"),
    Standing.UNFINISHED: Look("started", "", "受講の途中です", "完了するか、テストを受けると、研修に数えられます。"),
    Standing.NOT_CREDITED: Look("clock", "warn", "数える決定を待っています", "事務局が決めると、届いている分も数えます。"),
    Standing.NOT_OPEN: Look("locked", "", "まだ数えられません", "受講期間の外か、前の講義が終わっていません。開くと自動で数えます。"),
    Standing.UNKNOWN_LEARNER: Look("alert", "bad", "だれの結果か分かりません", "学習者IDを登録すると、受講者の記録に入ります。"),
}
FORESEEN = STANDINGS | {Standing.COUNTED: Look("done", "ok", "研修に数えます")}
WAYS = {Way.DISPATCH: "配信", Way.XAPI: "xAPI", Way.FILE: "結果ファイル", Way.CSV: "CSV", Way.API: "API"}
FIELD_WORDS = {
    "learner": "学習者ID", "lecture": "講義番号", "completed": "完了", "passed": "合格したか", "score": "得点", "time": "学習時間",
    "at": "日時",
}
MADE = {  # the columns that stand for those of a gradebook, by the name that ``wide_table`` gives them
    "*lecture": "列の名前にある講義", "*completed": "講義の列にある完了", "*score": "講義の列にある得点", "*at": "講義の隣の列にある日時",
}
