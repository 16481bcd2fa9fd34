"""What the player says, in the language of the package. The scripts themselves carry no words."""
from flask_babel import gettext as _

from scorm_export.packages.rules import Edition, Grain, MediaGrade, Preset

EDITIONS = {
    Edition.SCORM_12: "SCORM 1.2", Edition.SCORM_2004_3: "SCORM 2004 3rd Edition", Edition.SCORM_2004_4: "SCORM 2004 4th Edition",
    Edition.CMI5: "cmi5",
}
PRESETS = {
    Preset.MOODLE: "Moodle", Preset.CANVAS: "Canvas", Preset.BLACKBOARD: "Blackboard", Preset.SCORM_CLOUD: "SCORM Cloud",
    Preset.GENERIC: "そのほかのシステム",
}
GRAINS = {Grain.COURSE: "全課程", Grain.MODULE: "区分ごと", Grain.LECTURE: "講義ごと"}
MEDIA = {
    MediaGrade.NONE: "入れない(文章と文字起こしだけ)", MediaGrade.AUDIO: "音声だけ", MediaGrade.P360: "動画 360p(細い回線向け)",
    MediaGrade.P720: "動画 720p",
}

PLAYER = {
    "alone": "学習管理システムにつながっていません。読むことはできますが、記録は残りません。",
    "review": "見直しのための表示です。記録は変わりません。",
    "learner": "{name} 様",
    "begun": "まだ保存していません",
    "saving": "保存しています",
    "saved": "{time} に保存しました",
    "waiting": "まだ保存できていません。この画面を閉じずにお待ちください。自動でもう一度送ります。",
    "read": "読みました",
    "readDone": "読了",
    "haste": "もう少し読んでから押してください(あと{n}秒)。",
    "progress": "{n}% 終わりました",
    "toTake": "学ぶ部分は終わりました。理解度確認テストを受けると、この講義は完了です。",
    "toPass": "学ぶ部分は終わりました。理解度確認テストに合格すると、この講義は完了です。",
    "finished": "この講義は完了しました",
    "number": "問{n}",
    "unanswered": "まだ答えていない問題が{n}問あります。このまま採点するときは、もう一度押してください。",
    "passed": "{score}点です。合格基準({passing}点)に達しました。",
    "notYet": "{score}点です。合格基準は{passing}点です。解説を読んで、もう一度受けられます。",
    "right": "正解です",
    "wrong": "正解ではありません",
    "partly": "一部が正解です",
    "key": "正解：{key}",
    "keyMark": "正解",
}


def player_words() -> dict[str, str]:
    """In the language of the moment."""
    return {name: _(message) for name, message in PLAYER.items()}
