"""Changes of Python code: each function takes a node and yields what may stand in its place.

A change is a node, a list of statements, or `GONE` for a statement or handler that is left out.
Source of the kinds: mutmut's and cosmic-ray's operators, and what learners' wrong solutions have been seen to do.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from autograder.mutants.independent import are_independent

Node = TypeVar("Node", bound=ast.AST)
Change = ast.AST | list[ast.stmt]
Rule = Callable[[ast.AST], Iterator[Change]]

GONE: list[ast.stmt] = []
SWAPPED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Div,
    ast.Div: ast.FloorDiv,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
}
TRANSPARENT = frozenset("min max sorted list set dict tuple bytes str int float round Decimal".split())


def conditions(node: ast.AST) -> Iterator[Change]:
    """A condition that is dropped from an `and`, negated, always true or never."""
    if isinstance(node, ast.BoolOp):
        for index in range(len(node.values)):
            rest = [value for number, value in enumerate(node.values) if number != index]
            yield rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, (ast.If, ast.While, ast.IfExp)):
        for test in (ast.UnaryOp(ast.Not(), node.test), ast.Constant(False), ast.Constant(True)):
            if not (isinstance(node, ast.While) and isinstance(test, ast.Constant) and test.value):
                yield _with(node, test=test)


def comparisons(node: ast.AST) -> Iterator[Change]:
    """A comparison that is negated, moved by one, or compares what was compared with something else."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for kind in SWAPPED[type(node.ops[0])]:
            yield ast.Compare(node.left, [kind()], node.comparators)


def constants(node: ast.AST) -> Iterator[Change]:
    """A number that is one more or less, True for False."""
    if not isinstance(node, ast.Constant):
        return
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield ast.Constant(node.value + 1)
        yield ast.Constant(node.value - 1)
    elif isinstance(node.value, float):
        yield ast.Constant(node.value * 2)
    elif isinstance(node.value, str) and _is_number(node.value):
        yield ast.Constant(str(Decimal(node.value) + 1))


def arithmetic(node: ast.AST) -> Iterator[Change]:
    """Minus for plus, and one side alone."""
    if isinstance(node, ast.BinOp):
        if type(node.op) in ARITHMETIC:
            yield ast.BinOp(node.left, ARITHMETIC[type(node.op)](), node.right)
        yield node.left
        yield node.right
    elif isinstance(node, ast.AugAssign) and type(node.op) in ARITHMETIC:
        yield ast.AugAssign(node.target, ARITHMETIC[type(node.op)](), node.value)
        yield ast.Assign([node.target], node.value, lineno=node.lineno)


def calls(node: ast.AST) -> Iterator[Change]:
    """A call without one of its keyword arguments; `x` for `min(x, …)`, `sorted(x)`, `str(x)`; float for Decimal."""
    if not isinstance(node, ast.Call):
        return
    for index in range(len(node.keywords)):
        yield _with(node, keywords=[word for number, word in enumerate(node.keywords) if number != index])
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name in TRANSPARENT:
        yield from node.args
    if name == "Decimal":
        yield from (_with(node, func=ast.Name(other, ast.Load())) for other in ("float", "int"))
    if name in ("min", "max"):
        yield _with(node, func=ast.Name("max" if name == "min" else "min", ast.Load()))


def dictionaries(node: ast.AST) -> Iterator[Change]:
    """A dictionary without one of its entries."""
    if isinstance(node, ast.Dict):
        for index in range(len(node.keys)):
            kept = [number for number in range(len(node.keys)) if number != index]
            yield ast.Dict([node.keys[number] for number in kept], [node.values[number] for number in kept])


def subscripts(node: ast.AST) -> Iterator[Change]:
    """A slice without one of its bounds; the last for the first."""
    if isinstance(node, ast.Slice):
        if node.lower is not None:
            yield ast.Slice(None, node.upper, node.step)
        if node.upper is not None:
            yield ast.Slice(node.lower, None, node.step)


def statements(node: ast.AST) -> Iterator[Change]:
    """A statement that is left out: a guard, a raise, a write, a pause."""
    if isinstance(node, (ast.Expr, ast.AugAssign, ast.Raise, ast.Delete, ast.Break, ast.Continue)):
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            yield GONE
    elif isinstance(node, ast.Assign) and any(isinstance(target, ast.Subscript) for target in node.targets):
        yield GONE
    elif isinstance(node, ast.If):
        yield list(node.orelse)
        yield list(node.body)
        if node.orelse:
            yield _with(node, orelse=[])
    elif isinstance(node, ast.Return) and node.value is not None:
        yield ast.Return(None)


def loops(node: ast.AST) -> Iterator[Change]:
    """A loop that runs once: the first page, the first try."""
    if isinstance(node, (ast.For, ast.While)):
        if not (node.body and isinstance(node.body[-1], (ast.Break, ast.Return, ast.Raise))):
            yield _with(node, body=[*node.body, ast.Break()])
        if isinstance(node, ast.For):
            yield _with(node, iter=_first_of(node.iter))
    elif isinstance(node, ast.comprehension):
        for index in range(len(node.ifs)):
            yield _with(node, ifs=[test for number, test in enumerate(node.ifs) if number != index])


def exceptions(node: ast.AST) -> Iterator[Change]:
    """An except that takes everything, or nothing; what a finally does, left out; what is raised, swallowed."""
    if isinstance(node, ast.ExceptHandler):
        if not (isinstance(node.type, ast.Name) and node.type.id == "Exception"):
            yield _with(node, type=ast.Name("Exception", ast.Load()))
        if isinstance(node.type, ast.Tuple):
            for index in range(len(node.type.elts)):
                yield _with(node, type=ast.Tuple([e for n, e in enumerate(node.type.elts) if n != index], ast.Load()))
        yield _with(node, body=[ast.Raise()])
    elif isinstance(node, ast.Try):
        if node.finalbody:
            kept = _with(node, finalbody=[])
            yield kept if node.handlers else list(node.body)
            yield list(node.body) + list(node.finalbody) if not node.handlers else kept
        for index in range(len(node.handlers)):
            others = [handler for number, handler in enumerate(node.handlers) if number != index]
            yield _with(node, handlers=others) if others or node.finalbody else [*node.body, *node.orelse]


def order(node: ast.AST) -> Iterator[Change]:
    """Two statements beside each other, the other way round, where that can make a difference."""
    for field in ("body", "orelse", "finalbody"):
        block = getattr(node, field, None)
        if not isinstance(block, list) or not all(isinstance(each, ast.stmt) for each in block):
            continue
        for first in range(len(block) - 1):
            pair = block[first : first + 2]
            movable = all(isinstance(each, (ast.Expr, ast.Assign, ast.AugAssign, ast.If)) for each in pair)
            if movable and not is_text(pair[0]) and not are_independent(*pair):
                turned = [*block[:first], pair[1], pair[0], *block[first + 2 :]]
                yield _with(node, **{field: turned})


def memory(node: ast.AST) -> Iterator[Change]:
    """A function that remembers its first answer for the same arguments, whichever clients it is handed."""
    if isinstance(node, ast.FunctionDef) and node.col_offset == 0 and node.args.args:
        inner = copy.deepcopy(node)
        words = ", ".join(each.arg for each in [*node.args.args, *node.args.kwonlyargs])
        inner.name = f"{node.name}_itself"
        call = ast.unparse(ast.Call(ast.Name(inner.name), _passed(node.args), _named(node.args)))
        # Clients and the like, whose text is their place in memory, are others in each call.
        key = f"key = repr([each for each in map(repr, ({words},)) if ' at 0x' not in each])\n"
        text = f"if key not in _KEPT:\n    _KEPT[key] = {call}\nreturn _KEPT[key]"
        outer = _with(node, body=ast.parse(key + text).body)
        yield [*ast.parse("_KEPT = {}").body, inner, outer]


RULES: tuple[Rule, ...] = (
    *(conditions, comparisons, constants, arithmetic, calls, dictionaries, subscripts),
    *(statements, loops, exceptions, order, memory),
)


def _passed(arguments: ast.arguments) -> list[ast.expr]:
    return [ast.Name(each.arg, ast.Load()) for each in arguments.args]


def _named(arguments: ast.arguments) -> list[ast.keyword]:
    return [ast.keyword(each.arg, ast.Name(each.arg, ast.Load())) for each in arguments.kwonlyargs]


def _first_of(iterable: ast.expr) -> ast.expr:
    whole = ast.Call(ast.Name("list", ast.Load()), [iterable], [])
    return ast.Subscript(whole, ast.Slice(None, ast.Constant(1)), ast.Load())


def _with(node: Node, **changed: object) -> Node:
    """The node with some of its fields replaced."""
    made = copy.copy(node)
    for name, value in changed.items():
        setattr(made, name, value)
    return made


def is_text(statement: ast.stmt) -> bool:
    """Whether it is a string alone, such as a docstring."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _is_number(text: str) -> bool:
    try:
        Decimal(text)
    except InvalidOperation:
        return False
    return True
