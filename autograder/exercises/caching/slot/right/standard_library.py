"""A regular expression for the tag, and the CRC that Python's standard library has under another name."""

import re
from binascii import crc_hqx


def slot(key):
    data = key.encode() if isinstance(key, str) else key
    tag = re.match(rb"[^{]*\{([^}]+)\}", data)
    return crc_hqx(tag[1] if tag else data, 0) % 16384
