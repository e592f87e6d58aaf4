"""Key pairs: making them, and what their private and public halves do.

A private key is kept and handed over as PKCS #8 in DER, a public one as SubjectPublicKeyInfo in DER, as KMS does.
Pairs on elliptic curves are drawn from the cloud's seed; those of RSA are made by OpenSSL, which takes none.

Source: KMS developer guide, "Key spec reference" (paddings, hashes, salt lengths); RFC 8017, RFC 8032.
"""

from __future__ import annotations

import random
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

from course_lib.aws.http.messages import NotSimulated

CURVES: dict[str, type[ec.EllipticCurve]] = {
    "ECC_NIST_P256": ec.SECP256R1,
    "ECC_NIST_P384": ec.SECP384R1,
    "ECC_NIST_P521": ec.SECP521R1,
    "ECC_SECG_P256K1": ec.SECP256K1,
}
_EDWARDS = "ECC_NIST_EDWARDS25519"
HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "SHA_1": hashes.SHA1,
    "SHA_256": hashes.SHA256,
    "SHA_384": hashes.SHA384,
    "SHA_512": hashes.SHA512,
}


def new(spec: str, source: random.Random) -> bytes:
    """A new private key of this spec."""
    if spec == _EDWARDS:
        return private_der(ed25519.Ed25519PrivateKey.from_private_bytes(source.randbytes(32)))
    if spec in CURVES:
        curve = CURVES[spec]()
        return private_der(ec.derive_private_key(source.getrandbits(curve.key_size - 1) + 1, curve))
    return private_der(rsa.generate_private_key(public_exponent=65537, key_size=int(spec.removeprefix("RSA_"))))


def private_der(key: Any) -> bytes:
    """A private key as it is kept."""
    der: bytes = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return der


def public_der(secret: bytes) -> bytes:
    """The public half of a private key."""
    der: bytes = (
        load(secret)
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return der


def load(secret: bytes) -> Any:
    """A private key that was made or checked before."""
    return serialization.load_der_private_key(secret, None, unsafe_skip_rsa_key_validation=True)


def spec_of(secret: bytes) -> str | None:
    """The key spec of a private key that somebody brings; None where these bytes are none that KMS takes."""
    try:
        key = serialization.load_der_private_key(secret, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    if isinstance(key, rsa.RSAPrivateKey):
        return f"RSA_{key.key_size}"
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return _EDWARDS
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return next((spec for spec, curve in CURVES.items() if key.curve.name == curve().name), None)
    return None


def hash_of(algorithm: str) -> hashes.HashAlgorithm:
    """The hash that an algorithm's name ends with."""
    return HASHES["SHA_" + algorithm.rpartition("_")[2]]()


def most_encrypted(spec: str, algorithm: str) -> int:
    """How many bytes OAEP leaves for the plaintext."""
    return int(spec.removeprefix("RSA_")) // 8 - 2 * hash_of(algorithm).digest_size - 2


def oaep(algorithm: str) -> padding.OAEP:
    """The padding of an encryption algorithm such as RSAES_OAEP_SHA_256."""
    return padding.OAEP(mgf=padding.MGF1(hash_of(algorithm)), algorithm=hash_of(algorithm), label=None)


def encrypt(secret: bytes, data: bytes, algorithm: str) -> bytes:
    """Encrypt for the owner of this private key."""
    sealed: bytes = load(secret).public_key().encrypt(data, oaep(algorithm))
    return sealed


def decrypt(secret: bytes, sealed: bytes, algorithm: str) -> bytes | None:
    """The plaintext, or None where this key does not open it."""
    try:
        data: bytes = load(secret).decrypt(sealed, oaep(algorithm))
    except ValueError:
        return None
    return data


def sign(secret: bytes, message: bytes, algorithm: str, is_digest: bool) -> bytes:
    """Sign a message, or its digest."""
    signature: bytes = load(secret).sign(message, *_how(algorithm, is_digest))
    return signature


def verify(secret: bytes, signature: bytes, message: bytes, algorithm: str, is_digest: bool) -> bool:
    """Whether this key signed exactly that."""
    try:
        load(secret).public_key().verify(signature, message, *_how(algorithm, is_digest))
    except InvalidSignature:
        return False
    return True


def _how(algorithm: str, is_digest: bool) -> tuple[Any, ...]:
    """What else the library wants to know about a signature."""
    if algorithm.startswith("ED25519"):
        return ()
    hashed = hash_of(algorithm)
    which = utils.Prehashed(hashed) if is_digest else hashed
    if algorithm.startswith("ECDSA"):
        return (ec.ECDSA(which),)
    if "PSS" in algorithm:
        return padding.PSS(mgf=padding.MGF1(hashed), salt_length=hashed.digest_size), which
    return padding.PKCS1v15(), which


def exchange(secret: bytes, public: bytes) -> bytes | None:
    """The secret that this private key and that public one agree on; None where they are not of one curve."""
    own = load(secret)
    try:
        other = serialization.load_der_public_key(public)
        shared: bytes = own.exchange(ec.ECDH(), other)
    except (ValueError, TypeError, AttributeError, UnsupportedAlgorithm):
        return None
    return shared


def refuse_unknown(algorithm: str) -> None:
    """Refuse by name what the library below cannot do.

    Raises:
        NotSimulated: Ed25519 of a digest.
    """
    if algorithm == "ED25519_PH_SHA_512":
        raise NotSimulated("ED25519_PH_SHA_512 is not simulated here; ED25519_SHA_512 is. Nothing was sent anywhere.")
