"""What each command does: `spec` says what a command is, the other modules have them by what they work on.

`COMMANDS` has those that are simulated; `KNOWN` names the others that Redis 7.0 has, which are refused by name.
"""

from course_lib.aws.services.redis.commands import collections, hashes, keys, scanning, strings
from course_lib.aws.services.redis.commands.known import KNOWN
from course_lib.aws.services.redis.commands.spec import COMMANDS, Spec

__all__ = ["COMMANDS", "KNOWN", "Spec", "collections", "hashes", "keys", "scanning", "strings"]

# What needs more than the keys of one shard: `course_lib.aws.services.redis.cluster` carries it out.
_NO_KEYS = (0, 0, 0)
for _name, _arity, _keys, _reads in (
    ("ping", -1, _NO_KEYS, True),
    ("echo", 2, _NO_KEYS, True),
    ("time", 1, _NO_KEYS, True),
    ("asking", 1, _NO_KEYS, True),
    ("cluster", -2, _NO_KEYS, True),
    ("info", -1, _NO_KEYS, True),
    ("script", -2, _NO_KEYS, False),
    ("eval", -3, _NO_KEYS, False),
    ("evalsha", -3, _NO_KEYS, False),
    ("watch", -2, (1, -1, 1), True),
    ("unwatch", 1, _NO_KEYS, True),
    ("multi", 1, _NO_KEYS, True),
    ("exec", 1, _NO_KEYS, True),
    ("discard", 1, _NO_KEYS, True),
):
    COMMANDS[_name] = Spec(_name, _arity, _keys, _reads, False, None)
