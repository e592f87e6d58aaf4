"""What Lambda keeps for an account, by name.

`function resize`, its versions `function resize:3`, aliases `alias resize:live`, statements of policies `permission
resize rule` or `permission resize:live rule`, what becomes of events `events resize`, `concurrency resize`.

States pass by themselves, and are no content; nor are revisions. A function has a number, so that another one of the
same name is another thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from course_lib.aws.kept import Kept, said
from course_lib.aws.service import Account
from course_lib.aws.services.lambda_.layer import LambdaRules
from course_lib.aws.services.lambda_.state import Configuration, Function


def contents(account: Account) -> Iterator[tuple[str, Kept]]:
    """All of it, by name."""
    for name, function in account.layer(LambdaRules).store().functions.items():
        yield f"function {name}", said(f"{function.number} {_words(function.configuration)}")
        for version in function.versions.values():
            yield f"function {name}:{version.number}", said(_words(version.configuration))
        for alias in function.aliases.values():
            yield f"alias {name}:{alias.name}", said(repr((alias.version, alias.description)))
        yield from _beside(name, function)


def _beside(name: str, function: Function) -> Iterator[tuple[str, Kept]]:
    for qualifier, statements in function.policies.items():
        for statement in statements:
            yield f"permission {_place(name, qualifier)} {statement['Sid']}", said(repr(sorted(statement.items())))
    for qualifier, config in function.event_configs.items():
        yield f"events {_place(name, qualifier)}", said(repr(replace(config, changed=None)))
    if function.reserved is not None:
        yield f"concurrency {name}", said(str(function.reserved))


def _place(name: str, qualifier: str) -> str:
    return f"{name}:{qualifier}" if qualifier else name


def _words(configuration: Configuration) -> str:
    settings = {name: value for name, value in configuration.settings.items() if name != "Environment"}
    variables = sorted(dict(configuration.settings.get("Environment", {})).items())
    return repr((configuration.code.sha256, sorted(settings.items()), variables))
