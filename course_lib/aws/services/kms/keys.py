"""A symmetric encryption key: its material, old and new, its state, and what time does to both.

The keys are moto's, so that moto answers for their policies, tags and grants. moto itself would make an RSA key pair
for each of them, and knows one key material only.

Source: KMS developer guide, "Rotate AWS KMS keys", "Delete AWS KMS keys", "Key states of AWS KMS keys".
"""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:

    class MotoKey:
        """moto comes without types."""

        def generate_default_policy(self) -> str: ...

else:
    from moto.kms.models import Key as MotoKey

# How long a rotation on demand takes. AWS gives no figure; until it is over, the old material encrypts.
ON_DEMAND_TAKES = timedelta(seconds=60)
DEFAULT_PERIOD = 365  # days; EnableKeyRotation


@dataclass(frozen=True)
class Material:
    """What a key encrypts with: 32 bytes, and the id under which KMS names them (64 hexadecimal digits)."""

    id: str
    secret: bytes

    @classmethod
    def new(cls, source: random.Random) -> Material:
        """Draw one."""
        return cls(source.randbytes(32).hex(), source.randbytes(32))


@dataclass(frozen=True)
class Rotation:
    """A rotation that is over: when, and "AUTOMATIC" or "ON_DEMAND"."""

    when: datetime
    kind: str
    material: str


class SymmetricKey(MotoKey):
    """A customer managed key of KeySpec SYMMETRIC_DEFAULT for ENCRYPT_DECRYPT.

    Attributes:
        materials: all it ever had, the current one last.
        rotated: its rotations, the latest last.
        period: days between automatic rotations; None while these are off.
        next_rotation: when the next automatic one is due.
        on_demand_since: when the rotation on demand that is under way began.
    """

    def __init__(self, account: str, region: str, now: datetime, source: random.Random, params: Any) -> None:
        self.multi_region = bool(params.get("MultiRegion"))
        drawn = uuid.UUID(int=source.getrandbits(128), version=4)
        self.id = f"mrk-{drawn.hex}" if self.multi_region else str(drawn)
        self.account_id, self.region = account, region
        self.arn = f"arn:aws:kms:{region}:{account}:key/{self.id}"
        self.created, self.creation_date = now, now.timestamp()
        self.policy = params.get("Policy") or self.generate_default_policy()
        self.description = params.get("Description", "")
        self.key_usage, self.key_spec, self.origin, self.key_manager = (
            "ENCRYPT_DECRYPT", "SYMMETRIC_DEFAULT", "AWS_KMS", "CUSTOMER",
        )  # fmt: skip
        self.key_state, self.enabled, self.key_rotation_status = "Enabled", True, False
        self.deletion_date: datetime | None = None
        self.grants: dict[str, Any] = {}
        self.aliases: dict[str, Any] = {}
        self.rotations: list[Any] = []  # moto's own
        self._source = source
        self.materials = [Material.new(source)]
        self.rotated: list[Rotation] = []
        self.period: int | None = None
        self.next_rotation: datetime | None = None
        self.on_demand_since: datetime | None = None

    @property
    def current(self) -> Material:
        """The material that encrypts now."""
        return self.materials[-1]

    def material(self, material_id: str) -> Material | None:
        """One of its materials: all of them decrypt."""
        return next((each for each in self.materials if each.id == material_id), None)

    def set_state(self, state: str) -> None:
        """Make it "Enabled", "Disabled" or "PendingDeletion"."""
        self.key_state, self.enabled = state, state == "Enabled"

    def is_gone(self, now: datetime) -> bool:
        """Whether its waiting period is over."""
        return self.deletion_date is not None and self.deletion_date <= now

    def start_rotation(self, now: datetime) -> None:
        """Begin a rotation on demand."""
        self.on_demand_since = now

    def rotate_every(self, days: int | None, now: datetime) -> None:
        """Turn automatic rotation on, or with None off."""
        self.period, self.key_rotation_status = days, days is not None
        self.next_rotation = None if days is None else now + timedelta(days=days)

    def catch_up(self, now: datetime) -> None:
        """Carry out the rotations that are due. AWS rotates disabled keys too, and none that waits for its deletion."""
        if self.on_demand_since is not None and self.on_demand_since + ON_DEMAND_TAKES <= now:
            self._rotate(self.on_demand_since + ON_DEMAND_TAKES, "ON_DEMAND")
            self.on_demand_since = None
        while self.next_rotation is not None and self.period is not None and self.next_rotation <= now:
            if self.key_state != "PendingDeletion":
                self._rotate(self.next_rotation, "AUTOMATIC")
            self.next_rotation += timedelta(days=self.period)

    def _rotate(self, when: datetime, kind: str) -> None:
        self.materials.append(Material.new(self._source))
        self.rotated.append(Rotation(when, kind, self.current.id))

    def to_dict(self) -> dict[str, Any]:
        """What DescribeKey and CreateKey return."""
        metadata = {
            "AWSAccountId": self.account_id,
            "KeyId": self.id,
            "Arn": self.arn,
            "CreationDate": self.created,
            "Enabled": self.enabled,
            "Description": self.description,
            "KeyUsage": self.key_usage,
            "KeyState": self.key_state,
            "Origin": self.origin,
            "KeyManager": self.key_manager,
            "CustomerMasterKeySpec": self.key_spec,
            "KeySpec": self.key_spec,
            "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
            "MultiRegion": self.multi_region,
            "CurrentKeyMaterialId": self.current.id,
        }
        if self.deletion_date is not None:
            metadata["DeletionDate"] = self.deletion_date
        if self.multi_region:
            primary = {"Arn": self.arn, "Region": self.region}
            metadata["MultiRegionConfiguration"] = {
                "MultiRegionKeyType": "PRIMARY", "PrimaryKey": primary, "ReplicaKeys": [],
            }  # fmt: skip
        return {"KeyMetadata": metadata}
