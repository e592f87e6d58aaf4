"""What people get wrong in slot."""

from autograder.mistakes import Mistake

PLAIN = "plain_keys, texts_and_bytes, tags, several_braces, no_tag, exam_plain, exam_forms, exam_tags, "
PLAIN += "exam_which_braces, exam_empty, exam_open"

mistakes = [
    Mistake(
        name="starts_with_ones",
        tempts="Most descriptions of a CRC16-CCITT begin with 0xFFFF.",
        fails=PLAIN,
        advice="crc, forms, tag, which, empty, open",
        old="crc = 0\n",
        new="crc = 0xFFFF\n",
    ),
    Mistake(
        name="one_slot_less",
        tempts="16383 is the highest slot, and not how many there are.",
        fails=PLAIN,
        advice="crc, forms, tag, which, empty, open",
        old="% 16384",
        new="% 16383",
    ),
    Mistake(
        name="lowest_bit_first",
        tempts="The CRC16 of files and of USB goes the other way round.",
        fails=PLAIN,
        advice="crc, forms, tag, which, empty, open",
        old="""
            crc ^= byte << 8
            for _ in range(8):
                crc = (crc << 1) ^ (0x1021 if crc & 0x8000 else 0)
        """,
        new="""
            crc ^= byte
            for _ in range(8):
                crc = (crc >> 1) ^ (0xA001 if crc & 1 else 0)
        """,
    ),
    Mistake(
        name="texts_only",
        tempts="Keys are texts in most programs.",
        fails="texts_and_bytes, exam_forms, exam_tags",
        old="""
            if isinstance(key, str):
                key = key.encode()
        """,
        new="""
            key = key.encode()
        """,
    ),
    Mistake(
        name="bytes_made_texts",
        tempts="Makes a text of everything first. Not all bytes are one.",
        fails="texts_and_bytes, exam_forms",
        old="""
            if isinstance(key, str):
                key = key.encode()
        """,
        new="""
            if isinstance(key, bytes):
                key = key.decode()
            key = key.encode()
        """,
    ),
    Mistake(
        name="one_byte_a_letter",
        tempts="One letter, one byte: it fits for English.",
        fails="texts_and_bytes, exam_forms, exam_tags",
        advice="forms, tag",
        old="key = key.encode()",
        new='key = key.encode("latin-1", "replace")',
    ),
    Mistake(
        name="no_tags",
        tempts="Without braces it is right, and the example was one without.",
        fails="tags, several_braces, exam_forms, exam_tags, exam_which_braces",
        advice="tag, which, forms",
        old="tag if tag and end else key",
        new="key",
    ),
    Mistake(
        name="empty_tag_counts",
        tempts="Whatever stands between the braces, also if it is nothing.",
        fails="no_tag, exam_empty",
        advice="empty",
        old="tag if tag and end else key",
        new="tag if end else key",
    ),
    Mistake(
        name="next_tag_if_empty",
        tempts="A regular expression that looks for the first pair with something in it.",
        fails="no_tag, exam_empty",
        advice="empty",
        old="""
            _, _, behind = key.partition(b"{")
            tag, end, _ = behind.partition(b"}")
        """,
        new="""
            import re

            end = re.search(rb"\\{([^}]+)\\}", key)
            tag = end[1] if end else b""
        """,
    ),
    Mistake(
        name="to_the_last_brace",
        tempts="Takes the last } of the key.",
        fails="several_braces, no_tag, exam_empty, exam_which_braces",
        advice="which, empty",
        old='tag, end, _ = behind.partition(b"}")',
        new='tag, end, _ = behind.rpartition(b"}")',
    ),
    Mistake(
        name="innermost",
        tempts="Of two that open, takes the last before the }.",
        fails="several_braces, exam_which_braces",
        advice="which",
        old="""
            tag, end, _ = behind.partition(b"}")
        """,
        new="""
            tag, end, _ = behind.partition(b"}")
            tag = tag.rpartition(b"{")[2]
        """,
    ),
    Mistake(
        name="first_closing_of_all",
        tempts="Looks for the } from the beginning of the key, and not behind the {.",
        fails="exam_which_braces",
        advice="which",
        old="""
            _, _, behind = key.partition(b"{")
            tag, end, _ = behind.partition(b"}")
        """,
        new="""
            start, close = key.find(b"{"), key.find(b"}")
            tag = key[start + 1 : close] if 0 <= start < close else b""
            end = tag
        """,
    ),
    Mistake(
        name="open_to_the_end",
        tempts="If no } comes, the rest of the key is the tag.",
        fails="no_tag, exam_open",
        advice="open",
        old="tag if tag and end else key",
        new="tag if tag else key",
    ),
    Mistake(
        name="with_the_braces",
        tempts="Takes the tag as it stands there.",
        fails="tags, several_braces, exam_forms, exam_tags, exam_which_braces",
        advice="tag, which, forms",
        old="tag if tag and end else key",
        new='b"{" + tag + b"}" if tag and end else key',
    ),
    Mistake(
        name="stops_at_the_line",
        tempts="A dot of a regular expression is any character but a line break.",
        fails="exam_tags",
        advice="tag",
        of="right/standard_library",
        old='rb"[^{]*\\{([^}]+)\\}"',
        new='rb"[^{\\n]*\\{([^}\\n]+)\\}"',
    ),
    Mistake(
        name="blanks_stripped",
        tempts="Cleans the tag first. Servers do not.",
        fails="exam_tags",
        advice="tag",
        old="crc16(tag if tag and end else key)",
        new="crc16(tag.strip() if tag.strip() and end else key)",
    ),
    Mistake(
        name="only_in_front",
        tempts="Tags stand in front in the examples.",
        fails="tags, several_braces, exam_forms, exam_tags, exam_which_braces",
        advice="tag, which, forms",
        old="tag if tag and end else key",
        new='tag if tag and end and key.startswith(b"{") else key',
    ),
    Mistake(
        name="normal_form",
        tempts="Brings texts into one of the normal forms of Unicode first. Servers see bytes.",
        fails="exam_forms",
        advice="forms",
        old="key = key.encode()",
        new='key = __import__("unicodedata").normalize("NFC", key).encode()',
    ),
    Mistake(
        name="a_call_a_byte",
        tempts="CRC of what is left of the key, in a function that calls itself: Python allows a thousand calls.",
        fails="exam_plain",
        old="""
            crc = 0
            for byte in data:
                crc ^= byte << 8
                for _ in range(8):
                    crc = (crc << 1) ^ (0x1021 if crc & 0x8000 else 0)
                crc &= 0xFFFF
            return crc
        """,
        new="""
            if not data:
                return 0
            crc = crc16(data[:-1]) ^ data[-1] << 8
            for _ in range(8):
                crc = (crc << 1) ^ (0x1021 if crc & 0x8000 else 0)
            return crc & 0xFFFF
        """,
    ),
    Mistake(
        name="no_int",
        tempts="A division with a float gives a float, which equals the number.",
        fails="plain_keys, texts_and_bytes, tags, several_braces, no_tag, exam_plain, exam_forms, exam_tags, exam_which_braces, exam_empty, exam_open",
        advice="number",
        old="% 16384",
        new="% 16384.0",
    ),
]
