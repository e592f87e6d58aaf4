"""What can be wrong with an expression whatever its names and values are.

Each table or function is one rule; `problem` applies them in AWS's order. Source of limits: developer guide,
"Quotas" (300 operators or functions, 32 levels of a document path). Order and words: AWS's answers, as the tests of
dynalite and ScyllaDB's Alternator captured them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from course_lib.aws.services.dynamodb.expressions import tree
from course_lib.aws.services.dynamodb.expressions.reserved import is_reserved
from course_lib.aws.services.dynamodb.expressions.walk import Node, children, everything, paths

MOST_OPERATORS = 300
MOST_OPTIONS = 100
MOST_LEVELS = 32

CONDITION_FUNCTIONS = {  # function: number of operands
    "attribute_exists": 1,
    "attribute_not_exists": 1,
    "attribute_type": 2,
    "begins_with": 2,
    "contains": 2,
    "size": 1,
}
UPDATE_FUNCTIONS = {"if_not_exists": 2, "list_append": 2}

_LOGICAL = (tree.Both, tree.Either, tree.Not)
_COUNTED = (*_LOGICAL, tree.Comparison, tree.Between, tree.In, tree.Arithmetic, tree.Call)


def problem(node: tree.Tree) -> str | None:
    """The first thing wrong with it, in AWS's words, or None."""
    rules = _UPDATE_RULES if isinstance(node, tree.Update) else _CONDITION_RULES
    return next((found for rule in rules if (found := rule(node))), None)


def _too_many_operators(node: Node) -> str | None:
    count = sum(isinstance(each, _COUNTED) for each in everything(node))
    # AWS stops counting at the first one too many.
    return (
        f"The expression contains too many operators; operator count: {MOST_OPERATORS + 1}"
        if count > MOST_OPERATORS
        else None
    )


def _too_many_options(node: Node) -> str | None:
    for each in everything(node):
        if isinstance(each, tree.In) and len(each.options) > MOST_OPTIONS:
            return f"The IN operator is provided with too many operands; number of operands: {len(each.options)}"
    return None


def _unknown_function(node: Node) -> str | None:
    own, other, language = CONDITION_FUNCTIONS, UPDATE_FUNCTIONS, "a condition expression"
    if isinstance(node, tree.Update):
        own, other, language = UPDATE_FUNCTIONS, CONDITION_FUNCTIONS, "an update expression"
    for call in _calls(node):
        if call.name in other:
            return f"The function is not allowed in {language}; function: {call.name}"
        if call.name not in own:
            return f"Invalid function name; function: {call.name}"
    return None


def _misused_function(node: Node) -> str | None:
    """Inside a comparison or a call only `size` makes sense; as a condition of its own, everything but `size` does."""
    conditions = {id(child) for each in everything(node) if isinstance(each, _LOGICAL) for child in children(each)}
    conditions.add(id(node))
    misused = [call.name for call in _calls(node) if (call.name == "size") is (id(call) in conditions)]
    return (
        f"The function is not allowed to be used this way in an expression; function: {misused[0]}" if misused else None
    )


def _size_of_size(node: Node) -> str | None:
    for call in _calls(node):
        if call.name == "size" and any(isinstance(each, tree.Call) for each in call.operands):
            return "Incorrect operand type for operator or function; operator or function: size, operand type: N"
    return None


def _nested_list_append(node: Node) -> str | None:
    for call in _calls(node):
        if call.name == "list_append" and any(
            inner.name == "list_append" for each in call.operands for inner in _calls(each)
        ):
            return "The function is not allowed to be used this way in an expression; function: list_append"
    return None


def _reserved_word(node: Node) -> str | None:
    for path in paths(node):
        for part in path.parts:
            if isinstance(part, str) and is_reserved(part):
                return f"Attribute name is a reserved keyword; reserved keyword: {part}"
    return None


def _too_many_levels(node: Node) -> str | None:
    for path in paths(node):
        if len(path.parts) > MOST_LEVELS:
            return f"The document path has too many nesting levels; nesting levels: {len(path.parts)}"
    return None


def _repeated_section(node: Node) -> str | None:
    for section, times in Counter(node.sections).items():
        if times > 1:
            return f'The "{section}" section can only be used once in an update expression;'
    return None


def _calls(node: Node) -> Iterator[tree.Call]:
    return (each for each in everything(node) if isinstance(each, tree.Call))


_Rule = Callable[[Node], str | None]
_CONDITION_RULES: tuple[_Rule, ...] = (
    _unknown_function,
    _too_many_operators,
    _misused_function,
    _reserved_word,
    _too_many_levels,
    _too_many_options,
    _size_of_size,
)
_UPDATE_RULES: tuple[_Rule, ...] = (
    _reserved_word,
    _too_many_levels,
    _unknown_function,
    _too_many_operators,
    _nested_list_append,
    _repeated_section,
)
