"""Statements read into what they ask for, their parameters in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from course_lib.aws.services.dynamodb.errors import BadRequest, invalid
from course_lib.aws.services.dynamodb.expressions import tree
from course_lib.aws.services.dynamodb.partiql.statements import Delete, Exists, Insert, Select, Statement, Update
from course_lib.aws.services.dynamodb.partiql.tokens import Token, cut, malformed
from course_lib.aws.services.dynamodb.values import Item, Wire, checked

_COUNT = "Number of parameters in request and statement don't match."
_RETURNS = {("ALL", "OLD"), ("MODIFIED", "OLD"), ("ALL", "NEW"), ("MODIFIED", "NEW")}
_CONDITIONS = ("ATTRIBUTE_TYPE", "BEGINS_WITH", "CONTAINS", "ATTRIBUTE_EXISTS", "ATTRIBUTE_NOT_EXISTS")
_SIGNS = ("=", "<>", "!=", "<", "<=", ">", ">=")
_DEEPEST = 60  # of conditions and values inside each other


def parse(statement: str, parameters: Sequence[Mapping[str, Any]] | None) -> Statement:
    """Read a statement.

    Raises:
        BadRequest, Refused: it is not one, or its parameters do not fit.
    """
    parser = _Parser(cut(statement), [checked(value) for value in parameters or ()])
    found = parser.statement()
    parser.end()
    return found


class _Parser:
    """Reads from left to right."""

    def __init__(self, tokens: list[Token], parameters: list[Wire]) -> None:
        self._tokens, self._place = tokens, 0
        self._parameters, self._used = parameters, 0
        self._depth = 0

    # Tokens

    @property
    def _here(self) -> Token:
        return self._tokens[self._place]

    def _next(self) -> Token:
        token = self._here
        self._place = min(self._place + 1, len(self._tokens) - 1)
        return token

    def _word(self, *words: str) -> bool:
        """Take one of these keywords, if it is there."""
        if not self._here.is_word(*words):
            return False
        self._next()
        return True

    def _sign(self, sign: str) -> bool:
        if self._here != Token("sign", sign):
            return False
        self._next()
        return True

    def _need_word(self, *words: str) -> None:
        if not self._word(*words):
            raise malformed(f"Expected {words[0]}")

    def _need(self, sign: str) -> None:
        if not self._sign(sign):
            raise malformed(f"Expected '{sign}'")

    def end(self) -> None:
        """Nothing is left.

        Raises:
            Refused: something is.
        """
        if self._here.kind != "end":
            raise malformed(f"Unexpected term: {self._here.text}")
        if self._used != len(self._parameters):
            raise invalid(_COUNT)

    # Statements

    def statement(self) -> Statement:
        """A whole statement."""
        if self._word("SELECT"):
            return self._select()
        if self._word("EXISTS"):
            return self._exists()
        if self._word("INSERT"):
            self._need_word("INTO")
            return self._insert()
        if self._word("UPDATE"):
            return self._update()
        if self._word("DELETE"):
            self._need_word("FROM")
            table = self._name()
            return Delete(table, self._where(), self._returning())
        raise malformed(f"Unexpected term: {self._here.text}")

    def _exists(self) -> Exists:
        self._need("(")
        self._need_word("SELECT")
        inner = self._select()
        self._need(")")
        return Exists(inner)

    def _select(self) -> Select:
        paths = None if self._sign("*") else tuple(self._listed(self._path))
        self._need_word("FROM")
        table = self._name()
        index = self._name() if self._sign(".") else None
        where = self._where()
        return Select(table, index, paths, where, tuple(self._order()))

    def _order(self) -> list[tuple[str, bool]]:
        if not self._word("ORDER"):
            return []
        self._need_word("BY")
        return self._listed(self._ordering)

    def _ordering(self) -> tuple[str, bool]:
        name = self._name()
        downwards = self._word("DESC")
        if not downwards:
            self._word("ASC")
        return name, downwards

    def _insert(self) -> Insert:
        table = self._name()
        self._need_word("VALUE")
        value = self._value()
        if set(value) != {"M"}:
            raise invalid("Expected a tuple in the VALUE clause")
        item: Item = value["M"]
        return Insert(table, item)

    def _update(self) -> Update:
        table, actions = self._name(), list[tree.Action]()
        while self._here.is_word("SET", "REMOVE"):
            if self._word("SET"):
                actions += self._listed(self._assignment)
            else:
                self._next()
                actions += [tree.Action("REMOVE", path) for path in self._listed(self._path)]
        if not actions:
            raise malformed("Expected SET or REMOVE")
        sections = tuple(dict.fromkeys(action.section for action in actions))
        return Update(table, tree.Update(sections, tuple(actions)), self._where(), self._returning())

    def _assignment(self) -> tree.Action:
        target = self._path()
        self._need("=")
        for name, section in (("SET_ADD", "ADD"), ("SET_DELETE", "DELETE")):
            if self._word(name):
                self._need("(")
                if self._path() != target:
                    raise malformed(f"{name.lower()} changes the set that it is assigned to")
                self._need(",")
                value = self._value()
                self._need(")")
                return tree.Action(section, target, tree.Literal(value))
        return tree.Action("SET", target, self._assigned())

    def _assigned(self) -> tree.Operand | tree.Arithmetic:
        if self._word("LIST_APPEND"):
            self._need("(")
            operands = tuple(self._listed(self._operand))
            self._need(")")
            return tree.Call("list_append", operands)
        left = self._operand()
        for sign in ("+", "-"):
            if self._sign(sign):
                return tree.Arithmetic(sign, left, self._operand())
        return left

    def _where(self) -> tree.Condition | None:
        return self._either() if self._word("WHERE") else None

    def _returning(self) -> str | None:
        if not self._word("RETURNING"):
            return None
        which, when = self._next().text.upper(), self._next().text.upper()
        self._need("*")
        if (which, when) not in _RETURNS:
            raise malformed("Unexpected RETURNING clause")
        return f"{'UPDATED' if which == 'MODIFIED' else 'ALL'}_{when}"

    # Conditions

    def _either(self) -> tree.Condition:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise malformed("too deep")
        found = self._both()
        while self._word("OR"):
            found = tree.Either(found, self._both())
        self._depth -= 1
        return found

    def _both(self) -> tree.Condition:
        found = self._not()
        while self._word("AND"):
            found = tree.Both(found, self._not())
        return found

    def _not(self) -> tree.Condition:
        if self._word("NOT"):
            self._depth += 1
            if self._depth > _DEEPEST:
                raise malformed("too deep")
            return tree.Not(self._not())
        if self._here == Token("sign", "("):
            return self._in_brackets()
        if self._here.is_word(*_CONDITIONS):
            return self._function()
        return self._comparison(self._operand())

    def _in_brackets(self) -> tree.Condition:
        self._need("(")
        found = self._either()
        self._need(")")
        return found

    def _function(self) -> tree.Call:
        name = self._next().text.lower()
        self._need("(")
        operands = tuple(self._listed(self._operand))
        self._need(")")
        if len(operands) != (1 if name.endswith("exists") else 2):
            raise malformed(f"{name} has other arguments")
        return tree.Call(name, operands)

    def _comparison(self, left: tree.Operand) -> tree.Condition:
        if self._word("IS"):
            negated = self._word("NOT")
            found = self._is(left)
            return tree.Not(found) if negated else found
        if self._word("NOT"):
            return tree.Not(self._comparison(left))
        if self._word("IN"):
            return self._in(left)
        if self._word("BETWEEN"):
            low = self._operand()
            self._need_word("AND")
            return tree.Between(left, low, self._operand())
        sign = self._next().text
        if sign not in _SIGNS:
            raise malformed(f"Unexpected term: {sign}")
        return tree.Comparison("<>" if sign == "!=" else sign, left, self._operand())

    def _is(self, left: tree.Operand) -> tree.Condition:
        if self._word("MISSING"):
            return tree.Call("attribute_not_exists", (left,))
        self._need_word("NULL")
        return tree.Call("attribute_type", (left, tree.Literal({"S": "NULL"})))

    def _in(self, left: tree.Operand) -> tree.Condition:
        closing = "]" if self._sign("[") else ")"
        if closing == ")":
            self._need("(")
        options = tuple(self._listed(self._operand))
        self._need(closing)
        return tree.In(left, options)

    # Operands

    def _operand(self) -> tree.Operand:
        if self._word("SIZE"):
            self._need("(")
            inner = self._path()
            self._need(")")
            return tree.Call("size", (inner,))
        if self._here.kind == "quoted" or (self._here.kind == "word" and not self._here.is_word(*_LITERALS)):
            return self._path()
        return tree.Literal(self._value())

    def _path(self) -> tree.Path:
        parts: list[tree.Part] = [self._name()]
        while True:
            if self._sign("."):
                parts.append(self._name())
            elif self._sign("["):
                parts.append(self._step())
                self._need("]")
            else:
                return tree.Path(tuple(parts))

    def _step(self) -> str | int:
        token = self._next()
        if token.kind == "number" and token.text.isdigit():
            return int(token.text)
        if token.kind == "text":
            return token.text
        raise malformed("Expected an index")

    def _name(self) -> str:
        token = self._next()
        if token.kind not in ("word", "quoted"):
            raise malformed(f"Unexpected term: {token.text}")
        return token.text

    def _value(self) -> Wire:
        """A value, written out or a parameter."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise malformed("too deep")
        try:
            return self._written()
        finally:
            self._depth -= 1

    def _written(self) -> Wire:
        token = self._next()
        if token == Token("sign", "?"):
            return self._parameter()
        if token.kind == "text":
            return {"S": token.text}
        if token.kind == "number":
            return checked({"N": token.text})
        if token == Token("sign", "-") and self._here.kind == "number":
            return checked({"N": "-" + self._next().text})
        if token.is_word("TRUE", "FALSE"):
            return {"BOOL": token.is_word("TRUE")}
        if token.is_word("NULL"):
            return {"NULL": True}
        if token == Token("sign", "["):
            return {"L": self._until("]", self._value)}
        if token == Token("sign", "{"):
            return {"M": dict(self._until("}", self._pair))}
        if token == Token("sign", "<<"):
            return _set_of(self._until(">>", self._value))
        raise malformed(f"Unexpected term: {token.text}")

    def _parameter(self) -> Wire:
        self._used += 1
        if self._used > len(self._parameters):
            raise invalid(_COUNT)
        return self._parameters[self._used - 1]

    def _pair(self) -> tuple[str, Wire]:
        token = self._next()
        if token.kind not in ("text", "quoted"):
            raise malformed("Expected an attribute's name")
        self._need(":")
        return token.text, self._value()

    def _listed(self, read: Callable[[], Any]) -> list[Any]:
        found = [read()]
        while self._sign(","):
            found.append(read())
        return found

    def _until(self, closing: str, read: Callable[[], Any]) -> list[Any]:
        if self._sign(closing):
            return []
        found = self._listed(read)
        self._need(closing)
        return found


_LITERALS = ("TRUE", "FALSE", "NULL")


def _set_of(members: list[Wire]) -> Wire:
    kinds = {kind for member in members for kind in member}
    if len(kinds) != 1 or not kinds <= {"S", "N", "B"}:
        raise BadRequest("Sets have members of one type: texts, numbers or binaries")
    [kind] = kinds
    return checked({f"{kind}S": [member[kind] for member in members]})
