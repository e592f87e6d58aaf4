"""A table of 256 remainders, as servers do it, and places found with find."""


def remainder(value):
    value <<= 8
    for _ in range(8):
        value <<= 1
        if value & 0x10000:
            value ^= 0x11021
    return value


TABLE = [remainder(value) for value in range(256)]


def slot(key):
    if not isinstance(key, bytes):
        key = key.encode("utf-8")
    start = key.find(b"{")
    if start >= 0:
        end = key.find(b"}", start + 1)
        if end > start + 1:
            key = key[start + 1 : end]
    crc = 0
    for byte in key:
        crc = (crc << 8) & 0xFFFF ^ TABLE[crc >> 8 ^ byte]
    return crc & 0x3FFF
