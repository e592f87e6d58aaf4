"""The part of Lua that is read: local variables, if, while, numeric for, return, calls, tables in braces, operators.

Source: Lua 5.1 Reference Manual, section 8, "The Complete Syntax of Lua".
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from lark import Lark, Tree
from lark.exceptions import LarkError

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.redis.replies import text_of

LONGEST = 10_000  # bytes of a script
DEEPEST = 60  # levels of brackets, of operators and of blocks together

KEYWORDS = "and break do else elseif end false for function if in local nil not or repeat return then true until while"
_GRAMMAR = r"""
start: block
block: (_statement ";"?)* last?
last: "return" [expressions] ";"?          -> return_
_statement: local | assign | call_statement | if_ | while_ | for_ | do_
local: "local" names ["=" expressions]
assign: NAME "=" expression
call_statement: call
if_: "if" expression "then" block ("elseif" expression "then" block)* [else_] "end"
else_: "else" block
while_: "while" expression "do" block "end"
for_: "for" NAME "=" expression "," expression ["," expression] "do" block "end"
do_: "do" block "end"
names: NAME ("," NAME)*
expressions: expression ("," expression)*
?expression: and_ | expression "or" and_   -> or_
?and_: comparison | and_ "and" comparison  -> and_
?comparison: concat | comparison COMPARE concat -> compare
?concat: sum | sum ".." concat             -> concat
?sum: product | sum SUM product            -> arithmetic
?product: unary | product PRODUCT unary    -> arithmetic
?unary: power | "not" unary -> not_ | "-" unary -> negative | "#" unary -> length
?power: primary | primary POWER unary      -> arithmetic
?primary: NUMBER -> number | STRING -> string | "nil" -> nil | "true" -> true | "false" -> false | table
    | prefix
?prefix: path | "(" expression ")" -> brackets | call | prefix "[" expression "]" -> index
    | prefix "." NAME -> field
?path: NAME -> name | path "." NAME        -> field
call: path "(" [expressions] ")"
table: "{" [item ((","|";") item)* (","|";")?] "}"
item: NAME "=" expression -> named | expression
SUM: "+" | "-"
PRODUCT: "*" | "/" | "%"
POWER: "^"
COMPARE: "==" | "~=" | "<=" | ">=" | "<" | ">"
NAME: /(?!(KEYWORDS)\b)[A-Za-z_]\w*/
NUMBER: /0[xX][0-9a-fA-F]+|(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?/
STRING: /"([^"\\\n]|\\.)*"|'([^'\\\n]|\\.)*'/
COMMENT: /--(?!\[\[)[^\n]*/
%ignore /\s+/
%ignore COMMENT
"""


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(_GRAMMAR.replace("KEYWORDS", KEYWORDS.replace(" ", "|")), parser="lalr", propagate_positions=True)


@lru_cache(maxsize=64)
def read_script(source: bytes) -> Tree[Any]:
    """A script as a tree.

    Raises:
        NotSimulated: it is not in this part of Lua, or not Lua at all.
    """
    if len(source) > LONGEST:
        raise NotSimulated(f"A script of {len(source):,} bytes is not simulated: {LONGEST:,} at most.")
    parser = _parser()
    try:
        tree = parser.parse(text_of(source))
    except LarkError as error:
        line, column = getattr(error, "line", "?"), getattr(error, "column", "?")
        raise NotSimulated(
            f"This Lua script cannot be run here: line {line}, column {column} is no Lua, or a part of it that is not "
            "simulated. local, if, while, numeric for, return, redis.call, redis.pcall, tonumber, tostring, type and "
            "operators are."
        ) from None
    if _depth(tree) > DEEPEST:
        raise NotSimulated(f"This Lua script is nested more than {DEEPEST} levels deep.")
    return tree


def _depth(tree: Tree[Any]) -> int:
    """How deep it is nested, without calling itself: a script may be nested as deep as it is long."""
    deepest, level = 0, [tree]
    while level:
        deepest += 1
        level = [child for each in level for child in each.children if isinstance(child, Tree)]
    return deepest
