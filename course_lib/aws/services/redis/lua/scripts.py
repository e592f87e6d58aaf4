"""EVAL, EVALSHA and SCRIPT. Source: Redis 7.0 command reference; script_lua.c for the words of errors."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha1
from typing import TYPE_CHECKING

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.redis.commands.spec import keys_in_script, wrong_number
from course_lib.aws.services.redis.lua.grammar import read_script
from course_lib.aws.services.redis.lua.interpreter import Interpreter, ScriptError
from course_lib.aws.services.redis.lua.values import to_reply
from course_lib.aws.services.redis.replies import OK, Refusal, Reply, text_of

if TYPE_CHECKING:
    from course_lib.aws.services.redis.lua.interpreter import Call

MOST_SCRIPTS = 100  # that a node keeps; real ones keep all
NO_SCRIPT = Refusal("NOSCRIPT No matching script. Please use EVAL.")
# Redis 7.0, CMD_NOSCRIPT: what a script may not call, of what is here.
NOT_IN_SCRIPTS = frozenset(["watch", "unwatch", "multi", "exec", "discard", "eval", "evalsha", "script", "cluster"])


class Scripts:
    """The scripts that a shard's nodes have been sent."""

    def __init__(self) -> None:
        self._by_sha: dict[bytes, bytes] = {}

    def carry_out(self, name: str, args: Sequence[bytes], call: Call) -> Reply:
        """Answer EVAL, EVALSHA or SCRIPT.

        Args:
            name: which, in small letters.
            args: without its name.
            call: carries out the commands that a script calls.

        Raises:
            Refusal: as the server words it.
            NotSimulated: the script uses what is not there.
        """
        if name == "script":
            return self._script(text_of(args[0]), args[1:])
        count = keys_in_script(args)
        keys, values = args[2 : 2 + count], args[2 + count :]
        if name == "eval":
            source = args[0]
            self._load(source)
        elif args[0].lower() in self._by_sha:
            source = self._by_sha[args[0].lower()]
        else:
            raise NO_SCRIPT
        try:
            return to_reply(Interpreter(call, keys, values).run(read_script(source)))
        except ScriptError as error:
            where = f"script: {text_of(_sha(source))}, on @user_script:{error.line}."
            raise Refusal(f"{error.message} {where}") from None

    def _script(self, name: str, args: Sequence[bytes]) -> Reply:
        part = name.lower()
        if part == "load" and len(args) == 1:
            return self._load(args[0])
        if part == "exists" and args:
            return [int(sha.lower() in self._by_sha) for sha in args]
        if part == "flush" and len(args) <= 1:
            self._by_sha.clear()
            return OK
        if part in ("load", "exists"):
            raise wrong_number(f"script|{part}")
        if part in ("debug", "kill", "help", "flush"):
            raise NotSimulated(f"SCRIPT {part.upper()} is not simulated so. SCRIPT EXISTS, FLUSH and LOAD are.")
        raise Refusal(f"ERR unknown subcommand '{name}'. Try SCRIPT HELP.")

    def _load(self, source: bytes) -> bytes:
        read_script(source)
        while len(self._by_sha) >= MOST_SCRIPTS:
            del self._by_sha[next(iter(self._by_sha))]
        self._by_sha[_sha(source)] = source
        return _sha(source)


def _sha(source: bytes) -> bytes:
    return sha1(source).hexdigest().encode()
