"""The CRC as what it is: the remainder of a division of one long number, without carries."""

POLYNOMIAL = 0x11021


def slot(key):
    try:
        key = key.encode()
    except AttributeError:
        pass
    pieces = key.split(b"{", 1)
    if len(pieces) == 2 and b"}" in pieces[1] and not pieces[1].startswith(b"}"):
        key = pieces[1].split(b"}")[0]
    rest = int.from_bytes(key, "big") << 16
    while rest.bit_length() > 16:
        rest ^= POLYNOMIAL << (rest.bit_length() - 17)
    return rest % 16384
