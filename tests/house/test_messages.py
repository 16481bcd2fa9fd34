"""How message ids are found in Python files and templates."""
from tools.messages import calls, literals, template_calls, template_data, template_literals

SOURCE = '''"""文書"""
LABELS = {"k": "言葉"}
COLUMNS = ("姓", "名")  # not translated: titles that a file may carry


def refuse(n):
    """説明"""
    words = _(words["key"]) + _("あと%(n)s日", n=n)
    raise Refused(f"値{n}", "理由")
'''
TEMPLATE = '<p>{{ _("次へ") }}{{ _("開く" if open else "Closed") }}{{ _(label) }}</p>\n<b>裸の文字</b>'


def test_japanese_literals_count_wherever_they_stand_except_what_is_not_for_readers():
    assert list(literals(SOURCE)) == [(2, "言葉"), (8, "あと%(n)s日"), (9, "理由")]


def test_calls_are_those_with_a_literal_as_their_message():
    assert list(calls(SOURCE)) == [(8, "あと%(n)s日")]


def test_templates_are_read_the_same_way():
    assert list(template_calls(TEMPLATE)) == [(1, "次へ")]
    assert list(template_literals(TEMPLATE)) == [(1, "次へ"), (1, "開く")]


def test_bare_japanese_in_a_template_is_found():
    assert list(template_data(TEMPLATE)) == [(2, "<b>裸の文字</b>")]
