"""What people get wrong in decrypt_stream."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="any_order",
        tempts="Trusts that frames come in their order, since each of them verifies.",
        fails="out_of_order, exam_out_of_order",
        advice="order",
        old="""
            if sequence != expected:
                raise OutOfOrder(f"Frame {sequence} came where {expected} should be.")
        """,
        new="",
    ),
    Mistake(
        name="believes_the_header",
        tempts="Takes what is there for a header.",
        fails="no_header, exam_no_header",
        advice="header",
        old="""
            if len(header) < 10 or header[:4] != b"ENV1":
                raise BadHeader("This is not an encrypted stream.")
            wrapped = source.read(int.from_bytes(header[8:10], "big"))
            if len(wrapped) < int.from_bytes(header[8:10], "big") or not wrapped:
        """,
        new="""
            wrapped = source.read(int.from_bytes(header[8:10], "big"))
            if not wrapped:
        """,
    ),
    Mistake(
        name="cuts_the_tag_twice",
        tempts="Cuts a tag off the last frame that AESGCM has taken off already: 16 bytes are lost when that frame is full.",
        fails="exam_any_length, opens, exam_opens, little_memory",
        advice="form",
        old="sink.write(data)",
        new="sink.write(data[: frame_size - 16] if last else data)",
    ),
    Mistake(
        name="end_of_file_is_the_end",
        tempts="Takes the end of the stream between two frames for the end of the data.",
        fails="truncated, exam_truncated",
        advice="truncated",
        old="""
            head = exactly(source, 9)
        """,
        new="""
            head = source.read(9)
            if not head:
                return
        """,
    ),
    Mistake(
        name="every_refusal_is_context",
        tempts="Calls every refusal of KMS a wrong context.",
        fails="other_context, exam_other_context",
        advice="errors",
        old="""
            if error.response["Error"]["Code"] == "InvalidCiphertextException":
                raise WrongContext("KMS does not open the wrapped key with this context.") from None
            raise
        """,
        new="""
            raise WrongContext("KMS does not open the wrapped key with this context.") from error
        """,
    ),
    Mistake(
        name="full_frames_only",
        tempts="Expects a short frame at the end, and takes it for the end.",
        fails="exam_any_length, opens, trailing, exam_opens, exam_trailing, little_memory",
        advice="truncated, trailing",
        old="""
            sequence, last, length = struct.unpack(">IBI", head)
        """,
        new="""
            sequence, _, length = struct.unpack(">IBI", head)
            last = length < frame_size
        """,
    ),
    Mistake(
        name="ignores_the_rest",
        tempts="Stops at the last frame, and does not look what comes after it.",
        fails="trailing, exam_trailing, exam_little_memory",
        advice="trailing",
        old="""
            if source.read(1):
                raise TrailingData("Something follows the last frame.")
        """,
        new="",
    ),
    Mistake(
        name="lets_invalid_tag_out",
        tempts="Leaves the error of the library to the caller.",
        fails="tampered, heads, exam_tampered, exam_heads",
        advice="tampered, bind",
        old="""
            try:
                data = gcm.decrypt(nonce, sealed, header[:8] + head)
            except InvalidTag:
                raise Tampered(f"Frame {sequence} does not verify.") from None
        """,
        new="""
            data = gcm.decrypt(nonce, sealed, header[:8] + head)
        """,
    ),
    Mistake(
        name="lets_kms_out",
        tempts="Leaves the refusal of KMS to the caller.",
        fails="other_context, exam_other_context",
        advice="context",
        old="""
            if error.response["Error"]["Code"] == "InvalidCiphertextException":
                raise WrongContext("KMS does not open the wrapped key with this context.") from None
        """,
        new="",
    ),
    Mistake(
        name="no_context",
        tempts="Asks KMS without the context.",
        fails="any_length, broken, exam_any_length, exam_broken, opens, truncated, out_of_order, tampered, heads, trailing, little_memory, exam_opens, exam_truncated, exam_out_of_order, exam_tampered, exam_heads, exam_trailing, exam_little_memory, exam_other_context, other_context",
        advice="context",
        old='return kms.decrypt(CiphertextBlob=wrapped, EncryptionContext=context)["Plaintext"]',
        new='return kms.decrypt(CiphertextBlob=wrapped)["Plaintext"]',
    ),
    Mistake(
        name="no_tag_at_all",
        tempts="Decrypts with counter mode, because GCM is that with a tag: nothing is ever noticed.",
        fails="tampered, heads, verified_first, exam_tampered, exam_heads, exam_verified_first",
        advice="tampered, bind",
        old="from cryptography.hazmat.primitives.ciphers.aead import AESGCM",
        new="from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes",
        also=[
            Change(
                old="gcm = AESGCM(unwrap(kms, wrapped, context))",
                new="key = unwrap(kms, wrapped, context)",
            ),
            Change(
                old="""
                    try:
                        data = gcm.decrypt(nonce, sealed, header[:8] + head)
                    except InvalidTag:
                        raise Tampered(f"Frame {sequence} does not verify.") from None
                """,
                new="""
                    counter = nonce + (2).to_bytes(4, "big")
                    data = Cipher(algorithms.AES(key), modes.CTR(counter)).decryptor().update(sealed[:-16])
                """,
            ),
        ],
    ),
    Mistake(
        name="order_forwards_only",
        tempts="Notices frames that come back, and not those that are left out.",
        fails="out_of_order, exam_out_of_order",
        advice="order",
        old="if sequence != expected:",
        new="if sequence < expected:",
        also=[
            Change(
                old="expected += 1",
                new="expected = sequence + 1",
            ),
        ],
    ),
    Mistake(
        name="reads_everything",
        tempts="Reads the whole stream first.",
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
                    header = source.read(10)
                """,
                new="""
                    source = io.BytesIO(source.read())
                    header = source.read(10)
                """,
            ),
        ],
    ),
    Mistake(
        name="short_frame_is_tampered",
        tempts="Does not look whether all bytes of a frame came: what was cut off looks like a changed tag.",
        fails="truncated, exam_truncated",
        advice="truncated",
        old="nonce, sealed = exactly(source, 12), exactly(source, length + 16)",
        new="nonce, sealed = source.read(12), source.read(length + 16)",
        also=[
            Change(
                old="except InvalidTag:",
                new="except (InvalidTag, ValueError):",
            ),
        ],
    ),
    Mistake(
        name="skips_bad_frames",
        tempts="Leaves bad frames out, and goes on.",
        fails="tampered, heads, verified_first, exam_tampered, exam_heads, exam_verified_first",
        advice="tampered, bind",
        old='raise Tampered(f"Frame {sequence} does not verify.") from None',
        new='data = b""',
    ),
    Mistake(
        name="stops_quietly",
        tempts="Keeps what was fine so far, and returns: a file with a hole at its end.",
        fails="tampered, heads, verified_first, exam_tampered, exam_heads, exam_verified_first",
        advice="tampered, bind",
        old='raise Tampered(f"Frame {sequence} does not verify.") from None',
        new="return",
    ),
    Mistake(
        name="writes_at_the_end",
        tempts="Collects all data, and writes it when everything is verified. Safe, but not with 111 GB.",
        fails="little_memory, exam_little_memory",
        advice="memory",
        old="""
            gcm = AESGCM(unwrap(kms, wrapped, context))
        """,
        new="""
            parts = []
            gcm = AESGCM(unwrap(kms, wrapped, context))
        """,
        also=[
            Change(
                old="sink.write(data)",
                new="parts.append(data)",
            ),
            Change(
                old="""
                        raise TrailingData("Something follows the last frame.")
                """,
                new="""
                        raise TrailingData("Something follows the last frame.")
                    sink.write(b"".join(parts))
                """,
            ),
        ],
    ),
    Mistake(
        name="writes_before_verifying",
        tempts="Writes while it decrypts, and looks at the tag afterwards: then it is too late.",
        fails="tampered, heads, verified_first, exam_tampered, exam_heads, exam_verified_first",
        advice="unverified",
        old="from cryptography.hazmat.primitives.ciphers.aead import AESGCM",
        new="from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes",
        also=[
            Change(
                old="gcm = AESGCM(unwrap(kms, wrapped, context))",
                new="key = unwrap(kms, wrapped, context)",
            ),
            Change(
                old="""
                    try:
                        data = gcm.decrypt(nonce, sealed, header[:8] + head)
                """,
                new="""
                    decryptor = Cipher(algorithms.AES(key), modes.GCM(nonce, sealed[-16:])).decryptor()
                    decryptor.authenticate_additional_data(header[:8] + head)
                    sink.write(decryptor.update(sealed[:-16]))
                    try:
                        decryptor.finalize()
                """,
            ),
            Change(
                old="""
                    sink.write(data)
                """,
                new="",
            ),
        ],
    ),
    Mistake(
        name="few_bytes_trailing",
        tempts="Looks for another frame after the last one, and overlooks what is shorter.",
        fails="trailing, exam_trailing",
        advice="trailing",
        old="""
            if source.read(1):
        """,
        new="""
            if len(source.read(9)) == 9:
        """,
    ),
    Mistake(
        name="wrong_context_by_message",
        tempts="Everything that KMS answers with 400 is called another context.",
        fails="other_context, exam_other_context",
        advice="errors",
        old="""
            if error.response["Error"]["Code"] == "InvalidCiphertextException":
        """,
        new="""
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 400:
        """,
    ),
    Mistake(
        name="skips_allowed",
        tempts="Sees that a number went back, and not that one is missing.",
        fails="out_of_order, exam_out_of_order",
        advice="order",
        old="""
            if sequence != expected:
        """,
        new="""
            if sequence < expected:
        """,
        also=[
            Change(
                old="""
                    expected += 1
                """,
                new="""
                    expected = sequence + 1
                """,
            ),
        ],
    ),
    Mistake(
        name="cut_head_is_struct_error",
        tempts="Takes a head for whole when there is something of it: struct then says what no caller understands.",
        fails="truncated, exam_truncated",
        advice="truncated",
        old="""
            head = exactly(source, 9)
        """,
        new="""
            head = source.read(9)
            if not head:
                raise Truncated("The stream ends before its last frame does.")
        """,
    ),
    Mistake(
        name="half_header_to_kms",
        tempts="Sends what there is of the wrapped key to KMS, which calls it another context.",
        fails="no_header, exam_no_header",
        advice="header",
        old="""
            if len(wrapped) < int.from_bytes(header[8:10], "big") or not wrapped:
        """,
        new="""
            if not wrapped:
        """,
    ),
    Mistake(
        name="header_prefix",
        tempts="Looks at the first three bytes only: another version of the format is taken for this one.",
        fails="no_header, exam_no_header",
        advice="header",
        old="""
            if len(header) < 10 or header[:4] != b"ENV1":
        """,
        new="""
            if len(header) < 10 or header[:3] != b"ENV":
        """,
    ),
    Mistake(
        name="key_of_184",
        tempts="Has measured one wrapped key, and reads as many bytes from then on.",
        fails="exam_heads, any_length, exam_any_length",
        advice="header, any_length",
        old="""
            wrapped = source.read(int.from_bytes(header[8:10], "big"))
            if len(wrapped) < int.from_bytes(header[8:10], "big") or not wrapped:
        """,
        new="""
            wrapped = source.read(184)
            if len(wrapped) < 184:
        """,
    ),
    Mistake(
        name="own_frame_size",
        tempts="Takes the default frame size for the longest there can be.",
        fails="exam_any_length, little_memory, exam_little_memory",
        advice="any_length, memory",
        old="""
            if length > frame_size:
        """,
        new="""
            if length > 1048576:
        """,
    ),
    Mistake(
        name="trusts_the_length",
        tempts="Believes the length in a head before it was verified, and reads so much at once.",
        fails="little_memory, exam_little_memory",
        advice="memory",
        old="""
            if length > frame_size:
                raise Tampered(f"Frame {sequence} says that it is longer than a frame.")
        """,
        new="""

        """,
    ),
    Mistake(
        name="read_error_is_the_end",
        tempts="Takes a disk that cannot be read for the end of the stream: whoever is called at night looks for a thief.",
        fails="broken, exam_broken",
        advice="broken",
        old="""
            data = source.read(size)
        """,
        new="""
            try:
                data = source.read(size)
            except OSError:
                data = b""
        """,
    ),
    Mistake(
        name="kms_twice",
        tempts="Tries without the context when it does not open with it: what is bound to nothing opens for everybody.",
        fails="other_context, exam_other_context",
        advice="context",
        old="""
            if error.response["Error"]["Code"] == "InvalidCiphertextException":
                raise WrongContext("KMS does not open the wrapped key with this context.") from None
            raise
        """,
        new="""
            if error.response["Error"]["Code"] != "InvalidCiphertextException":
                raise
            if context:
                return unwrap(kms, wrapped, {})
            raise WrongContext("KMS does not open the wrapped key with this context.") from None
        """,
    ),
    Mistake(
        name="sequence_mod",
        tempts="Compares the lowest byte of the numbers.",
        fails="exam_out_of_order",
        advice="order",
        old="""
            if sequence != expected:
        """,
        new="""
            if sequence % 256 != expected % 256:
        """,
    ),
    Mistake(
        name="own_client",
        tempts="Makes a client of its own, and leaves the one that it was handed.",
        fails="opens, any_length, broken, truncated, out_of_order, tampered, heads, trailing, other_context, little_memory, exam_opens, exam_any_length, exam_broken, exam_truncated, exam_out_of_order, exam_tampered, exam_heads, exam_trailing, exam_other_context, exam_little_memory",
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
                    gcm = AESGCM(unwrap(kms, wrapped, context))
                """,
                new="""
                    gcm = AESGCM(unwrap(boto3.client("kms", region_name="us-east-1"), wrapped, context))
                """,
            ),
        ],
    ),
    Mistake(
        name="measures_first",
        tempts="Goes to the end of the source and back, to know how long it is: a download cannot do that.",
        fails="broken, any_length, truncated, opens, no_header, little_memory, out_of_order, trailing, other_context, tampered, heads, exam_little_memory, exam_other_context, exam_truncated, exam_any_length, exam_opens, exam_broken, exam_tampered, exam_out_of_order, exam_heads, exam_trailing, exam_no_header",
        advice="bind, context, header, order, tampered, trailing, truncated",
        old="""
            header = source.read(10)
        """,
        new="""
            source.seek(0, 2)
            source.seek(0)
            header = source.read(10)
        """,
    ),
    Mistake(
        name="takes_it_back",
        tempts="Writes first, and goes back in the sink when the tag is wrong: whoever reads there has it already.",
        fails="tampered, heads, broken, any_length, little_memory, out_of_order, truncated, trailing, opens, exam_truncated, exam_out_of_order, exam_heads, exam_trailing, exam_little_memory, exam_broken, exam_opens, exam_any_length, exam_tampered",
        advice="bind, order, tampered, trailing, truncated",
        old="""
            nonce, sealed = exactly(source, 12), exactly(source, length + 16)
            try:
                data = gcm.decrypt(nonce, sealed, header[:8] + head)
            except InvalidTag:
                raise Tampered(f"Frame {sequence} does not verify.") from None
            sink.write(data)
        """,
        new="""
            nonce, sealed = exactly(source, 12), exactly(source, length + 16)
            place = sink.tell()
            try:
                data = gcm.decrypt(nonce, sealed, header[:8] + head)
            except InvalidTag:
                sink.seek(place)
                sink.truncate()
                raise Tampered(f"Frame {sequence} does not verify.") from None
            sink.write(data)
        """,
    ),
    Mistake(
        name="returns_how_many",
        tempts="Returns how many frames there were, as write does.",
        fails="opens, any_length, exam_opens, exam_any_length",
        old="""
            if source.read(1):
                raise TrailingData("Something follows the last frame.")
        """,
        new="""
            if source.read(1):
                raise TrailingData("Something follows the last frame.")
            return expected - 1
        """,
    ),
    Mistake(
        name="remembers_opened_keys",
        tempts="Remembers the data key of a wrapped key, whoever asks for it with whatever context.",
        fails="other_context, exam_other_context",
        advice="cached",
        old="""
            return kms.decrypt(CiphertextBlob=wrapped, EncryptionContext=context)["Plaintext"]
        """,
        new="""
            if wrapped not in OPENED:
                OPENED[wrapped] = kms.decrypt(CiphertextBlob=wrapped, EncryptionContext=context)["Plaintext"]
            return OPENED[wrapped]
        """,
        also=[
            Change(
                old="def unwrap(kms, wrapped, context):",
                new="""
                    OPENED = {}


                    def unwrap(kms, wrapped, context):
                """,
            ),
        ],
    ),
    Mistake(
        name="signed_frame_size",
        tempts="Unpacks the frame size with a sign: one of 2 GiB is less than nothing.",
        fails="exam_any_length",
        advice="any_length",
        old="""
            frame_size, last, expected = int.from_bytes(header[4:8], "big"), False, 1
        """,
        new="""
            frame_size, last, expected = int.from_bytes(header[4:8], "big", signed=True), False, 1
        """,
    ),
    Mistake(
        name="another_os_error",
        tempts="Explains an error of the sink with one of its own.",
        fails="broken, exam_broken",
        advice="broken",
        old="sink.write(data)",
        new="""
            try:
                sink.write(data)
            except OSError as error:
                raise OSError("The data cannot be written.") from error
        """,
    ),
    Mistake(
        name="a_time_out_is_the_end",
        tempts="Says Truncated when reading takes too long: the frame did not come.",
        fails="broken, exam_broken",
        advice="broken",
        old="""
            data = source.read(size)
        """,
        new="""
            try:
                data = source.read(size)
            except TimeoutError:
                data = b""
        """,
    ),
    Mistake(
        name="true_or_false",
        tempts="Makes the head anew from what it understood: any number but 0 says that a frame is the last.",
        fails="exam_heads, heads?",
        advice="bind",
        old="                data = gcm.decrypt(nonce, sealed, header[:8] + head)\n",
        new='                data = gcm.decrypt(nonce, sealed, header[:8] + struct.pack(">IBI", sequence, bool(last), length))\n',
    ),
    Mistake(
        name="reads_all_that_follows",
        tempts="Reads all that follows the last frame, to see whether it is nothing.",
        fails="exam_little_memory",
        advice="rest",
        old="    if source.read(1):",
        new="    if source.read():",
    ),
    Mistake(
        name="opens_with_one_kms_key",
        tempts="Names the KMS key to decrypt, as a good rule says, and forgets that streams can be under another one.",
        fails="opens, exam_opens",
        advice="any_key",
        old="""
            return kms.decrypt(CiphertextBlob=wrapped, EncryptionContext=context)["Plaintext"]
        """,
        new="""
            return kms.decrypt(KeyId="alias/genomes", CiphertextBlob=wrapped, EncryptionContext=context)["Plaintext"]
        """,
    ),
]
