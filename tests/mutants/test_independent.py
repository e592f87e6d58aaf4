"""Statements that can change places are told from those that cannot."""

from __future__ import annotations

import ast

import pytest

from autograder.mutants.independent import are_independent

ALIKE = [
    "pause = 0.1\nwaiting = [each for each in items]",
    "request = answer['UnprocessedKeys']\ntotal += sum(item['votes'] for item in answer['Responses']['votes'])",
    "size = len(text)\ntable.put_item(Item=item)",
    "if not name:\n    raise ValueError('name')\nunits = max(1, size // 1024)",
]
OTHERS = [
    "total = 0\ntotal += 1",
    "time.sleep(pause)\ntable.put_item(Item=item)",
    "item['votes'] = 1\ncopy = dict(item)",
    "left = answer.pop('left')\nrest = answer.get('left')",
    "units = size // 1024\nsize = 0",
    "if not name:\n    raise ValueError('name')\ntable.put_item(Item=item)",
    "if full:\n    return first\nif empty:\n    return second",
]


@pytest.mark.parametrize(
    ("text", "independent"), [*((each, True) for each in ALIKE), *((each, False) for each in OTHERS)]
)
def test_two_statements(text, independent):
    one, other = ast.parse(f"def f():\n{'    ' + text.replace(chr(10), chr(10) + '    ')}").body[0].body
    assert are_independent(one, other) is are_independent(other, one) is independent
