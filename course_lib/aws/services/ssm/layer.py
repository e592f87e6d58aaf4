"""The layer that answers Parameter Store's operations.

Sources: API reference, PutParameter, GetParameter, GetParameters, GetParametersByPath, DescribeParameters,
DeleteParameter(s); user guide, "Managing parameter tiers" (4 KB and 8 KB) and "AWS KMS encryption for Parameter Store
SecureString parameters" (the encryption context PARAMETER_ARN).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.aws import heeded
from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, Call, Forward, NotSimulated
from course_lib.aws.kept import REGION
from course_lib.aws.service import Ask
from course_lib.aws.services.ssm import errors, filters, names
from course_lib.aws.services.ssm.errors import Refused
from course_lib.aws.services.ssm.state import Parameter, Store, Version

MOST = {"Standard": 4096, "Advanced": 8192}  # bytes of a value
KINDS = ("String", "StringList", "SecureString")
VERSIONS = 100  # that are kept
PAGE = 10
OWN_KEY = "alias/aws/ssm"  # AWS's, used where none is named
DESCRIBED = 50  # that DescribeParameters lists in one answer


class ParameterRules:
    """Keeps parameters.

    Args:
        clock: of the account.
        ask: makes a call to KMS, for values of type SecureString.
    """

    def __init__(self, clock: Clock, ask: Ask) -> None:
        self._clock, self._ask = clock, ask
        self._stores: dict[str, Store] = {}

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "ssm" or call.operation not in OPERATIONS:
            return forward(call)
        try:
            asked = _Asked(call, self.store(call.region), self._clock, self._ask)
            return Answer(result=OPERATIONS[call.operation](asked))
        except Refused as refusal:
            return Answer(error=refusal.error)

    def store(self, region: str = REGION) -> Store:
        """What a Region holds."""
        return self._stores.setdefault(region, Store())


@dataclass(frozen=True)
class _Asked:
    """One request, with what is needed to answer it."""

    call: Call
    store: Store
    clock: Clock
    ask: Ask

    @property
    def params(self) -> Mapping[str, Any]:
        return self.call.params

    def takes_only(self, *allowed: str) -> None:
        """
        Raises:
            NotSimulated: it has a parameter that nothing here heeds.
        """
        heeded.only("Parameter Store", self.call.operation, self.call.params, allowed)

    def arn(self, name: str) -> str:
        return f"arn:aws:ssm:{self.call.region}:{self.call.account}:parameter{name if name[:1] == '/' else '/' + name}"


def put(asked: _Asked) -> dict[str, Any]:
    asked.takes_only("DataType", "Description", "KeyId", "Name", "Overwrite", "Tier", "Type", "Value")
    name, value = names.to_put(str(asked.params["Name"])), str(asked.params["Value"])
    if asked.params.get("DataType", "text") != "text":
        raise NotSimulated("Parameter Store is simulated here, but of data types only text.")
    parameter = asked.store.parameters.get(name)
    if parameter is not None and not asked.params.get("Overwrite"):
        raise errors.exists()
    kind = str(asked.params.get("Type") or (parameter.latest.kind if parameter else ""))
    if not kind:
        raise errors.invalid("A parameter type is required when you create a parameter.")
    if kind not in KINDS:
        words = f"1 validation error detected: Value '{kind}' at 'type' failed to satisfy constraint: "
        raise errors.invalid(f"{words}Member must satisfy enum value set: [SecureString, StringList, String]")
    if parameter is not None and kind != parameter.latest.kind:
        raise errors.other_type()
    tier = _tier(asked, parameter, value)
    key = str(asked.params.get("KeyId") or OWN_KEY) if kind == "SecureString" else ""
    stored = _sealed(asked, name, value, key) if key else value
    if parameter is None:
        asked.store.made += 1
        parameter = asked.store.parameters[name] = Parameter(name, asked.store.made)
    number = parameter.versions[-1].number + 1 if parameter.versions else 1
    description = str(asked.params.get("Description", ""))
    plain = value if key == OWN_KEY else None
    parameter.versions.append(Version(number, stored, kind, asked.clock.now(), tier, description, key, plain))
    del parameter.versions[:-VERSIONS]
    return {"Version": number, "Tier": tier}


def _tier(asked: _Asked, parameter: Parameter | None, value: str) -> str:
    """The tier of a new version; one that was advanced stays so."""
    wanted, size = str(asked.params.get("Tier") or "Standard"), len(value.encode("utf-8", "surrogatepass"))
    if not value:
        raise errors.invalid(
            "1 validation error detected: Value '' at 'value' failed to satisfy constraint: "
            "Member must have length greater than or equal to 1"
        )
    if wanted == "Intelligent-Tiering":
        wanted = "Standard" if size <= MOST["Standard"] else "Advanced"
    if wanted not in MOST:
        words = f"1 validation error detected: Value '{wanted}' at 'tier' failed to satisfy constraint: "
        raise errors.invalid(f"{words}Member must satisfy enum value set: [Standard, Advanced, Intelligent-Tiering]")
    if parameter is not None and parameter.latest.tier == "Advanced":
        wanted = "Advanced"
    if size > MOST[wanted]:
        raise errors.too_long(MOST[wanted])
    return wanted


def get_one(asked: _Asked) -> dict[str, Any]:
    asked.takes_only("Name", "WithDecryption")
    return {"Parameter": _told(asked, *_found(asked, str(asked.params["Name"])))}


def get_several(asked: _Asked) -> dict[str, Any]:
    asked.takes_only("Names", "WithDecryption")
    wanted = [str(name) for name in asked.params["Names"]]
    if not 1 <= len(wanted) <= PAGE or len(set(wanted)) < len(wanted):
        raise errors.invalid(
            f"1 validation error detected: Value '[{', '.join(wanted)}]' at 'names' failed to satisfy constraint: "
            f"Member must have length less than or equal to {PAGE}"
        )
    found, lacking = [], []
    for name in wanted:
        try:
            found.append(_told(asked, *_found(asked, name)))
        except Refused as refusal:
            if refusal.error.code not in ("ParameterNotFound", "ParameterVersionNotFound"):
                raise
            lacking.append(name)
    return {"Parameters": found, "InvalidParameters": lacking}


def get_by_path(asked: _Asked) -> dict[str, Any]:
    """Ten at most an answer; without Recursive only what is right below the path."""
    asked.takes_only("MaxResults", "NextToken", "ParameterFilters", "Path", "Recursive", "WithDecryption")
    names.path(str(asked.params["Path"]))
    option = "Recursive" if asked.params.get("Recursive") else "OneLevel"
    below = filters.Filter("Path", option, [str(asked.params["Path"])])
    listed, rest = _page(asked, [below, *filters.read(asked.params, filters.OF_A_PATH)], PAGE)
    return {"Parameters": [_told(asked, each, each.latest) for each in listed], **rest}


def describe(asked: _Asked) -> dict[str, Any]:
    """What there is, without the values; fifty at most an answer."""
    asked.takes_only("Filters", "MaxResults", "NextToken", "ParameterFilters")
    listed, rest = _page(asked, filters.read(asked.params), DESCRIBED)
    return {"Parameters": [_described(asked, each) for each in listed], **rest}


def _page(asked: _Asked, wanted: Sequence[filters.Filter], most: int) -> tuple[list[Parameter], dict[str, str]]:
    """The next parameters that pass, by name, and the token for more if there are any."""
    size = int(asked.params.get("MaxResults") or most)
    if not 1 <= size <= most:
        words = f"1 validation error detected: Value '{size}' at 'maxResults' failed to satisfy constraint: "
        raise errors.invalid(f"{words}Member must have value less than or equal to {most}")
    after = _read(str(asked.params["NextToken"])) if asked.params.get("NextToken") else ""
    left = [asked.store.parameters[name] for name in sorted(asked.store.parameters) if name > after]
    left = [each for each in left if all(one.passes(each) for one in wanted)]
    more = len(left) > size
    return left[:size], {"NextToken": base64.b64encode(left[size - 1].name.encode()).decode()} if more else {}


def delete_one(asked: _Asked) -> dict[str, Any]:
    asked.takes_only("Name")
    if asked.store.parameters.pop(_plain(asked, str(asked.params["Name"])), None) is None:
        raise errors.not_found()
    return {}


def delete_several(asked: _Asked) -> dict[str, Any]:
    asked.takes_only("Names")
    wanted = [str(name) for name in asked.params["Names"]]
    gone = [name for name in wanted if asked.store.parameters.pop(name, None) is not None]
    return {"DeletedParameters": gone, "InvalidParameters": [name for name in wanted if name not in gone]}


def _plain(asked: _Asked, text: str) -> str:
    """A parameter's name, of which the ARN may have been given."""
    start = asked.arn("/")
    if not text.startswith("arn:"):
        return text
    tail = text.removeprefix(start)
    return tail if tail in asked.store.parameters else f"/{tail}"


def _found(asked: _Asked, text: str) -> tuple[Parameter, Version]:
    """What a name stands for, perhaps with a colon and a version."""
    name, _, version = (text, "", "") if text.startswith("arn:") else text.partition(":")
    parameter = asked.store.parameters.get(_plain(asked, name))
    if parameter is None:
        raise errors.not_found()
    if not version:
        return parameter, parameter.latest
    if not version.isdecimal():
        raise NotSimulated("Parameter Store is simulated here, but not labels of versions.")
    found = next((each for each in parameter.versions if each.number == int(version)), None)
    if found is None:
        raise errors.no_version(name, int(version))
    return parameter, found


def _told(asked: _Asked, parameter: Parameter, version: Version) -> dict[str, Any]:
    value = version.value
    if version.key and asked.params.get("WithDecryption"):
        value = _opened(asked, parameter.name, value) if version.plain is None else version.plain
    return {
        "Name": parameter.name,
        "Type": version.kind,
        "Value": value,
        "Version": version.number,
        "LastModifiedDate": version.changed.timestamp(),
        "ARN": asked.arn(parameter.name),
        "DataType": "text",
    }


def _described(asked: _Asked, parameter: Parameter) -> dict[str, Any]:
    latest = parameter.latest
    return {
        "Name": parameter.name,
        "ARN": asked.arn(parameter.name),
        "Type": latest.kind,
        **({"KeyId": latest.key} if latest.key else {}),
        "LastModifiedDate": latest.changed.timestamp(),
        **({"Description": latest.description} if latest.description else {}),
        "Version": latest.number,
        "Tier": latest.tier,
        "Policies": [],
        "DataType": "text",
    }


def _sealed(asked: _Asked, name: str, value: str, key: str) -> str:
    """What KMS makes of a value, in base64; of AWS's own key something like it."""
    if key == OWN_KEY:
        drawn = hashlib.shake_256(f"{name} {asked.clock.now()}".encode()).digest(96 + len(value))
        return base64.b64encode(drawn).decode()
    given = {"KeyId": key, "Plaintext": value.encode(), "EncryptionContext": {"PARAMETER_ARN": asked.arn(name)}}
    return base64.b64encode(_of_kms(asked, "Encrypt", given)["CiphertextBlob"]).decode()


def _opened(asked: _Asked, name: str, value: str) -> str:
    context = {"PARAMETER_ARN": asked.arn(name)}
    given = {"CiphertextBlob": base64.b64decode(value), "EncryptionContext": context}
    return bytes(_of_kms(asked, "Decrypt", given)["Plaintext"]).decode()


def _of_kms(asked: _Asked, operation: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """
    Raises:
        Refused: KMS refuses it.
    """
    call = asked.call
    answer = asked.ask(Call("kms", operation, params, call.who, call.region, call.account))
    if answer.result is None:
        told = answer.error
        raise Refused("InvalidKeyId", told.message if told else "")
    return answer.result


def _read(token: str) -> str:
    try:
        return base64.b64decode(token, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise Refused("InvalidNextToken", "The specified token isn't valid.") from None


OPERATIONS: Mapping[str, Callable[[_Asked], dict[str, Any]]] = {
    "PutParameter": put,
    "GetParameter": get_one,
    "GetParameters": get_several,
    "GetParametersByPath": get_by_path,
    "DescribeParameters": describe,
    "DeleteParameter": delete_one,
    "DeleteParameters": delete_several,
}
