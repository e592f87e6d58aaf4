"""The expression languages on their own: trees, and what is wrong with a text whatever its names and values are."""

from __future__ import annotations

import pytest

from course_lib.aws.services.dynamodb.expressions.parser import CONDITION, PROJECTION, UPDATE, ExpressionError, parse
from course_lib.aws.services.dynamodb.expressions.reserved import RESERVED
from course_lib.aws.services.dynamodb.expressions.tree import (
    Action,
    Arithmetic,
    Between,
    Both,
    Call,
    Comparison,
    Either,
    In,
    Not,
    Path,
    Placeholder,
    Projection,
    Update,
    ValueName,
)

A, B, C, V = Path(("a",)), Path(("b",)), Path(("c",)), ValueName(":v")

CONDITIONS = {
    "a = :v": Comparison("=", A, V),
    "a<>:v": Comparison("<>", A, V),
    ":v >= a": Comparison(">=", V, A),
    "a.b[2].#c = :v": Comparison("=", Path(("a", "b", 2, Placeholder("#c"))), V),
    "#a[0][1] = :v": Comparison("=", Path((Placeholder("#a"), 0, 1)), V),
    "a BETWEEN b AND :v": Between(A, B, V),
    "a between b and c and b = c": Both(Between(A, B, C), Comparison("=", B, C)),
    "a IN (b, :v)": In(A, (B, V)),
    "attribute_exists(a)": Call("attribute_exists", (A,)),
    "size(a) > :v": Comparison(">", Call("size", (A,)), V),
    "a = b OR b = c AND a = c": Either(Comparison("=", A, B), Both(Comparison("=", B, C), Comparison("=", A, C))),
    "NOT a = b AND b = c": Both(Not(Comparison("=", A, B)), Comparison("=", B, C)),
    "(a = b OR b = c) AND a = c": Both(Either(Comparison("=", A, B), Comparison("=", B, C)), Comparison("=", A, C)),
    "not not a = b": Not(Not(Comparison("=", A, B))),
    "(a) = (b)": Comparison("=", A, B),
    "  a=b\t\n": Comparison("=", A, B),
}


@pytest.mark.parametrize("text", CONDITIONS)
def test_a_condition_is_read(text):
    """NOT binds tighter than AND, AND than OR; keywords in any case; blanks anywhere."""
    assert parse(text, CONDITION) == CONDITIONS[text]


UPDATES = {
    "SET a = :v": Update(("SET",), (Action("SET", A, V),)),
    "set a = b + :v": Update(("SET",), (Action("SET", A, Arithmetic("+", B, V)),)),
    "SET a = list_append(if_not_exists(a, :e), :v)": Update(
        ("SET",),
        (Action("SET", A, Call("list_append", (Call("if_not_exists", (A, ValueName(":e"))), V))),),
    ),
    "REMOVE a, b": Update(("REMOVE",), (Action("REMOVE", A), Action("REMOVE", B))),
    "ADD a :v DELETE b :v": Update(("ADD", "DELETE"), (Action("ADD", A, V), Action("DELETE", B, V))),
}


@pytest.mark.parametrize("text", UPDATES)
def test_an_update_is_read(text):
    """Each section at most once, in any order."""
    assert parse(text, UPDATE) == UPDATES[text]


def test_a_projection_is_read():
    """Paths with commas between them."""
    assert parse("a, b[0].#c", PROJECTION) == Projection((A, Path(("b", 0, Placeholder("#c")))))


SYNTAX = [
    (CONDITION, "a = = b", "=", "= = b"),
    (CONDITION, "a", "<EOF>", "a"),
    (CONDITION, "a = ", "<EOF>", "="),
    (CONDITION, "a = 4", "4", "= 4"),
    (CONDITION, "a IN ()", ")", "()"),
    (CONDITION, "a IN (b, )", ")", ", )"),
    (CONDITION, "a = b c", "c", "b c"),
    (CONDITION, "a = b AND", "<EOF>", "AND"),
    (CONDITION, "attribute_exists(a", "<EOF>", "a"),
    (CONDITION, "a ! b", "!", "a ! b"),
    (CONDITION, "a == b", "=", "== b"),
    (CONDITION, "a.b[:v] = c", ":v", "[:v]"),
    (UPDATE, "INVALID SYNTAX HERE", "INVALID", "INVALID SYNTAX"),
    (UPDATE, "SET", "<EOF>", "SET"),
    (UPDATE, "SET a = b + c + d", "+", "c + d"),
    (UPDATE, "SET a :v", ":v", "a :v"),
    (UPDATE, "REMOVE a b", "b", "a b"),
    (UPDATE, "ADD a = :v", "=", "a = :v"),
    (UPDATE, "SET a = b,", "<EOF>", ","),
    (PROJECTION, "a,", "<EOF>", ","),
    (PROJECTION, "a b", "b", "a b"),
    (PROJECTION, ":v", ":v", ":v"),
]


@pytest.mark.parametrize(("language", "text", "token", "near"), SYNTAX)
def test_a_syntax_error_names_the_token_and_its_neighbours(language, text, token, near):
    """The offending token, and the text from the token before it to the one after."""
    assert problem(text, language) == f'Syntax error; token: "{token}", near: "{near}"'


WRONG = [
    (CONDITION, "", "The expression can not be empty;"),
    (UPDATE, "", "The expression can not be empty;"),
    (PROJECTION, "", "The expression can not be empty;"),
    (CONDITION, "((a = b))", "The expression has redundant parentheses;"),
    (CONDITION, "a = b AND ((b = c))", "The expression has redundant parentheses;"),
    (CONDITION, "name = :v", "Attribute name is a reserved keyword; reserved keyword: name"),
    (CONDITION, "a.Status = :v", "Attribute name is a reserved keyword; reserved keyword: Status"),
    (PROJECTION, "size", "Attribute name is a reserved keyword; reserved keyword: size"),
    (UPDATE, "SET #a.date = :v", "Attribute name is a reserved keyword; reserved keyword: date"),
    (CONDITION, "whatever(a)", "Invalid function name; function: whatever"),
    (CONDITION, "ATTRIBUTE_EXISTS(a)", "Invalid function name; function: ATTRIBUTE_EXISTS"),
    (UPDATE, "SET a = whatever(b)", "Invalid function name; function: whatever"),
    (
        CONDITION,
        "if_not_exists(a, b)",
        "The function is not allowed in a condition expression; function: if_not_exists",
    ),
    (UPDATE, "SET a = size(b)", "The function is not allowed in an update expression; function: size"),
    (CONDITION, "size(a)", "The function is not allowed to be used this way in an expression; function: size"),
    (
        CONDITION,
        "a = contains(b, c)",
        "The function is not allowed to be used this way in an expression; function: contains",
    ),
    (UPDATE, "SET a = :v SET b = :v", 'The "SET" section can only be used once in an update expression;'),
    (
        CONDITION,
        f"a[{2**31}] = :v",
        f"List index is not within the allowable range; index: [{2**31}]",
    ),
]


@pytest.mark.parametrize(("language", "text", "message"), WRONG)
def test_what_is_wrong_with_a_text_alone(language, text, message):
    """These do not depend on names or values."""
    assert problem(text, language) == message


@pytest.mark.parametrize(
    ("language", "tail"), [(CONDITION, " expression size: 4097"), (UPDATE, ""), (PROJECTION, " expression size: 4097")]
)
def test_an_expression_has_at_most_4_kilobytes(language, tail):
    """Counted in bytes; 4,096 are allowed."""
    text = {CONDITION: "a = :v", UPDATE: "SET a = :v", PROJECTION: "a"}[language]
    parse(text.ljust(4096), language)

    assert problem(text.ljust(4097), language) == "Expression size has exceeded the maximum allowed size;" + tail


def test_an_expression_has_at_most_300_operators():
    """Comparisons and ANDs are counted alike."""
    parse(" AND ".join(["a=b"] * 150), CONDITION)

    assert problem(" AND ".join(["a=b"] * 151), CONDITION) == (
        "The expression contains too many operators; operator count: 301"
    )


def test_in_takes_at_most_100_options():
    """The 101st is refused."""
    parse(f"a IN ({', '.join(['b'] * 100)})", CONDITION)

    assert problem(f"a IN ({', '.join(['b'] * 101)})", CONDITION) == (
        "The IN operator is provided with too many operands; number of operands: 101"
    )


def test_all_reserved_words_are_known():
    """The developer guide lists 573."""
    assert len(RESERVED) == 573
    assert {"ABORT", "NAME", "STATUS", "TTL", "ZONE"} <= RESERVED


def test_parsing_is_cached():
    """The same text gives the same tree."""
    assert parse("cached = :v", CONDITION) is parse("cached = :v", CONDITION)


def problem(text, language):
    with pytest.raises(ExpressionError) as caught:
        parse(text, language)
    return caught.value.message
