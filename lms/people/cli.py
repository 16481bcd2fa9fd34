"""``lms people``: accounts from the command line, first of all the first one."""
import click
from flask.cli import AppGroup

from lms.access import Role
from lms.enrollments import services as enrollments
from lms.errors import Invalid, LmsError, NotFound
from lms.invitations import services as invitations
from lms.people import services as people
from lms.people.services import NewPerson
from lms.web.access import clock

group = AppGroup("people", help="Persons, roles and tokens.")
BY = "command-line"
IN_COHORT = click.option("--cohort", help="A cohort's code, such as R9-1; everywhere when left out.")
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
@IN_COHORT
def grant(email: str, role: str, cohort: str | None) -> None:
    """Give a person a role."""
    people.grant_role(person_id_of(email), Role(role), BY, clock().now(), cohort_id_of(cohort))
    click.echo(f"{email}  {role}  {cohort or ''}".rstrip())


@group.command()
@click.option("--email", required=True)
@click.option("--role", type=ROLE, required=True)
@IN_COHORT
def revoke(email: str, role: str, cohort: str | None) -> None:
    """Take a role back. It ends with the person's next request."""
    try:
        people.revoke_role(person_id_of(email), Role(role), BY, clock().now(), cohort_id_of(cohort))
    except NotFound as error:
        raise click.ClickException(f"{email} does not hold {role} {cohort or 'everywhere'}") from error
    click.echo(f"{email}  no longer {role}  {cohort or ''}".rstrip())


@group.command()
@click.option("--email", required=True)
def reset(email: str) -> None:
    """For a forgotten password: end it with every session and token, and print a new link, once."""
    token = invitations.start_afresh(person_id_of(email), BY, clock().now())
    click.echo(f"/welcome/{token}  (below the address of this site, once, within {invitations.LIFE.days} days)")


@group.command()
@click.option("--email", required=True, help="The present address.")
@click.option("--new-email")
@click.option("--name", help="Family name first, with a space, as for create.")
@click.option("--kana")
def change(email: str, new_email: str | None, name: str | None, kana: str | None) -> None:
    """Change an address or a name; what is left out stays."""
    person = people.person(person_id_of(email))
    family, given, latin = people.split_name(name) if name else (person.family_name, person.given_name, "")
    new = NewPerson(new_email or person.email, family, given, person.kana if kana is None else kana, latin or person.latin_name)
    try:
        person = invitations.change_person(person.id, new, BY, clock().now())
    except LmsError as error:
        raise spoken(error) from error
    click.echo(f"{person.id}  {person.email}  {person.name}")


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


def cohort_id_of(code: str | None) -> str | None:
    """A role in a round that nobody made would open nothing and look as if it did."""
    if code is None:
        return None
    cohort = enrollments.cohort_by_code(code)
    if cohort is None:
        raise click.ClickException(f"no cohort has the code {code}")
    return cohort.id


def spoken(error: LmsError) -> click.ClickException:
    messages = error.errors.values() if isinstance(error, Invalid) else [str(error)]
    return click.ClickException(" ".join(messages))
