"""The grammar of DynamoDB's four expression languages.

A function call can stand where a condition stands and where an operand stands. The `strict` rules are
conditions that are not a mere call, so that a parenthesis around a call belongs to the call alone and one token
of lookahead is enough.

Source: DynamoDB developer guide, "Condition and filter expressions, operators, and functions", "Using update
expressions", "Using projection expressions". Operators and parentheses where the guide is silent: as AWS
answers (dynalite's tests).
"""

from __future__ import annotations

GRAMMAR = r"""
%declare NAME PLACEHOLDER VALUE INTEGER COMPARATOR EQUALS STRAY
%declare AND OR NOT BETWEEN IN SET REMOVE ADD DELETE
%declare LPAR RPAR LSQB RSQB COMMA DOT PLUS MINUS

condition: _or
_or: strict_or | call
?strict_or: _or OR _and -> either | strict_and
_and: strict_and | call
?strict_and: _and AND _not -> both | strict_not
_not: strict_not | call
?strict_not: NOT _not -> negated | primary
?primary: comparison | between | membership | LPAR strict_or RPAR -> grouped

comparison: _operand (COMPARATOR | EQUALS) _operand
between: _operand BETWEEN _operand AND _operand
membership: _operand IN LPAR _operands RPAR

_operand: call | path | value
_operands: _operand (COMMA _operand)*
call: NAME LPAR _operands RPAR -> function | LPAR call RPAR -> grouped
value: VALUE -> value_name | LPAR value RPAR -> grouped
path: _name -> head
    | path DOT _name -> member
    | path LSQB INTEGER RSQB -> element
    | LPAR path RPAR -> grouped
_name: NAME | PLACEHOLDER

projection: plain (COMMA plain)*
plain: _name -> head
    | plain DOT _name -> member
    | plain LSQB INTEGER RSQB -> element

update: section+
section: SET assignment (COMMA assignment)*
    | REMOVE plain (COMMA plain)*
    | ADD change (COMMA change)*
    | DELETE change (COMMA change)*
change: plain value_only
assignment: plain EQUALS _assigned
_assigned: arithmetic | source
arithmetic: source (PLUS | MINUS) source -> arithmetic | LPAR arithmetic RPAR -> grouped
?source: plain | value_only | NAME LPAR source (COMMA source)* RPAR -> function | LPAR source RPAR -> grouped
value_only: VALUE -> value_name
"""
