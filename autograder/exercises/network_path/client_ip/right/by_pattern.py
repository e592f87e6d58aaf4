"""Two patterns, and a class that gathers the chain."""

import ipaddress
import re

FOUR = re.compile(r"(\d{1,3}(?:\.\d{1,3}){3})(?::(\d{1,9}))?", re.ASCII)
SIX = re.compile(r"\[([0-9a-f:.]+)\](?::(\d{1,9}))?|([0-9a-f:.]+)", re.ASCII | re.IGNORECASE)


class Chain:
    def __init__(self, headers):
        joined = [value for name, value in headers if re.fullmatch("x-forwarded-for", name, re.IGNORECASE)]
        self.entries = [entry.strip() for value in joined for entry in value.split(",")]

    def written_by(self, hops):
        return self.entries[-hops] if 0 < hops <= len(self.entries) else ""


def parsed(entry):
    for pattern in (FOUR, SIX):
        found = pattern.fullmatch(entry)
        if not found:
            continue
        host = found[1] if found[1] else found[3]
        if found[2] and int(found[2]) > 65535:
            return None
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return None
        if found[1] and pattern is SIX and address.version != 6:
            return None
        return address.compressed
    return None


def client_ip(headers, peer, trusted_hops):
    if trusted_hops == 0:
        return ipaddress.ip_address(peer).compressed
    return parsed(Chain(headers).written_by(trusted_hops))
