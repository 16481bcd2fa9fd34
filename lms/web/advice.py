"""What each problem code means and what to do about it: the page behind ``/problems/<code>``. Message ids."""
from dataclasses import dataclass

from lms.errors import LmsError


@dataclass(frozen=True, slots=True)
class Advice:
    meaning: str
    remedy: str


ADVICE = {
    "internal-error": Advice(
        "システムの側で問題が起きました。起きたことは記録しています。書き込みが途中までで終わることはありません。",
        "時間をおいて、もう一度お試しください。続くときは、起きた時刻を添えて事務局に知らせてください。"),
    "malformed": Advice(
        "送られた内容の形が読み取れません(JSON になっていない、同じ名前が二度ある、など)。",
        "送る内容を直してください。画面で出たときは、画面を開き直してください。"),
    "not-signed-in": Advice(
        "サインインしていないか、サインインまたはトークンの期限が切れています。",
        "もう一度サインインしてください。プログラムからのときは、新しいトークンを使ってください。"),
    "not-allowed": Advice(
        "サインインはできていますが、あなたの役割ではこの操作ができません。",
        "必要なときは、事務局に相談してください。"),
    "forged-request": Advice(
        "画面を開いてから時間がたったか、ほかの場所から送られた要求です。",
        "画面を開き直してから、やり直してください。API では、Cookie を使う書き込みに X-CSRF-Token を付けてください。"),
    "not-found": Advice(
        "その番地には何もないか、あなたには見えないものです。ほかの方の記録は、あるかどうかもお答えしません。",
        "アドレスを確かめるか、ホームから開き直してください。"),
    "method-not-allowed": Advice(
        "その番地では使えない方法です。",
        "使える方法は、答えの Allow に書かれています。"),
    "invalid": Advice(
        "入力に、直すところがあります。どこをどう直すかは、項目ごとに書かれています。",
        "項目のそばの説明を読んで直し、もう一度送ってください。入力した内容は残っています。"),
    "conflict": Advice(
        "ほかの人や別の画面での更新と重なりました。または、同じものがすでにあります。",
        "最新の内容を開き、確かめてからやり直してください。"),
    "too-many-requests": Advice(
        "短い間に、同じ操作が続きました。",
        "答えの Retry-After にある秒数だけ待ってから、もう一度お試しください。"),
    "too-large": Advice(
        "送られたデータが、受け付けられる大きさを超えています。",
        "小さく分けるか、大きさを減らしてから送ってください。"),
    "unsupported-media-type": Advice(
        "このデータの形式は受け付けていません。",
        "API には Content-Type: application/json で送ってください。ファイルは、画面に書かれた形式で送ってください。"),
    "refused": Advice(
        "研修の決まりにより、今はできません。理由、根拠の条項、何をすれば開くかが、答えに書かれています。",
        "開く条件を満たしてから、もう一度開いてください。期限に間に合わない事情があるときは、事務局に相談してください。"),
    "invalid-definition": Advice(
        "研修や講義の定義ファイルに誤りがあります。ファイルの名前、行、許される値が書かれています。",
        "書かれた行を直し、もう一度読み込んでください。"),
}


def kinds(base: type[LmsError] = LmsError) -> list[type[LmsError]]:
    """Every kind of error with a code of its own, those of plugins included."""
    own = [base] if "slug" in vars(base) else []
    return [*own, *(kind for child in base.__subclasses__() for kind in kinds(child))]


def kind_of(slug: str) -> type[LmsError] | None:
    return next((kind for kind in kinds() if kind.slug == slug), None)
