"""What an exchange reports, in the language of lecturers: message ids with their parts. Pure.

What the reader of our own text form says is in the bank's table, which is looked at last.
"""
import re

from assessments.bank.sayings import SAYINGS as OF_OUR_TEXT

Said = tuple[str, tuple[tuple[str, str], ...]]

# A report's message, and what is said instead. Named groups become the parts of the message; the first row that fits counts.
REPORTS = (
    # A file that cannot be read
    (r"The (?:file|package) is larger than (?P<n>[\d.]+) MB\.", "ファイルが %(n)s MB を超えています。"),
    (r"The file is not UTF-8 text \(byte (?P<n>\d+)\)\. .*",
     "文字コードが UTF-8 ではありません(%(n)s バイト目)。UTF-8 で保存し直してください。"),
    (r"Line (?P<n>\d+) has a control character \((?P<sign>.*)\)\.", "%(n)s行目に、使えない制御文字(%(sign)s)があります。"),
    (r"The file has a document type .*", "文書型の宣言(<!DOCTYPE>)があるファイルは、読み込めません。"),
    (r"(?P<name>.+) has a document type .*", "%(name)s に文書型の宣言(<!DOCTYPE>)があるため、読み込めません。"),
    (r"The file is not XML: .*, line (?P<line>\d+), column (?P<column>\d+)",
     "XML として読めません。%(line)s行目の%(column)s文字目の前を確かめてください。"),
    (r"The file is not XML: .*", "XML として読めません。"),
    (r"(?P<name>.+) is not XML: .*, line (?P<line>\d+), column (?P<column>\d+)",
     "%(name)s を XML として読めません。%(line)s行目の%(column)s文字目の前を確かめてください。"),
    (r"(?P<name>.+) is not XML: .*", "%(name)s を XML として読めません。"),
    (r"The file is nested too deeply to be read\.", "中の要素の重なりが深すぎて、読み込めません。"),
    (r"The file is not a package \(zip\) that can be opened: .*",
     "zip のファイルとして開けません。壊れていないか、パスワードがかかっていないかを確かめてください。"),
    (r"The package holds more than (?P<n>\d+) files\.", "zip の中のファイルが %(n)s 個を超えています。"),
    (r"The package has a file that leads outside of it: (?P<name>.*)\.", "zip の外に出る名前のファイルがあります(%(name)s)。"),
    (r"The package has a link instead of a file: (?P<name>.*)\.", "zip の中に、ファイルではなくリンクがあります(%(name)s)。"),
    (r"The package has the file (?P<name>.*) twice\.", "zip の中に、同じ名前のファイルが二つあります(%(name)s)。"),
    (r"The package unpacks to more than (?P<n>\d+) MB\.", "zip を開くと %(n)s MB を超えます。"),
    (r"The package has no imsmanifest\.xml\.", "zip の中に imsmanifest.xml がありません。"),
    (r"This is not Moodle XML: it begins with <(?P<tag>.*)> instead of <quiz>\.",
     "Moodle XML ではありません。<quiz> ではなく <%(tag)s> で始まっています。"),
    (r"This is neither a package \(zip\) nor a QTI item: it begins with <(?P<tag>.*)>\.",
     "QTI の zip でも、QTI の問題でもありません。<%(tag)s> で始まっています。"),
    (r"Line 1: the file begins with the three lines .*", "1行目から「---」「lecture: 講義の番号」「---」の3行で始めてください。"),
    (r"The file has more than (?P<n>\d+) questions; .*", "問題が %(n)s 問を超えています。いくつかのファイルに分けてください。"),
    # Items on their way out
    (r"No program has items of the lecture .*", "この講義には、まだ問題がありません。"),
    (r"(?P<id>.*): a control character \((?P<sign>.*)\) cannot be written to a file\.",
     "問題 %(id)s に、ファイルに書けない制御文字(%(sign)s)があります。"),
    (r"has no text in '.*'; it is not in the file", "この言語の文がないため、ファイルに入っていません。"),
    (r"one file holds (?P<names>.*) and does not tell them apart", "一つのファイルに講義 %(names)s が入り、区別されません。"),
    (r"does not come back from the file as it is", "このファイルからは、元のとおりには戻りません。"),
    (r"the items come back in another order", "ファイルから戻すと、問題の並びが変わります。"),
    (r"is kept for us in a tag; no other system acts on it", "タグに入れて残します。ほかのシステムは、これを使いません。"),
    (r"another system may ask the questions of the case apart", "ほかのシステムでは、事例の問題が別々に出ることがあります。"),
    (r"GIFT has no ordering; each step is matched with the number of its place",
     "GIFT には並べ替えがないため、手順と順番の数字との組み合わせになります。"),
    (r"is written as a question with one right choice, to keep the wording of its choices",
     "選択肢の言葉を残すため、一つ選ぶ問題として書きます。"),
    (r"QTI has no true and false of its own; it is a question with one right choice",
     "QTI には正誤の形がないため、一つ選ぶ問題になります。"),
    (r"(?:points are given|Moodle gives points) for a part of the answer; .*",
     "一部だけ合っていても点が付きます。「全部合って正解」という決まりは、タグに入れて残します。"),
    (r"(?:\{kanji\|reading\} is shown|Moodle shows \{kanji\|reading\}) as it is typed",
     "ふりがなは、{漢字|かんじ} と書いたまま表示されます。"),
    (r"QTI 2\.1 has no furigana; readings stand in brackets", "QTI 2.1 にはふりがながないため、読みは括弧に入ります。"),
    (r"(?:GIFT|Moodle) has no feedback for a line of a .*; it is kept for us in tags",
     "行ごとの解説の場所がないため、タグに入れて残します。"),
    (r"QTI has no feedback for one line of it; it is kept for us in the manifest",
     "行ごとの解説の場所がないため、imsmanifest.xml に入れて残します。"),
    (r"is written as - >, because GIFT takes an arrow for a matching; .*",
     "GIFT では -> が組み合わせの印になるため、- > と書きます。元の文は、タグに入れて残します。"),
    # Items on their way in: ids and our own tags
    (r"is called (?P<id>.*) here", "ここでの番号は %(id)s です。"),
    (r"is only in the file in the other language; it is left out", "もう一方の言語のファイルにしかないため、除きました。"),
    (r"the file is of (?P<there>.*), read as (?P<here>.*)", "ファイルは講義 %(there)s のものです。%(here)s として読みました。"),
    (r"control characters were taken out", "制御文字を取り除きました。"),
    (r"a tag of ours names a part that the question does not have; .*", "問題にない部分を指すタグがあります。そのタグは使いません。"),
    (r"the tag of ours has (?P<value>.*), which cannot be; it is left out", "タグの値 %(value)s は使えません。そのタグは使いません。"),
    (r"was changed in another system; what stands in the file counts, our tag is left out",
     "ほかのシステムで書き直されています。ファイルの文を使い、タグは使いません。"),
    (r"the description (?P<name>.*) (?:does not stand above it|is not in the file)",
     "事例の文 %(name)s がファイルにないか、問題より後にあります。"),
    # Questions that have no place here
    (r"is an essay, which has no place here", "記述式の問題は取り込めません。"),
    (r"questions of the type (?P<kind>.*) have no place here", "%(kind)s の型の問題は取り込めません。"),
    (r"asks by nothing, which has no place here", "答える場所がないため、取り込めません。"),
    (r"asks by (?P<kinds>.*), which has no place here", "%(kinds)s で答える問題は取り込めません。"),
    (r"is a description without a question", "問いのない説明文です。"),
    (r"is not an item with a body", "本文のある問題ではありません。"),
    (r"is made anew for everyone from a template", "人ごとに作り直される、ひな形の問題です。"),
    (r".+: this edition of QTI cannot be read", "この版の QTI は読み込めません。"),
    (r"its file (?P<name>.*) is not in the package", "ファイル %(name)s が zip の中にありません。"),
    # Questions that do not say what is right
    (r"has only one of the braces \{ and \}", "{ と } の一方しかありません。"),
    (r"is marked as an ordering, but its steps are not matched with .*",
     "並べ替えの印がありますが、手順が 1、2、3 と組み合わされていません。"),
    (r"has no (?:right choice, or more than one that alone is|choice, or more than one, that alone is) fully right",
     "単独で満点になる選択肢が、ないか、二つ以上あります。"),
    (r"has no right choice, or more than one where one is asked for", "一つ選ぶ問題なのに、正解がないか、二つ以上あります。"),
    (r"has no right choice", "正解の選択肢がありません。"),
    (r"has a line without an arrow \(->\) in a matching", "組み合わせに、矢印(->)のない行があります。"),
    (r"has no number that is (?:fully )?right", "満点になる数がありません。"),
    (r"has no answer that is fully right", "満点になる答えがありません。"),
    (r"has no answer that is fully right and holds no wildcard \(\*\)", "満点になる答えで、「*」を含まないものがありません。"),
    (r"does not say which of true and false is right", "正と誤のどちらが正解か、書かれていません。"),
    (r"does not say what is right", "正解が書かれていません。"),
    (r"does not give every step its place", "順番の決まっていない手順があります。"),
    (r"does not give every line exactly one match", "相手が一つに決まっていない行があります。"),
    (r"names a match that is not there", "ない相手を指しています。"),
    # Parts that are left out, or count otherwise
    (r"<(?P<tag>.*)> is left out", "<%(tag)s> を除きました。"),
    (r"the feedback of (?P<words>.*) is left out", "答え %(words)s の解説を除きました。"),
    (r"feedback for wrong numbers is left out", "誤った数への解説を除きました。"),
    (r"(?:its feedback )?has no place here and is left out", "置く場所がないため、除きました。"),
    (r"the test around the items is left out", "問題を包むテストの設定を除きました。"),
    (r"the file is left out", "このファイルを除きました。"),
    (r"(?P<words>.*) counted (?P<share>\S*) percent and is left out", "%(share)s%% の点だった答え %(words)s を除きました。"),
    (r"counted (?P<share>\S*) percent; here it is wrong", "%(share)s%% の点でした。ここでは誤りとします。"),
    (r"(?P<words>.*) counts in part, not at all, or for anything; it is left out",
     "答え %(words)s は、一部の点か0点か、何にでも合う形のため、除きました。"),
    (r"the choices counted differently; .*", "選択肢ごとに点が違いました。ここでは、正解はどれも同じ点、ほかは0点です。"),
    (r"the right choices had different weights; here each counts the same", "正解ごとに点が違いました。ここでは、どれも同じ点です。"),
    (r"brought different points; .*",
     "答えごとに点が違いました。ここでは、正しい選択肢はどれも同じ点、書く答えは満点のものだけを残します。"),
    (r"was worth (?P<points>.*); here every item is worth the same", "配点は %(points)s でした。ここでは、どの問題も同じ点です。"),
    (r"was hidden in Moodle; here it is an item like others", "Moodle では隠されていました。ここでは、ほかと同じ問題です。"),
    (r"told capital letters from small ones; here they are the same", "大文字と小文字を区別していました。ここでは区別しません。"),
    (r"the messages for different answers stand in one explanation", "答えごとの解説を、一つにまとめました。"),
    (r"asked in several steps; here it is asked once", "段階に分けて出す問題でした。ここでは一度に出します。"),
    (r"names no file", "ファイルの名前がありません。"),
    (r"(?P<names>.*): left out", "%(names)s を除きました。"),
)

# The part of an item, of a line or a file. What is not here is a name that stands in the file itself.
PARTS = (
    (r"line (?P<n>\d+)", "%(n)s行目"),
    (r"(?:answer |accepted-)(?P<n>\d+)", "答え %(n)s"),
    (r"text-(?P<n>\d+)", "選択肢 %(n)s"),
    (r"why-(?P<n>\d+)", "選択肢 %(n)s の解説"),
    (r"match-(?P<n>\d+)", "組み合わせの相手 %(n)s"),
    (r"the item", "問題の全体"),
    (r"stem", "問題文"),
    (r"explanation", "解説"),
    (r"choice|parts", "選択肢"),
    (r"why", "選択肢の解説"),
    (r"kind", "答え方"),
    (r"scoring|weights|mapping", "採点"),
    (r"furigana", "ふりがな"),
    (r"case", "事例"),
    (r"case_stem", "事例の文"),
    (r"valid_from", "出題の初日"),
    (r"valid_until", "出題の最終日"),
    (r"excludes", "一緒に出さない問題"),
    (r"lecture", "講義の番号"),
    (r"order", "並び"),
    (r"id", "番号"),
    (r"section", "講義の節"),
    (r"clause", "根拠"),
    (r"difficulty", "難しさ"),
    (r"ability", "力"),
    (r"as_of", "基準日"),
    (r"facts", "属性"),
    (r"tags", "タグ"),
    (r"keywords", "キーワード"),
    (r"category", "分類"),
    (r"answers|accepted", "答え"),
    (r"line", "行"),
    (r"item", "問題"),
)


def _compiled(rows: tuple[tuple[str, str], ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern, re.S), message) for pattern, message in rows)


SAYINGS = (*_compiled(REPORTS), *OF_OUR_TEXT)
PART_NAMES = _compiled(PARTS)


def saying(said: str) -> Said:
    """The message id for what a report says; its own words where there is none."""
    return _first(SAYINGS, said)


def part_saying(part: str) -> Said:
    """The message id for the part that a report names; its own name where there is none."""
    return _first(PART_NAMES, part)


def _first(rows: tuple[tuple[re.Pattern[str], str], ...], said: str) -> Said:
    for pattern, message in rows:
        if found := pattern.fullmatch(said):
            return message, tuple(found.groupdict().items())
    return said, ()
