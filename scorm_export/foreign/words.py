"""What editions are called, why a package is refused, and what was done, as message ids."""
from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from scorm_export.foreign.faults import Fault, Reason
from scorm_export.foreign.parts import Edition

EDITIONS = {Edition.V12: "SCORM 1.2", Edition.V2004_2: "SCORM 2004 2nd Edition", Edition.V2004_3: "SCORM 2004 3rd Edition",
            Edition.V2004_4: "SCORM 2004 4th Edition"}
REASONS = {
    Reason.NOT_A_ZIP: "ZIPファイルとして開けません。",
    Reason.DAMAGED: "ファイルが壊れているか、書かれている大きさと中身が違います。",
    Reason.MANY: "ファイルが20,000個を超えています。",
    Reason.LARGE: "展開すると512 MBを超えます。",
    Reason.SQUEEZED: "圧縮の割合が大きすぎます。展開すると極端に大きくなるファイルは受け取れません。",
    Reason.OVERLAP: "ZIPの中で、ほかのファイルと場所が重なっています。",
    Reason.ENCRYPTED: "暗号化されています。パスワードを付けずに作り直してもらってください。",
    Reason.METHOD: "使えない圧縮の方式です。「無圧縮」か「Deflate」で作り直してもらってください。",
    Reason.LINK: "ファイルではなく、リンクです。",
    Reason.DEVICE: "ファイルではなく、装置などの特別なものです。",
    Reason.UNREADABLE_NAME: "名前の文字コードが分かりません(UTF-8 でも CP932 でもありません)。",
    Reason.NO_NAME: "名前がありません。",
    Reason.ABSOLUTE: "名前が「/」で始まり、決められた場所の外を指しています。",
    Reason.UPWARD: "名前に「..」があり、決められた場所の外を指しています。",
    Reason.DRIVE: "名前に「:」があり、ドライブなどを指すおそれがあります。",
    Reason.CONTROL: "名前に、目に見えない制御文字があります。",
    Reason.RESERVED: "Windows で特別な意味を持つ名前です。",
    Reason.BLANK_END: "名前が空白か「.」で終わっています。",
    Reason.DEEP: "フォルダーが深すぎます(24段まで)。",
    Reason.LONG: "名前が長すぎます。",
    Reason.TWICE: "大文字と小文字や、文字の表し方の違いを除くと、同じ名前のファイルがあります：",
    Reason.FILE_AND_FOLDER: "同じ名前の、ファイルとフォルダーがあります：",
    Reason.NO_MANIFEST: "imsmanifest.xml がありません。SCORM のパッケージではないか、名前の大文字と小文字が違います。",
    Reason.MANIFEST_DEEPER: "imsmanifest.xml が一つ下のフォルダーにあります。フォルダーの中身を選んで、圧縮し直してもらってください。",
    Reason.MANIFEST_LARGE: "imsmanifest.xml が大きすぎます(5 MBまで)。",
    Reason.DOCTYPE: "文書型の宣言(DOCTYPE)があります。安全のため、読み込みません。",
    Reason.NOT_XML: "XML として読めません。",
    Reason.NOT_SCORM: "SCORM 1.2 でも SCORM 2004 でもありません。",
    Reason.NOTHING_TO_PLAY: "開始できる教材が、一つも書かれていません。",
    Reason.MANY_PARTS: "教材が500個を超えています。",
    Reason.ELSEWHERE: "教材の場所が、パッケージの外(インターネットなど)を指しています。中に含めて作り直してもらってください。",
    Reason.MISSING: "教材のファイルが、パッケージの中にありません。",
}
DONE = {
    "taken": "取り込みました。プレビューで確かめてから、講義に付けてください。",
    "known": "このパッケージは、すでに取り込んであります。",
    "attached": "講義に付けました。受講者の講義の画面に出ます。",
    "detached": "講義から外しました。これまでの記録は残ります。",
    "removed": "教材を消しました。",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the report on a refused package, in the reader's language. ``entry`` is empty for the package as a whole."""

    entry: str
    reason: str


def told(faults: Iterable[Fault]) -> list[Told]:
    return [Told(visible(fault.entry), _(REASONS[fault.reason]) + visible(fault.other)) for fault in faults]


def visible(name: str) -> str:
    """With control characters and lone surrogates as their numbers, and cut where nobody reads on."""
    shown = "".join(sign if sign.isprintable() or sign == "\u3000" else f"\\u{ord(sign):04x}" for sign in name)
    return shown if len(shown) <= 200 else shown[:199] + "…"
