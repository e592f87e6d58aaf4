"""What Lambda keeps for an account: `function resize`, its versions `function resize:3`, aliases `alias resize:live`.

States pass by themselves, and are no content; nor are revisions. A function has a number, so that another one of the
same name is another thing.
"""

from __future__ import annotations

from collections.abc import Iterator

from course_lib.aws.kept import Kept, said
from course_lib.aws.service import Account
from course_lib.aws.services.lambda_.layer import LambdaRules
from course_lib.aws.services.lambda_.state import Configuration


def contents(account: Account) -> Iterator[tuple[str, Kept]]:
    """All of it, by name."""
    for name, function in account.layer(LambdaRules).store().functions.items():
        yield f"function {name}", said(f"{function.number} {_words(function.configuration)}")
        for version in function.versions.values():
            yield f"function {name}:{version.number}", said(_words(version.configuration))
        for alias in function.aliases.values():
            yield f"alias {name}:{alias.name}", said(repr((alias.version, alias.description)))


def _words(configuration: Configuration) -> str:
    settings = {name: value for name, value in configuration.settings.items() if name != "Environment"}
    variables = sorted(dict(configuration.settings.get("Environment", {})).items())
    return repr((configuration.code.sha256, sorted(settings.items()), variables))
