"""What a call has changed in the account, and that nothing else has: the default of every check."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from course_lib.aws.contents import contents
from course_lib.aws.kept import Change
from course_lib.aws.values import plain, same, show
from course_lib.checks.expectations import Failure
from course_lib.checks.ledger import ledger_of
from course_lib.checks.reasons import Advice
from course_lib.checks.results import Finding
from course_lib.checks.submission import Submission


def changed(cloud: Any) -> dict[str, Change]:
    """What the learner's calls have changed since a check last judged that, by name (see `aws.contents`)."""
    return dict(ledger_of(cloud).changes)


def expect_changed(
    cloud: Any,
    wanted: Mapping[str, Any],
    because: str,
    advice: Advice = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Fail unless the calls since the last judgement have changed exactly this, and nothing else in the account.

    Args:
        cloud: the account.
        wanted: by name, what is there now; None for what is gone. What is wanted as it was before counts as unchanged.
            What `may_change` has named is passed over, unless it is wanted.
        because: why, for the learner.
        advice: the key of the exercise's reason, or the keys of those that it can be.
        facts: what else the check knows, for those reasons.

    Raises:
        Failure: something else has changed, or not this.
    """
    ledger = ledger_of(cloud)
    found = {name: each for name, each in ledger.changes.items() if name in wanted or not ledger.allows(name)}
    if _agree(found, wanted, contents(cloud)):
        ledger.settle()
        return
    finding = Finding(
        problem=f"Changed: {in_words(found)}.", expected=in_words(_asked(cloud, found, wanted)), because=because
    )
    raise Failure(finding, advice, facts=facts, left_behind=True)


def expect_unchanged(cloud: Any, because: str, advice: Advice = None) -> None:
    """Fail if the calls since the last judgement have changed anything in the account."""
    expect_changed(cloud, {}, because, advice)


def may_change(cloud: Any, *names: str) -> None:
    """Say which changes the check judges in its own way. A name may be a pattern: "copy/*".

    Args:
        cloud: the account.
        names: as `aws.contents` has them.
    """
    ledger_of(cloud).allow(*names)


@contextmanager
def others_act(cloud: Any) -> Iterator[None]:
    """What changes within the block, the course or another program has done, in the middle of a learner's call."""
    with ledger_of(cloud).aside():
        yield


@contextmanager
def anew(submission: Submission, cloud: Any, prepare: Callable[[Any], object]) -> Iterator[Any]:
    """A fresh account of the same kind, prepared. What calls within the block change is watched as everywhere.

    Raises:
        Failure: the block's, with its reason; or something else has changed.
    """
    with cloud.fresh() as fresh:
        prepare(fresh)
        try:
            with ledger_of(fresh).watching():
                yield fresh
            if submission.judged:
                nothing_else(fresh)
        except Failure as failure:
            failure.explain(submission.reasons, fresh, [outcome for _, outcome in submission.calls[-1:]])
            raise


def nothing_else(cloud: Any) -> None:
    """Fail if the learner's calls have changed something in the account that the check has not spoken of.

    Raises:
        Failure: they have.
    """
    rest = ledger_of(cloud).rest()
    if rest:
        problem = f"Your function has changed something else as well: {in_words(rest)}."
        raise Failure(Finding(problem=problem, because="nothing else in the account was to change"))


def in_words(changes: Mapping[str, Change]) -> str:
    """Changes as a sentence: "players/ana vouchers 2 → 1; transfers/r-1 is new"."""
    return "; ".join(_one(name.removeprefix("mysql://"), change) for name, change in changes.items()) or "nothing"


def _one(name: str, change: Change) -> str:
    old, new = change.before, change.after
    if old is None or new is None:
        return f"{name} is gone" if new is None else f"{name} is new{_shown(new)}"
    if not isinstance(old, dict) or not isinstance(new, dict):
        return f"{name} is another"
    names = [each for each in {**old, **new} if not same(plain(old.get(each)), plain(new.get(each)))]
    return f"{name} " + ", ".join(f"{each} {_part(old, each)} → {_part(new, each)}" for each in names)


def _shown(value: Any) -> str:
    return f": {show(plain(value))}" if isinstance(value, dict) else ""


def _part(item: Mapping[str, Any], name: str) -> str:
    return show(plain(item[name]), 80) if name in item else "nothing"


def _agree(found: Mapping[str, Change], wanted: Mapping[str, Any], held: Mapping[str, Any]) -> bool:
    """Everything wanted is so, and every change is wanted."""
    if found.keys() - wanted.keys():
        return False
    for name, value in wanted.items():
        now = found[name].after if name in found else held[name].read() if name in held else None
        if not same(plain(now), plain(value)):
            return False
    return True


def _asked(cloud: Any, found: Mapping[str, Change], wanted: Mapping[str, Any]) -> dict[str, Change]:
    held = contents(cloud)
    asked = {}
    for name, value in wanted.items():
        before = found[name].before if name in found else held[name].read() if name in held else None
        if not same(plain(before), plain(value)):
            asked[name] = Change(before, value)
    return asked
