"""Measure the lesson's encrypt_stream: 4 GiB in constant memory, beside raw AES-GCM and the AWS Encryption SDK.

    .venv/bin/python tools/bench_encryption.py [--gib 4] [--sdk-mib 256] [--no-sdk]

The AWS Encryption SDK for Python is installed by pip into a temporary folder and thrown away afterwards; without a
network its line is left out. It is no dependency of the course.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
REFERENCE = ROOT / "autograder/exercises/envelope_encryption/encrypt_stream/reference.py"
MIB, FRAME, GENOME = 2**20, 2**20, 111_000_000_000


@dataclass(frozen=True)
class Speed:
    """What one way of encrypting came to: MiB a second, and the memory it added, in MB."""

    name: str
    mib_a_second: float
    more_mb: float | None = None


class Zeros:
    """So many zero bytes to read."""

    def __init__(self, size: int) -> None:
        self.left, self._chunk = size, bytes(FRAME)

    def read(self, size: int) -> bytes:
        size = min(size, self.left)
        self.left -= size
        return self._chunk if size == FRAME else bytes(size)


class Nowhere:
    """Takes bytes and counts them."""

    size = 0

    def write(self, data: bytes) -> None:
        self.size += len(data)


def main() -> None:
    """Measure, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gib", type=float, default=4)
    parser.add_argument("--sdk-mib", type=int, default=256)
    parser.add_argument("--no-sdk", action="store_true")
    options = parser.parse_args()
    for speed in measure(options.gib, 0 if options.no_sdk else options.sdk_mib):
        memory = f"   {speed.more_mb:6.0f} MB more memory" if speed.more_mb is not None else ""
        minutes = GENOME / MIB / speed.mib_a_second / 60
        print(f"{speed.name:<44}{speed.mib_a_second:9.0f} MiB/s   111 GB: {minutes:7.1f} min{memory}", flush=True)


def measure(gib: float, sdk_mib: int) -> Iterator[Speed]:
    """Every measurement; `sdk_mib` of 0 leaves the AWS Encryption SDK out."""
    size = int(gib * 1024) * MIB
    yield raw(min(size, 1024 * MIB))
    yield lesson(size)
    if sdk_mib:
        speed = sdk(sdk_mib)
        if speed is not None:
            yield speed


def raw(size: int) -> Speed:
    """AES-256-GCM on one MiB again and again, and nothing else."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    gcm, data = AESGCM(bytes(32)), bytes(FRAME)
    start = time.perf_counter()
    for number in range(size // FRAME):
        gcm.encrypt(number.to_bytes(12, "big"), data, b"head")
    return Speed("raw AES-256-GCM, 1 MiB at a time", size / MIB / (time.perf_counter() - start))


def lesson(size: int) -> Speed:
    """The reference of the exercise, with a data key from the simulated KMS."""
    from course_lib.aws.account import Cloud
    from course_lib.lessons.envelope_encryption import data as lab

    namespace: dict[str, object] = {}
    exec(REFERENCE.read_text(), namespace)
    encrypt_stream = namespace["encrypt_stream"]
    with Cloud(services=lab.SERVICES) as cloud:
        lab.prepare(cloud)
        kms, sink = cloud.client("kms"), Nowhere()
        encrypt_stream(kms, lab.KEY, Zeros(8 * FRAME), sink, {}, FRAME)  # type: ignore[operator]
        before = peak_mb()
        start = time.perf_counter()
        encrypt_stream(kms, lab.KEY, Zeros(size), sink, {}, FRAME)  # type: ignore[operator]
        seconds = time.perf_counter() - start
    return Speed(f"encrypt_stream, {size / 2**30:g} GiB in frames of 1 MiB", size / MIB / seconds, peak_mb() - before)


def peak_mb() -> float:
    """The most memory this process ever had, in MB. Linux counts in KB, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 1024


def sdk(mib: int) -> Speed | None:
    """The AWS Encryption SDK for Python with frames of 1 MiB, without signatures; None where it cannot be had."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        got = subprocess.run([python, "-m", "pip", "install", "-q", "aws-encryption-sdk"], capture_output=True)
        if got.returncode:
            print("The AWS Encryption SDK could not be installed; its line is left out.", flush=True)
            return None
        done = subprocess.run([python, "-c", _SDK, str(mib)], capture_output=True, text=True)
        if done.returncode:
            print(f"The AWS Encryption SDK did not run: {done.stderr.strip().splitlines()[-1]}", flush=True)
            return None
        return Speed(f"AWS Encryption SDK, {mib} MiB, 1 MiB frames", mib / float(done.stdout))


# A raw key in place of KMS: one call for the whole stream makes no difference to the speed.
_SDK = """
import io, sys, time
import aws_encryption_sdk as esdk
from aws_encryption_sdk.identifiers import Algorithm, CommitmentPolicy, EncryptionKeyType, WrappingAlgorithm
from aws_encryption_sdk.internal.crypto.wrapping_keys import WrappingKey
from aws_encryption_sdk.key_providers.raw import RawMasterKeyProvider


class Provider(RawMasterKeyProvider):
    provider_id = "bench"

    def _get_raw_key(self, key_id):
        return WrappingKey(WrappingAlgorithm.AES_256_GCM_IV12_TAG16_NO_PADDING, bytes(32), EncryptionKeyType.SYMMETRIC)


provider = Provider()
provider.add_master_key("k")
client = esdk.EncryptionSDKClient(commitment_policy=CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT)
size = int(sys.argv[1]) * 2**20
start = time.perf_counter()
with client.stream(mode="e", source=io.BytesIO(bytes(size)), key_provider=provider, frame_length=2**20,
                   algorithm=Algorithm.AES_256_GCM_HKDF_SHA512_COMMIT_KEY) as encryptor:
    for _ in encryptor:
        pass
print(time.perf_counter() - start)
"""


if __name__ == "__main__":
    main()
