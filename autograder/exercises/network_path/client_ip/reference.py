import re
from ipaddress import ip_address

WITH_PORT = re.compile(r"(?:\[(?P<six>[^\[\]]*)\]|(?P<four>[^:]*))(?::(?P<port>[0-9]+))?")


def client_ip(headers, peer, trusted_hops):
    """The address of the client that a request comes from, as far as it can be believed.

    Args:
        headers: the request's headers as the server received them: a list of tuples of name and value,
            two texts, in their order. Names can be written in capital or small letters, and a name can
            come several times.
        peer: the address from which the server's connection comes, a text: an IPv4 or IPv6 address.
        trusted_hops: how many proxies of your own every request passes, a whole number from 0. Each adds
            one entry at the right end of X-Forwarded-For, with a comma before it if something stands
            there: the address from which it got the request, as it saw it.

    Returns:
        A text: the client's address as str(ipaddress.ip_address(…)) writes it.
        It is the entry that the outermost of your proxies wrote: of all values of X-Forwarded-For, joined
        in their order, the entry number `trusted_hops`, counted from the right. Entries are parted by
        commas, blanks and tabs around them do not count. An empty entry is an entry. What stands
        further to the left is the client's claim and changes nothing.
        Behind an IPv4 address there may be a colon and a port (digits, 0 to 65535). An IPv6 address
        stands alone or in brackets, and behind the brackets there may be a colon and a port. The port is
        left out.
        With trusted_hops 0 it is the peer.
        None if there are fewer entries than trusted_hops, or if the entry is not such an address.

    Raises:
        Nothing, whatever the headers hold.
    """
    if trusted_hops == 0:
        return str(ip_address(peer))
    values = [value for name, value in headers if name.lower() == "x-forwarded-for"]
    entries = ",".join(values).split(",") if values else []
    if len(entries) < trusted_hops:
        return None
    return address_in(entries[-trusted_hops].strip())


def address_in(entry):
    """The address of an entry, without port and brackets; None if it holds none."""
    try:
        return str(ip_address(entry))
    except ValueError:
        found = WITH_PORT.fullmatch(entry)
    if found is None or not is_port(found["port"] or "0"):
        return None
    try:
        address = ip_address(found["six"] or found["four"] or "")
    except ValueError:
        return None
    return str(address) if (address.version == 6) == (found["six"] is not None) else None


def is_port(digits):
    """Whether they are a number up to 65535. A client can send thousands of them, which int() would not take."""
    digits = digits.lstrip("0")
    return len(digits) <= 5 and int(digits or 0) <= 65535
