"""Every refusal the LMS can utter; the web layer turns each into RFC 9457 problem details or its HTML twin.

``slug`` is the stable problem code (``/problems/<slug>``), documented in docs/problems.md. Titles are Japanese
message ids of the catalogs. ``members`` are extension members of the problem document.
"""
from collections.abc import Mapping
from typing import Any


class LmsError(Exception):
    slug, status, title = "internal-error", 500, "システムに問題が起きました"

    def __init__(self, detail: str = "", **members: Any):
        super().__init__(detail or self.title)
        self.detail, self.members = detail, members


class NotFound(LmsError):
    slug, status, title = "not-found", 404, "見つかりません"


class NotSignedIn(LmsError):
    slug, status, title = "not-signed-in", 401, "サインインしてください"


class NotAllowed(LmsError):
    slug, status, title = "not-allowed", 403, "この操作の権限がありません"


class ForgedRequest(LmsError):
    slug, status, title = "forged-request", 403, "画面を開き直してください"


class Invalid(LmsError):
    """Input that does not fit. ``errors`` maps a field's name to its message, for the form and for the API."""

    slug, status, title = "invalid", 422, "入力を確かめてください"

    def __init__(self, errors: Mapping[str, str], detail: str = "", **members: Any):
        super().__init__(detail, errors=dict(errors), **members)
        self.errors = dict(errors)


class Malformed(LmsError):
    slug, status, title = "malformed", 400, "リクエストの形が正しくありません"


class Conflict(LmsError):
    slug, status, title = "conflict", 409, "ほかの更新と重なりました"


class TooMany(LmsError):
    slug, status, title = "too-many-requests", 429, "しばらく待ってください"


class TooLarge(LmsError):
    slug, status, title = "too-large", 413, "送られたデータが大きすぎます"


class MethodNotAllowed(LmsError):
    slug, status, title = "method-not-allowed", 405, "この方法では使えません"


class UnsupportedMedia(LmsError):
    slug, status, title = "unsupported-media-type", 415, "このファイルやデータの形式は使えません"


class Refused(LmsError):
    """A rule says no. Carries the rule's ``Refusal`` as members: reason, clause, opens_when, retry_at."""

    slug, status, title = "refused", 409, "まだ使えません"


class DefinitionError(LmsError):
    """A program, lecture or item file is not right. ``problems`` are lines ``file:line: message``."""

    slug, status, title = "invalid-definition", 422, "定義ファイルに誤りがあります"

    def __init__(self, problems: list[str]):
        super().__init__("\n".join(problems), problems=problems)
        self.problems = problems
