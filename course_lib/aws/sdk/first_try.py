"""A client without a network, as long as its first try is its last.

Most of what a call costs is what botocore does for a network: endpoint rules, signatures, sockets, looking whether to
try again. A shortened client leaves that out while the answer is one that nobody would ask for again. After any other
answer, such as a throttle, a server's error or a lost connection, botocore goes its whole way, with this answer as that
of its first try. Parameters, their validation, results and exceptions are botocore's own on both ways.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from typing import Any

from course_lib.aws.http.messages import Request, Response
from course_lib.aws.http.wire import error_code, raise_if_not_simulated
from course_lib.aws.layers.signers import ROOT_KEY
from course_lib.aws.sdk.botocore_hook import to_botocore

SDK = frozenset(["boto3", "botocore"])  # every `Table(…)` registers handlers of boto3's


def _signs_as_root(client: Any) -> bool:
    """Whether it is enough to know that somebody asks: only then need nobody see who signed."""
    credentials = client._request_signer._credentials
    return credentials is None or credentials.access_key == ROOT_KEY


class FirstTry:
    """Stands in for a client's way out.

    Args:
        client: of a service that speaks JSON.
        answer: takes a request and gives the response.
        final: the codes of errors after which botocore never tries again.
    """

    def __init__(self, client: Any, answer: Callable[[Request], Response], final: Collection[str]) -> None:
        self._client, self._answer, self._final = client, answer, final
        endpoint = client._endpoint
        self._endpoint, self._whole_way = endpoint, endpoint.make_request
        self._parser = endpoint._response_parser_factory.create_parser(client.meta.service_model.resolved_protocol)
        self._of_thread = threading.local()
        self._watched = not _signs_as_root(client)

    def take(self) -> None:
        """Take the client's calls from now on."""
        self._resolve = self._client._resolve_endpoint_ruleset
        self._client._resolve_endpoint_ruleset = self._endpoint_of
        self._endpoint.make_request = self._make_request
        events = self._client.meta.events
        for name in ("register", "register_first", "register_last", "unregister"):
            setattr(events, name, self._noticed(getattr(events, name)))

    def first_answer(self) -> Response | None:
        """What the request that is being sent was answered already, if it was."""
        response: Response | None = getattr(self._of_thread, "response", None)
        self._of_thread.response = None
        return response

    def _noticed(self, register: Callable[..., Any]) -> Callable[..., Any]:
        """Register a handler. One that is not boto3's own may look at any step, so from now on none is left out."""

        def noticed(event_name: str, handler: Any = None, *more: Any, **keywords: Any) -> Any:
            if str(getattr(handler, "__module__", "")).partition(".")[0] not in SDK:
                self._watched = True
            return register(event_name, handler, *more, **keywords)

        return noticed

    def _endpoint_of(self, model: Any, params: Any, context: Any, *more: Any, **keywords: Any) -> Any:
        if self._watched:
            return self._resolve(model, params, context, *more, **keywords)
        return self._client.meta.endpoint_url, {}, {}

    def _make_request(self, model: Any, request: dict[str, Any]) -> Any:
        if self._watched:
            return self._whole_way(model, request)
        body = request["body"]
        sent = body.encode() if isinstance(body, str) else bytes(body)
        response = raise_if_not_simulated(
            self._answer(Request(request["method"], request["url"], request["headers"], sent))
        )
        if response.status != 200 and error_code(response) not in self._final:
            self._of_thread.response = response
            return self._whole_way(model, request)
        return self._parsed(model, request["url"], response)

    def _parsed(self, model: Any, url: str, response: Response) -> Any:
        from botocore.endpoint import convert_to_response_dict

        http = to_botocore(url, response)
        raw = convert_to_response_dict(http, model)
        parsed = self._parser.parse(raw, model.output_shape)
        if response.status >= 300:
            self._endpoint._add_modeled_error_fields(raw, parsed, model, self._parser)
        parsed["ResponseMetadata"]["RetryAttempts"] = 0
        return http, parsed
