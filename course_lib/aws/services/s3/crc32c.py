"""CRC-32C (Castagnoli) of a few bytes: the reflected polynomial 0x82F63B78. Source: RFC 3720, appendix B.4."""

from __future__ import annotations

from functools import cache

_POLYNOMIAL = 0x82F63B78


@cache
def _table() -> tuple[int, ...]:
    return tuple(map(_after_eight_bits, range(256)))


def _after_eight_bits(value: int) -> int:
    for _ in range(8):
        value = value >> 1 ^ (_POLYNOMIAL if value & 1 else 0)
    return value


def crc32c(data: bytes) -> bytes:
    """The checksum, four bytes, the highest first."""
    value = 0xFFFFFFFF
    for byte in data:
        value = value >> 8 ^ _table()[(value ^ byte) & 0xFF]
    return (value ^ 0xFFFFFFFF).to_bytes(4, "big")
