"""A default session for boto3 that is quick about clients: some are made ahead, and none is made for a network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any

from course_lib.aws.http.messages import Request, Response
from course_lib.aws.http.wire import DEFAULT_REGION
from course_lib.aws.sdk.botocore_hook import to_botocore
from course_lib.aws.sdk.clients import is_short, make_table_class, remember_classes, share_models
from course_lib.aws.sdk.first_try import FirstTry
from course_lib.aws.services import SERVICES


def ready_session(answer: Callable[[Request], Response], wanted: Iterable[tuple[str, str]]) -> Any:
    """A boto3 session for `boto3.DEFAULT_SESSION`.

    Args:
        answer: takes a request and gives the response.
        wanted: what is made ahead: ("client" or "resource", service). The first one that asks for it with no other
            argument gets it.
    """
    import boto3

    session = boto3.Session()
    share_models(session)
    remember_classes(session)
    whole = {"client": session.client, "resource": session.resource}
    ready: dict[tuple[str, str], list[Any]] = defaultdict(list)

    def client(service_name: str, *arguments: Any, **keywords: Any) -> Any:
        if not arguments and not keywords and ready["client", service_name]:
            return ready["client", service_name].pop()
        made = whole["client"](service_name, *arguments, **keywords)
        if is_short(service_name) and made.meta.region_name == DEFAULT_REGION:
            _shorten(made, answer, SERVICES.aws[service_name].final)
        return made

    def resource(service_name: str, *arguments: Any, **keywords: Any) -> Any:
        if not arguments and not keywords and ready["resource", service_name]:
            return ready["resource", service_name].pop()
        return whole["resource"](service_name, *arguments, **keywords)

    vars(session).update(client=client, resource=resource)
    for kind, service in wanted:
        made = (client if kind == "client" else resource)(service)
        make_table_class(made)
        ready[kind, service].append(made)
    return session


def _shorten(client: Any, answer: Callable[[Request], Response], final: Collection[str]) -> None:
    way = FirstTry(client, answer, final)

    def answered(request: Any, **_: Any) -> Any:
        response = way.first_answer()
        return response and to_botocore(request.url, response)

    client.meta.events.register("before-send", answered)
    way.take()
