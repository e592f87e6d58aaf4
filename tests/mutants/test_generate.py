"""What is changed of a solution, and what is not."""

from __future__ import annotations

import pytest

from autograder.mutants.expressions import changed_texts
from autograder.mutants.generate import mutants


def sources(code: str) -> list[str]:
    return [mutant.source for mutant in mutants(code)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("if a and b:\n        return 1", "if a:\n        return 1"),
        ("if a and b:\n        return 1", "if a or b:\n        return 1"),
        ("if a:\n        return 1", "if not a:\n        return 1"),
        ("if a:\n        return 1", "if False:\n        return 1"),
        ("if a:\n        raise b", "pass"),
        ("while a:\n        b()", "while a:\n        b()\n        break"),
        ("for x in a:\n        b(x)", "for x in list(a)[:1]:\n        b(x)"),
        ("return [x for x in a if x]", "return [x for x in a]"),
        ("return a < 5", "return a <= 5"),
        ("return a < 5", "return a < 6"),
        ("return a + b", "return a - b"),
        ("return a + b", "return a"),
        ("return a(b=1, c=2)", "return a(b=1)"),
        ("return sorted(a)", "return a"),
        ("return Decimal(a)", "return float(a)"),
        ("return {'a': 1, 'b': 2}", "return {'a': 1}"),
        ("a()\n    b()", "b()\n    a()"),
        ("a()\n    b()", "a()"),
        ("try:\n        a()\n    except b:\n        pass", "a()"),
        ("try:\n        a()\n    except b:\n        pass", "try:\n        a()\n    except Exception:\n        pass"),
        ("try:\n        a()\n    except b:\n        pass", "try:\n        a()\n    except b:\n        raise"),
        ("try:\n        a()\n    finally:\n        b()", "a()"),
        ("return a", "return"),
        ("put(ConditionExpression='attribute_not_exists(k)')", "put(ConditionExpression='attribute_exists(k)')"),
        ("put(ConditionExpression='#v = :v AND #s = :s')", "put(ConditionExpression='#v = :v')"),
        ("put(UpdateExpression='SET a = :a, b = :b')", "put(UpdateExpression='SET b = :b')"),
        ("run('SELECT a FROM b FOR UPDATE')", "run('SELECT a FROM b')"),
    ],
)
def test_each_kind_of_change_is_made(before, after):
    """One place at a time, by the rule; the rest of the function stays."""
    assert f"def f(a, b, c):\n    {after}\n" in sources(f"def f(a, b, c):\n    {before}\n")


def test_a_function_that_remembers_answers_as_before_the_second_time():
    """State that is kept between calls: an answer for arguments that were seen before is the old one."""
    (kept,) = [source for source in sources("def f(a, b):\n    return next(a)\n") if "_KEPT" in source]
    space: dict = {}
    exec(kept, space)
    numbers = iter([1, 2, 3])
    assert [space["f"](numbers, "x"), space["f"](numbers, "x"), space["f"](numbers, "y")] == [1, 1, 2]


def test_docstrings_and_signatures_stay():
    code = 'def f(a: int = 5) -> int:\n    """Give 3, or 4."""\n    b = a\n    return b\n'
    assert all('"""Give 3, or 4."""' in source and "f(a: int=5) -> int" in source for source in sources(code))


def test_no_mutant_is_the_solution_or_another_mutant():
    code = "def f(a, b):\n    if a and b:\n        return a + 1\n    return b\n"
    made = sources(code)
    assert len(made) == len(set(made)) and code not in made


def test_a_name_shows_the_change_and_what_stands_around_it():
    names = [mutant.name for mutant in mutants("def f(a):\n    return a + 1\n")]
    assert "return a [+ → -] 1" in names
    assert "return a + [1 → 2]" in names


def test_text_that_is_no_expression_is_left_alone():
    assert list(changed_texts("The sample is missing, or was retired.")) == []
