"""KMS as the rest of the cloud sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from course_lib.aws.access import Need, ResourcePolicy
from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import AwsError, Call, Layer
from course_lib.aws.kept import Kept
from course_lib.aws.layers.moto_backend import Moto
from course_lib.aws.service import Account, Ask, AwsService
from course_lib.aws.services.kms.layer import KmsRules

DOLLARS_A_REQUEST = 0.03 / 10_000  # see `course_lib.aws.cost`


class Kms(AwsService):
    """With customer managed keys as AWS answers for them."""

    def contents(self, account: Account) -> Iterable[tuple[str, Kept]]:
        from course_lib.aws.services.kms.contents import contents

        return contents(account)

    def price(self, operation: str) -> float:
        return DOLLARS_A_REQUEST

    def layers(self, clock: Clock, seed: int, ask: Ask) -> Sequence[Layer]:
        return [KmsRules(clock, seed)]

    def needs(self, call: Call) -> Sequence[Need] | None:
        from course_lib.aws.services.kms.permissions import needs

        return needs(call)

    def policy_of(self, account: str, region: str, need: Need) -> ResourcePolicy | None:
        from course_lib.aws.services.kms.key_policies import policy_of

        return policy_of(account, region, need.resource)


SERVICE = Kms(
    name="kms",
    title="AWS Key Management Service",
    protocol="json",
    content_type="application/x-amz-json-1.1",
    target="TrentService",
    reads=("Describe*", "GetKey*", "GetPublicKey", "List*"),  # GetParametersForImport makes a token
    # Errors after which none of botocore's retry modes tries again; see `errors`.
    final=frozenset(
        [
            "AccessDeniedException",
            "DisabledException",
            "IncorrectKeyException",
            "InvalidCiphertextException",
            "InvalidKeyUsageException",
            "KMSInvalidMacException",
            "KMSInvalidSignatureException",
            "KMSInvalidStateException",
            "NotFoundException",
            "UnsupportedOperationException",
            "ValidationException",
        ]
    ),
    warm={"client": 1},
    broken=AwsError(
        "KMSInternalException",
        "The request was rejected because an internal exception occurred. The request can be retried.",
        500,
    ),
    malformed=AwsError("SerializationException", ""),
    backend=Moto("moto.kms.responses:KmsResponse"),
)
