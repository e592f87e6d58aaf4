"""Step by step, without regular expressions."""

import ipaddress


def client_ip(headers, peer, trusted_hops):
    if not trusted_hops:
        return str(ipaddress.ip_address(peer))
    entries = []
    for name, value in headers:
        if name.casefold() == "x-forwarded-for":
            entries.extend(value.split(","))
    if trusted_hops > len(entries):
        return None
    entry = entries[len(entries) - trusted_hops].strip()
    port = None
    if entry.startswith("["):
        host, bracket, rest = entry[1:].partition("]")
        if not bracket or ":" not in host:
            return None
        if rest:
            if rest[0] != ":":
                return None
            port = rest[1:]
    elif entry.count(":") == 1:
        host, port = entry.split(":")
        if "." not in host:
            return None
    else:
        host = entry
    if port is not None and not (port.isascii() and port.isdigit() and float(port) <= 65535):  # however long it is
        return None
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return None
