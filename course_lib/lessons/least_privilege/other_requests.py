"""Requests that differ in what a document's conditions ask for, and in nothing that matters: all of them are needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

Context = Mapping[str, str | list[str]]
Meant = Mapping[str, str | list[str] | None]

# What a request has, whoever makes it, and one that is made elsewhere or later may have otherwise.
THERE: dict[str, list[str]] = {
    "aws:currenttime": ["2026-06-01T12:00:00Z", "2031-03-04T05:06:07Z", "2099-12-31T23:59:59Z"],
    "aws:tokenissuetime": ["2026-06-01T12:00:00Z", "2099-12-31T23:59:59Z"],
    "aws:epochtime": ["1780315200", "4102444799"],
    "aws:sourceip": ["198.51.100.77", "10.11.12.13"],
    "aws:useragent": ["Boto3/1.40", "aws-sdk-go"],
    "aws:userid": ["AROAEXAMPLE:one", "AROAEXAMPLE:another"],
    "aws:principalarn": ["arn:aws:iam::111122223333:role/tried", "arn:aws:iam::111122223333:role/another"],
}
# What a call that is meant here always has.
ALWAYS: dict[str, str] = {
    "aws:securetransport": "true",
    "aws:viaawsservice": "false",
    "aws:principalisawsservice": "false",
    "aws:principaltype": "AssumedRole",
}
NOT_NAMED = ("zqx", "740", "\u017el\u017e")  # values that no document names


def requests_like(meant: Meant, asked: Iterable[Context], arn: str) -> Iterator[Context]:
    """One request as it is meant, then one for each other value of each condition key that the document asks for.

    Args:
        meant: the condition keys that the call itself decides, with their values; None for one that it does not have.
        asked: for each of the document's conditions, the keys and values that it names.
        arn: what the call is about.
    """
    place = dict(zip(("aws:requestedregion", "aws:resourceaccount"), arn.split(":")[3:5], strict=True))
    fixed: dict[str, str | list[str]] = {**ALWAYS, **place, "aws:principalaccount": place["aws:resourceaccount"]}
    fixed |= {name.lower(): value for name, value in meant.items() if value is not None}
    there: dict[str, str | list[str]] = {name: values[0] for name, values in THERE.items()}
    yield {**there, **fixed}
    known = {*fixed, *(name.lower() for name in meant), "dynamodb:leadingkeys", "dynamodb:attributes"}
    for name, named in _named(asked).items():
        if name in known:
            continue
        for value in THERE.get(name, [*named, *NOT_NAMED]):
            yield {**there, **fixed, name: value}


def about_items(request: Context) -> Iterator[Context]:
    """The same request about items of other keys, with other attributes."""
    for value in NOT_NAMED:
        yield {**request, "dynamodb:leadingkeys": [value], "dynamodb:attributes": ["player_id", value]}


def _named(asked: Iterable[Context]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for context in asked:
        for name, values in context.items():
            found.setdefault(name.lower(), []).extend([values] if isinstance(values, str) else values)
    return found
