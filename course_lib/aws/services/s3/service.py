"""S3 as the rest of the cloud sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from course_lib.aws.access import Need, ResourcePolicy
from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward, Layer
from course_lib.aws.kept import Kept
from course_lib.aws.service import Account, Ask, AwsService
from course_lib.aws.services.s3.backend import Buckets

DOLLARS_A_WRITE, DOLLARS_A_READ = 0.005 / 1000, 0.0004 / 1000  # see `course_lib.aws.cost`
CHEAP = ("GetObject", "HeadObject", "SelectObjectContent")
FREE = ("DeleteObject", "DeleteObjects", "AbortMultipartUpload", "DeleteBucket")


class S3(AwsService):
    """With what backups rest on as AWS answers it: versions, locks, conditions, checksums, keys, uploads in parts."""

    def contents(self, account: Account) -> Iterable[tuple[str, Kept]]:
        from course_lib.aws.services.s3.contents import contents

        return contents(account)

    def price(self, operation: str) -> float:
        if operation in FREE:
            return 0.0
        return DOLLARS_A_READ if operation in CHEAP else DOLLARS_A_WRITE

    def layers(self, clock: Clock, seed: int, ask: Ask) -> Sequence[Layer]:
        from course_lib.aws.services.s3.arguments import Arguments
        from course_lib.aws.services.s3.bucket_policies import DecidedAbove, StoredPolicies
        from course_lib.aws.services.s3.checksums import UploadChecksums
        from course_lib.aws.services.s3.encryption import KeyUse
        from course_lib.aws.services.s3.encryption_asked import EncryptionAsked
        from course_lib.aws.services.s3.integrity import Integrity
        from course_lib.aws.services.s3.locks import Locks
        from course_lib.aws.services.s3.new_locks import NewLocks
        from course_lib.aws.services.s3.new_markers import NewMarkers
        from course_lib.aws.services.s3.preconditions import Preconditions
        from course_lib.aws.services.s3.suspended import Suspended
        from course_lib.aws.services.s3.told import Told
        from course_lib.aws.services.s3.uploads import UploadRules
        from course_lib.aws.services.s3.version_ids import VersionIds

        asked: list[Layer] = [Told(clock), Arguments(), VersionIds(), Integrity(), Locks(clock), Preconditions()]
        stored: list[Layer] = [UploadRules(), UploadChecksums(), NewMarkers(clock), NewLocks(clock), StoredPolicies()]
        return [*asked, EncryptionAsked(), KeyUse(ask), Suspended(), *stored, DecidedAbove()]

    def needs(self, call: Call) -> Sequence[Need] | None:
        from course_lib.aws.services.s3.permissions import needs

        return needs(call)

    def needs_to_be_told(self, call: Call, error: AwsError) -> Sequence[Need]:
        from course_lib.aws.services.s3.permissions import needs_to_be_told

        return needs_to_be_told(call, error)

    def in_parts(self, call: Call, refusals: Sequence[AwsError | None], forward: Forward) -> Answer | None:
        from course_lib.aws.services.s3.deleting import delete_allowed

        return delete_allowed(call, refusals, forward) if call.operation == "DeleteObjects" else None

    def policy_of(self, account: str, region: str, need: Need) -> ResourcePolicy | None:
        from course_lib.aws.services.s3.bucket_policies import policy_of

        return policy_of(account, need.resource)


SERVICE = S3(
    name="s3",
    title="Amazon Simple Storage Service",
    protocol="rest-xml",
    content_type="application/xml",
    takes_unsigned=True,
    # Source: S3 API reference, PutBucketPolicy and DeleteBucketPolicy: root can always do these.
    denies_root_but=frozenset(["GetBucketPolicy", "PutBucketPolicy", "DeleteBucketPolicy"]),
    in_host_names=True,
    request_id=("x-amz-request-id", 16),
    kinds=("resource", "client"),
    reads=("Get*", "Head*", "List*"),
    warm={"client": 1},
    # Source: S3 API reference, "Error responses".
    broken=AwsError("InternalError", "We encountered an internal error. Please try again.", 500),
    malformed=AwsError(
        "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema"
    ),
    backend=Buckets("moto.s3.responses:S3Response", unsound=frozenset(["SelectObjectContent"])),
)
