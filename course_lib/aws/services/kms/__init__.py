"""KMS as AWS answers it, for symmetric encryption keys: data keys, contexts, key states, rotation, aliases.

`layer` takes the calls, `service` says which function answers; `using` holds what is done with a key, `life` what is
done to it, `rotation` and `aliases` the rest. `keys` are the keys, kept in moto's state, `blobs` the ciphertexts,
`finding` looks a key up, `members` looks at a request's parameters, `errors` has AWS's words. Everything that AWS draws
at random comes from the cloud's seed.
"""

from __future__ import annotations

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Layer
from course_lib.aws.services.kms.layer import KmsRules


def rules(clock: Clock, seed: int) -> list[Layer]:
    """The layers of this package, right above moto.

    Args:
        clock: of the cloud they are for.
        seed: for keys, ids and nonces.
    """
    return [KmsRules(clock, seed)]
