"""A secret under a customer's key: the caller needs KMS, through Secrets Manager, whenever the value comes or goes.

Each version has a data key of its own. Sources: Secrets Manager user guide, "Secret encryption and decryption in AWS
Secrets Manager" (the calls, the encryption context, kms:ViaService); the refusal as users report it. AWS's own key,
aws/secretsmanager, is there without being made, and everybody in the account may use it through Secrets Manager.
"""

from __future__ import annotations

from typing import Any

from course_lib.aws.http.messages import Answer, Call
from course_lib.aws.services.secretsmanager.errors import Refused
from course_lib.aws.services.secretsmanager.request import Asked
from course_lib.aws.services.secretsmanager.state import Version

OWN = ("", "aws/secretsmanager", "alias/aws/secretsmanager")
_ENCRYPTS = (
    "Secrets Manager can't encrypt the protected secret text using the provided KMS key. "
    "Check that the KMS key is available, enabled, and not in an invalid state."
)
_DECRYPTS = "Secrets Manager can't decrypt the protected secret text using the provided KMS key."


def seal(asked: Asked, arn: str, version: Version, key: str) -> None:
    """Encrypt a version.

    Args:
        arn: of the secret.
        key: as the owner names it.

    Raises:
        Refused: the key is not there, cannot be used, or not by the caller.
    """
    if key in OWN:
        version.key, version.sealed = "", b""
        return
    told = _ask(asked, "GenerateDataKey", arn, version, "EncryptionFailure", KeyId=key, KeySpec="AES_256")
    version.key, version.sealed = str(told["KeyId"]), bytes(told["CiphertextBlob"])


def open_(asked: Asked, arn: str, version: Version) -> None:
    """Let the caller see a version's value.

    Raises:
        Refused: its key cannot be used, or not by the caller.
    """
    if version.key:
        _ask(asked, "Decrypt", arn, version, "DecryptionFailure", CiphertextBlob=version.sealed, KeyId=version.key)


def _ask(asked: Asked, operation: str, arn: str, version: Version, code: str, **params: Any) -> Any:
    call = asked.call
    params["EncryptionContext"] = {"SecretARN": arn, "SecretVersionId": version.id}
    via = f"secretsmanager.{call.region}.amazonaws.com"
    made = Call("kms", operation, params, call.who, call.region, call.account, identity=call.identity, via=via)
    return _result(asked.ask(made), code)


def _result(answer: Answer, code: str) -> Any:
    if answer.result is not None:
        return answer.result
    if answer.error is not None and answer.error.code == "AccessDeniedException":
        raise Refused("AccessDeniedException", "Access to KMS is not allowed")
    raise Refused(code, _ENCRYPTS if code == "EncryptionFailure" else _DECRYPTS)
