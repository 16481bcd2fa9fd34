"""What is true about people before anything is stored: names, addresses, how long a session lives, when to stop guessing."""
import hashlib
import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address, ip_network

from lms.access import Grant, Role
from lms.periods import Window


class OrganizationKind(StrEnum):
    """Who runs the counter: R021 (national, local, mandated by either) and the later targets of R012 (hosting)."""

    NATIONAL = "national"
    LOCAL_GOVERNMENT = "local-government"
    MANDATED = "mandated"
    HOSTING = "hosting"
    OTHER = "other"


# Names -------------------------------------------------------------------------------------------------

NAME_LENGTH = 200  # norm 13: people have names of more than 100 characters
EMAIL_LENGTH = 254  # RFC 5321
EMAIL = re.compile(r"[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+\.[^@\s\x00-\x1f\x7f.]+")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
LETTERS = frozenset({"Lu", "Ll", "Lt", "Lo"})  # upper, lower, title, and those of scripts without case
HIRAGANA_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person as somebody typed them. Either half of the name may be empty, not both; the rest but the mail may be too."""

    email: str
    family_name: str = ""
    given_name: str = ""
    kana: str = ""
    latin_name: str = ""
    locale: str | None = None
    organization_id: str | None = None


# What the office may correct. The rest a person chooses, or an enrollment says.
CHANGEABLE = ("email", "family_name", "given_name", "kana", "latin_name")


def folded_name(name: str) -> str:
    """Spaces made plain; the characters themselves are never touched, since NFC and NFKC change kanji (norm 12)."""
    return " ".join(name.split())


def folded_kana(kana: str) -> str:
    """Full-width katakana, whatever width or syllabary was typed (norm 11)."""
    return folded_name(unicodedata.normalize("NFKC", kana)).translate(HIRAGANA_TO_KATAKANA)


def folded_latin(name: str) -> str:
    return folded_name(unicodedata.normalize("NFKC", name))


def folded_email(address: str) -> str:
    """Half-width and case-folded: one mailbox, one account."""
    return unicodedata.normalize("NFKC", address).strip().casefold()


def folded_password(password: str) -> str:
    """The same password from any keyboard: a Japanese input method may type full-width letters (NIST SP 800-63B 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def folded(new: NewPerson) -> NewPerson:
    return replace(
        new, email=folded_email(new.email), family_name=folded_name(new.family_name),
        given_name=folded_name(new.given_name), kana=folded_kana(new.kana), latin_name=folded_latin(new.latin_name),
    )


def display_name(family_name: str, given_name: str, latin_name: str = "") -> str:
    """``佐藤 明里``; a person with one name has one; without a Japanese spelling, the Latin name."""
    return " ".join(part for part in (family_name, given_name) if part) or latin_name


def split_name(name: str) -> tuple[str, str, str]:
    """One line into (family, given, latin): ``佐藤 明里`` at its first space; Latin letters stay whole, their order is unknown."""
    plain = folded_name(name)
    if is_latin(plain):
        return "", "", plain
    family, _, given = plain.partition(" ")
    return (family, given, "") if given else ("", family, "")


def is_latin(name: str) -> bool:
    """All its letters are Latin, of any width, with any marks: ``Nguyễn Thị Lan``. Marks and punctuation have no script."""
    letters = [unicodedata.name(sign, "") for sign in name if unicodedata.category(sign) in LETTERS]
    return all(letter.startswith(("LATIN ", "FULLWIDTH LATIN ")) for letter in letters)


def is_email(folded: str) -> bool:
    return len(folded) <= EMAIL_LENGTH and EMAIL.fullmatch(folded) is not None


def problems_of_person(new: NewPerson) -> dict[str, str]:
    """Field to message; empty when a folded person can be stored. Messages are message ids."""
    problems = {
        name: message for name in ("family_name", "given_name", "kana", "latin_name")
        if (message := _problem_of_line(getattr(new, name)))
    }
    if not display_name(new.family_name, new.given_name, new.latin_name):
        problems.setdefault("family_name", "氏名を入力してください。姓か名のどちらかだけでもかまいません。")
    if not is_email(new.email):
        problems["email"] = "メールアドレスを name@example.jp の形で入力してください。"
    if new.locale not in (None, "ja", "en"):
        problems["locale"] = "ja か en を選んでください。"
    return problems


def problem_of_organization(name: str) -> str | None:
    return _problem_of_line(name) if name else "所属機関の名前を入力してください。"


def _problem_of_line(text: str) -> str | None:
    if len(text) > NAME_LENGTH:
        return "200字以内で入力してください。"
    return "使えない文字が含まれています。" if CONTROL.search(text) else None


# Passwords: long ones, no rules of composition (NIST SP 800-63B 3.1.1.2) -------------------------------

PASSWORD_LENGTH = 12
PASSWORD_LIMIT = 200  # hashing takes time by length, and anybody may send one


def problem_of_password(password: str, email: str) -> str | None:
    """What is wrong with a folded password, as a message id."""
    if len(password) < PASSWORD_LENGTH:
        return "パスワードは12文字以上にしてください。文字の種類は問いません。"
    if len(password) > PASSWORD_LIMIT:
        return "パスワードは200文字以内にしてください。"
    if password.casefold() == email:
        return "メールアドレスと同じパスワードは使えません。"
    return None


# Sessions ----------------------------------------------------------------------------------------------

# Staff see other people's data: norm 26 (DS-511) gives them 30 minutes of silence, and a new sign-in each day.
# A trainee watches on the train, pauses for a visitor and goes on: a working day of silence, a week at most.
STAFF_IDLE, STAFF_LIFE = timedelta(minutes=30), timedelta(hours=24)
TRAINEE_IDLE, TRAINEE_LIFE = timedelta(hours=12), timedelta(days=7)
# Writing the last visit at every request would make every reader a writer.
SEEN_STEP = timedelta(minutes=1)
TOKEN_DAYS = 365  # a forgotten token must die by itself
LABEL_LENGTH = 80


def is_staff(grants: frozenset[Grant]) -> bool:
    """Whoever holds any role beyond trainee."""
    return any(grant.role is not Role.TRAINEE for grant in grants)


def session_life(grants: frozenset[Grant]) -> timedelta:
    return STAFF_LIFE if is_staff(grants) else TRAINEE_LIFE


def session_lives(session: Window, last_seen: datetime, grants: frozenset[Grant], now: datetime) -> bool:
    """``session`` is the promise of the sign-in. A trainee who becomes staff is held to the shorter times at once."""
    idle = STAFF_IDLE if is_staff(grants) else TRAINEE_IDLE
    return session.contains(now) and now < last_seen + idle and now < session.opens + session_life(grants)


def problems_of_token(label: str, days: int) -> dict[str, str]:
    """Field to message for the wish for an API token."""
    problems = {}
    if not label or len(label) > LABEL_LENGTH or CONTROL.search(label):
        problems["label"] = "何に使うトークンかを、80字以内で書いてください。"
    if not 1 <= days <= TOKEN_DAYS:
        problems["days"] = "有効期間は1日から365日の間で指定してください。"
    return problems


def visit_is_news(last_seen: datetime, now: datetime) -> bool:
    return now - last_seen >= SEEN_STEP


# Guessing ----------------------------------------------------------------------------------------------

LIMIT_WINDOW = timedelta(minutes=15)
LIMIT_MINUTES = 15
ACCOUNT_LIMIT = 5  # per account and network: enough for a mistyped password
NETWORK_LIMIT = 50  # per network: a whole city hall may share one address


@dataclass(frozen=True, slots=True)
class Limit:
    """``key`` names what is counted, ``allowed`` how many failures before it stops."""

    key: str
    allowed: int


def signin_limits(email: str, address: str) -> tuple[Limit, Limit]:
    """For a folded address. Whether the account exists makes no difference."""
    network = network_of(address)
    return Limit(_key("account", email, network), ACCOUNT_LIMIT), Limit(_key("network", network), NETWORK_LIMIT)


def password_limits(person_id: str) -> tuple[Limit, ...]:
    """For the present password asked again inside a session: a borrowed session must not guess it."""
    return (Limit(_key("person", person_id), ACCOUNT_LIMIT),)


def key_limits(kind: str, address: str) -> tuple[Limit, ...]:
    """For keys that machines send. They are too long to be guessed; who tries all the same is told to stop."""
    return (Limit(_key(kind, network_of(address)), NETWORK_LIMIT),)


def _key(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def network_of(address: str) -> str:
    """The address that one household or office holds: an IPv6 /64, since a guesser owns 2**64 addresses of it."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    return str(ip_network(f"{parsed}/64", strict=False)) if parsed.version == 6 else str(parsed)


def stopped_until(failures: Sequence[datetime], allowed: int, now: datetime) -> datetime | None:
    """When guessing may go on, if it is stopped: 15 minutes after the failure that used up the limit.

    ``failures`` are in order of time. The limit is used up when ``allowed`` of them fall within 15 minutes.
    """
    if len(failures) < allowed or failures[-1] - failures[-allowed] >= LIMIT_WINDOW:
        return None
    until = failures[-1] + LIMIT_WINDOW
    return until if now < until else None


def seconds_until(moment: datetime, now: datetime) -> int:
    """Whole seconds, rounded up, so that whoever waits them is not turned away again."""
    return math.ceil((moment - now).total_seconds())


def failures_left(failures: Sequence[datetime], allowed: int, now: datetime) -> int:
    return max(0, allowed - sum(now - at < LIMIT_WINDOW for at in failures))


# Where to go, and from where -----------------------------------------------------------------------------

LOCAL = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"),
            ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
           ("Mac OS", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))


def local_path(wish: str | None) -> str:
    """A path of our own to go on to after sign-in; the start page for anything that could lead elsewhere."""
    return wish if wish and LOCAL.fullmatch(wish) else "/"


def device_label(user_agent: str) -> str:
    """``Windows, Edge``: enough for a person to know their own device, and nothing more is kept. May be empty."""
    found = (next((name for mark, name in marks if mark in user_agent), "") for marks in (SYSTEMS, BROWSERS))
    return ", ".join(name for name in found if name)
