"""``lms demo``: a cohort whose window is open today, with people of every role. Running it again keeps the data."""
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import click
from flask import current_app
from flask.cli import with_appcontext

from lms import migrations
from lms.access import Role
from lms.db import transaction
from lms.enrollments import services as enrollments
from lms.enrollments.views import CohortView
from lms.people import services as people
from lms.people.services import NewPerson, OrganizationKind
from lms.periods import civil_day, last_day
from lms.programs import services as programs
from lms.records import services as records
from lms.web.access import clock

CODE = "demo"
PASSWORD = "tsunagu-demo-2026"
BEGAN_DAYS_AGO = 33

# Fictitious colleagues, so that the secretariat's page has something to say: name, kana, place, and how many
# activities (lectures and their tests, in the program's order) they have done.
COLLEAGUES = (
    ("平野 剛", "ヒラノ ツヨシ", "緑川市 多文化共生課", 2), ("鈴木 和也", "スズキ カズヤ", "みなと区 生活支援課", 6),
    ("高橋 真理", "タカハシ マリ", "白浜市 市民課", 9), ("田中 翔", "タナカ ショウ", "朝日町 住民課", 14),
    ("グエン ティ ラン", "グエン ティ ラン", "青葉県 国際交流センター", 18), ("渡辺 聡", "ワタナベ サトシ", "若松市 外国人相談窓口", 20),
    ("伊東 恵", "イトウ メグミ", "桜台市 国際課", 22), ("山本 健二", "ヤマモト ケンジ", "青葉県 労働相談室", 25),
    ("キム ジヨン", "キム ジヨン", "桜台市 国際課", 30), ("小林 葵", "コバヤシ アオイ", "緑川市 多文化共生課", 34),
    ("加藤 大輔", "カトウ ダイスケ", "みなと区 生活支援課", 40), ("吉田 美咲", "ヨシダ ミサキ", "白浜市 市民課", 46),
    ("シルバ アナ", "シルバ アナ", "若松市 外国人相談窓口", 54), ("松本 隆", "マツモト タカシ", "朝日町 住民課", 55),
)


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
    """All or nothing: half a demo would look like a whole one to the next run."""
    with transaction():
        cohort = _cohort(civil_day(now) - timedelta(days=BEGAN_DAYS_AGO), now)
        for account in ACCOUNTS:
            _make_account(cohort, account, now)
        for n, colleague in enumerate(COLLEAGUES):
            _enroll_colleague(cohort, n, colleague, now)
        for plugin in current_app.extensions["lms.plugins"]:
            if plugin.demo:
                plugin.demo(cohort.id, {account.role: account.email for account in ACCOUNTS}, records.SYSTEM, now)


def _make_account(cohort: CohortView, account: Account, now: datetime) -> None:
    new = NewPerson(account.email, account.family, account.given, account.kana)
    person = people.create_person(new, now, PASSWORD)
    people.grant_role(person.id, account.role, records.SYSTEM, now)
    if account.role is Role.TRAINEE:
        enrollments.enroll(cohort.id, person.id, _place(account.place), records.SYSTEM, now)


def _place(name: str) -> str:
    known = next((o.id for o in people.organizations() if o.name == name), None)
    return known or people.create_organization(name, OrganizationKind.LOCAL_GOVERNMENT).id


def _enroll_colleague(
    cohort: CohortView, n: int, colleague: tuple[str, str, str, int], now: datetime
) -> None:
    """Someone who has done the first activities of the program, one a half-day until a few days ago."""
    name, kana, place, done = colleague
    family, given, _ = people.split_name(name)
    person = people.create_person(NewPerson(f"t{n:02}@demo.example", family, given, kana), now)
    people.grant_role(person.id, Role.TRAINEE, records.SYSTEM, now)
    enrolled = enrollments.enroll(cohort.id, person.id, _place(place), records.SYSTEM, now)
    first = cohort.windows["learning"].opens
    for m, activity in enumerate(programs.program(cohort.program_version).activities[:done]):
        at = min(first + timedelta(hours=9 + 12 * m), now - timedelta(hours=1 + n))
        verb, result = ("passed", {"score": {"scaled": 0.8}}) if activity.gate == "passed" or activity.of else ("completed", {})
        records.append(enrolled.id, verb, activity.id, at=at, by=person.id, result=result, source="demo")


def _cohort(first: date, now: datetime) -> CohortView:
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
