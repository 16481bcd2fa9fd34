"""Results in words: what became of one, and which way it came."""
from scorm_export.results.outcome import Standing, Way

STANDINGS = {
    Standing.COUNTED: "研修に数えました",
    Standing.NOT_CREDITED: "記録だけ(研修には数えません)",
    Standing.NOT_OPEN: "講義がまだ開いていません",
    Standing.UNKNOWN_LEARNER: "だれのことか分かりません",
}
MEANINGS = {
    Standing.COUNTED: "受講者の記録に入りました。",
    Standing.NOT_CREDITED: "この委託先の結果は、研修に数えないことになっています。",
    Standing.NOT_OPEN: "前の講義が終わっていないか、期間の外です。開いたら、もう一度数えられます。",
    Standing.UNKNOWN_LEARNER: "学習者IDがどの受講者かを登録すると、数えられます。",
}
ICONS = {Standing.COUNTED: ("ok", "done"), Standing.NOT_CREDITED: ("", "info"), Standing.NOT_OPEN: ("warn", "locked"),
         Standing.UNKNOWN_LEARNER: ("warn", "alert")}
WAYS = {Way.DISPATCH: "配信", Way.XAPI: "xAPI", Way.FILE: "結果ファイル", Way.CSV: "CSV"}
FIELD_WORDS = {
    "learner": "学習者ID", "lecture": "講義番号", "completed": "完了", "passed": "合格したか", "score": "得点", "time": "学習時間",
    "at": "日時",
}
