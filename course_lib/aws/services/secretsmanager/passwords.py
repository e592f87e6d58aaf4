"""GetRandomPassword.

Source: API reference, GetRandomPassword (32 characters unless told, at most 4,096; the punctuation; one of each kind
unless told). The words of the refusals are not known.
"""

from __future__ import annotations

import string
from typing import Any

from course_lib.aws.services.secretsmanager.errors import invalid
from course_lib.aws.services.secretsmanager.request import Asked

KINDS = {
    "ExcludeLowercase": string.ascii_lowercase,
    "ExcludeUppercase": string.ascii_uppercase,
    "ExcludeNumbers": string.digits,
    "ExcludePunctuation": string.punctuation,
}


def random_password(asked: Asked) -> dict[str, Any]:
    """A password that nobody has chosen."""
    asked.takes_only("PasswordLength", "ExcludeCharacters", "IncludeSpace", "RequireEachIncludedType", *KINDS)
    length = int(asked.params.get("PasswordLength") or 32)
    left_out = set(asked.text("ExcludeCharacters"))
    kinds = [characters for name, characters in KINDS.items() if not asked.params.get(name)]
    kinds += [" "] if asked.params.get("IncludeSpace") else []
    kinds = ["".join(sorted(set(each) - left_out)) for each in kinds]
    kinds = [each for each in kinds if each]
    if not 1 <= length <= 4096 or not kinds:
        raise invalid("The password can't be made of these characters, or not of this length.")
    each_one = bool(asked.params.get("RequireEachIncludedType", True))
    if each_one and length < len(kinds):
        raise invalid(f"The password length must be at least {len(kinds)} to have one of each included type.")
    drawn = [asked.chance.choice(each) for each in kinds] if each_one else []
    drawn += asked.chance.choices("".join(kinds), k=length - len(drawn))
    asked.chance.shuffle(drawn)
    return {"RandomPassword": "".join(drawn)}
