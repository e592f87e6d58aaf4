"""Cuts entries off from the right by recursion, and lets ipaddress tell the forms apart."""

from ipaddress import AddressValueError, IPv4Address, IPv6Address


def client_ip(headers, peer, trusted_hops):
    if trusted_hops == 0:
        return alone(peer)
    values = [v for n, v in headers if n.upper() == "X-FORWARDED-FOR"]
    if not values:
        return None
    entry = nth(", ".join(values), trusted_hops)
    return None if entry is None else client(entry.strip())


def nth(text, count):
    rest, comma, last = text.rpartition(",")
    if count == 1:
        return last
    return nth(rest, count - 1) if comma else None


def alone(text):
    for kind in (IPv4Address, IPv6Address):
        try:
            return str(kind(text))
        except AddressValueError:
            continue
    return None


def client(entry):
    direct = alone(entry)
    if direct:
        return direct
    host, colon, port = entry.rpartition(":")
    if colon and "]" not in port:
        digits = set(port) <= set("0123456789") and 0 < len(port)
        if not digits or len(port.lstrip("0")) > 5 or int(port) > 65535:
            return None
        entry = host
        if not entry.startswith("["):
            return alone(entry) if "." in entry and ":" not in entry else None
    if entry[:1] == "[" and entry[-1:] == "]" and ":" in entry:
        return alone(entry[1:-1])
    return None
