"""xAPI 1.0.3 statements: whether one is well formed, and what it says of a learner. Pure."""
import re
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from scorm_export.results.activities import Named, grouped, parsed
from scorm_export.results.outcome import Outcome

Statement = Mapping[str, Any]

PARTS = frozenset({"id", "actor", "verb", "object", "result", "context", "timestamp", "stored", "authority", "version", "attachments"})
RESULT = frozenset({"score", "success", "completion", "response", "duration", "extensions"})
SCORE = frozenset({"scaled", "raw", "min", "max"})
IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")
AN_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
DURATION = re.compile(r"P(?:(\d+(?:\.\d+)?)W|(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?)")
UNKEEPABLE = re.compile(r"[\x00\ud800-\udfff]")
MOST_LEVELS = 40
LARGEST = 2**53  # beyond it programs read one number as another
LONGEST_DURATION, MOST_SECONDS = 40, 10_000_000  # characters; four months without a break
VERBS = "http://adlnet.gov/expapi/verbs/"
SAYS = {"completed": {"completed": True}, "passed": {"success": True}, "failed": {"success": False}}


class Malformed(ValueError):
    """What is wrong with a statement, in English as the specification speaks."""


def check(statement: Any) -> None:
    """Malformed for what the specification refuses and we read, and for parts that it does not know."""
    _object(statement, "a statement")
    _refuse_unkeepable(statement)
    _known(statement, PARTS, "statement")
    for name in ("actor", "verb", "object"):
        if name not in statement:
            raise Malformed(f"a statement has an {name}")
    _identifier(statement)
    check_agent(statement["actor"])
    _check_verb(statement["verb"])
    _check_object(statement["object"])
    _check_result(statement.get("result", {}))
    _check_context(statement.get("context", {}))
    moment(statement.get("timestamp", "2000-01-01T00:00:00Z"))
    if statement.get("attachments"):
        raise Malformed("attachments are not taken here")
    if not str(statement.get("version", "1.0.0")).startswith("1.0"):
        raise Malformed("version is 1.0.x")


def _refuse_unkeepable(value: Any, levels: int = MOST_LEVELS) -> None:
    """What is written well as JSON and that no database keeps: half of a character, and boxes in boxes without end."""
    if levels == 0:
        raise Malformed(f"a statement is at most {MOST_LEVELS} levels deep")
    if isinstance(value, str) and UNKEEPABLE.search(value):
        raise Malformed("a text holds U+0000 or half of a surrogate pair")
    if isinstance(value, int) and abs(value) > LARGEST:
        raise Malformed(f"a number lies beyond {LARGEST}")
    for part in (*value.keys(), *value.values()) if isinstance(value, dict) else value if isinstance(value, list) else ():
        _refuse_unkeepable(part, levels - 1)


def _object(value: Any, name: str) -> None:
    if not isinstance(value, dict):
        raise Malformed(f"{name} is a JSON object")


def _known(value: Mapping[str, Any], names: frozenset[str], where: str) -> None:
    strange = sorted(set(value) - names)
    if strange:
        raise Malformed(f"{where} has no part {strange[0]!r}")
    empty = [name for name, part in value.items() if part is None]
    if empty:
        raise Malformed(f"{where}: {empty[0]} is null")


def _identifier(statement: Statement) -> None:
    given = statement.get("id")
    if given is not None and not is_uuid(given):
        raise Malformed("id is a UUID")


def is_uuid(text: Any) -> bool:
    try:
        return isinstance(text, str) and str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


def check_agent(agent: Any) -> None:
    """One inverse functional identifier, as the specification calls it."""
    _object(agent, "an actor")
    given = [name for name in IDENTIFIERS if name in agent]
    if len(given) != 1:
        raise Malformed(f"an actor has one of {', '.join(IDENTIFIERS)}")
    if given == ["mbox"] and not re.fullmatch(r"mailto:\S+@\S+", str(agent["mbox"])):
        raise Malformed("mbox begins with mailto:")
    if given == ["account"]:
        account = agent["account"]
        _object(account, "account")
        if not all(isinstance(account.get(name), str) and account[name] for name in ("homePage", "name")):
            raise Malformed("an account has a homePage and a name")


def _check_verb(verb: Any) -> None:
    _object(verb, "a verb")
    if not AN_IRI.fullmatch(str(verb.get("id", ""))):
        raise Malformed("a verb's id is an IRI")


def _check_object(thing: Any) -> None:
    _object(thing, "an object")
    if thing.get("objectType", "Activity") == "Activity" and not AN_IRI.fullmatch(str(thing.get("id", ""))):
        raise Malformed("an activity's id is an IRI")


def _check_context(context: Any) -> None:
    _object(context, "context")
    activities = context.get("contextActivities", {})
    _object(activities, "contextActivities")
    for group in activities.values():
        for each in group if isinstance(group, list) else [group]:
            _check_object(each)


def _check_result(result: Any) -> None:
    _object(result, "result")
    _known(result, RESULT, "result")
    for name in ("success", "completion"):
        if not isinstance(result.get(name, True), bool):
            raise Malformed(f"result.{name} is true or false")
    if "duration" in result:
        seconds(result["duration"])
    _check_score(result.get("score", {}))


def _check_score(score: Any) -> None:
    _object(score, "result.score")
    _known(score, SCORE, "result.score")
    for name, value in score.items():
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= LARGEST:
            raise Malformed(f"result.score.{name} is a number")
    if not -1 <= score.get("scaled", 0) <= 1:
        raise Malformed("result.score.scaled lies between -1 and 1")


def moment(text: Any) -> datetime:
    """An instant of ISO 8601; one without a zone is taken for UTC."""
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as error:
        raise Malformed("a timestamp is an instant of ISO 8601") from error


def seconds(text: Any) -> int:
    """Of a duration of ISO 8601. A month is 30 days, a year 365: nobody sits at a lecture so long."""
    found = DURATION.fullmatch(text) if isinstance(text, str) and len(text) <= LONGEST_DURATION else None
    if found is None or text == "P":
        raise Malformed("a duration is one of ISO 8601, such as PT1H30M")
    weeks, years, months, days, hours, minutes, rest = (float(part or 0) for part in found.groups())
    return int(min(MOST_SECONDS, (weeks * 7 + years * 365 + months * 30 + days) * 86400 + hours * 3600 + minutes * 60 + rest))


def learner(agent: Mapping[str, Any]) -> str:
    """How the sender calls the learner; empty where the address is hidden in a hash."""
    if "account" in agent:
        return str(agent["account"]["name"])
    return str(agent.get("mbox", "")).removeprefix("mailto:")


def outcome(statement: Statement, now: datetime) -> tuple[str, Outcome] | None:
    """The program, and what a statement says of a lecture of ours. None where it says nothing that could count."""
    named, result = activity(statement), statement.get("result", {})
    verb = str(statement["verb"]["id"]).removeprefix(VERBS)
    said = named and (of_item(named.item, verb, result) if named.item else of_lecture(verb, result))
    if named is None or not said:
        return None
    return named.program, Outcome(
        learner(statement["actor"]), named.lecture, moment(statement["timestamp"]) if "timestamp" in statement else now,
        seconds=seconds(result["duration"]) if "duration" in result else 0, **said)


def activity(statement: Statement) -> Named | None:
    """By its own name, else by the one that a system of cmi5 puts beside its own."""
    name = str(statement["object"].get("id", ""))
    return parsed(name) or grouped(name, grouping(statement))


def grouping(statement: Statement) -> list[str]:
    """Ids of the activities in whose group the statement was made: one or a list of them."""
    found = statement.get("context", {}).get("contextActivities", {}).get("grouping", [])
    return [str(each.get("id", "")) for each in (found if isinstance(found, list) else [found])]


def of_item(item: str, verb: str, result: Mapping[str, Any]) -> dict[str, Any]:
    return {"answers": {item: result["success"]}} if verb == "answered" and "success" in result else {}


def of_lecture(verb: str, result: Mapping[str, Any]) -> dict[str, Any]:
    """What the result says in so many words goes before what the verb says by itself; a contradiction is no success."""
    if verb not in SAYS:
        return {}
    said: dict[str, Any] = dict(SAYS[verb])
    if "completion" in result:
        said["completed"] = result["completion"]
    if "success" in result:
        said["success"] = result["success"] and said.get("success", True)
    if said.get("success") is not None and (share := scaled(result.get("score", {}))) is not None:
        said["score"] = share
    return said


def scaled(score: Mapping[str, Any]) -> float | None:
    """From 0 to 1, also where a system says points only, with their range."""
    if "scaled" in score:
        return max(0.0, float(score["scaled"]))
    if not {"raw", "max"} <= set(score):
        return None
    low, high = score.get("min", 0), score["max"]
    return min(1.0, max(0.0, (score["raw"] - low) / (high - low))) if high > low else None
