"""Civil time: periods of the Civil Code (art. 138 to 143), days of Tokyo, and dates as people write them."""
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")

# First day of each era, newest first. A coming era is one more line.
ERAS = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
)
WEEKDAYS_JA = "月火水木金土日"
MONTHS_EN = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
WEEKDAYS_EN = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


@dataclass(frozen=True, slots=True)
class Window:
    """Half-open: ``opens`` is inside, ``closes`` is not. Both are aware instants."""

    opens: datetime
    closes: datetime

    def contains(self, moment: datetime) -> bool:
        return self.opens <= moment < self.closes

    @property
    def last_day(self) -> date:
        return last_day_before(self.closes)

    @property
    def days(self) -> int:
        return (self.last_day - civil_day(self.opens)).days + 1


def civil_day(moment: datetime) -> date:
    """The day of Tokyo in which an instant falls."""
    return moment.astimezone(TOKYO).date()


def last_day_before(closes: datetime) -> date:
    """The day of Tokyo that a half-open end belongs to: the day that ends with it where it is a midnight."""
    return civil_day(closes - timedelta(microseconds=1))


def midnight(day: date) -> datetime:
    """00:00 in Tokyo at the start of a day, as an instant in UTC."""
    return datetime.combine(day, time(), TOKYO).astimezone(UTC)


def months_of(period: str) -> int:
    """Whole months of an ISO 8601 period such as ``P2M`` or ``P3Y``; ValueError for any other."""
    match = re.fullmatch(r"P(?:(\d+)Y)?(?:(\d+)M)?", period)
    years, months = (int(part or 0) for part in match.groups()) if match else (0, 0)
    if not years + months:
        raise ValueError(f"{period!r} is not a period of whole years and months such as P2M or P3Y")
    return years * 12 + months


def last_day(first: date, months: int) -> date:
    """The day before the corresponding day, or the month's last day if there is none (art. 143)."""
    year, month0 = divmod(first.year * 12 + first.month - 1 + months, 12)
    _, end = monthrange(year, month0 + 1)
    if first.day > end:
        return date(year, month0 + 1, end)
    return date(year, month0 + 1, first.day) - timedelta(days=1)


def window_of_days(first: date, last: date) -> Window:
    """From 00:00 of ``first`` through 24:00 of ``last``."""
    return Window(midnight(first), midnight(last + timedelta(days=1)))


def window_of_months(first: date, months: int) -> Window:
    """From 00:00 of ``first`` through 24:00 of the period's last day."""
    return window_of_days(first, last_day(first, months))


def days_left(closes: datetime, now: datetime) -> int:
    """Days of Tokyo that still hold some of the window, today included; 0 once it is closed."""
    if now >= closes:
        return 0
    return (last_day_before(closes) - civil_day(now)).days + 1


def weekdays_left(closes: datetime, now: datetime) -> int:
    """As ``days_left``, Mondays to Fridays only (holidays are not known to the calendar)."""
    today = civil_day(now)
    return sum((today + timedelta(days=n)).weekday() < 5 for n in range(days_left(closes, now)))


def wareki_year(day: date) -> str:
    """``令和9年``; the first year of an era is ``元年``. ValueError before Showa."""
    for first, era in ERAS:
        if day >= first:
            year = day.year - first.year + 1
            return f"{era}{'元' if year == 1 else year}年"
    raise ValueError(f"no era is known for {day.isoformat()}")


def wareki(day: date) -> str:
    """``令和9年12月20日``, for formal documents."""
    return f"{wareki_year(day)}{day.month}月{day.day}日"


def day_label(day: date, locale: str, today: date | None = None) -> str:
    """``7月31日(土)`` or ``Sat 31 July``; with the year when it is not the year of ``today``."""
    other_year = today is not None and day.year != today.year
    if locale == "en":
        year = f" {day.year}" if other_year else ""
        return f"{WEEKDAYS_EN[day.weekday()]} {day.day} {MONTHS_EN[day.month - 1]}{year}"
    year = f"{day.year}年" if other_year else ""
    return f"{year}{day.month}月{day.day}日({WEEKDAYS_JA[day.weekday()]})"


def short_day(day: date, locale: str) -> str:
    """``7月31日`` or ``31 July``, where the weekday stands elsewhere on the page."""
    return f"{day.day} {MONTHS_EN[day.month - 1]}" if locale == "en" else f"{day.month}月{day.day}日"


def deadline_label(closes: datetime, locale: str, today: date | None = None) -> str:
    """``7月31日(土) 24時まで``: ``close_label`` as something to keep to."""
    return close_label(closes, locale, today) + ("" if locale == "en" else "まで")


def close_label(closes: datetime, locale: str, today: date | None = None) -> str:
    """``7月31日(土) 24時`` for a close at midnight, else with hour and minute; never ``8月1日 0:00``."""
    local = closes.astimezone(TOKYO)
    if local.time() == time():
        day = day_label(local.date() - timedelta(days=1), locale, today)
        return f"{day}, 24:00" if locale == "en" else f"{day} 24時"
    return moment_label(closes, locale, today)


def clock_label(moment: datetime, locale: str) -> str:
    """``10時05分`` or ``10:05``, in Tokyo."""
    local = moment.astimezone(TOKYO)
    return f"{local:%H:%M}" if locale == "en" else f"{local.hour}時{local.minute:02}分"


def moment_label(moment: datetime, locale: str, today: date | None = None) -> str:
    separator = ", " if locale == "en" else " "
    return f"{day_label(civil_day(moment), locale, today)}{separator}{clock_label(moment, locale)}"


def duration_label(minutes: int, locale: str) -> str:
    """``2時間15分``, ``45分``, ``2 h 15 min``."""
    hours, rest = divmod(minutes, 60)
    parts = [(hours, "時間", " h"), (rest, "分", " min")]
    words = [f"{n}{en if locale == 'en' else ja}" for n, ja, en in parts if n]
    return (" " if locale == "en" else "").join(words) or ("0 min" if locale == "en" else "0分")
