"""Decimal, and divmod."""

from decimal import ROUND_CEILING, Decimal


def shards_needed(peak_writes, item_bytes, transactional=False, percent=100):
    for value, least, most in ((peak_writes, 0, None), (item_bytes, 0, 409600), (percent, 1, 100)):
        if value < least or (most is not None and value > most):
            raise ValueError(value)
    whole, rest = divmod(item_bytes, 1024)
    units = (whole + (rest > 0)) or 1
    units <<= bool(transactional)
    per_shard = Decimal(percent) * 10
    return int((Decimal(peak_writes * units) / per_shard).to_integral_value(ROUND_CEILING)) or 1
