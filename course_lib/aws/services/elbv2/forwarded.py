"""What an Application Load Balancer does to X-Forwarded-For, in each of its three modes.

Source: Elastic Load Balancing guide for Application Load Balancers, "HTTP headers and Application Load Balancers"
(routing.http.xff_header_processing.mode: append, preserve, remove; routing.http.xff_client_port.enabled, which counts
for append alone; IPv6 addresses with a port stand in brackets).
"""

from __future__ import annotations

from collections.abc import Sequence

NAME = "X-Forwarded-For"
MODES = ("append", "preserve", "remove")
Headers = Sequence[tuple[str, str]]


def forwarded(headers: Headers, peer: str, mode: str = "append", client_port: int | None = None) -> Headers:
    """The headers that a target gets.

    Args:
        headers: as the client sent them.
        peer: the address from which the load balancer got the request.
        mode: "append" (unless told), "preserve" or "remove".
        client_port: the client's port, where the attribute for it is on; None where it is off.
    """
    if mode not in MODES:
        raise ValueError(f"There is no mode {mode!r}: it is append, preserve or remove.")
    if mode == "preserve":
        return list(headers)
    others = [(name, value) for name, value in headers if name.lower() != NAME.lower()]
    if mode == "remove":
        return others
    claimed = [value for name, value in headers if name.lower() == NAME.lower()]
    return [*others, (NAME, ", ".join([*claimed, _seen(peer, client_port)]))]


def _seen(peer: str, port: int | None) -> str:
    if port is None:
        return peer
    return f"[{peer}]:{port}" if ":" in peer else f"{peer}:{port}"
