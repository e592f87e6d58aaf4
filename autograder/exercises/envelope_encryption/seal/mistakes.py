"""What people get wrong in seal."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="aes_128",
        tempts="Asks for AES_128, because the example in some manual did.",
        fails="three_parts, own_key, exam_three_parts, exam_own_key",
        advice="form",
        old='made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)',
        new='made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_128", EncryptionContext=context)',
        also=[
            Change(
                old='raise Tampered("These are not the bytes that were sealed.") from None',
                new='raise Tampered("changed") from None',
            ),
        ],
    ),
    Mistake(
        name="context_only_to_open",
        tempts="Names the context when it opens, and has forgotten it when it sealed.",
        fails="opens_again, three_parts, other_context, changed_bytes, key_switched_off, exam_opens_again, exam_three_parts, exam_other_context, exam_changed_bytes, exam_key_switched_off",
        advice="context",
        old='made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)',
        new='made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256")',
        also=[
            Change(
                old='raise Tampered("These are not the bytes that were sealed.") from None',
                new='raise Tampered("changed") from None',
            ),
        ],
    ),
    Mistake(
        name="every_error_is_tampered",
        tempts="Turns every failure into Tampered, also a key that is switched off and a right that is missing.",
        fails="other_context, key_switched_off, exam_other_context, exam_key_switched_off, exam_not_allowed",
        advice="own_errors",
        old="""
            key = kms.decrypt(CiphertextBlob=sealed["wrapped_key"], EncryptionContext=context)["Plaintext"]
            try:
                return AESGCM(key).decrypt(sealed["nonce"], sealed["ciphertext"], None)
            except (InvalidTag, ValueError):
                raise Tampered("These are not the bytes that were sealed.") from None
        """,
        new="""
            try:
                key = kms.decrypt(CiphertextBlob=sealed["wrapped_key"], EncryptionContext=context)["Plaintext"]
                return AESGCM(key).decrypt(sealed["nonce"], sealed["ciphertext"], None)
            except Exception:
                raise Tampered("changed") from None
        """,
    ),
    Mistake(
        name="key_beside_data",
        tempts="Keeps the plain key with the data, so that opening is faster.",
        fails="three_parts, exam_three_parts",
        advice="leak",
        old="""
            return {"wrapped_key": made["CiphertextBlob"], "nonce": nonce, "ciphertext": ciphertext}
        """,
        new="""
            return {
                "wrapped_key": made["CiphertextBlob"],
                "key": made["Plaintext"],
                "nonce": nonce,
                "ciphertext": ciphertext,
            }
        """,
        also=[
            Change(
                old='raise Tampered("These are not the bytes that were sealed.") from None',
                new='raise Tampered("changed") from None',
            ),
        ],
    ),
    Mistake(
        name="lets_invalid_tag_out",
        tempts="Leaves the library'''s own error to the caller, who has never heard of it.",
        fails="changed_bytes, exam_changed_bytes",
        advice="tampered",
        old="""
            try:
                return AESGCM(key).decrypt(sealed["nonce"], sealed["ciphertext"], None)
            except (InvalidTag, ValueError):
                raise Tampered("These are not the bytes that were sealed.") from None
        """,
        new="""
            return AESGCM(key).decrypt(sealed["nonce"], sealed["ciphertext"], None)
        """,
    ),
    Mistake(
        name="no_context",
        tempts="Works without the encryption context, so it is left out.",
        fails="three_parts, other_context, exam_three_parts, exam_other_context",
        advice="context",
        old='made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)',
        new='made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256")',
        also=[
            Change(
                old='key = kms.decrypt(CiphertextBlob=sealed["wrapped_key"], EncryptionContext=context)["Plaintext"]',
                new='key = kms.decrypt(CiphertextBlob=sealed["wrapped_key"])["Plaintext"]',
            ),
            Change(
                old='raise Tampered("These are not the bytes that were sealed.") from None',
                new='raise Tampered("changed") from None',
            ),
        ],
    ),
    Mistake(
        name="one_key_for_all",
        tempts="Asks KMS once and saves the calls for all later objects. It even keeps the contexts apart.",
        fails="own_key, exam_own_key, exam_not_allowed",
        advice="one_key",
        old='''
                """The bytes are not those that were sealed."""
        ''',
        new='''
                """The bytes are not those that were sealed."""


            _KEYS = {}
        ''',
        also=[
            Change(
                old="""
                    made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
                """,
                new="""
                    which = (key_id, tuple(sorted(context.items())))
                    if which not in _KEYS:
                        _KEYS[which] = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
                    made = _KEYS[which]
                """,
            ),
            Change(
                old='raise Tampered("These are not the bytes that were sealed.") from None',
                new='raise Tampered("changed") from None',
            ),
        ],
    ),
    Mistake(
        name="returns_none_when_changed",
        tempts="Answers None for changed bytes: a caller who does not look takes it for an empty object.",
        fails="changed_bytes, exam_changed_bytes",
        advice="tampered",
        old='raise Tampered("These are not the bytes that were sealed.") from None',
        new="return None",
    ),
    Mistake(
        name="nonce_length",
        tempts="Knows that AESGCM says InvalidTag, and not that it says ValueError to a nonce of 7 bytes.",
        fails="changed_bytes, exam_changed_bytes",
        advice="tampered",
        old="""
            except (InvalidTag, ValueError):
        """,
        new="""
            except InvalidTag:
        """,
    ),
    Mistake(
        name="empty_unverified",
        tempts="Where there is nothing but a tag, there is nothing to decrypt: so nothing is verified.",
        fails="changed_bytes, exam_changed_bytes",
        advice="tampered",
        old="""
            try:
        """,
        new="""
            if len(sealed["ciphertext"]) <= 16:
                return b""  # only a tag, nothing in it
            try:
        """,
    ),
    Mistake(
        name="falls_back",
        tempts="Takes the archive's key when the other one is refused, so that no object is left unsealed.",
        fails="key_switched_off, exam_key_switched_off, exam_not_allowed",
        advice="another_key",
        old="""
            made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
        """,
        new="""
            try:
                made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
            except kms.exceptions.ClientError:
                made = kms.generate_data_key(KeyId="alias/archive", KeySpec="AES_256", EncryptionContext=context)
        """,
    ),
    Mistake(
        name="nonce_is_part_of_key",
        tempts="The nonce has to be new with each key, and the key is: its first 12 bytes, in the clear.",
        fails="three_parts, exam_three_parts",
        advice="leak",
        old="""
            nonce = os.urandom(12)
        """,
        new="""
            nonce = made["Plaintext"][:12]
        """,
    ),
    Mistake(
        name="context_trimmed",
        tempts="Evens spaces out, so that nobody is locked out by a blank: two contexts become one.",
        fails="three_parts, exam_three_parts, exam_other_context",
        advice="context",
        old='''
            def seal(kms, key_id, data, context):
                """Encrypt an object of any size that fits into memory, under a data key of its own.
        ''',
        new='''
            def tidy(context):
                return {name.strip(): value.strip() for name, value in context.items()}


            def seal(kms, key_id, data, context):
                context = tidy(context)
                """Encrypt an object of any size that fits into memory, under a data key of its own.
        ''',
        also=[
            Change(
                old='''
                    """Decrypt what `seal` returned.
                ''',
                new='''
                    context = tidy(context)
                    """Decrypt what `seal` returned.
                ''',
            ),
        ],
    ),
    Mistake(
        name="takes_it_apart",
        tempts="Pops the parts out of its caller's dictionary, which opens once and never again.",
        fails="opens_again, other_context, changed_bytes, key_switched_off, exam_opens_again, exam_other_context, exam_changed_bytes, exam_key_switched_off, exam_not_allowed",
        old="""
            key = kms.decrypt(CiphertextBlob=sealed["wrapped_key"], EncryptionContext=context)["Plaintext"]
        """,
        new="""
            key = kms.decrypt(CiphertextBlob=sealed.pop("wrapped_key"), EncryptionContext=context)["Plaintext"]
        """,
    ),
    Mistake(
        name="key_in_a_log",
        tempts="Leaves the key in the log, for the day when something does not open.",
        fails="three_parts, exam_three_parts",
        advice="leak",
        old="""
            import os
        """,
        new="""
            import base64
            import logging
            import os
        """,
        also=[
            Change(
                old="""
                    ciphertext = AESGCM(made["Plaintext"]).encrypt(nonce, data, None)
                """,
                new="""
                    logging.getLogger("seal").warning("data key %s", base64.b64encode(made["Plaintext"]).decode())
                    ciphertext = AESGCM(made["Plaintext"]).encrypt(nonce, data, None)
                """,
            ),
        ],
    ),
    Mistake(
        name="key_in_a_file",
        tempts="Keeps the key in a temporary file, in case the program has to begin anew.",
        fails="three_parts, exam_three_parts",
        advice="leak",
        old="""
            import os

            from cryptography.exceptions import InvalidTag
        """,
        new="""
            import os
            import tempfile

            from cryptography.exceptions import InvalidTag
        """,
        also=[
            Change(
                old="""
                    ciphertext = AESGCM(made["Plaintext"]).encrypt(nonce, data, None)
                """,
                new="""
                    with tempfile.NamedTemporaryFile(delete=False) as kept:
                        kept.write(made["Plaintext"])
                    ciphertext = AESGCM(made["Plaintext"]).encrypt(nonce, data, None)
                """,
            ),
        ],
    ),
    Mistake(
        name="retries_without_context",
        tempts="Seals without a context when KMS does not want it with one: then anybody with the right to the key opens it.",
        fails="exam_not_allowed",
        advice="another_key",
        old="""
            made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
        """,
        new="""
            try:
                made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
            except kms.exceptions.ClientError:
                made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256")
        """,
    ),
    Mistake(
        name="short_tag",
        tempts="Compares four bytes of the tag, as a parameter of the library allows.",
        fails="changed_bytes, exam_changed_bytes",
        advice="tampered",
        old="""
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        """,
        new="""
            from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        """,
        also=[
            Change(
                old="""
                    return AESGCM(key).decrypt(sealed["nonce"], sealed["ciphertext"], None)
                """,
                new="""
                    body, tag = sealed["ciphertext"][:-16], sealed["ciphertext"][-16:]
                    mode = modes.GCM(sealed["nonce"], tag[:4], min_tag_length=4)
                    opener = Cipher(algorithms.AES(key), mode).decryptor()
                    return opener.update(body) + opener.finalize()
                """,
            ),
        ],
    ),
    Mistake(
        name="own_client",
        tempts="Makes a client of its own for each call, and leaves the one that it was handed.",
        fails="opens_again, three_parts, other_context, own_key, changed_bytes, key_switched_off, exam_opens_again, exam_three_parts, exam_other_context, exam_own_key, exam_changed_bytes, exam_key_switched_off, exam_not_allowed",
        old="""
            import os
        """,
        new="""
            import os

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
        name="own_client_to_open",
        tempts="Opens with a client of its own, which has other rights than the one that it was handed.",
        fails="opens_again, other_context, changed_bytes, key_switched_off, exam_opens_again, exam_other_context, exam_changed_bytes, exam_key_switched_off, exam_not_allowed",
        old="""
            import os
        """,
        new="""
            import os

            import boto3
        """,
        also=[
            Change(
                old="""
                    key = kms.decrypt(CiphertextBlob=sealed["wrapped_key"], EncryptionContext=context)["Plaintext"]
                """,
                new="""
                    kms = boto3.client("kms", region_name="us-east-1")
                    key = kms.decrypt(CiphertextBlob=sealed["wrapped_key"], EncryptionContext=context)["Plaintext"]
                """,
            ),
        ],
    ),
    Mistake(
        name="notes_in_the_context",
        tempts="Writes the time of sealing into the context, which belongs to the caller and is then another.",
        fails="opens_again, three_parts, other_context, own_key, changed_bytes, key_switched_off, exam_opens_again, exam_three_parts, exam_other_context, exam_own_key, exam_changed_bytes, exam_key_switched_off, exam_not_allowed",
        advice="context",
        old="""
            made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
        """,
        new="""
            context["sealed"] = "2026-06-01"
            made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
        """,
    ),
    Mistake(
        name="wrapped_keys_of_184",
        tempts="Has measured one wrapped key, and calls every other length a change of the object.",
        fails="exam_not_allowed",
        old="""
            key = kms.decrypt(CiphertextBlob=sealed["wrapped_key"], EncryptionContext=context)["Plaintext"]
        """,
        new="""
            if len(sealed["wrapped_key"]) != 184:
                raise Tampered("The wrapped key has another length.")
            key = kms.decrypt(CiphertextBlob=sealed["wrapped_key"], EncryptionContext=context)["Plaintext"]
        """,
    ),
    Mistake(
        name="aliases_only",
        tempts="Takes what it is handed for the name of an alias: an id or an ARN is none.",
        fails="exam_opens_again, exam_not_allowed",
        advice="another_key",
        old="""
            made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
        """,
        new="""
            alias = "alias/" + key_id.removeprefix("alias/")
            made = kms.generate_data_key(KeyId=alias, KeySpec="AES_256", EncryptionContext=context)
        """,
    ),
    Mistake(
        name="bytearrays",
        tempts="Wants the ciphertext to be changeable, and hands a bytearray out where bytes were promised.",
        fails="three_parts, changed_bytes, exam_three_parts, exam_changed_bytes",
        advice="form",
        old="""
            return {"wrapped_key": made["CiphertextBlob"], "nonce": nonce, "ciphertext": ciphertext}
        """,
        new="""
            return {"wrapped_key": made["CiphertextBlob"], "nonce": nonce, "ciphertext": bytearray(ciphertext)}
        """,
    ),
    Mistake(
        name="key_in_a_debug_log",
        tempts="Logs the key at a level that is switched off, until somebody switches it on.",
        fails="three_parts, exam_three_parts",
        advice="leak",
        old="""
            nonce = os.urandom(12)
        """,
        new="""
            logging.getLogger(__name__).debug("data key: %s", made["Plaintext"].hex())
            nonce = os.urandom(12)
        """,
        also=[
            Change(
                old="import os",
                new="""
                    import logging
                    import os
                """,
            ),
        ],
    ),
    Mistake(
        name="id_from_an_arn",
        tempts="Takes an id from whatever ARN it gets, and meets a key of its own with that id.",
        fails="exam_not_allowed",
        advice="another_key",
        old="    made = kms.generate_data_key(KeyId=key_id, ",
        new='    made = kms.generate_data_key(KeyId=key_id.rpartition(":key/")[2], ',
    ),
    Mistake(
        name="helps_with_the_alias",
        tempts="Takes a name that KMS does not know for an alias. It can be another key's.",
        fails="exam_not_allowed",
        advice="another_key",
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
        name="key_from_before",
        tempts="Remembers data keys for when KMS has too much to do. Nobody is asked then whether it may be opened.",
        fails="exam_not_allowed, key_switched_off, exam_key_switched_off",
        advice="own_errors",
        old="""
            key = kms.decrypt(CiphertextBlob=sealed["wrapped_key"], EncryptionContext=context)["Plaintext"]
        """,
        new="""
            which = sealed["wrapped_key"], *sorted(context.items())
            try:
                key = kms.decrypt(CiphertextBlob=sealed["wrapped_key"], EncryptionContext=context)["Plaintext"]
            except kms.exceptions.ClientError:
                if which not in open_sealed.__dict__.get("keys", {}):
                    raise
                key = open_sealed.keys[which]
            open_sealed.__dict__.setdefault("keys", {})[which] = key
        """,
    ),
    Mistake(
        name="last_key_when_refused",
        tempts="Seals with the data key of the call before while KMS does not give a new one.",
        fails="exam_not_allowed",
        advice="own_errors",
        old="""
            made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
        """,
        new="""
            which, kept = (key_id, *sorted(context.items())), seal.__dict__.setdefault("kept", {})
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
        tempts="Knows the KMS key, and does not look at the one that is named, unless it is refused.",
        fails="opens_again, exam_opens_again",
        advice="another_key",
        old="""
            made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
        """,
        new="""
            kms.describe_key(KeyId=key_id)
            made = kms.generate_data_key(KeyId="alias/genomes", KeySpec="AES_256", EncryptionContext=context)
        """,
    ),
    Mistake(
        name="opens_with_one_kms_key",
        tempts="Names the KMS key to decrypt, as a good rule says, and forgets that objects can be under another one.",
        fails="opens_again, exam_opens_again",
        advice="any_key",
        old="""
            key = kms.decrypt(CiphertextBlob=sealed["wrapped_key"], EncryptionContext=context)["Plaintext"]
        """,
        new="""
            wrapped = {"CiphertextBlob": sealed["wrapped_key"], "EncryptionContext": context}
            key = kms.decrypt(KeyId="alias/genomes", **wrapped)["Plaintext"]
        """,
    ),
    Mistake(
        name="strips_padding",
        tempts="Takes zeros at the end for padding, as other modes than GCM need it.",
        fails="exam_opens_again",
        advice="byte_for_byte",
        old="""
            return AESGCM(key).decrypt(sealed["nonce"], sealed["ciphertext"], None)
        """,
        new="""
            return AESGCM(key).decrypt(sealed["nonce"], sealed["ciphertext"], None).rstrip(b"\\0")
        """,
    ),
]
