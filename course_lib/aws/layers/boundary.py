"""The line that no exception of ours crosses: what goes wrong in a service is logged, and the caller gets AWS's words.

A request whose parameters are not what botocore's model says is the caller's fault (400); anything else is the
service's (500), which SDKs try again.
"""

from __future__ import annotations

import logging

from course_lib.aws.http.messages import Answer, Call, Forward, NotSimulated, is_ours
from course_lib.aws.services import SERVICES

_LOG = logging.getLogger(__name__)


class Boundary:
    """Stands before all services' layers. What is not simulated, and what cannot be read, is told by the account."""

    def __call__(self, call: Call, forward: Forward) -> Answer:
        try:
            return forward(call)
        except (NotSimulated, RecursionError):
            raise
        except Exception as error:
            if not is_ours(error):
                raise
            service = SERVICES.aws[call.service]
            wrong = _is_malformed(call)
            _LOG.log(
                logging.INFO if wrong else logging.ERROR, "%s %s failed", call.service, call.operation, exc_info=True
            )
            return Answer(error=service.malformed if wrong else service.broken)


def _is_malformed(call: Call) -> bool:
    """Whether a call's parameters are not what botocore's model says."""
    from botocore.session import get_session
    from botocore.validate import ParamValidator

    shape = get_session().get_service_model(call.service).operation_model(call.operation).input_shape
    if shape is None:
        return False
    payload = shape.members.get(shape.serialization.get("payload", ""))
    if call.request is not None and payload is not None and payload.type_name == "structure":
        return True  # XML of the caller's that could not be made sense of
    try:
        return bool(ParamValidator().validate(dict(call.params), shape).has_errors())
    except (ValueError, RuntimeError, OverflowError):  # a moment that is none
        return True
