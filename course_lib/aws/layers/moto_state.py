"""The bottom of the stack: moto keeps the state, one AWS account per cloud.

moto is called as a library, below its own botocore hook, so nothing of it is active in the process. It finds the
account in the `x-moto-account-id` header and the region in the credential scope or the address.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

from course_lib.aws.http import protocols
from course_lib.aws.http.messages import Answer, Call, Forward, NotSimulated, Response
from course_lib.aws.http.wire import read_answer
from course_lib.aws.layers.moto_tables import create_table
from course_lib.aws.services import DYNAMODB, KMS, S3, SERVICES, STS, Service

# moto answers these, but not as AWS does: its PartiQL loses conditions and quotes.
UNSOUND = {"ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction", "SelectObjectContent"}
# moto tells S3's operations apart by hand and takes those it does not know for others: "delete the bucket's analytics
# settings" would delete the bucket. These it knows, beside those that one of its methods is named after.
S3_OPERATIONS = frozenset(
    """
    CompleteMultipartUpload CreateBucket CreateMultipartUpload DeleteObjects GetBucketLifecycleConfiguration
    GetBucketNotificationConfiguration GetBucketTagging GetObjectRetention ListBuckets PutBucketAccelerateConfiguration
    PutBucketAcl PutBucketCors PutBucketEncryption PutBucketInventoryConfiguration PutBucketLifecycleConfiguration
    PutBucketLogging PutBucketNotificationConfiguration PutBucketOwnershipControls PutBucketPolicy PutBucketReplication
    PutBucketTagging PutBucketVersioning PutBucketWebsite PutObjectLockConfiguration PutPublicAccessBlock RestoreObject
    """.split()
)
_OWN_HEADERS = {"date", "server", "status", "x-amzn-requestid"}  # moto's own; a cloud puts its request id
# S3 does not say when it stored what it has just stored. Source: API reference, these operations' response syntax.
_UNDATED = {"PutObject", "UploadPart", "CopyObject"}

_LOCK = threading.RLock()  # moto keeps all accounts in shared dictionaries
_HANDLERS: dict[str, Callable[..., Any]] = {}
_BUCKETS: dict[str, dict[str, Any]] = {}  # by account: the bucket names that are taken


class MotoState:
    """Answers every call that reaches it from moto's state."""

    def __call__(self, call: Call, forward: Forward) -> Answer:
        service = SERVICES[call.service]
        if call.operation in UNSOUND:
            raise NotSimulated(_not_simulated(service.title, call.operation))
        return _dynamodb(call, service) if service is DYNAMODB else _modelled(call, service)


def _dynamodb(call: Call, service: Service) -> Answer:
    from moto.core.request import Request as MotoRequest

    with _LOCK:
        if call.operation == "CreateTable" and (made := create_table(call)):
            return made
    url = f"https://{call.service}.{call.region}.amazonaws.com/"
    headers = {
        "Content-Type": service.content_type,
        "X-Amz-Target": f"{service.target}.{call.operation}",
        "Authorization": f"AWS4-HMAC-SHA256 Credential=course/20260302/{call.region}/{call.service}/aws4_request, "
        "SignedHeaders=host, Signature=0",
        "x-moto-account-id": call.account,
    }
    body = call.request.body if call.request is not None else json.dumps(call.params).encode()
    return read_answer(_handled(call, service, MotoRequest.from_primitives("POST", url, headers, body)))


def _modelled(call: Call, service: Service) -> Answer:
    if service is S3 and not _knows_s3(call.operation):
        raise NotSimulated(_not_simulated(service.title, call.operation))
    request = call.request or protocols.write_request(service, call)
    response = _handled(call, service, protocols.to_moto(service, request, call.region, call.account))
    return protocols.read_answer(service, call.operation, response)


def _handled(call: Call, service: Service, request: Any) -> Response:
    from moto.core.exceptions import HTTPException

    with _LOCK:
        try:
            status, headers, content = _handler(service)(request, request.raw_url, request.headers)
        except HTTPException as error:
            status, headers, content = error.code, dict(error.get_headers()), error.get_body()
        except NotImplementedError:
            raise NotSimulated(_not_simulated(service.title, call.operation)) from None
    dropped = _OWN_HEADERS | {"last-modified"} if call.operation in _UNDATED else _OWN_HEADERS
    kept = {name: str(value) for name, value in headers.items() if name.lower() not in dropped}
    return Response(int(status), kept, content.encode() if isinstance(content, str) else bytes(content))


def _not_simulated(service: str, operation: str) -> str:
    return f"{service} is simulated here, but not its operation {operation}. Nothing was sent anywhere."


def forget(account: str) -> None:
    """Drop everything that moto keeps for an account."""
    from moto.core.base_backend import BackendDict
    from moto.core.model_instances import reset_model_data

    with _LOCK:
        if _BUCKETS.pop(account, None) is not None:
            _close_objects(account)
        for backends in BackendDict._instances:
            backends.pop(account, None)
        reset_model_data()  # moto's dashboard would hold on to every item ever made, of every account


def _close_objects(account: str) -> None:
    """Close the temporary files that moto keeps S3's objects in."""
    from moto.s3.models import s3_backends

    for backend in s3_backends[account].values():
        for bucket in backend.buckets.values():
            for name in list(bucket.keys):
                for version in bucket.keys.getlist(name):
                    if hasattr(version, "dispose"):  # a delete marker has nothing to close
                        version.dispose()
            for upload in bucket.multiparts.values():
                upload.dispose()


def _handler(service: Service) -> Callable[..., Any]:
    if service.name not in _HANDLERS:
        _HANDLERS[service.name] = _LOADERS[service.name]()
    return _HANDLERS[service.name]


def _load_dynamodb() -> Any:
    from moto.dynamodb.responses import DynamoHandler

    return DynamoHandler.dispatch


def _load_kms() -> Any:
    from moto.kms.responses import KmsResponse

    return KmsResponse.dispatch


def _load_sts() -> Any:
    from moto.sts.responses import TokenResponse

    return TokenResponse.dispatch


def _load_s3() -> Any:
    return _dispatch_s3


_LOADERS = {DYNAMODB.name: _load_dynamodb, KMS.name: _load_kms, STS.name: _load_sts, S3.name: _load_s3}


def _dispatch_s3(request: Any, url: str, headers: Any) -> Any:
    """Bucket names are unique on all of AWS, and moto sees to that; here each cloud is an AWS of its own."""
    from moto.s3.models import s3_backends
    from moto.s3.responses import S3Response

    account = headers["x-moto-account-id"]
    s3_backends.bucket_accounts = _BUCKETS.setdefault(account, {})
    _, _, key = request.raw_path.lstrip("/").partition("/")
    dispatch = S3Response.key_dispatch if key else S3Response.bucket_dispatch
    return dispatch(request, url, headers)


def _knows_s3(operation: str) -> bool:
    from botocore import xform_name
    from moto.s3.responses import S3Response

    return operation in S3_OPERATIONS or hasattr(S3Response, xform_name(operation))
