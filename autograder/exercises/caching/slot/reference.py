def slot(key):
    """The slot of a key in a Redis or Valkey cluster.

    Args:
        key: a text, which stands for its bytes in UTF-8, or bytes. Both can be empty.

    Returns:
        A whole number from 0 to 16383: the CRC16 of the bytes that count, modulo 16384.
        The CRC16 is the one named XMODEM: polynomial 0x1021, start value 0, the highest bit first, and
        nothing done to the result. Of b"123456789" it makes 0x31C3.
        If there is a { in the key, and a } somewhere behind the first {, and at least one byte between
        that { and the first } behind it, then only the bytes between these two count: the hash tag.
        Otherwise all bytes of the key count.

    Raises:
        Nothing: each key has its slot.
    """
    if isinstance(key, str):
        key = key.encode()
    _, _, behind = key.partition(b"{")
    tag, end, _ = behind.partition(b"}")
    return crc16(tag if tag and end else key) % 16384


def crc16(data):
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1) ^ (0x1021 if crc & 0x8000 else 0)
        crc &= 0xFFFF
    return crc
