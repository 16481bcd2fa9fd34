"""Which message ids a package uses.

Errors, menu labels and rules carry message ids that the edge translates later, far from any ``_()``. So a Japanese
literal is a message id wherever it stands, in Python files as in the expressions of templates. What does not
count: docstrings, parts of f-strings (which can never be message ids), a statement of a module whose first line
says ``# not translated``, and the files listed in ``DATA``, where only an explicit ``_()`` does.
"""
import ast
import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from pathlib import Path

from jinja2 import Environment, nodes

HOUSE = Path(__file__).parent.parent
PACKAGES = ("lms", "courses", "assessments", "scorm_export")
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
GETTEXT = {"_", "gettext", "lazy_gettext"}
OPT_OUT = "# not translated"
OWN_NAMES = {"日本語"}  # a language offers itself in its own words

# Files whose Japanese is data or a format of its own, not words to translate.
DATA = (
    "lms/periods.py",  # eras, weekdays and date formats of both languages
    "lms/serve.py",  # speaks both languages at once, before there is anyone to ask
    "*/cli.py",  # the command line speaks to operators, in one language
    "*/demo.py", "*/demo/*.py",  # names of people and offices that do not exist
)
TEMPLATES = Environment(extensions=["jinja2.ext.i18n"])

Messages = dict[str, str]  # message id to the first place where it stands, "file:line"
Found = Iterator[tuple[int, str]]  # line and text


def used(package: str) -> Messages:
    return {**explicit(package), **implicit(package)}


def explicit(package: str) -> Messages:
    """What stands in a ``_()``."""
    return {**collected(package, "*.py", calls), **collected(package, "*.html", template_calls)}


def implicit(package: str) -> Messages:
    """Japanese literals."""
    return {**collected(package, "*.py", literals), **collected(package, "*.html", template_literals)}


def bare(package: str) -> Messages:
    """Japanese in a template outside of every expression, which nobody can translate: an oversight."""
    return collected(package, "*.html", template_data)


def collected(package: str, pattern: str, reader: Callable[[str], Found]) -> Messages:
    found: Messages = {}
    for path in sorted((HOUSE / package).rglob(pattern)):
        name = path.relative_to(HOUSE).as_posix()
        is_data = "migrations" in path.parts or any(fnmatch(name, data) for data in DATA)
        for line, text in () if is_data and reader is literals else reader(path.read_text()):
            found.setdefault(text, f"{name}:{line}")
    return found


def calls(source: str) -> Found:
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(text)), *_]) if name in GETTEXT:
                yield node.lineno, text


def literals(source: str) -> Found:
    """The Japanese string constants of a module that count, see above."""
    lines = source.splitlines()
    for statement in ast.parse(source).body:
        if OPT_OUT not in lines[statement.lineno - 1]:
            yield from below(statement)


def below(node: ast.AST) -> Found:
    if isinstance(node, ast.JoinedStr) or is_docstring(node):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and JAPANESE.search(node.value):
        yield node.lineno, node.value
    for child in ast.iter_child_nodes(node):
        yield from below(child)


def is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def template_calls(source: str) -> Found:
    for node in TEMPLATES.parse(source).find_all(nodes.Call):
        match node:
            case nodes.Call(node=nodes.Name(name=name), args=[nodes.Const(value=str(text)), *_]) if name in GETTEXT:
                yield node.lineno, text


def template_literals(source: str) -> Found:
    for node in TEMPLATES.parse(source).find_all(nodes.Const):
        if isinstance(node.value, str) and JAPANESE.search(node.value) and node.value not in OWN_NAMES:
            yield node.lineno, node.value


def template_data(source: str) -> Found:
    for node in TEMPLATES.parse(source).find_all(nodes.TemplateData):
        for offset, line in enumerate(node.data.splitlines()):
            if JAPANESE.search(line):
                yield node.lineno + offset, line.strip()
