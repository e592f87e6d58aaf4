"""The course's own boto3 objects, on a shorter way to their cloud.

A check looks at its cloud hundreds of times, and most of what such a call costs is what botocore does for a network:
endpoints, signatures, user agents, retries. The course's objects leave that out. Parameters and results go through
botocore's serializer and parser as ever, and the request through the same door as a learner's.
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Mapping
from typing import Any

from course_lib.aws.http.messages import Request
from course_lib.aws.http.wire import raise_if_not_simulated
from course_lib.aws.sdk.botocore_hook import client_of


class Shortcut:
    """Stands in for a client's `_make_api_call`.

    Args:
        boto3_object: a client or resource.
        send: takes a request and gives the response.
    """

    def __init__(self, boto3_object: Any, send: Any) -> None:
        from botocore import parsers, serialize

        self._client = client_of(boto3_object)
        self._injector = getattr(boto3_object, "_injector", None)  # between DynamoDB's types and Python's
        self._send = send
        self._model = self._client.meta.service_model
        self._serializer = serialize.create_serializer("json", include_validation=False)
        self._parser = parsers.create_parser("json")

    def take(self) -> None:
        """Answer the client's calls from now on."""
        self._client._make_api_call = self._make_api_call

    def _make_api_call(self, operation_name: str, api_params: Mapping[str, Any]) -> Any:
        model = self._model.operation_model(operation_name)
        params = copy.deepcopy(dict(api_params))
        for token in model.idempotent_members:  # as botocore's handler draws them
            params.setdefault(token, str(uuid.uuid4()))
        if self._injector:
            self._injector.inject_condition_expressions(params, model)
            self._injector.inject_attribute_value_input(params, model)
        sent = self._serializer.serialize_to_request(params, model)
        url = self._client.meta.endpoint_url
        response = raise_if_not_simulated(self._send(Request("POST", url, sent["headers"], bytes(sent["body"]))))
        raw = {"status_code": response.status, "headers": response.headers, "body": response.body}
        parsed = self._parser.parse(raw, model.output_shape)
        if response.status >= 300:
            code = parsed["Error"]["Code"]
            shape = self._model.shape_for_error_code(code)
            if shape is not None:
                parsed.update(self._parser.parse(raw, shape))
            raise self._client.exceptions.from_code(code)(parsed, operation_name)
        if self._injector:
            self._injector.inject_attribute_value_output(parsed, model)
        return parsed
