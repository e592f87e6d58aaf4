"""Which of the 16,384 slots a key belongs to.

Source: Redis cluster specification, "Key distribution model" (CRC16 of the XMODEM kind, modulo 16384) and "Hash tags"
(what is between the first "{" and the next "}" counts, if there is anything).
"""

from __future__ import annotations

from binascii import crc_hqx

SLOTS = 16384


def slot_of(key: bytes) -> int:
    """The slot of a key.

    Args:
        key: as it travels.

    Returns:
        a number from 0 to 16383.
    """
    start = key.find(b"{")
    if start >= 0:
        end = key.find(b"}", start + 1)
        if end > start + 1:
            key = key[start + 1 : end]
    return crc_hqx(key, 0) % SLOTS
