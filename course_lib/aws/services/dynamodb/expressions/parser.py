"""From an expression's text to its tree, or to AWS's words about what is wrong with the text.

Trees are cached by text: an application sends the same few expressions over and over.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from course_lib.aws.remembered import remembered
from course_lib.aws.services.dynamodb.expressions import check
from course_lib.aws.services.dynamodb.expressions.grammar import GRAMMAR
from course_lib.aws.services.dynamodb.expressions.tokens import CONDITION_WORDS, UPDATE_WORDS, Word, near, words
from course_lib.aws.services.dynamodb.expressions.tree import Tree

if TYPE_CHECKING:
    from lark import Lark

LONGEST = 4096  # bytes of an expression. Source: developer guide, "Quotas", expression parameters
LARGEST_INDEX = 2**31 - 1


class ExpressionError(Exception):
    """An expression is wrong. `message` is AWS's, without "Invalid …Expression: "."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Language:
    """One of the expression languages: where its grammar starts, and its keywords."""

    start: str
    keywords: frozenset[str]


CONDITION = Language("condition", CONDITION_WORDS)
PROJECTION = Language("projection", frozenset())
UPDATE = Language("update", UPDATE_WORDS)


@remembered(most=2048, longest=LONGEST)
def _outcome(text: str, language: Language) -> Tree | str:
    """The tree, or the error's message: errors are cached as well."""
    if text == "":
        return "The expression can not be empty;"
    size = len(text.encode())
    if size > LONGEST:
        return _too_long(size, language)
    try:
        tree, redundant = _tree(text, language)
    except ExpressionError as problem:
        return problem.message
    if redundant and language is CONDITION:
        return "The expression has redundant parentheses;"
    return check.problem(tree) or tree


def parse(text: str, language: Language) -> Tree:
    """An expression's tree, with its placeholders.

    Raises:
        ExpressionError: for what is wrong with it whatever the names and values are.
    """
    outcome = _outcome(text, language)
    if isinstance(outcome, str):
        raise ExpressionError(outcome)
    return outcome


def _too_long(size: int, language: Language) -> str:
    told = "" if language is UPDATE else f" expression size: {size}"
    return "Expression size has exceeded the maximum allowed size;" + told


def _tree(text: str, language: Language) -> tuple[Tree, bool]:
    from lark import Token, UnexpectedToken

    from course_lib.aws.services.dynamodb.expressions.build import Builder

    tokens = list(words(text, language.keywords))
    reader = _lark().parse_interactive("", start=language.start)
    for place, word in enumerate(tokens):
        try:
            reader.feed_token(Token(word.kind, word.text))
        except UnexpectedToken:
            raise _syntax_error(word.text, near(text, tokens, place)) from None
        _check_index(word)
    try:
        parsed = reader.feed_eof()  # type: ignore[no-untyped-call]
    except UnexpectedToken:
        raise _syntax_error("<EOF>", tokens[-1].text if tokens else "") from None
    builder = Builder()
    return builder.transform(parsed), builder.redundant


def _syntax_error(token: str, quoted: str) -> ExpressionError:
    return ExpressionError(f'Syntax error; token: "{token}", near: "{quoted}"')


def _check_index(word: Word) -> None:
    if word.kind == "INTEGER" and int(word.text) > LARGEST_INDEX:
        raise ExpressionError(f"List index is not within the allowable range; index: [{word.text}]")


@lru_cache(maxsize=1)
def _lark() -> Lark:
    from lark import Lark

    return Lark(
        GRAMMAR, parser="lalr", lexer="basic", start=["condition", "projection", "update"], maybe_placeholders=False
    )
