"""Which of two choices says that the sentence is true. Pure."""
from assessments.interchange.question import Part, Question
from assessments.items.answering import fold

TRUE = ("true", "t", "yes", "correct", "right", "正しい", "はい", "○", "〇", "正")  # not translated
FALSE = (  # not translated
    "false", "f", "no", "incorrect", "wrong", "not correct", "正しくない", "誤り", "誤っている", "間違い", "いいえ", "×", "誤")
ORDER = ("true", "false")


def truth_of(question: Question) -> tuple[str, str] | None:
    """``true`` or ``false`` for each choice as written; None where their wording does not tell."""
    folded = tuple(fold(part.text).rstrip(".。") for part in question.parts)
    if len(folded) == 2 and folded[0] in TRUE and folded[1] in FALSE:
        return ORDER
    if len(folded) == 2 and folded[0] in FALSE and folded[1] in TRUE:
        return ORDER[1], ORDER[0]
    return None


def truth_parts(is_true: bool, whys: tuple[str, str]) -> tuple[Part, Part]:
    """The two choices of a format that has no words for them; ``whys`` of true and of false."""
    return Part("true", is_true, whys[0]), Part("false", not is_true, whys[1])
