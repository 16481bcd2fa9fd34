"""What states, kinds and verdicts are called. Message ids; the pages translate them."""
from assessments.bank.rules import DraftState, ItemState, Verdict
from lms.cohorts.words import Look

KINDS = {
    "single": "一つ選ぶ", "multiple": "すべて選ぶ", "true-false": "正誤", "matching": "組み合わせ", "ordering": "並べ替え",
    "numeric": "数字で答える", "text": "言葉で答える",
}
DIFFICULTIES = {1: "1 覚えている", 2: "2 分かっている", 3: "3 事例で使える"}
ITEM_STATES = {
    ItemState.ASKED: Look("done", "ok", "出題中"),
    ItemState.LATER: Look("clock", "", "出題の前"),
    ItemState.ENDED: Look("closed", "", "出題終了"),
    ItemState.ABSENT: Look("exempt", "", "出題なし"),
}
DRAFT_STATES = {
    DraftState.WRITING: Look("wait", "", "書きかけ"),
    DraftState.WAITING: Look("clock", "warn", "確認待ち"),
    DraftState.RETURNED: Look("alert", "bad", "差し戻し"),
    DraftState.APPROVED: Look("done", "ok", "承認済み"),
    DraftState.PUBLISHED: Look("saved", "ok", "公開済み"),
    DraftState.DISCARDED: Look("exempt", "", "取りやめ"),
}
VERDICTS = {Verdict.APPROVE: "承認", Verdict.RETURN: "差し戻し"}
# What an act says when it is done, by the code in the address.
DONE = {
    "kept": "下書きを保存しました。次は、確認に出してください。",
    "submitted": "確認に出しました。ほかの人が承認すると、公開できます。",
    "approve": "承認しました。",
    "return": "差し戻しました。",
    "published": "公開しました。これから始まるテストで使われます。始まっているテストの文は変わりません。",
    "discarded": "下書きを取りやめました。",
    "retired": "出題を終える日を記録しました。",
    "resumed": "出題を終える日を取り消しました。",
    "settled": "今の文を使い続けます。",
}
# What a new text begins with, and how the answers of each kind are written. The marks are those of the reader.
SKELETON = {  # not translated
    "ja": """## {id}
kind: single
section: {section}
clause: 根拠となる条文や資料
difficulty: 2

問題文を書きます。

- (x) 正しい選択肢
- ( ) 誤った選択肢
  > この選択肢の解説(省略できます)。

> 解説を書きます。
""",
    "en": """## {id}
kind: single
section: {section}
clause: Source of law or document
difficulty: 2

Write the question.

- (x) The right choice
- ( ) A wrong choice
  > Explains this choice (may be left out).

> Explain the answer.
""",
}
FORMS = (
    ("single", "- (x) …\n- ( ) …"), ("multiple", "- [x] …\n- [ ] …"), ("true-false", "- (x) …\n- ( ) …"),
    ("matching", "- … => …\n- => …"), ("ordering", "1. …\n2. …"), ("numeric", "= 31.5 ± 0.5"), ("text", "= …"),
)
