"""``lms people``: accounts from the command line, first of all the first one."""
import click
from flask.cli import AppGroup

from lms.access import Role
from lms.errors import Invalid, LmsError
from lms.people import services as people
from lms.people.services import NewPerson
from lms.web.access import clock

group = AppGroup("people", help="Persons, roles and tokens.")
BY = "command-line"
ROLE = click.Choice([role.value for role in Role])


@group.command()
@click.option("--email", required=True)
@click.option("--name", required=True, help="Family name first, with a space: 佐藤 明里. One name is enough.")
@click.option("--role", type=ROLE, required=True)
@click.password_option(help="Asked for when left out, which keeps it out of the shell's history.")
def create(email: str, name: str, role: str, password: str) -> None:
    """Create a person who can sign in."""
    family, given, latin = people.split_name(name)
    new = NewPerson(email=email, family_name=family, given_name=given, latin_name=latin)
    try:
        person = people.create_person(new, clock().now(), password)
    except LmsError as error:
        raise spoken(error) from error
    people.grant_role(person.id, Role(role), BY, clock().now())
    click.echo(f"{person.id}  {person.email}  {person.name}  {role}")


@group.command()
@click.option("--email", required=True)
@click.option("--role", type=ROLE, required=True)
@click.option("--cohort", help="A cohort's id; everywhere when left out.")
def grant(email: str, role: str, cohort: str | None) -> None:
    """Give a person a role."""
    people.grant_role(person_id_of(email), Role(role), BY, clock().now(), cohort)
    click.echo(f"{email}  {role}  {cohort or ''}".rstrip())


@group.command()
@click.option("--email", required=True)
@click.option("--label", required=True, help="What the token is for.")
@click.option("--days", default=90, show_default=True, help="Days until it expires, 365 at most.")
def token(email: str, label: str, days: int) -> None:
    """Make an API token and print its secret, once."""
    try:
        new = people.create_api_token(person_id_of(email), label, days, clock().now())
    except LmsError as error:
        raise spoken(error) from error
    click.echo(new.secret)


def person_id_of(email: str) -> str:
    person = people.find_person_by_email(email)
    if person is None:
        raise click.ClickException(f"no person has the address {email}")
    return person.id


def spoken(error: LmsError) -> click.ClickException:
    messages = error.errors.values() if isinstance(error, Invalid) else [str(error)]
    return click.ClickException(" ".join(messages))
