"""What people get wrong in encrypt_stream."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="binds_header_only",
        tempts="Random nonces and an authenticated header, but no frame knows its place.",
        fails="bound, exam_bound",
        advice="bind",
        old="""
            import struct
        """,
        new="""
            import os
            import struct
        """,
        also=[
            Change(
                old="""
                    nonce = sequence.to_bytes(12, "big")
                    sink.write(head + nonce + gcm.encrypt(nonce, data, header[:8] + head))
                """,
                new="""
                    nonce = os.urandom(12)
                    sink.write(head + nonce + gcm.encrypt(nonce, data, header[:8]))
                """,
            ),
        ],
    ),
    Mistake(
        name="binds_whole_header",
        tempts="Binds the frames to the wrapped key too, so that the key can never be moved.",
        fails="bound, exam_bound",
        advice="bind",
        old="sink.write(head + nonce + gcm.encrypt(nonce, data, header[:8] + head))",
        new="sink.write(head + nonce + gcm.encrypt(nonce, data, header + head))",
    ),
    Mistake(
        name="counts_from_zero",
        tempts="Counts from 0, as a programmer does.",
        fails="bound, exam_bound",
        advice="sequence",
        old="data, sequence = source.read(frame_size), 1",
        new="data, sequence = source.read(frame_size), 0",
    ),
    Mistake(
        name="end_only_when_short",
        tempts="Takes a short frame for the last. Where the data ends with a full one, no frame is the last.",
        fails="end_marked, exam_end_marked",
        advice="end",
        old='head = struct.pack(">IBI", sequence, not following, len(data))',
        new='head = struct.pack(">IBI", sequence, len(data) < frame_size, len(data))',
    ),
    Mistake(
        name="frames_of_another_size",
        tempts="Reads what is handy, 4,096 bytes, and lets frame_size be.",
        fails="opens_again, exam_opens_again",
        advice="frames",
        old="""
            data, sequence = source.read(frame_size), 1
            while True:
                following = source.read(frame_size) if data else b""
        """,
        new="""
            data, sequence = source.read(4096), 1
            while True:
                following = source.read(4096) if data else b""
        """,
    ),
    Mistake(
        name="header_first",
        tempts="Writes the beginning of the header before it has a key.",
        fails="refused, exam_refused",
        advice="errors",
        old="""
            made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
        """,
        new="""
            sink.write(b"ENV1" + frame_size.to_bytes(4, "big"))
            made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
        """,
        also=[
            Change(
                old="sink.write(header)",
                new="sink.write(header[8:])",
            ),
        ],
    ),
    Mistake(
        name="hides_refusals",
        tempts="Prints what KMS refused, and returns as if all were well.",
        fails="refused, exam_refused",
        advice="errors",
        old="""
            made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
        """,
        new="""
            try:
                made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
            except Exception as error:
                print(error)
                return
        """,
    ),
    Mistake(
        name="kms_encrypts_frames",
        tempts="Lets KMS encrypt every frame.",
        fails="broken, exam_broken, opens_again, nonces, bound, end_marked, own_key, exam_opens_again, exam_nonces, exam_bound, exam_end_marked, exam_own_key, exam_long_stream, exam_little_memory",
        advice="form, kms_encrypt",
        old="""
            sink.write(head + nonce + gcm.encrypt(nonce, data, header[:8] + head))
        """,
        new="""
            sink.write(
                head + nonce + kms.encrypt(KeyId=key_id, Plaintext=data, EncryptionContext=context)["CiphertextBlob"]
            )
        """,
    ),
    Mistake(
        name="little_endian",
        tempts="Packs numbers as the processor has them.",
        fails="opens_again, nonces, bound, end_marked, own_key, exam_opens_again, exam_nonces, exam_bound, exam_end_marked, exam_own_key",
        advice="form",
        old='header = struct.pack(">4sIH", b"ENV1", frame_size, len(wrapped)) + wrapped',
        new='header = struct.pack("<4sIH", b"ENV1", frame_size, len(wrapped)) + wrapped',
        also=[
            Change(
                old='head = struct.pack(">IBI", sequence, not following, len(data))',
                new='head = struct.pack("<IBI", sequence, not following, len(data))',
            ),
        ],
    ),
    Mistake(
        name="no_additional_data",
        tempts="Encrypts each frame well, and binds it to nothing: frames can change places.",
        fails="bound, exam_bound",
        advice="bind",
        old="sink.write(head + nonce + gcm.encrypt(nonce, data, header[:8] + head))",
        new="sink.write(head + nonce + gcm.encrypt(nonce, data, None))",
    ),
    Mistake(
        name="no_context",
        tempts="Leaves the encryption context out.",
        fails="own_key, exam_own_key",
        advice="context",
        old='made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)',
        new='made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256")',
    ),
    Mistake(
        name="no_end",
        tempts="Never says which frame is the last.",
        fails="end_marked, exam_end_marked",
        advice="end",
        old='head = struct.pack(">IBI", sequence, not following, len(data))',
        new='head = struct.pack(">IBI", sequence, 0, len(data))',
    ),
    Mistake(
        name="nothing_for_nothing",
        tempts="Writes no frame where there is no data: a file that was emptied by a thief looks the same.",
        fails="opens_again, end_marked, exam_opens_again, exam_end_marked",
        advice="frames",
        old="while True:",
        new="while data:",
    ),
    Mistake(
        name="one_key_for_all",
        tempts="Asks KMS once for each context.",
        fails="broken, exam_broken, own_key, exam_own_key",
        advice="one_key",
        old="""
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        """,
        new="""
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM

            _KEYS = {}
        """,
        also=[
            Change(
                old="""
                    made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
                """,
                new="""
                    name = str(sorted(context.items()))
                    if name not in _KEYS:
                        _KEYS[name] = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
                    made = _KEYS[name]
                """,
            ),
        ],
    ),
    Mistake(
        name="plain_key_in_header",
        tempts="Writes the plain key into the header, so that decrypting needs no KMS.",
        fails="opens_again, nonces, bound, end_marked, own_key, exam_opens_again, exam_nonces, exam_bound, exam_end_marked, exam_own_key",
        advice="leak",
        old='wrapped, gcm = made["CiphertextBlob"], AESGCM(made["Plaintext"])',
        new='wrapped, gcm = made["Plaintext"], AESGCM(made["Plaintext"])',
    ),
    Mistake(
        name="reads_everything",
        tempts="Reads the whole file first: fine with 5 MB, and not with 111 GB.",
        fails="little_memory, exam_little_memory, exam_long_stream",
        advice="memory",
        old="""
            import struct
        """,
        new="""
            import io
            import struct
        """,
        also=[
            Change(
                old="""
                    data, sequence = source.read(frame_size), 1
                """,
                new="""
                    source = io.BytesIO(source.read())
                    data, sequence = source.read(frame_size), 1
                """,
            ),
        ],
    ),
    Mistake(
        name="same_nonce",
        tempts="One random nonce for the whole stream.",
        fails="nonces, exam_nonces",
        advice="nonce",
        old="""
            import struct
        """,
        new="""
            import os
            import struct
        """,
        also=[
            Change(
                old="""
                    data, sequence = source.read(frame_size), 1
                """,
                new="""
                    nonce = os.urandom(12)
                    data, sequence = source.read(frame_size), 1
                """,
            ),
            Change(
                old="""
                    nonce = sequence.to_bytes(12, "big")
                """,
                new="",
            ),
        ],
    ),
    Mistake(
        name="short_nonce_counter",
        tempts="Counts the nonce in one byte: after 256 frames it begins again.",
        fails="nonces, exam_nonces",
        advice="nonce",
        old='nonce = sequence.to_bytes(12, "big")',
        new="nonce = bytes(11) + bytes([sequence % 256])",
    ),
    Mistake(
        name="writes_at_the_end",
        tempts="Reads frame by frame, and joins them all before it writes.",
        fails="little_memory, exam_little_memory, exam_long_stream",
        advice="memory",
        old="sink.write(header)",
        new="parts = [header]",
        also=[
            Change(
                old="""
                    sink.write(head + nonce + gcm.encrypt(nonce, data, header[:8] + head))
                    if not following:
                """,
                new="""
                    parts.append(head + nonce + gcm.encrypt(nonce, data, header[:8] + head))
                    if not following:
                        sink.write(b"".join(parts))
                """,
            ),
        ],
    ),
    Mistake(
        name="source_error_is_the_end",
        tempts="Takes a disk that cannot be read for the end of the data: the stream looks whole.",
        fails="broken, exam_broken",
        advice="broken",
        old="""
            following = source.read(frame_size) if data else b""
        """,
        new="""
            try:
                following = source.read(frame_size) if data else b""
            except OSError:
                following = b""
        """,
    ),
    Mistake(
        name="key_on_stderr",
        tempts="Writes the key to the terminal, for the day when something does not open.",
        fails="opens_again, nonces, bound, end_marked, own_key, exam_opens_again, exam_nonces, exam_bound, exam_end_marked, exam_own_key",
        advice="leak",
        old="""
            import struct

            from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        """,
        new="""
            import struct
            import sys

            from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        """,
        also=[
            Change(
                old="""
                    data, sequence = source.read(frame_size), 1
                """,
                new="""
                    print("data key", made["Plaintext"].hex(), file=sys.stderr)
                    data, sequence = source.read(frame_size), 1
                """,
            ),
        ],
    ),
    Mistake(
        name="nonce_from_data",
        tempts="Makes the nonce of the data: two frames that are alike have the same one.",
        fails="nonces, exam_nonces",
        advice="nonce",
        old="""
            import struct
        """,
        new="""
            import hashlib
            import struct
        """,
        also=[
            Change(
                old="""
                    nonce = sequence.to_bytes(12, "big")
                """,
                new="""
                    nonce = hashlib.sha256(data).digest()[:12]
                """,
            ),
        ],
    ),
    Mistake(
        name="eight_frames_ahead",
        tempts="Reads eight frames at once, which is quicker, and takes eight times the memory.",
        fails="little_memory, exam_little_memory",
        advice="memory",
        old="""
            import struct
        """,
        new="""
            import io
            import struct
        """,
        also=[
            Change(
                old="""
                    data, sequence = source.read(frame_size), 1
                    while True:
                        following = source.read(frame_size) if data else b""
                """,
                new="""
                    ahead, sequence = io.BytesIO(source.read(8 * frame_size)), 1
                    data = ahead.read(frame_size)
                    while True:
                        following = ahead.read(frame_size)
                        if not following:
                            ahead = io.BytesIO(source.read(8 * frame_size))
                            following = ahead.read(frame_size)
                """,
            ),
        ],
    ),
    Mistake(
        name="own_client",
        tempts="Makes a client of its own, and leaves the one that it was handed.",
        fails="opens_again, broken, nonces, bound, end_marked, own_key, little_memory, refused, exam_opens_again, exam_broken, exam_nonces, exam_bound, exam_end_marked, exam_own_key, exam_little_memory, exam_long_stream, exam_refused",
        old="""
            import struct
        """,
        new="""
            import struct

            import boto3
        """,
        also=[
            Change(
                old="""
                    made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
                """,
                new="""
                    kms = boto3.client("kms", region_name="us-east-1")
                    made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
                """,
            ),
        ],
    ),
    Mistake(
        name="aliases_only",
        tempts="Takes what it is handed for the name of an alias: an id or an ARN is none.",
        fails="refused, exam_refused, exam_opens_again",
        advice="errors",
        old="""
            made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
        """,
        new="""
            alias = "alias/" + key_id.removeprefix("alias/")
            made = kms.generate_data_key(KeyId=alias, KeySpec="AES_256", EncryptionContext=context)
        """,
    ),
    Mistake(
        name="measures_first",
        tempts="Goes to the end of the source and back, to know how long it is: a pipe cannot do that.",
        fails="opens_again, broken, little_memory, bound, end_marked, nonces, own_key, exam_opens_again, exam_own_key, exam_bound, exam_end_marked, exam_nonces, exam_long_stream, exam_little_memory, exam_broken",
        old="""
            data, sequence = source.read(frame_size), 1
        """,
        new="""
            frames = source.seek(0, 2) // frame_size + 1
            source.seek(0)
            data, sequence = source.read(frame_size), 1
        """,
    ),
    Mistake(
        name="marks_the_end_later",
        tempts="Goes back in what it has written, to mark the last frame when it knows which one that was.",
        fails="opens_again, broken, little_memory, bound, end_marked, nonces, own_key, exam_opens_again, exam_own_key, exam_bound, exam_end_marked, exam_nonces, exam_long_stream, exam_little_memory, exam_broken",
        old="""
            head = struct.pack(">IBI", sequence, not following, len(data))
            nonce = sequence.to_bytes(12, "big")
        """,
        new="""
            place = sink.tell()
            head = struct.pack(">IBI", sequence, not following, len(data))
            nonce = sequence.to_bytes(12, "big")
        """,
        also=[
            Change(
                old="""
                    if not following:
                        return
                """,
                new="""
                    if not following:
                        sink.seek(place)
                        sink.write(head)
                        return
                """,
            ),
        ],
    ),
    Mistake(
        name="returns_how_many",
        tempts="Returns how many frames there are, as write does.",
        fails="opens_again, exam_opens_again",
        old="""
            if not following:
                return
        """,
        new="""
            if not following:
                return sequence
        """,
    ),
    Mistake(
        name="ends_it_properly",
        tempts="Closes the stream when the source breaks, so that what is there opens: as if it were all.",
        fails="broken, exam_broken",
        advice="broken",
        old="""
            following = source.read(frame_size) if data else b""
            head = struct.pack(">IBI", sequence, not following, len(data))
            nonce = sequence.to_bytes(12, "big")
            sink.write(head + nonce + gcm.encrypt(nonce, data, header[:8] + head))
        """,
        new="""
            broken = None
            try:
                following = source.read(frame_size) if data else b""
            except OSError as error:
                following, broken = b"", error
            head = struct.pack(">IBI", sequence, not following, len(data))
            nonce = sequence.to_bytes(12, "big")
            sink.write(head + nonce + gcm.encrypt(nonce, data, header[:8] + head))
            if broken:
                raise broken
        """,
    ),
    Mistake(
        name="full_disk_is_the_end",
        tempts="Takes a disk that is full for a reason to stop, and for none to say so.",
        fails="broken, exam_broken",
        advice="broken",
        old="""
            sink.write(head + nonce + gcm.encrypt(nonce, data, header[:8] + head))
        """,
        new="""
            try:
                sink.write(head + nonce + gcm.encrypt(nonce, data, header[:8] + head))
            except OSError:
                return
        """,
    ),
    Mistake(
        name="another_os_error",
        tempts="Explains an error of the source with one of its own.",
        fails="broken, exam_broken",
        advice="broken",
        old="""
            following = source.read(frame_size) if data else b""
        """,
        new="""
            try:
                following = source.read(frame_size) if data else b""
            except OSError as error:
                raise OSError(f"The source cannot be read: {error}") from error
        """,
    ),
    Mistake(
        name="writes_again",
        tempts="Writes a second time when the first write has failed.",
        fails="broken, exam_broken",
        advice="broken",
        old="sink.write(head + nonce + gcm.encrypt(nonce, data, header[:8] + head))",
        new="""
            frame = head + nonce + gcm.encrypt(nonce, data, header[:8] + head)
            try:
                sink.write(frame)
            except OSError:
                sink.write(frame)
        """,
    ),
    Mistake(
        name="signed_numbers",
        tempts="Packs numbers with a sign: from 2 GiB on they do not fit.",
        fails="exam_opens_again",
        old="""
            header = struct.pack(">4sIH", b"ENV1", frame_size, len(wrapped)) + wrapped
        """,
        new="""
            header = struct.pack(">4siH", b"ENV1", frame_size, len(wrapped)) + wrapped
        """,
    ),
    Mistake(
        name="a_context_for_none",
        tempts="Puts something into a context that is empty. Then the reader does not know it.",
        fails="exam_opens_again",
        advice="context",
        old="EncryptionContext=context)",
        new='EncryptionContext=context or {"format": "ENV1"})',
    ),
    Mistake(
        name="a_reset_is_the_end",
        tempts="Takes a connection that was reset for the end of the data.",
        fails="broken, exam_broken",
        advice="broken",
        old='            following = source.read(frame_size) if data else b""\n',
        new="""
            try:
                following = source.read(frame_size) if data else b""
            except ConnectionError:
                following = b""
        """,
    ),
    Mistake(
        name="id_from_an_arn",
        tempts="Takes an id from whatever ARN it gets, and meets a key of its own with that id.",
        fails="refused, exam_refused",
        advice="errors",
        old="    made = kms.generate_data_key(KeyId=key_id, ",
        new='    made = kms.generate_data_key(KeyId=key_id.rpartition(":key/")[2], ',
    ),
    Mistake(
        name="one_line_end",
        tempts="Ends the data with one line end, as text files end. The data is no text.",
        fails="exam_opens_again",
        advice="frames",
        old="""
            head = struct.pack(">IBI", sequence, not following, len(data))
        """,
        new="""
            if not following and data.endswith(b"\\n"):
                data = data.rstrip(b"\\r\\n") + b"\\n"
            head = struct.pack(">IBI", sequence, not following, len(data))
        """,
    ),
    Mistake(
        name="goes_on_with_the_key",
        tempts="A stream that broke off is begun again with the key that KMS has given for it; its nonces have been used.",
        fails="broken, exam_broken",
        advice="one_key",
        old="""
            made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
        """,
        new="""
            begun = encrypt_stream.__dict__
            this = repr((key_id, context, frame_size))
            if this not in begun:
                begun[this] = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
            made = begun[this]
        """,
        also=[
            Change(
                old="""
                    if not following:
                        return
                """,
                new="""
                    if not following:
                        del begun[this]
                        return
                """,
            )
        ],
    ),
    Mistake(
        name="helps_with_the_alias",
        tempts="Takes a name that KMS does not know for an alias. It can be another key's.",
        fails="refused, exam_refused",
        advice="errors",
        old="""
            made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
        """,
        new="""
            try:
                made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
            except kms.exceptions.NotFoundException:
                if key_id.startswith(("alias/", "arn:")):
                    raise
                made = kms.generate_data_key(KeyId=f"alias/{key_id}", KeySpec="AES_256", EncryptionContext=context)
        """,
    ),
    Mistake(
        name="last_key_when_refused",
        tempts="Encrypts with the data key of the stream before while KMS does not give a new one.",
        fails="refused, exam_refused",
        advice="errors",
        old="""
            made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
        """,
        new="""
            which, kept = (key_id, *sorted(context.items())), encrypt_stream.__dict__.setdefault("kept", {})
            try:
                made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
            except kms.exceptions.ClientError:
                if which not in kept:
                    raise
                made = kept[which]
            kept[which] = made
        """,
    ),
    Mistake(
        name="one_kms_key",
        tempts="Knows the KMS key, and does not look at the one that is named, as long as there is such a key.",
        fails="opens_again, exam_opens_again",
        advice="named_key",
        old="""
            made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
        """,
        new="""
            kms.describe_key(KeyId=key_id)
            made = kms.generate_data_key(KeyId="alias/genomes", KeySpec="AES_256", EncryptionContext=context)
        """,
    ),
    Mistake(
        name="a_mebibyte_at_most",
        tempts="Reads 1 MiB at most, to be kind to memory. Longer frames are not full then.",
        fails="exam_opens_again",
        advice="frames",
        old="""
            data, sequence = source.read(frame_size), 1
            while True:
                following = source.read(frame_size) if data else b""
        """,
        new="""
            most = min(frame_size, 1 << 20)
            data, sequence = source.read(most), 1
            while True:
                following = source.read(most) if data else b""
        """,
    ),
]
