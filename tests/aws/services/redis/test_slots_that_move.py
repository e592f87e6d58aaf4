"""What nodes answer about a slot that moves, as two primaries of real servers do: MOVED, ASK, TRYAGAIN, and ASKING.

Three keys lie in the slot, of which a real server is told to move one and then the others, and ours does it by the
clock. Answers are compared to the byte, with SOURCE and TARGET for addresses.
"""

from __future__ import annotations

import socket
from datetime import timedelta

import pytest

from course_lib.aws.account import Cloud
from course_lib.aws.services.redis.messages import Batch
from course_lib.aws.services.redis.real import replies
from course_lib.aws.services.redis.real.servers import says, until
from course_lib.aws.services.redis.replies import Refusal, readable
from tests.aws.services.redis.six_nodes import INSTALLED, SixNodes

KEYS = ("{t}a", "{t}b", "{t}c")  # the last one moves first
SLOT = 15891
EACH = timedelta(seconds=100)

# What is asked in each state, one after the other: S of the shard that has the slot, T of the one that gets it.
ASKED = {
    "all are at the source": (
        "S GET {t}a;S SET {t}new 1;S MGET {t}a {t}b;S MGET {t}a {t}none;S MGET {t}none {t}other;S GET {t}none;"
        "T GET {t}a;T ASKING;T GET {t}a;T GET {t}a;T ASKING;T MGET {t}a {t}b;T ASKING;T SET {t}new 1;T DEL {t}new;"
        "T ASKING;T DEL {t}new;S MGET {t}a x;S MSET {t}none 1 {t}other 2;S DBSIZE;T ASKING;T PING;T GET {t}a;"
        "T ASKING;T NOSUCH;T GET {t}a;T ASKING;T GET;T GET {t}a"
    ),
    "one has moved": (
        "S GET {t}a;S GET {t}c;T GET {t}c;T ASKING;T GET {t}c;T ASKING;T GET {t}a;S MGET {t}a {t}c;"
        "S MGET {t}c {t}c;T ASKING;T MGET {t}a {t}c;T ASKING;T MGET {t}c {t}c;T ASKING;T MGET {t}a {t}a;"
        "S MULTI;S GET {t}a;S GET {t}c;S EXEC;S MULTI;S GET {t}a;S GET {t}b;S EXEC;"
        "T ASKING;T MULTI;T GET {t}c;T INCR {t}n;T ASKING;T EXEC;T GET {t}c;T ASKING;T DEL {t}n;"
        "S WATCH {t}c;S WATCH {t}a;S UNWATCH;T ASKING;T ASKING;T GET {t}c;T ASKING x;T GET {t}c;"
        "S EVAL return~redis.call('get',KEYS[1]) 1 {t}a;S EVAL return~redis.call('get',KEYS[1]) 1 {t}c;"
        "S EVAL return~redis.call('get','{t}c') 0;T EVAL return~redis.call('get','{t}c') 0;"
        "T ASKING;T EVAL return~redis.call('get',KEYS[1]) 1 {t}c;T ASKING;T EVAL return~redis.call('asking') 0;"
        "S EVAL return~redis.call('mget','{t}a','{t}c') 1 {t}a;S CLUSTER COUNTKEYSINSLOT 15891;"
        "T CLUSTER COUNTKEYSINSLOT 15891;S CLUSTER GETKEYSINSLOT 15891 1;T CLUSTER GETKEYSINSLOT 15891 9"
    ),
    "all have moved": (
        "S GET {t}a;S MGET {t}a {t}b;S SET {t}a 5;T GET {t}a;T ASKING;T SET {t}a 5;T ASKING;T MGET {t}a {t}b {t}c;"
        "T ASKING;T MGET {t}a {t}none;S CLUSTER COUNTKEYSINSLOT 15891;S CLUSTER COUNTKEYSINSLOT 16384;"
        "S CLUSTER COUNTKEYSINSLOT -1;S CLUSTER COUNTKEYSINSLOT x;S CLUSTER COUNTKEYSINSLOT;"
        "S CLUSTER GETKEYSINSLOT 15891 -1;S CLUSTER GETKEYSINSLOT 15891;S CLUSTER GETKEYSINSLOT x 1"
    ),
    "the slot has moved": (
        "S GET {t}a;S MGET {t}a {t}none;T GET {t}a;T MGET {t}a {t}none;S ASKING;S GET {t}a;T ASKING;T GET {t}b;"
        "T MULTI;T SET {t}n 1;T EXEC;S SET {t}n 2;S EVAL return~redis.call('get',KEYS[1]) 1 {t}a"
    ),
}


class Ours:
    """The cloud's cluster, whose second shard gets the slot from the third."""

    def __init__(self):
        self.cloud = Cloud()
        self.hosts = {"S": "10.0.1.3", "T": "10.0.1.2"}
        for key in KEYS:
            self.ask("S", "SET", key, key)
        self.begun = self.cloud.clock.now()
        self.cloud.cluster.reshard([(SLOT, "0003", "0002")], self.begun, EACH)

    def ask(self, side, *words):
        batch = Batch(self.hosts[side], "s", (tuple(word.encode() for word in words),))
        body = self.cloud.cluster.send(batch.to_request(), "you").body.decode()
        return body.replace("10.0.1.3:6379", "SOURCE").replace("10.0.1.2:6379", "TARGET")

    def reach(self, state):
        """A third of the time for each key, and one for the slot itself."""
        seconds = {"one has moved": 30, "all have moved": 80, "the slot has moved": 101}.get(state, 0)
        self.cloud.clock.advance(seconds=seconds - (self.cloud.clock.now() - self.begun).total_seconds())

    def close(self):
        self.cloud.close()


class Real(SixNodes):
    """The same on servers, with CLUSTER SETSLOT and MIGRATE."""

    def begin(self):
        primaries = [port for port in self.nodes if says(port, "ROLE")[0] == "master"]
        self.ids = {port: says(port, "CLUSTER", "MYID") for port in primaries}
        self.source = next(port for port in primaries if says(port, "SET", KEYS[0], KEYS[0]))
        self.target = next(port for port in primaries if port != self.source)
        self.ports = {"S": self.source, "T": self.target}
        self.sockets = {side: socket.create_connection(("127.0.0.1", port)) for side, port in self.ports.items()}
        for key in KEYS[1:]:
            says(self.source, "SET", key, key)
        says(self.target, "CLUSTER", "SETSLOT", str(SLOT), "IMPORTING", self.ids[self.source])
        says(self.source, "CLUSTER", "SETSLOT", str(SLOT), "MIGRATING", self.ids[self.target])

    def ask(self, side, *words):
        parts = [f"${len(word)}\r\n{word}\r\n" for word in words]
        self.sockets[side].sendall(f"*{len(words)}\r\n{''.join(parts)}".encode())
        with self.sockets[side].makefile("rb", buffering=0) as stream:
            return as_text(replies.read(stream), self.source, self.target)

    def reach(self, state):
        for key in {"one has moved": KEYS[2:], "all have moved": KEYS[:2]}.get(state, ()):
            says(self.source, "MIGRATE", "127.0.0.1", str(self.target), key, "0", "5000")
        if state == "the slot has moved":
            for port in (self.target, self.source):
                says(port, "CLUSTER", "SETSLOT", str(SLOT), "NODE", self.ids[self.target])
            until(lambda: "MOVED" in str(self.ask("S", "GET", KEYS[0])))

    def close(self):
        for each in getattr(self, "sockets", {}).values():
            each.close()
        super().close()


def as_text(reply, source, target):
    from course_lib.aws.services.redis.replies import encode

    body = encode(reply).decode()
    return body.replace(f"127.0.0.1:{source}", "SOURCE").replace(f"127.0.0.1:{target}", "TARGET")


def asked_in(cluster, state):
    cluster.reach(state)
    lines = [line.split(" ") for line in ASKED[state].split(";")]
    return [(" ".join(line), cluster.ask(line[0], *(word.replace("~", " ") for word in line[1:]))) for line in lines]


@pytest.fixture
def ours():
    made = Ours()
    yield made
    made.close()


@pytest.mark.skipif(not INSTALLED, reason="redis-server is not installed")
def test_each_answer_is_a_real_server_s(ours, tmp_path):
    """In every state, to the byte."""
    real = Real(tmp_path)
    try:
        real.begin()
        for state in ASKED:
            assert asked_in(ours, state) == asked_in(real, state), state
    finally:
        real.close()


def test_what_is_asked_while_a_slot_moves(ours):
    """The words, for whoever has no server: ASK for what is gone, TRYAGAIN for what is on two sides."""
    ours.reach("one has moved")
    assert ours.ask("S", "GET", "{t}a") == "$4\r\n{t}a\r\n"
    assert ours.ask("S", "GET", "{t}c") == f"-ASK {SLOT} TARGET\r\n"
    assert ours.ask("S", "SET", "{t}new", "1") == f"-ASK {SLOT} TARGET\r\n"
    assert ours.ask("S", "MGET", "{t}a", "{t}c") == "-TRYAGAIN Multiple keys request during rehashing of slot\r\n"
    assert ours.ask("T", "GET", "{t}c") == f"-MOVED {SLOT} SOURCE\r\n"
    assert [ours.ask("T", "ASKING"), ours.ask("T", "GET", "{t}c")] == ["+OK\r\n", "$4\r\n{t}c\r\n"]
    assert ours.ask("T", "GET", "{t}c") == f"-MOVED {SLOT} SOURCE\r\n"
    ours.reach("the slot has moved")
    assert ours.ask("S", "GET", "{t}c") == f"-MOVED {SLOT} TARGET\r\n"
    assert ours.ask("T", "GET", "{t}c") == "$4\r\n{t}c\r\n"


def test_asking_is_for_one_connection_and_one_command(ours):
    """Another connection's ASKING does not help."""
    ours.reach("all have moved")
    ours.ask("T", "ASKING")
    batch = Batch(ours.hosts["T"], "other", ((b"GET", b"{t}a"),))
    assert ours.cloud.cluster.send(batch.to_request(), "you").body == f"-MOVED {SLOT} 10.0.1.3:6379\r\n".encode()


def test_readable_refusals_have_codes():
    """ASK and TRYAGAIN are what redis-py tells them by."""
    assert Refusal("ASK 1 10.0.0.1:6379").code == "ASK"
    assert readable(Refusal("TRYAGAIN x")) == "TRYAGAIN x"
