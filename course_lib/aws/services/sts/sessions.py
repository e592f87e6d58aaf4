"""Sessions of roles: made by AssumeRole, kept in moto's part for STS, over when the cloud's clock says so."""

from __future__ import annotations

import base64
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from course_lib.aws.access import Identity, Keys

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@dataclass(frozen=True)
class Session:
    """One of a role's sessions, among those that moto keeps. moto asks for its names in lower case."""

    identity: Identity

    @property
    def access_key_id(self) -> str:
        """By which it is found."""
        return self.identity.keys.access_key


def kept(account: str) -> list[Any]:
    """All sessions of an account."""
    from moto.sts.models import sts_backends

    sessions: list[Any] = sts_backends[account]["aws"].assumed_roles
    return sessions


def find(account: str, key: str) -> Identity | None:
    """Who signs with the key of a session."""
    found = (each for each in kept(account) if isinstance(each, Session) and each.access_key_id == key)
    return next((each.identity for each in found), None)


def new_keys(chance: random.Random) -> Keys:
    """Keys of a session, in AWS's form: "ASIA…", a secret of 40 characters, a token."""
    return Keys(
        "ASIA" + "".join(chance.choices(_LETTERS, k=16)),
        base64.b64encode(chance.randbytes(30)).decode(),
        base64.b64encode(b"session" + chance.randbytes(120)).decode(),
    )


def role_session_arn(role: str, name: str) -> str:
    """The ARN of a role's session; the role's path is not in it."""
    account = role.split(":")[4]
    return f"arn:aws:sts::{account}:assumed-role/{role.rpartition('/')[2]}/{name}"


def open_session(
    account: str,
    role: Mapping[str, Any],
    name: str,
    keys: Keys,
    issued: datetime,
    expires: datetime,
    tags: Mapping[str, str],
    policies: tuple[str, ...] = (),
    source_identity: str | None = None,
    transitive: tuple[str, ...] = (),
) -> Identity:
    """Begin a session of a role and keep it.

    Args:
        account: of the role.
        role: as GetRole describes it.
        name: of the session.
        keys: what it signs with.
        issued, expires: from when to when it is good.
        tags: of the session; those of the role count as well.
        policies: documents that limit it.
        source_identity: who is behind it, as AssumeRole was told.
        transitive: keys of the tags that go on to the sessions it opens.
    """
    own = {each["Key"]: each["Value"] for each in role.get("Tags") or ()}
    identity = Identity(
        arn=role_session_arn(role["Arn"], name),
        user_id=f"{role['RoleId']}:{name}",
        kind="AssumedRole",
        keys=keys,
        name=name,
        role=role["Arn"],
        tags={**own, **tags},
        issued=issued,
        expires=expires,
        policies=policies,
        source_identity=source_identity,
        transitive=transitive,
    )
    return keep(account, identity)


def keep(account: str, identity: Identity) -> Identity:
    """Know a session from now on."""
    kept(account).append(Session(identity))
    return identity
