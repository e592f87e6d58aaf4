"""Who signs a request: by its access key, or by what the lab says its caller is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from course_lib.aws.access import Identity, Keys
from course_lib.aws.clock import Clock
from course_lib.aws.http.addresses import access_key
from course_lib.aws.http.messages import AwsError, Call
from course_lib.aws.http.presigned import problem_of
from course_lib.aws.http.signature import is_signed_with
from course_lib.aws.layers.refusals import BY_PROTOCOL
from course_lib.aws.services import SERVICES

if TYPE_CHECKING:
    from course_lib.aws.service import AwsService

# AWS's documented example: what the account's root signs with.
ROOT_KEY, ROOT_SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


class NobodyKnown(Exception):
    """A request is not signed by anybody that the account knows; `error` says so in AWS's words."""

    def __init__(self, error: AwsError) -> None:
        super().__init__(error.message)
        self.error = error


class Signers:
    """Finds out who signs.

    Args:
        clock: of the account: sessions end on it.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._keys: dict[str, Keys] = {}  # by the caller's name in the journal

    def act_as(self, who: str, keys: Keys | None) -> None:
        """Let a caller's requests count as signed with these keys, unless they are signed with others themselves.

        Args:
            who: the caller's name in the journal.
            keys: of a user or of a role's session; None for root again.
        """
        if keys is None:
            self._keys.pop(who, None)
        else:
            self._keys[who] = keys

    def of(self, call: Call, service: AwsService) -> Identity | None:
        """Who signs a call; None for the account's root.

        Raises:
            NobodyKnown: nobody, or not any more, or not with the right secret.
        """
        form = BY_PROTOCOL[service.protocol]
        key, token = ("", None) if call.request is None else (access_key(call.request), call.request.token)
        self._check_signature(call, key, service)
        if key in ("", ROOT_KEY):
            own = self._keys.get(call.who)
            if own is None:
                return None
            key, token = own.access_key, own.token
        signer = find(call.account, key)
        if signer is None or not signer.active or signer.keys.token != token:
            raise NobodyKnown(form.unknown)
        if signer.expires is not None and signer.expires <= self._clock.now():
            raise NobodyKnown(form.expired)
        return signer

    def _check_signature(self, call: Call, key: str, service: AwsService) -> None:
        if call.request is None or not call.request.from_network:
            return
        if not key:
            raise NobodyKnown(BY_PROTOCOL[service.protocol].unsigned)
        signer = find(call.account, key)
        keys = signer.keys if signer else Keys(ROOT_KEY, ROOT_SECRET) if key == ROOT_KEY else None
        if keys is not None and not is_signed_with(call.request, keys):
            raise NobodyKnown(BY_PROTOCOL[service.protocol].mismatch)
        over = problem_of(call.request, datetime.now(UTC)) if service.protocol == "rest-xml" else None
        if over is not None:
            raise NobodyKnown(over)


def find(account: str, key: str) -> Identity | None:
    """Who has this access key, if anybody does."""
    found = (service.signer(account, key) for service in SERVICES.aws.values())
    return next((each for each in found if each is not None), None)
