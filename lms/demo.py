"""``lms demo``: a cohort whose window is open today, with people of every role. Running it again keeps the data."""
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import click
from flask import current_app
from flask.cli import with_appcontext

from lms import migrations
from lms.access import Role
from lms.enrollments import services as enrollments
from lms.people import services as people
from lms.people.services import NewPerson, OrganizationKind
from lms.periods import civil_day, last_day
from lms.programs import services as programs
from lms.records import services as records
from lms.web.access import clock

CODE = "demo"
PASSWORD = "tsunagu-demo-2026"
BEGAN_DAYS_AGO = 9


@dataclass(frozen=True, slots=True)
class Account:
    role: Role
    email: str
    family: str
    given: str
    kana: str
    place: str
    meaning: str


ACCOUNTS = (
    Account(Role.TRAINEE, "a.sato@city.midorikawa.example", "佐藤", "明里", "サトウ アカリ", "緑川市 多文化共生課",
            "受講者 / trainee"),
    Account(Role.TRAINEE, "maria@city.shirahama.example", "サントス", "マリア", "サントス マリア", "白浜市 市民課",
            "受講者(もう一人) / another trainee"),
    Account(Role.LECTURER, "t.mori@univ.example", "森", "拓也", "モリ タクヤ", "青葉大学", "講師 / lecturer"),
    Account(Role.SECRETARIAT, "n.hayashi@agency.example", "林", "直子", "ハヤシ ナオコ", "研修事務局",
            "事務局 / secretariat"),
    Account(Role.CONTRACTOR, "k.ito@contractor.example", "伊藤", "健", "イトウ ケン", "研修受託会社", "委託先 / contractor"),
    Account(Role.AUDITOR, "y.abe@audit.example", "阿部", "由美", "アベ ユミ", "監査室", "監査 / auditor"),
)


@click.command("demo")
@click.option("--port", envvar="PORT", default=8000, show_default=True, help="shown in the address")
@with_appcontext
def demo(port: int) -> None:
    """Prepare the database, load what is shipped, and make demo accounts if there are none."""
    app, now = current_app._get_current_object(), clock().now()  # type: ignore[attr-defined]
    migrations.upgrade(app)
    programs.load(now)
    for plugin in app.extensions["lms.plugins"]:
        if plugin.load:
            plugin.load()
    if enrollments.cohort_by_code(CODE) is None:
        make_demo(now)
    announce(port)


def make_demo(now: datetime) -> None:
    cohort = _cohort(civil_day(now) - timedelta(days=BEGAN_DAYS_AGO), now)
    for account in ACCOUNTS:
        person = people.create_person(
            NewPerson(account.email, account.family, account.given, account.kana), now, PASSWORD)
        people.grant_role(person.id, account.role, records.SYSTEM, now)
        if account.role is Role.TRAINEE:
            place = people.create_organization(account.place, OrganizationKind.LOCAL_GOVERNMENT)
            enrollments.enroll(cohort.id, person.id, place.id, records.SYSTEM, now)


def _cohort(first: date, now: datetime) -> enrollments.CohortView:
    """The road of a real round: two months, a week, three months, a fortnight, two days, a month until the news."""
    day = timedelta(days=1)
    assignment = last_day(first, 2) + day
    practice = assignment + 7 * day
    training = _thursday(last_day(practice, 3) + 8 * day)
    news = training + 25 * day
    starts = {"learning": first, "assignment": assignment, "practice": practice, "group-training": training,
              "completion-test": training + day, "announcement": news}
    ends = {"assignment": practice - day, "group-training": training + day, "completion-test": training + day,
            "announcement": news}
    title = {"ja": "見本の期(デモ)", "en": "Demo round"}
    return enrollments.create_cohort(CODE, "fnsc-training", title, starts, ends, now)


def _thursday(day: date) -> date:
    """The first Thursday from a day on: group training takes a Thursday and a Friday."""
    return day + timedelta(days=(3 - day.weekday()) % 7)


def announce(port: int) -> None:
    click.echo(f"\nつなぐ Tsunagu   http://127.0.0.1:{port}\n")
    click.echo("見本のアカウント / demo accounts")
    for account in ACCOUNTS:
        click.echo(f"  {account.email:<34}{account.meaning}")
    click.echo(f"  パスワード / password: {PASSWORD}\n")
