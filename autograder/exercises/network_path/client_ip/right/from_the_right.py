"""Goes from the right end, header by header, and stops at the entry that counts."""

from ipaddress import AddressValueError, IPv4Address, IPv6Address
from itertools import islice


def entries_from_the_right(headers):
    for name, value in reversed(headers):
        if name.upper() == "X-FORWARDED-FOR":
            yield from (entry.strip() for entry in reversed(value.split(",")))


def is_port(text):
    digits = text.lstrip("0")
    return text.isascii() and text.isdigit() and len(digits) < 6 and int(digits or 0) < 65536


def read(entry):
    host, colon, port = entry.rpartition(":")
    candidates = [(IPv4Address, entry), (IPv6Address, entry)]
    if entry[:1] == "[" and entry[-1:] == "]":
        candidates = [(IPv6Address, entry[1:-1])]
    elif colon and is_port(port):
        if host[:1] == "[" and host[-1:] == "]":
            candidates.append((IPv6Address, host[1:-1]))
        else:
            candidates.append((IPv4Address, host))
    for kind, text in candidates:
        try:
            return str(kind(text))
        except AddressValueError:
            continue
    return None


def client_ip(headers, peer, trusted_hops):
    if trusted_hops == 0:
        return read(peer)
    entry = next(islice(entries_from_the_right(headers), trusted_hops - 1, None), None)
    return None if entry is None else read(entry)
