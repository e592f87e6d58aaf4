"""Commands whose answers are the same as a real server's: Debian's redis-server, where it is installed.

One node in cluster mode has all slots on either side, so that what is compared is what a node answers, to the byte.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import time

import pytest

from course_lib.aws.account import Cloud
from course_lib.aws.services.redis.messages import Batch

SERVER = shutil.which("redis-server") or ""
pytestmark = pytest.mark.skipif(not SERVER, reason="redis-server is not installed")

COMPARE_AND_DELETE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end"

# Each is one line of commands, from an empty server; arguments are split at blanks, "~" stands for one, and "@" for a
# script that compares and deletes.
SCRIPTS = {
    "get_set": (
        "GET a;SET a 1;GET a;SET a 2 NX;SET b 2 NX;SET c 1 XX;SET a 3 XX;SET a 4 GET;SET n 1 GET;SET a 5 NX GET"
    ),
    "set_options": (
        "SET a 1 EX;SET a 1 EX 0;SET a 1 EX -5;SET a 1 EX x;SET a 1 NX XX;SET a 1 EX 5 PX 5;"
        "SET a 1 KEEPTTL EX 5;SET a 1 FOO;SET a 1 ex 100 nx;TTL a;SET a 2 KEEPTTL;TTL a;SET a 3;TTL a;"
        "SET a 1 EX 9223372036854775807;SET a 1 EX 5 EX 6;SET a 1 GET GET;SET a 1 NX NX;SET a 1 PXAT 1;GET a;"
        "SET a 1 EXAT 99999999999;EXPIRETIME a"
    ),
    "numbers": (
        "INCR a;INCRBY a 41;DECR a;DECRBY a 2;GET a;SET a x;INCR a;SET a 9223372036854775807;INCR a;"
        "INCRBY a x;INCRBY b 01;SET c 1.5;INCR c;INCRBYFLOAT c 0.25;INCRBYFLOAT c -1.75;INCRBYFLOAT c 1e3;"
        "INCRBYFLOAT d x;SET e ~;INCR e;DECRBY z -9223372036854775808;SET f +1;INCR f;SET g -0;INCR g"
    ),
    "wrong_type": (
        "LPUSH l 1;GET l;INCR l;HSET l a b;SADD l x;ZADD l 1 x;SET h 1;HGET h a;LPUSH h 1;SET l 1 GET;"
        "GETEX l;MGET l h;APPEND l x;STRLEN l;SETNX l 1;EXPIRE l 100;TYPE l;GETDEL l;GETSET l 1;SET l 1;"
        "GET l;TYPE l;TYPE none"
    ),
    "wrong_number": (
        "GET;GET a b;SET a;MGET;DEL;HSET h a;HSET h a b c;MSET a;MSET a 1 b;EXPIRE a;SETEX a 1;HMSET h a 1 b;"
        "LPUSH l;ZADD z 1;EVAL;WATCH;PING a b;CLUSTER;SCRIPT;MSETNX a 1 a;EXEC x;MULTI x"
    ),
    "unknown": "FOO;FOO a b;GETT a;CLUSTER FOO;SCRIPT FOO;CLUSTER KEYSLOT;SCRIPT LOAD",
    "multi_key": (
        "MSET {u}a 1 {u}b 2;MGET {u}a {u}b {u}c;DEL {u}a {u}c;EXISTS {u}a {u}b {u}b;UNLINK {u}b;"
        "MSETNX {u}a 1 {u}b 2;MSETNX {u}b 1 {u}c 2;MGET a b;DEL a b;EXISTS a b c;MSET a 1 b 2;"
        "TOUCH {u}a {u}x"
    ),
    "expiry": (
        "EXPIRE a 10;SET a 1;EXPIRE a 100;TTL a;PERSIST a;PERSIST a;TTL a;TTL none;PTTL none;EXPIRE a 100 NX;"
        "EXPIRE a 50 GT;EXPIRE a 200 GT;EXPIRE a 100 LT;EXPIRE a 10 XX;TTL a;EXPIRE a 10 NX XX;"
        "EXPIRE a 1 GT LT;EXPIRE a 1 FOO;EXPIRE a x;EXPIRE a -1;GET a;SET b 1;EXPIREAT b 99999999999;"
        "EXPIRETIME b;PEXPIRETIME b;EXPIRE b 9223372036854775807;SET c 1;EXPIRE c 50 LT;EXPIRE c 50 GT;"
        "SET d 1;EXPIRE d 5 GT;TTL d;PEXPIREAT d 1;EXISTS d"
    ),
    "getex": (
        "SET a 1;GETEX a EX 100;TTL a;GETEX a;TTL a;GETEX a PERSIST;TTL a;GETEX a EX;GETEX a FOO;"
        "GETEX a EX 0;GETEX none EX 5;GETEX a EX 5 PX 6;GETEX a PERSIST EX 5;GETEX none EX 0"
    ),
    "setex": (
        "SETEX a 100 1;TTL a;SETEX a 0 1;PSETEX a 100000 2;TTL a;PSETEX a -1 2;SETNX a 3;SETNX b 3;"
        "GETSET b 4;GETDEL b;GETDEL b"
    ),
    "texts": (
        "APPEND a hel;APPEND a lo;STRLEN a;GETRANGE a 0 1;GETRANGE a -3 -1;GETRANGE a 3 1;GETRANGE a -1 -3;"
        "GETRANGE a 0 99;GETRANGE none 0 1;GETRANGE a -99 1;GETRANGE a x 1"
    ),
    "hashes": (
        "HSET h a 1 b 2;HSET h a 3 c 4;HGET h a;HGET h z;HGET none z;HMGET h a z b;HGETALL h;HGETALL none;"
        "HKEYS h;HVALS h;HLEN h;HEXISTS h a;HDEL h a z;HSETNX h a 1;HSETNX h a 2;HINCRBY h a 5;HINCRBY h n 1;"
        "HSET h x y;HINCRBY h x 1;HINCRBY h a x;HDEL h a b c n x;EXISTS h;HMSET h a 1"
    ),
    "sets": (
        "SADD s a b a;SADD s b c;SCARD s;SISMEMBER s a;SISMEMBER s z;SREM s a z;SREM s b c;EXISTS s;"
        "SMEMBERS s;SADD t x;SMEMBERS t"
    ),
    "lists": (
        "RPUSH l a b c;LPUSH l z y;LRANGE l 0 -1;LRANGE l 1 2;LRANGE l -2 -1;LRANGE l 5 9;LRANGE l 2 1;"
        "LLEN l;LPOP l;RPOP l;LPOP l 2;LPOP l 9;LPOP l;LPOP l 1;EXISTS l;RPUSH m a b c d;LTRIM m 1 2;"
        "LRANGE m 0 -1;LTRIM m 5 9;EXISTS m;LPOP m x;LPOP m -1;LPOP m 1 2;LTRIM none 0 1;RPUSH p 1 2 3;"
        "LPOP p 0;RPOP p 2"
    ),
    "sorted": (
        "ZADD z 1 a 3 c 2 b;ZADD z 5 a;ZSCORE z a;ZSCORE z x;ZCARD z;ZRANGE z 0 -1;ZRANGE z 0 -1 WITHSCORES;"
        "ZRANGE z 0 0 REV;ZINCRBY z 1.5 b;ZINCRBY z 0.1 b;ZREM z a x;ZADD z x y;ZADD z 1 a 2;ZADD z inf i;"
        "ZSCORE z i;ZRANGE z 1 x;ZRANGE z 0 -1 FOO;ZREM z b c i;EXISTS z"
    ),
    "transactions": (
        "MULTI;SET a 1;INCR a;GET a;EXEC;MULTI;MULTI;EXEC;EXEC;DISCARD;MULTI;SET a 5;DISCARD;GET a;MULTI;FOO;"
        "SET a 6;EXEC;GET a;MULTI;LPUSH a 1;SET a 7;EXEC;GET a;MULTI;GET;EXEC;WATCH a;SET a 8;MULTI;SET a 9;"
        "EXEC;GET a;WATCH a;MULTI;SET a 9;EXEC;UNWATCH;MULTI;WATCH a;EXEC;WATCH n;SET n 1;UNWATCH;MULTI;"
        "INCR n;EXEC;MULTI;SET {x}a 1;SET {y}b 1;EXEC;MULTI;MGET a b;EXEC;MULTI;UNWATCH;EXEC;MULTI;PING;EXEC;"
        "MULTI;EXEC"
    ),
    "server": (
        "PING;PING hello;ECHO x;DBSIZE;SET a 1;DBSIZE;FLUSHALL;DBSIZE;CLUSTER KEYSLOT 123456789;"
        "CLUSTER KEYSLOT {user1000}.a;CLUSTER KEYSLOT a{}b;CLUSTER KEYSLOT a{{x}}b;CLUSTER KEYSLOT }{a};"
        "CLUSTER KEYSLOT {"
    ),
    "lua_commands": (
        "SET k v;EVAL @ 1 k w;EVAL @ 1 k v;GET k;EVAL return~1 0;EVAL return~1 1;EVAL return~1 -1;"
        "EVAL return~1 x;EVALSHA ffffffffffffffffffffffffffffffffffffffff 0;SCRIPT LOAD return~7;"
        "EVALSHA e0e1f9fabfc9d4800c877a703b823ac0578ff8db 0;"
        "SCRIPT EXISTS e0e1f9fabfc9d4800c877a703b823ac0578ff8db x;SCRIPT FLUSH;"
        "SCRIPT EXISTS e0e1f9fabfc9d4800c877a703b823ac0578ff8db"
    ),
    "scan": (
        "SCAN 0;KEYS *;SCAN;SCAN x;SCAN -1;SCAN +0;SCAN ;SCAN ~0;SCAN 00;SCAN 1.5;"
        "SCAN 99999999999999999999;SCAN 0 COUNT;SCAN 0 COUNT 0;"
        "SCAN 0 COUNT -1;SCAN 0 COUNT x;SCAN 0 FOO 1;SCAN 0 MATCH;SCAN 0 TYPE;SCAN 0 MATCH a COUNT;KEYS;KEYS a b;"
        "SET a 1;SCAN 0;SCAN 0 COUNT 1000;SCAN 0 match a* count 5;SCAN 0 MATCH b*;SCAN 0 TYPE string;"
        "SCAN 0 TYPE STRING;SCAN 0 TYPE list;SCAN 0 TYPE nosuch;SCAN 0 MATCH a MATCH b;SCAN 0 COUNT 5 COUNT 10;"
        "KEYS a;KEYS A;KEYS b;PEXPIRE a -1;SCAN 0;KEYS *;RPUSH l 1;SCAN 0 TYPE list;"
        "EVAL return~redis.call('keys','*') 0;EVAL return~redis.call('scan','0') 0;MULTI;SCAN 0;KEYS l*;EXEC"
    ),
}

# What is counted of reads: commands, each on keys that are there ("a" a text, "h" a hash) or not ("z").
COUNTED = (
    "GET a;GET z;MGET a z;EXISTS a z z;TTL a;TTL z;TYPE a;TYPE z;STRLEN a;HGET h x;HGET h y;HGETALL z;HGET a x;"
    "GETEX a;GETEX z;GETDEL z;GETSET a 2;GETSET y 2;TOUCH a z;INCR a;SETNX a 1;APPEND a 1;EXPIRE z 5;DEL z;LLEN z;"
    "SMEMBERS z;ZSCORE z x;GETRANGE a 0 1;SET a 1;SET z1 1 NX;HSET h x 1;PERSIST a;DBSIZE;KEYS *;SCAN 0"
)

PATTERNS = (
    ("h?llo", "hello hllo heello h?llo"),
    ("h*llo", "hllo heeeello hell"),
    ("h[ae]llo", "hello hallo hillo h[ae]llo"),
    ("h[^e]llo", "hello hallo hbllo"),
    ("h[a-b]llo", "hallo hbllo hcllo h-llo"),
    ("h[b-a]llo", "hallo hbllo hcllo"),
    ("h\\[ello", "h[ello hello"),
    ("h\\", "h\\ h"),
    ("[", "[ a"),
    ("a[", "a[ a ab"),
    ("[abc", "a c abc ["),
    ("[a-", "a - b"),
    ("[]", "a ]"),
    ("[^]", "a ]"),
    ("[\\]]", "] \\"),
    ("[a\\-z]", "a - z m"),
    ("**a**", "a bab b"),
    ("", "a"),
    ("profile:*:v?", "profile:1:v2 profile:1:v22 profile::v1"),
    (".*", ".a aa ."),
    ("a+", "a+ aa"),
)

LUA = (
    "return redis.call('incr', KEYS[1])",
    "return redis.call('nosuch')",
    "return redis.call('set', KEYS[1])",
    "return nope",
    "return nil + 1",
    "return redis.pcall('incr', KEYS[1])",
    "return {1, 2.7, 'x', nil, 3}",
    "return {'a', {1, 2}, false}",
    "return redis.error_reply('MY problem')",
    "return redis.status_reply('FINE')",
    "return 'a' < 2",
    "return {} < {}",
    "return 'a' < 'b'",
    "return tonumber('0x10') + tonumber(' 12 ')",
    "return tostring(1/3)",
    "x = 1",
    "return 1 == '1'",
    "return '10' + 5",
    "return #ARGV",
    "local t = redis.call('get', 'nokey') return type(t)",
    "return redis.call()",
    "return redis.call({})",
    "return 10 % 3",
    "return -7 % 3",
    "return redis.call('hgetall', KEYS[1])",
    "return tostring(3)..tostring(2.50)..tostring(true)..tostring(nil)",
    "return redis.call('watch', KEYS[1])",
    "return foo()",
    "return 1e300*1e300",
    "return 2^10",
    "local a, b = 1 return b",
    "local s = 0 for i = 1, 4 do s = s + i end return s",
    "local s = 0 for i = 4, 1, -2 do s = s + i end return s",
    "local i = 0 while i < 5 do i = i + 1 end return i",
    "if ARGV[1] == 'x' then return 1 elseif ARGV[1] == 'abc' then return 2 else return 3 end",
    "local t = {ok='GOOD'} return t",
    "return not nil and 'yes' or 'no'",
    'return "a\\"b" .. \'c\\n\'',
    "return redis.call('set', KEYS[1], ARGV[1]).ok",
    "return redis.call('mget', KEYS[1], KEYS[1])",
    "-- nothing\nlocal a = 1\nreturn redis.call('incr', KEYS[1])",
    "do local a = 1 end return a",
    "return",
    "return true",
    "local a = 5 a = a - 1 return -a",
    "return (1 + 2) * 3",
    "return 3 .. ''",
    "return #'abc'",
    "return KEYS[2]",
    "return tonumber('abc')",
)


class Server:
    """A real node on loopback, and one connection to it."""

    def __init__(self, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        bus = ["--cluster-enabled", "yes", "--cluster-port", str(_free_port()), "--save", "", "--dir", str(folder)]
        self.process = subprocess.Popen([SERVER, "--port", str(self.port), *bus], stdout=subprocess.DEVNULL)
        for _ in range(200):
            try:
                self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=10)
                break
            except OSError:
                time.sleep(0.05)
        self.ask([b"CLUSTER", b"ADDSLOTSRANGE", b"0", b"16383"])
        for _ in range(200):
            if b"cluster_state:ok" in self.ask([b"CLUSTER", b"INFO"]):
                return
            time.sleep(0.05)

    def ask(self, command):
        self.socket.sendall(_packed(command))
        answer = self.socket.recv(65536)
        while not _is_whole(answer):
            answer += self.socket.recv(65536)
        return answer

    def close(self):
        self.socket.close()
        self.process.terminate()
        self.process.wait()


def _free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _packed(command):
    return b"*%d\r\n" % len(command) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in command)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    started = Server(tmp_path_factory.mktemp("redis"))
    yield started
    started.close()


@pytest.fixture
def our_cluster():
    with Cloud() as cloud:
        cloud.cluster.build(shards=1, replicas=0)
        yield cloud.cluster


@pytest.fixture
def ours(our_cluster):
    def ask(command):
        host = our_cluster.shards[0].primary.host
        return our_cluster.send(Batch(host, "s", (tuple(command),)).to_request(), "you").body

    return ask


def words(line):
    return [each.replace("@", COMPARE_AND_DELETE).replace("~", " ").encode() for each in line.split(" ")]


@pytest.mark.parametrize("name", SCRIPTS)
def test_commands(server, ours, name):
    """Each command's answer is the server's, to the byte."""
    server.ask([b"FLUSHALL"])
    lines = SCRIPTS[name].split(";")
    assert [(line, ours(words(line))) for line in lines] == [(line, server.ask(words(line))) for line in lines]


def _is_whole(data):
    try:
        return _end(data, 0) == len(data)
    except (IndexError, ValueError):
        return False


def _end(data, position):
    line = data.index(b"\r\n", position)
    kind, rest = data[position : position + 1], data[position + 1 : line]
    position = line + 2
    if kind == b"$":
        return position + (int(rest) + 2 if int(rest) >= 0 else 0)
    if kind == b"*":
        for _ in range(max(0, int(rest))):
            position = _end(data, position)
    return position


@pytest.mark.parametrize(("pattern", "keys"), PATTERNS)
def test_patterns(server, ours, pattern, keys):
    """Which keys fit one."""
    for ask in (ours, server.ask):
        ask([b"FLUSHALL"])
        for key in keys.split():
            ask([b"SET", key.encode(), b"1"])
    for key in keys.split():
        for ask in (ours, server.ask):
            ask([b"FLUSHALL"])
            ask([b"SET", key.encode(), b"1"])
        assert (key, ours([b"KEYS", pattern.encode()])) == (key, server.ask([b"KEYS", pattern.encode()]))


@pytest.mark.parametrize("line", COUNTED.split(";"))
def test_hits_and_misses(server, ours, line):
    """What INFO counts of a command."""

    def counted(ask):
        facts = dict(part.split(b":") for part in ask([b"INFO", b"stats"]).split(b"\r\n") if b":" in part)
        return int(facts[b"keyspace_hits"]), int(facts[b"keyspace_misses"])

    more = []
    for ask in (ours, server.ask):
        ask([b"FLUSHALL"])
        ask([b"SET", b"a", b"1"])
        ask([b"HSET", b"h", b"x", b"1"])
        before = counted(ask)
        ask(words(line))
        more.append(tuple(after - each for after, each in zip(counted(ask), before, strict=True)))
    assert more[0] == more[1]


FULL = (
    "GET a;SET a 2;SETNX a 1;SETEX a 100 1;GETSET a 1;GETEX a EX 100;GETDEL z;APPEND a x;INCR n;DECR n;MSET a 1;"
    "MSETNX z 1;DEL z;UNLINK z;EXISTS a;EXPIRE a 100;PERSIST a;TTL a;HSET h x 1;HDEL h y;HINCRBY h n 1;LPUSH l 1;"
    "RPUSH l 1;LPOP l;SADD s x;SREM s x;ZADD z 1 x;ZREM z x;MULTI;GET a;EXEC;MULTI;SET a 1;EXEC;MULTI;DISCARD;"
    "WATCH a;UNWATCH;PING;"
    "EVAL return~1 0;EVAL return~redis.call('set',KEYS[1],1) 1 a;EVAL return~redis.call('get',KEYS[1]) 1 a;"
    "EVAL return~redis.call('del',KEYS[1]) 1 z;SCRIPT LOAD return~2;SCAN 0;DBSIZE;MULTI;WATCH a;EXEC;"
    "SET a;GET;NOSUCH x;EXEC;ASKING;GET a;MULTI;MULTI;DISCARD;MULTI;UNWATCH;DISCARD;MULTI;PING;EXEC;MULTI;ASKING;EXEC"
)


def test_a_full_node(server, ours, our_cluster):
    """What each command is answered when nothing fits: noeviction, and less memory than an empty server uses."""
    for ask in (ours, server.ask):
        ask([b"FLUSHALL"])
        ask([b"SET", b"a", b"1"])
    our_cluster.limit_memory(-1, "noeviction")
    for name, value in (("maxmemory-policy", "noeviction"), ("maxmemory", "1")):
        assert server.ask([b"CONFIG", b"SET", name.encode(), value.encode()]) == b"+OK\r\n"
    try:
        lines = FULL.split(";")
        assert [(line, ours(words(line))) for line in lines] == [(line, server.ask(words(line))) for line in lines]
    finally:
        server.ask([b"CONFIG", b"SET", b"maxmemory", b"0"])


@pytest.mark.parametrize("script", LUA)
def test_scripts(server, ours, script):
    """What a script returns, or the error that ends it, is the server's."""
    for ask in (ours, server.ask):
        ask([b"FLUSHALL"])
        ask([b"SET", b"k", b"abc"])
    command = [b"EVAL", script.encode(), b"1", b"k", b"abc"]
    assert ours(command) == server.ask(command)
