"""A customer managed key: its material, old and new, its state, and what time does to both.

The keys are moto's, so that moto answers for their policies, tags and grants. moto itself would make an RSA key pair
for each of them, and knows one key material only.

Source: KMS developer guide, "Rotate AWS KMS keys", "Delete AWS KMS keys", "Key states of AWS KMS keys", "Importing key
material", "Multi-Region keys".
"""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from course_lib.aws.services.kms.specs import LISTED, MAC_BYTES, SPECS, SYMMETRIC, is_pair

if TYPE_CHECKING:

    class MotoKey:
        """moto comes without types."""

        def generate_default_policy(self) -> str: ...

else:
    from moto.kms.models import Key as MotoKey

# How long a rotation on demand takes. AWS gives no figure; until it is over, the old material encrypts.
ON_DEMAND_TAKES = timedelta(seconds=60)
# How long a new replica is Creating. AWS gives no figure.
REPLICA_TAKES = timedelta(seconds=10)
DEFAULT_PERIOD = 365  # days; EnableKeyRotation


@dataclass
class Material:
    """What a key works with.

    Attributes:
        id: under which KMS names it, 64 hexadecimal digits.
        secret: the 32 bytes of a symmetric key, the bytes of an HMAC key, the private key of a pair in DER.
        present: False once imported material was deleted or has expired.
        valid_to: when imported material expires; None if it does not.
    """

    id: str
    secret: bytes
    present: bool = True
    valid_to: datetime | None = None

    @classmethod
    def new(cls, source: random.Random, spec: str = SYMMETRIC) -> Material:
        """Draw one for a key of this spec."""
        if is_pair(spec):
            from course_lib.aws.services.kms import pairs

            return cls("", pairs.new(spec, source))
        return cls(source.randbytes(32).hex(), source.randbytes(MAC_BYTES.get(spec, 32)))


@dataclass(frozen=True)
class Rotation:
    """A rotation that is over: when, and "AUTOMATIC" or "ON_DEMAND"."""

    when: datetime
    kind: str
    material: str


class CustomerKey(MotoKey):
    """A customer managed key.

    Attributes:
        materials: all it ever had, the current one last; a pair is made when it is first needed, since that takes time.
        pending: imported material that waits for a rotation on demand.
        rotated: its rotations, the latest last.
        period: days between automatic rotations; None while these are off.
        next_rotation: when the next automatic one is due.
        on_demand_since: when the rotation on demand that is under way began.
        imports: the private keys of GetParametersForImport, by token; see `importing`.
        primary: of a replica, the multi-Region primary key whose material it shares.
        replicas: of a primary key.
        waits: of a primary key whose deletion waits for its replicas', the days that its waiting period will have.
    """

    def __init__(self, account: str, region: str, now: datetime, source: random.Random, params: Any) -> None:
        self.multi_region = bool(params.get("MultiRegion"))
        drawn = uuid.UUID(int=source.getrandbits(128), version=4)
        self.id = f"mrk-{drawn.hex}" if self.multi_region else str(drawn)
        self._stand_in(account, region, now)
        self.policy = params.get("Policy") or self.generate_default_policy()
        self.description = params.get("Description", "")
        self.key_spec = params.get("KeySpec") or params.get("CustomerMasterKeySpec") or SYMMETRIC
        self.key_usage = params.get("KeyUsage") or "ENCRYPT_DECRYPT"
        self.origin, self.key_manager = params.get("Origin", "AWS_KMS"), "CUSTOMER"
        self.set_state("Enabled" if self.origin == "AWS_KMS" else "PendingImport")
        self._source = source
        self.materials = [] if self.is_external or is_pair(self.key_spec) else [Material.new(source, self.key_spec)]
        self.pending: Material | None = None
        self.imports: dict[bytes, Any] = {}
        self.rotated: list[Rotation] = []
        self.period: int | None = None
        self.next_rotation: datetime | None = None
        self.on_demand_since: datetime | None = None
        self.primary: CustomerKey | None = None
        self.replicas: list[CustomerKey] = []

    def _stand_in(self, account: str, region: str, now: datetime) -> None:
        """Belong to an account and a Region, from now on, with nothing of moto's yet."""
        self.account_id, self.region = account, region
        self.arn = f"arn:aws:kms:{region}:{account}:key/{self.id}"
        self.created, self.creation_date = now, now.timestamp()
        self.key_rotation_status = False
        self.deletion_date: datetime | None = None
        self.waits: int | None = None
        self.ready: datetime | None = None
        self.grants: dict[str, Any] = {}
        self.aliases: dict[str, Any] = {}
        self.rotations: list[Any] = []  # moto's own

    def replica(self, region: str, now: datetime, params: Any) -> CustomerKey:
        """A replica of this key in another Region, which takes a moment to be ready."""
        made = CustomerKey.__new__(CustomerKey)
        made.__dict__.update(self.__dict__)
        made._stand_in(self.account_id, region, now)
        made.policy = params.get("Policy") or made.generate_default_policy()
        made.description = params.get("Description", "")
        made.primary, made.replicas = self, []
        made.period = made.next_rotation = made.on_demand_since = None  # the primary key rotates for all
        made.set_state("Creating")
        made.ready = now + REPLICA_TAKES
        self.replicas.append(made)
        return made

    @property
    def is_external(self) -> bool:
        """Whether its material is imported."""
        return bool(self.origin == "EXTERNAL")

    @property
    def is_symmetric(self) -> bool:
        """Whether it is a symmetric encryption key."""
        return bool(self.key_spec == SYMMETRIC)

    @property
    def algorithms(self) -> tuple[str, ...]:
        """What it can do."""
        return SPECS[self.key_spec][self.key_usage]

    @property
    def current(self) -> Material:
        """The material that encrypts, signs or authenticates now."""
        owner = self.primary or self
        if not owner.materials:
            owner.materials.append(Material.new(owner._source, owner.key_spec))
        return owner.materials[-1]

    def material(self, material_id: str) -> Material | None:
        """One of its materials: all of them decrypt."""
        return next((each for each in self.materials if each.id == material_id), None)

    def set_state(self, state: str) -> None:
        """Make it "Enabled", "Disabled", "PendingDeletion", "PendingImport" and so on."""
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
        """Carry out what is due. AWS rotates disabled keys too, and none that waits for its deletion."""
        if self.primary is not None:
            self.primary.catch_up(now)
        if self.ready is not None and self.ready <= now:
            self.ready = None
            self.set_state("Enabled")
        self._expire(now)
        self._lose_replicas(now)
        if self.on_demand_since is not None and self.on_demand_since + ON_DEMAND_TAKES <= now:
            self._rotate(self.on_demand_since + ON_DEMAND_TAKES, "ON_DEMAND")
            self.on_demand_since = None
        while self.next_rotation is not None and self.period is not None and self.next_rotation <= now:
            if self.key_state != "PendingDeletion":
                self._rotate(self.next_rotation, "AUTOMATIC")
            self.next_rotation += timedelta(days=self.period)

    def _rotate(self, when: datetime, kind: str) -> None:
        self.materials.append(self.pending or Material.new(self._source))
        self.pending = None
        self.rotated.append(Rotation(when, kind, self.current.id))

    def _expire(self, now: datetime) -> None:
        for material in self.materials:
            if material.present and material.valid_to is not None and material.valid_to <= now:
                material.present = False
                self.lose_material()

    def lose_material(self) -> None:
        """Some of its imported material is not there any more: nothing can be done with it until it is again."""
        if self.key_state in ("Enabled", "Disabled"):
            self.set_state("PendingImport")

    def _lose_replicas(self, now: datetime) -> None:
        """Its own waiting period begins when the last of its replicas is deleted."""
        gone = [each for each in self.replicas if each.is_gone(now)]
        self.replicas = [each for each in self.replicas if each not in gone]
        if self.waits is not None and gone and not self.replicas:
            self.set_state("PendingDeletion")
            last = max(each.deletion_date for each in gone if each.deletion_date is not None)
            self.deletion_date = last + timedelta(days=self.waits)

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
            LISTED[self.key_usage]: list(self.algorithms),
            "MultiRegion": self.multi_region,
        }
        if self.is_symmetric and self.materials and self.key_state != "Creating":
            metadata["CurrentKeyMaterialId"] = self.current.id
        if self.deletion_date is not None:
            metadata["DeletionDate"] = self.deletion_date
        if self.waits is not None and self.deletion_date is None:
            metadata["PendingDeletionWindowInDays"] = self.waits
        if self.is_external and self.materials and self.current.present:
            metadata |= expiration(self.current)
        if self.multi_region:
            metadata["MultiRegionConfiguration"] = self._regions()
        return {"KeyMetadata": metadata}

    def _regions(self) -> dict[str, Any]:
        primary = self.primary or self
        return {
            "MultiRegionKeyType": "REPLICA" if self.primary else "PRIMARY",
            "PrimaryKey": {"Arn": primary.arn, "Region": primary.region},
            "ReplicaKeys": [{"Arn": each.arn, "Region": each.region} for each in primary.replicas],
        }


def expiration(material: Material) -> dict[str, Any]:
    """Whether and when imported material expires, as DescribeKey and ListKeyRotations tell it."""
    if material.valid_to is None:
        return {"ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE"}
    return {"ExpirationModel": "KEY_MATERIAL_EXPIRES", "ValidTo": material.valid_to}
