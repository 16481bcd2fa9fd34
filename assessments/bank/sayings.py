"""What the reader of quiz files says of a fault, in the language of lecturers: message ids with their parts. Pure."""
import re
from dataclasses import dataclass

# The reader's message, and what is said instead. Named groups become the parts of the message.
SAYINGS = tuple((re.compile(pattern), message) for pattern, message in (
    (r"the file has no items", "問題がありません。「## 番号」の行から書いてください。"),
    (r"text before the first item.*", "最初の「## 番号」の行より前に、文があります。"),
    (r"(?P<name>\w+) stands there twice", "%(name)s が二度書かれています。"),
    (r"after the choices stand only explanations.*", "選択肢の後に書けるのは、「> 」で始まる解説だけです。"),
    (r"the id '(?P<id>.*)' is used twice", "番号「%(id)s」が二度使われています。"),
    (r"the id '(?P<id>.*)' may hold .*", "番号「%(id)s」は使えません。英小文字・数字・ハイフンで、40文字までにしてください。"),
    (r"the case has no text", "事例の文がありません。"),
    (r"the case has no questions.*", "事例の下に問題がありません。「### 番号」の行から書いてください。"),
    (r"a case has no '(?P<name>.*)', its questions do", "%(name)s は事例には書けません。その下の問題に書いてください。"),
    (r"kind is one of (?P<kinds>.*)", "kind は %(kinds)s のどれかです。"),
    (r"difficulty is 1, 2 or 3", "difficulty は 1・2・3 のどれかです。"),
    (r"section is the id of a section", "section には、講義の節の番号を書いてください。"),
    (r"ability is .*", "ability に使えるのは、英小文字・数字・ハイフンです。"),
    (r"the item has no question", "問題文がありません。"),
    (r"the item has no explanation.*", "解説がありません。最後に「> 」で始まる行を書いてください。"),
    (r"an item with ### stands below a case.*", "「###」の問題は、事例(## 番号 と kind: case)の下に書きます。"),
    (r"'(?P<name>.*)' is unknown; allowed are .*", "%(name)s という項目はありません。"),
    (r"(?P<name>\w+) is missing", "%(name)s がありません。"),
    (r"scoring is all or partial", "scoring は all か partial です。"),
    (r"only .* items may count in part", "scoring: partial は、multiple・matching・ordering だけで使えます。"),
    (r"(?P<name>\w+) is a day such as .*", "%(name)s は 2026-11-22 のように、年月日を書いてください。"),
    (r"valid_until is before valid_from", "valid_until が valid_from より前の日になっています。"),
    (r"'(?P<id>.*)' is no id of another item", "「%(id)s」は、ほかの問題の番号ではありません。"),
    (r"a (?P<kind>\S+) item has (?P<least>\d+) to (?P<most>\d+) choices, this one (?P<n>\d+)",
     "%(kind)s の答えの行は %(least)s〜%(most)s 行です。今は %(n)s 行あります。"),
    (r"the choice is empty", "選択肢が空です。"),
    (r"the choice stands there twice", "同じ選択肢が二つあります。"),
    (r"single and true-false items mark .*", "single と true-false は ( )、multiple は [ ] で書きます。"),
    (r"a (?P<kind>\S+) item has one right choice, this one (?P<n>\d+)", "%(kind)s の正解は一つです。今は %(n)s 個あります。"),
    (r"a true-false item has two choices", "true-false の選択肢は二つです。"),
    (r"a multiple item has at least one right choice", "正解の選択肢 [x] がありません。"),
    (r"a matching has at least two lines.*", "matching には「- 左 => 右」の行が二つ以上必要です。"),
    (r"the line has no match.*", "「=>」の右がありません。"),
    (r"a match that belongs nowhere is also .*", "どこにも合わない「=>」の右が、ほかの行の答えと同じです。"),
    (r"(?P<text>'.*') is no number such as .*", "%(text)s は数ではありません。31.5 や 31.5 ± 0.5 のように書いてください。"),
    (r"lecture and items differ from the Japanese edition.*", "日本語と英語で、問題の番号か並びが違います。"),
    (r"key differs from the Japanese edition", "日本語と英語で、正解か選択肢の数が違います。"),
    (r"(?P<name>\w+) differs from the Japanese edition", "日本語と英語で、%(name)s が違います。"),
))


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a line (from 1) of the text in one language. ``parts`` go into the message."""

    locale: str
    line: int
    message: str
    parts: tuple[tuple[str, str], ...] = ()


def saying(said: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The message id for what the reader said; its own words where there is none."""
    for pattern, message in SAYINGS:
        if found := pattern.fullmatch(said):
            return message, tuple(found.groupdict().items())
    return said, ()
