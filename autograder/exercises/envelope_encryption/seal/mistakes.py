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
            except InvalidTag:
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
            except InvalidTag:
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
        fails="own_key, exam_own_key",
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
]
