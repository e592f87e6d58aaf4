"""What people get wrong in rewrap."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="looks_whether_it_opens",
        tempts="Tries the new wrapping with Decrypt, to be sure, and so has the plain key in its hands.",
        fails="key_stays_inside, exam_key_stays_inside",
        advice="plain",
        old="""
            return header[:8] + len(wrapped).to_bytes(2, "big") + wrapped
        """,
        new="""
            kms.decrypt(CiphertextBlob=wrapped, EncryptionContext=context)  # does it open?
            return header[:8] + len(wrapped).to_bytes(2, "big") + wrapped
        """,
    ),
    Mistake(
        name="frame_size_anew",
        tempts="Writes the first bytes of the header anew, as its own streams have them.",
        fails="same_data_key, same_context, any_length, back_again, exam_same_data_key, exam_same_context, exam_any_length, exam_back_again, exam_refused, refused",
        advice="form",
        old="""
            return header[:8] + len(wrapped).to_bytes(2, "big") + wrapped
        """,
        new="""
            return struct.pack(">4sI", b"ENV1", 1048576) + len(wrapped).to_bytes(2, "big") + wrapped
        """,
    ),
    Mistake(
        name="knows_the_old_key",
        tempts="Names the old key, which it knows: a stream under any other one cannot be moved.",
        fails="back_again, exam_back_again, exam_refused, refused",
        advice="old_key",
        old="""
            DestinationEncryptionContext=context,
        """,
        new="""
            SourceKeyId="alias/genomes",
            DestinationEncryptionContext=context,
        """,
    ),
    Mistake(
        name="remembers",
        tempts="Keeps the headers that it has made: KMS is no longer asked whether it may.",
        fails="refused, exam_refused",
        advice="cached",
        old='''
            def rewrap(kms, header, new_key_id, context):
                """Wrap a stream's data key under another KMS key. The frames stay as they are.
        ''',
        new='''
            _answers = {}


            def rewrap(kms, header, new_key_id, context):
                asked = (header, new_key_id, tuple(context.items()))
                if asked not in _answers:
                    _answers[asked] = rewrap_anew(kms, header, new_key_id, context)
                return _answers[asked]


            def rewrap_anew(kms, header, new_key_id, context):
                """Wrap a stream's data key under another KMS key. The frames stay as they are.
        ''',
    ),
    Mistake(
        name="context_lower",
        tempts="Writes the names of the new context in lower case, to be tidy.",
        fails="same_data_key, any_length, back_again, exam_same_data_key, exam_same_context, exam_any_length, exam_back_again",
        advice="context",
        old="""
            DestinationEncryptionContext=context,
        """,
        new="""
            DestinationEncryptionContext={k.lower(): v for k, v in context.items()},
        """,
    ),
    Mistake(
        name="own_client",
        tempts="Makes a client of its own, and leaves the one that it was handed.",
        fails="same_data_key, key_stays_inside, same_context, any_length, back_again, refused, exam_same_data_key, exam_key_stays_inside, exam_same_context, exam_any_length, exam_back_again, exam_refused",
        old="""
            length = int.from_bytes(header[8:10], "big")
            answer = kms.re_encrypt(
        """,
        new="""
            import boto3

            length = int.from_bytes(header[8:10], "big")
            answer = boto3.client("kms", region_name="us-east-1").re_encrypt(
        """,
    ),
    Mistake(
        name="aliases_only",
        tempts="Takes what it is handed for the name of an alias: an id or an ARN is none.",
        fails="exam_back_again, refused, exam_refused",
        advice="target",
        old="""
            DestinationKeyId=new_key_id,
        """,
        new="""
            DestinationKeyId="alias/" + new_key_id.removeprefix("alias/"),
        """,
    ),
    Mistake(
        name="one_normal_form",
        tempts="Brings the context to one Unicode form for the new wrapping.",
        fails="any_length, same_data_key, back_again, exam_same_context, exam_back_again, exam_any_length, exam_same_data_key",
        advice="context",
        old="DestinationEncryptionContext=context,",
        new="""
            DestinationEncryptionContext={name: normalize("NFC", value) for name, value in context.items()},
        """,
        also=[
            Change(
                old="def rewrap(kms, header, new_key_id, context):",
                new="""
                    from unicodedata import normalize


                    def rewrap(kms, header, new_key_id, context):
                """,
            ),
        ],
    ),
    Mistake(
        name="bytearray",
        tempts="Builds the header in a bytearray, and returns that.",
        fails="same_data_key, same_context, any_length, back_again, refused, exam_same_data_key, exam_same_context, exam_any_length, exam_back_again, exam_refused",
        advice="form",
        old="return header[:8] + len(wrapped)",
        new="return bytearray(header[:8]) + len(wrapped)",
    ),
    Mistake(
        name="first_page_of_aliases",
        tempts="Looks the alias up in the first page of the list.",
        fails="exam_same_context, exam_refused?, refused?",
        advice="alias",
        old="    answer = kms.re_encrypt(",
        new="""
            if new_key_id.startswith("alias/"):
                aliases = kms.list_aliases()["Aliases"]
                found = [each["TargetKeyId"] for each in aliases if each["AliasName"] == new_key_id]
                new_key_id = found[0] if found else "no-such-key"
            answer = kms.re_encrypt(
        """,
    ),
    Mistake(
        name="without_context_then",
        tempts="Streams of old times had no context: where the named one does not fit, it tries none.",
        fails="refused, exam_refused",
        advice="errors",
        old="""
            answer = kms.re_encrypt(
                CiphertextBlob=header[10 : 10 + length],
                SourceEncryptionContext=context,
                DestinationEncryptionContext=context,
                DestinationKeyId=new_key_id,
            )
        """,
        new="""
            def move(old_context):
                return kms.re_encrypt(
                    CiphertextBlob=header[10 : 10 + length],
                    SourceEncryptionContext=old_context,
                    DestinationEncryptionContext=context,
                    DestinationKeyId=new_key_id,
                )

            try:
                answer = move(context)
            except kms.exceptions.InvalidCiphertextException:
                answer = move({})
        """,
    ),
    Mistake(
        name="id_from_an_arn",
        tempts="Takes an id from whatever ARN it gets, and meets a key of its own with that id.",
        fails="refused, exam_refused",
        advice="target",
        old="            DestinationKeyId=new_key_id,\n",
        new='            DestinationKeyId=new_key_id.rpartition("key/")[2],\n',
    ),
]
