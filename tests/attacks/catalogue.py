"""The attacks: what a submission does, and exactly what it comes to.

A verdict is one letter for each check of `claim`: a free seat, two calls in one process, a taken seat, a race.
p(assed) f(ailed) n(ot attempted) c(rashed) t(imed out).
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field

RIGHT = """
def claim(dynamodb, seat, owner):
    client = dynamodb.meta.client
    try:
        client.put_item(
            TableName="seats", Item={"seat": seat, "owner": owner}, ConditionExpression="attribute_not_exists(seat)"
        )
        return True
    except client.exceptions.ConditionalCheckFailedException:
        return False
"""
LOOKS_FIRST = """
def claim(dynamodb, seat, owner):
    table = dynamodb.Table("seats")
    if "Item" in table.get_item(Key={"seat": seat}):
        return False
    table.put_item(Item={"seat": seat, "owner": owner})
    return True
"""
LINE = """
import gc, os, select, socket, struct, threading, time
import msgpack
from course_lib.aws.values import pack
from autograder.line import messages as m
from autograder.worker.cloud_link import CloudLink
from course_lib.aws.http.messages import Request

def wait(seconds):
    select.select([], [], [], seconds)

def link():
    return [each for each in gc.get_objects() if isinstance(each, CloudLink) and each._channel.fileno() >= 0][-1]

def end():
    return socket.socket(fileno=os.dup(link()._channel.fileno()))

def frame(message):
    body = message if isinstance(message, bytes) else msgpack.packb(message)
    return struct.pack(">I", len(body)) + body

def outcome(value=True, **other):
    return {"kind": "Came", "ending": "returned", "value": pack(value), "printed": "", "logged": "", "problem": "",
            "raised": None, "changed": [], "ticket": link()._ticket, **other}

def question(body=b"{}", **other):
    headers = {"x-amz-target": "DynamoDB_20120810.ListTables"}
    return {"kind": "SendToAws", "ticket": link()._ticket, "who": "you", "method": "POST", "url": "https://x/",
            "headers": headers, "body": body, "slept": 0.0, **other}

def send(operation, body, **headers):
    headers["x-amz-target"] = "DynamoDB_20120810." + operation
    return link().send(Request("POST", "https://x/", headers, body), "you").status
"""


@dataclass(frozen=True)
class Attack:
    """One attack.

    Attributes:
        name: what it tries.
        cells: the notebook.
        comes_to: the verdicts on `claim`.
        limits: of `Limits`, where the usual ones would take too long.
    """

    name: str
    cells: tuple[str, ...]
    comes_to: str
    limits: dict[str, float] = field(default_factory=dict)


SHORT = {"call": 0.7, "hurried": 0.2, "cell": 0.7}


def calls(name: str, body: str, comes_to: str, /, **limits: float) -> Attack:
    """`claim` itself does it."""
    source = "def claim(dynamodb, seat, owner):\n" + textwrap.indent(textwrap.dedent(body).strip(), "    ")
    return Attack(name, (LINE, source), comes_to, limits)


def before(name: str, cell: str, solution: str, comes_to: str, /, **limits: float) -> Attack:
    """A cell does it, and a solution follows in the next."""
    return Attack(name, (LINE, textwrap.dedent(cell).strip(), solution), comes_to, limits)


def _counted(then: str) -> str:
    """A right solution that does something else too, which may depend on how many calls its process has had."""
    return RIGHT.replace("    client =", f"    made.append(seat)\n    {then}\n    client =", 1)


REMEMBERED = """    if seat in made:
        return False
    made.append(seat)
    table ="""
KEPT = """    made.append(dynamodb)
    dynamodb = made[0]
    client ="""

LYING_OBJECTS = [
    calls("equal to everything", "class Yes:\n    __eq__ = lambda *_: True\nreturn Yes()", "ffff"),
    calls("claims to be a bool", "class Yes:\n    __class__ = bool\nreturn Yes()", "ffff"),
    calls("claims to be an int", "class Yes:\n    __class__ = int\n    __int__ = lambda s: 1\nreturn Yes()", "ffff"),
    calls("an int equal to all", "class One(int):\n    __eq__ = lambda *_: True\nreturn One(1)", "ffff"),
    calls(
        "text that prints as True", "class T(str):\n    __repr__ = __str__ = lambda s: 'True'\nreturn T('x')", "ffff"
    ),
    calls("a dict that changes", "class D(dict):\n    items = lambda s: [(True, True)]\nreturn D(a=1)", "ffff"),
    calls("a generator", "yield True", "ffff"),
    calls("an endless list", "class L(list):\n    __iter__ = lambda s: iter(int, 1)\nreturn L()", "ffff"),
    calls("an endless iterator", "return iter(int, 1)", "ffff"),
    calls("NaN", "return float('nan')", "ffff"),
    calls("a signalling NaN", "from decimal import Decimal\nreturn Decimal('sNaN')", "ffff"),
    calls("a number without end", "from decimal import Decimal\nreturn Decimal('1E+999999999')", "cccc"),
    calls("an int of 100,000 digits", "return 10 ** 100_000", "cccc"),
    calls("nested 500 deep", "deep = []\nfor _ in range(500):\n    deep = [deep]\nreturn deep", "cccc"),
    calls("a list within itself", "own = []\nown.append(own)\nreturn own", "cccc"),
    calls("600,000 empty lists", "return [[] for _ in range(600_000)]", "cccc"),
    calls("10 MB of text", "return 'x' * 10_000_000", "cccc"),
    calls("5,000 keys with one hash", "return {n * (2**61 - 1) for n in range(5_000)}", "cccc"),
    calls("half a sign", "return '\\ud800'", "ffff"),
    calls("a repr that ends the process", "class R:\n    __repr__ = lambda s: os._exit(0)\nreturn R()", "cccc"),
    calls("a forged report", "class R:\n    __repr__ = lambda s: 'x\\x1b[2J\\u202e'\nreturn R()", "ffff"),
    calls("an exception that lies", "class E(Exception):\n    __str__ = lambda s: 1/0\nraise E", "cccc"),
    calls("an exception out of nowhere", "class E(BaseException):\n    pass\nraise E", "cccc"),
]

PATCHES = [
    before(
        "builtins that agree",
        "import builtins\nbuiltins.sorted = lambda *_, **__: ['False', 'True']",
        LOOKS_FIRST,
        "pppf",
    ),
    before(
        "values.same that agrees",
        "import course_lib.aws.values as v\nv.same = lambda *_: True",
        LOOKS_FIRST,
        "pppf",
    ),
    before(
        "values.pack that packs True",
        "import course_lib.aws.values as v, autograder.worker.instance as i\np = v.pack\ni.pack = lambda _: p(True)",
        "def claim(d, seat, owner): return 5",
        "ffff",
    ),
    before(
        "call_function that answers for it",
        """
        import autograder.worker.instance as i
        from course_lib.checks.submission import Ending, Outcome
        i.call_function = lambda *_: Outcome(Ending.RETURNED, True)
        """,
        LOOKS_FIRST,
        "ffff",
    ),
    before(
        "a botocore that says yes",
        """
        import botocore.client
        botocore.client.BaseClient._make_api_call = lambda *_, **__: {}
        """,
        LOOKS_FIRST,
        "ffff",
    ),
    before("a json that lies", "import json\njson.dumps = lambda *_, **__: '{}'", RIGHT, "cccf"),
    before("a msgpack that lies", "import msgpack\nmsgpack.packb = lambda *_, **__: b'x'", RIGHT, "pppp"),
    before("time that stands still", "import time\ntime.monotonic = time.time = lambda: 0.0", RIGHT, "pppp"),
    before(
        "an import hook",
        "import sys\nsys.meta_path.insert(0, type('H', (), {'find_spec': lambda *_: 1/0})())",
        RIGHT,
        "pppp",
    ),
    before(
        "a trace in every frame",
        "import sys\nsys.settrace(lambda *_: None)\nsys.setprofile(lambda *_: None)",
        RIGHT,
        "pppp",
    ),
    before("work at exit", "import atexit, os\natexit.register(os.abort)", RIGHT, "pppp"),
    before("no garbage collection", "import gc\ngc.disable()\ngc.set_threshold(0)\ngc.freeze()", RIGHT, "pppp"),
    before("hardly any recursion", "import sys\nsys.setrecursionlimit(60)", RIGHT, "pppp"),
    before(
        "a patch in the fork server's modules", "import course_lib.aws.clock as c\ndel c.Clock.advance", RIGHT, "pppp"
    ),
    before("sitecustomize for the next", "open('/scratch/sitecustomize.py', 'w').write('1/0')", RIGHT, "pppp"),
]

NOTEBOOK_HOOKS = [
    before(
        "cells turned into pass",
        "get_ipython().input_transformers_post.append(lambda lines: ['pass\\n'])",
        RIGHT,
        "nnnn",
    ),
    before("an AST transformer that raises", "get_ipython().ast_transformers.append(None)", RIGHT, "pppp"),
    before("a hook before each cell", "get_ipython().events.register('pre_run_cell', lambda *_: 1 / 0)", RIGHT, "pppp"),
    before("a namespace that says yes", "get_ipython().user_ns.update(claim=lambda *_: True)", "del claim", "nnnn"),
    before("a namespace of its own", "get_ipython().user_ns = {}", RIGHT, "pppp"),
    before("%reset", "%reset -f", RIGHT, "pppp"),
    before("%%script", "%%script sh\nkill -9 -1; exit 3", RIGHT, "pppp"),
    before("the kernel", "get_ipython().kernel.do_shutdown(True)", RIGHT, "pppp"),
    before("quit", "quit()", RIGHT, "pppp"),
    before("sys.exit in a cell", "import sys\nsys.exit(0)", RIGHT, "pppp"),
    before("closed output", "import sys, os\nsys.stdout.close()\nos.close(1)", RIGHT, "pppp"),
    before("100 MB printed", "print('x' * 100_000_000)", RIGHT, "pppp"),
]

ENDINGS = [
    calls("sys.exit", "raise SystemExit(0)", "cccc"),
    calls("os._exit", "os._exit(0)", "cccc"),
    calls("abort", "os.abort()", "cccc"),
    calls("a segmentation fault", "import ctypes\nreturn ctypes.string_at(0)", "cccc"),
    calls("its own killer", "os.kill(os.getpid(), 9)", "cccc"),
    calls("everybody's killer", "os.kill(-1, 9)", "cccc"),
    calls("recursion", "return claim(dynamodb, seat, owner)", "cccc"),
    calls(
        "the C stack",
        "import sys\nsys.setrecursionlimit(10**9)\ndeeper = lambda x: sorted([x], key=deeper)\nreturn deeper(1)",
        "cccc",
    ),
    calls("MemoryError", "return bytearray(10**10)", "cccc"),
    calls("an endless loop", "while True:\n    pass", "tttt", **SHORT),
    calls("an endless loop in C", "return sum(iter(lambda: 0, 1))", "tttt", **SHORT),
    calls("a regular expression without end", "import re\nre.match('(a+)+$', 'a' * 40 + 'b')", "tttt", **SHORT),
    calls(
        "sleep with signals ignored",
        "import signal\nfor n in (1, 2, 15):\n    signal.signal(n, signal.SIG_IGN)\nsignal.pause()",
        "tttt",
        **SHORT,
    ),
    calls("stopped", "import signal\nos.kill(os.getpid(), signal.SIGSTOP)", "tttt", **SHORT),
    calls("a FIFO that nobody writes", "p = f'/scratch/{os.getpid()}'\nos.mkfifo(p)\nopen(p).read()", "tttt", **SHORT),
    calls("1,000 lines printed", "print('y' * 10_000_000)\nreturn 'printed'", "ffff"),
]

CHANNEL = [
    calls("a forged answer is only an answer", "end().sendall(frame(outcome(True)))\nwait(9)", "ftff", call=2),
    calls(
        "an answer for the next call",
        """
        dynamodb.Table("seats").put_item(Item={"seat": seat, "owner": owner})
        end().sendall(frame(outcome(True)) + frame(outcome(False)))
        wait(9)
        """,
        "pcff",
    ),
    calls(
        "an answer to no question",
        "end().sendall(frame(outcome(True, ticket='0' * 16)))\nwait(9)",
        "cccc",
    ),
    before("an answer before the call", "end().sendall(frame(outcome(True)))", RIGHT, "pppp"),
    before(
        "yes to whatever comes",
        "end().sendall(frame({'forked': True, 'value': pack('a'), 'error': None}))",
        RIGHT,
        "pppp",
    ),
    calls("no ticket", "end().sendall(frame({'ending': 'returned'}))\nwait(9)", "cccc"),
    calls("not msgpack", "end().sendall(frame(b'\\xc1\\xc1'))\nwait(9)", "cccc"),
    calls("not a map", "end().sendall(frame([1, 2]))\nwait(9)", "cccc"),
    calls("a message of 4 GB", "end().sendall(b'\\xff' * 4)\nwait(9)", "cccc"),
    calls(
        "8 MB of empty lists",
        "end().sendall(frame(b'\\x81\\xa1a\\xdd\\x00\\x10\\x00\\x00' + b'\\x90' * 2**20))\nwait(9)",
        "cccc",
    ),
    calls(
        "nested 10,000 deep",
        "end().sendall(frame(b'\\x81\\xa1a' + b'\\x91' * 10_000 + b'\\x01'))\nwait(9)",
        "cccc",
    ),
    calls("half a message", "end().sendall(b'\\x00\\x00\\x10\\x00abc')\nwait(9)", "tttt", **SHORT),
    calls(
        "one byte at a time",
        "e = end()\nfor byte in frame(b'x' * 10**6):\n    e.sendall(bytes([byte]))\n    wait(0.01)",
        "tttt",
        **SHORT,
    ),
    calls("an ending of its own", "end().sendall(frame(outcome(ending='passed')))\nwait(9)", "cccc"),
    calls(
        "an unknown tag",
        "end().sendall(frame(outcome(value=1) | {'value': msgpack.packb(msgpack.ExtType(99, b''))}))\nwait(9)",
        "cccc",
    ),
    calls("raised and returned", "end().sendall(frame(outcome(raised={'types': ['E']})))\nwait(9)", "cccc"),
    calls("a question that is none", "end().sendall(frame(question(slept=float('nan'))))\nwait(9)", "cccc"),
    calls("a pause of minus an hour", "end().sendall(frame(question(slept=-3600.0)))\nwait(9)", "cccc"),
    calls(
        "questions without end",
        "l = link()\nwhile True:\n    l.send(Request('POST', 'https://x/', {}, b''), 'you')",
        "tttt",
        check=3,
    ),
    calls(
        "stray questions without end",
        "l = link()\nwhile True:\n    l.send(Request('POST', 'https://x/', {}, b''), '')",
        "tttt",
        **SHORT,
    ),
    calls(
        "300 MB of questions",
        "l = link()\nfor _ in range(100):\n    l.send(Request('POST', 'https://x/', {}, b' ' * 3_000_000), 'you')",
        "tttt",
    ),
    calls(
        "questions whose answers it does not read",
        "e, f = end(), frame(question())\nwhile True:\n    e.sendall(f)",
        "tttt",
        check=3,
        **SHORT,
    ),
    calls(
        "open files sent along",
        """
        l, e, f = link(), end(), frame(question(who=''))
        for _ in range(200):
            e.sendmsg([f], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, struct.pack('2i', 0, 1))])
            l._channel.receive()
        return None
        """,
        "ffff",
    ),
    calls(
        "a file that it was not handed",
        "end().sendall(frame({'kind': 'ReadFile', 'number': 0, 'size': 5, 'ticket': link()._ticket}))\nwait(9)",
        "cccc",
    ),
    calls("a file of no number", "l = link()\nl._ask(m.WriteFile(-1, b'x'), m.Taken)", "cccc"),
    calls("files of other kinds", "l = link()\nl._ask(m.ReadFile([[]], {}), m.FileData)", "cccc"),
    calls("a message for the worker", "l = link()\nl._ask(m.RunCell('x = 1', False), m.Done)", "cccc"),
    calls("a message of no kind", "end().sendall(frame({'kind': [], 'ticket': link()._ticket}))\nwait(9)", "cccc"),
    calls(
        "an exception without its parts",
        "end().sendall(frame(outcome(ending='raised', raised={'types': 'E'})))\nwait(9)",
        "cccc",
    ),
    calls("hanging up", "end().shutdown(2)\nos.closerange(3, 100)", "cccc"),
]

ON_AWS = [
    calls("delete what the check looks at", "dynamodb.Table('seats').delete()\nreturn True", "ccff"),
    calls(
        "another table of that name",
        """
        import boto3
        boto3.resource('dynamodb').Table('seats').put_item(Item={'seat': seat, 'owner': owner})
        return True
        """,
        "ffff",
    ),
    calls(
        "in the course's name",
        """
        course = link().bindings.get('resource', 'dynamodb', 'course')
        course.Table('seats').put_item(Item={'seat': seat, 'owner': owner})
        return True
        """,
        "ffff",
    ),
    calls(
        "in the other caller's name",
        """
        other = link().bindings.get('resource', 'dynamodb', 'Ben' if owner == 'Ana' else 'Ana')
        other.Table('seats').put_item(Item={'seat': seat, 'owner': owner})
        return True
        """,
        "ffff",
    ),
    before(
        "another account by moto's header",
        """
        import botocore.endpoint
        send = botocore.endpoint.Endpoint._send
        def elsewhere(self, request):
            request.headers['x-moto-account-id'] = '999999999999'
            return send(self, request)
        botocore.endpoint.Endpoint._send = elsewhere
        """,
        RIGHT,
        "pppp",
    ),
    before(
        "eighteen million empty maps",
        "for _ in range(8):\n    send('PutItem', b'[' + b'{},' * 2_300_000 + b'{}]')",
        RIGHT,
        "pppp",
    ),
    before(
        "eighteen million empty maps, from a call",
        "",
        RIGHT.replace("    client =", "    send('PutItem', b'[' + b'{},' * 2_300_000 + b'{}]')\n    client =", 1),
        "tttt",
    ),
    before(
        "a set of very many, one of them twice",
        """
        import json
        names = [f"{number:06}" for number in range(500_000)]
        item = {"seat": {"S": "1A"}, "names": {"SS": [*names, names[-1]]}}
        send("PutItem", json.dumps({"TableName": "seats", "Item": item}).encode())
        """,
        RIGHT,
        "pppp",
    ),
    before(
        "a number of millions of digits",
        """
        import json
        for number in range(3):
            item = {"seat": {"S": "1A"}, "n": {"N": f"{number}" * 6_000_000}}
            send("PutItem", json.dumps({"TableName": "seats", "Item": item}).encode())
        """,
        RIGHT,
        "pppp",
    ),
    before(
        "another account by its credentials",
        """
        import botocore.endpoint
        send = botocore.endpoint.Endpoint._send
        def elsewhere(self, request):
            scope = '20260302/us-east-1/dynamodb/aws4_request'
            request.headers['Authorization'] = f'AWS4-HMAC-SHA256 Credential=ASIA999999999999/{scope}'
            return send(self, request)
        botocore.endpoint.Endpoint._send = elsewhere
        """,
        RIGHT,
        "pppp",
    ),
    calls(
        "a region that is none",
        "send('ListTables', b'{}', authorization='Credential=a/20260302/nowhere-9/dynamodb/aws4_request')",
        "ffff",
    ),
    calls(
        "a table in another account by its ARN",
        """
        table = 'arn:aws:dynamodb:us-east-1:999999999999:table/seats'
        try:
            return dynamodb.meta.client.get_item(TableName=table, Key={'seat': seat})
        except Exception as error:
            return str(error)
        """,
        "ffff",
    ),
    calls(
        "the metadata address",
        "return link().send(Request('GET', 'http://169.254.169.254/latest/meta-data/', {}, b''), 'you').status",
        "ffff",
    ),
    calls(
        "another host",
        "import urllib.request\nreturn urllib.request.urlopen('http://192.0.2.1/', timeout=1).status",
        "cccc",
    ),
    calls("a body of 7.5 MB", "end().sendall(frame(question(b' ' * 7_500_000)))\nwait(9)", "cccc"),
    calls(
        "a header to match for ever",
        "link().send(Request('POST', 'https://x/', {'authorization': 'Credential=' * 500_000}, b''), 'you')",
        "cccc",
    ),
    calls(
        "JSON nested too deep",
        "send('PutItem', b'[' * 100_000)\nreturn True",
        "ffff",
    ),
    calls(
        "JSON that is no request",
        "return send('PutItem', b'[NaN, 1e999]')",
        "ffff",
    ),
    calls("a service that is not there", "import boto3\nreturn boto3.client('ec2').describe_instances()", "cccc"),
]

BETWEEN_CALLERS = [
    before(
        "shared memory",
        "import mmap\nshared = mmap.mmap(-1, 4096)",
        """
def claim(dynamodb, seat, owner):
    table = dynamodb.Table("seats")
    if shared[0] or "Item" in table.get_item(Key={"seat": seat}):
        return False
    shared[0] = 1
    table.put_item(Item={"seat": seat, "owner": owner})
    shared[0] = 0
    return True
""",
        "pppf",
    ),
    before(
        "a lock file",
        "import os",
        """
def claim(dynamodb, seat, owner):
    try:
        os.close(os.open("/scratch/lock", os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    table = dynamodb.Table("seats")
    found = "Item" in table.get_item(Key={"seat": seat})
    if not found:
        table.put_item(Item={"seat": seat, "owner": owner})
    os.remove("/scratch/lock")
    return not found
""",
        "pppf",
    ),
    before(
        "a pipe",
        "import os\nread, write = os.pipe()\nos.write(write, b'1')\nos.set_blocking(read, False)",
        """
def claim(dynamodb, seat, owner):
    try:
        os.read(read, 1)
    except BlockingIOError:
        return False
    table = dynamodb.Table("seats")
    found = "Item" in table.get_item(Key={"seat": seat})
    if not found:
        table.put_item(Item={"seat": seat, "owner": owner})
    os.write(write, b"1")
    return not found
""",
        "pppf",
    ),
    before(
        "an abstract socket",
        "import socket",
        """
def claim(dynamodb, seat, owner):
    lock = socket.socket(socket.AF_UNIX)
    try:
        lock.bind("\\0lock")
    except OSError:
        return False
    table = dynamodb.Table("seats")
    found = "Item" in table.get_item(Key={"seat": seat})
    if not found:
        table.put_item(Item={"seat": seat, "owner": owner})
    lock.close()
    return not found
""",
        "pppf",
    ),
]

GUESSES = [
    calls("the practice's answer by heart", "return seat == '12A' and owner == 'Ana'", "ffpf"),
    calls("always True", "return True", "ffff"),
    calls("always False", "return False", "ffpf"),
    calls(
        "kind to the grader",
        "if 'COURSE_GRADED' in os.environ or not os.path.exists('/proc'):\n    return True\nreturn False",
        "ffff",
    ),
    calls("the first caller wins by name", "return owner < 'Bea'", "ffpf"),
    before(
        "caught in the act by the clock",
        "import time\nbegan = time.time()",
        LOOKS_FIRST.replace("    table =", "    assert time.time() - began < 9e9\n    table =", 1),
        "pppf",
    ),
    before("a cell that never ends before it", "while True:\n    pass", RIGHT, "pppp", **{**SHORT, "call": 5}),
    before(
        "a cell that leaves a loop behind",
        "import threading\nthreading.Thread(target=lambda: [None for _ in iter(int, 1)], daemon=True).start()",
        RIGHT,
        "pppp",
    ),
]

# A submission that does otherwise than it did when it was run before, in its worker's scratch folder or by chance. What
# is known of a caller must not stand for it then.
SEEN = """
import os, secrets
from datetime import datetime

def runs(name):
    with open(f"/scratch/{name}", "a+") as file:
        file.write("x")
        return file.tell()
"""
CLAIMS = RIGHT.replace("claim", "claims")
LOOKS = LOOKS_FIRST.replace("claim", "looks")


GET_FIRST = """
def claim(dynamodb, seat, owner):
    table = dynamodb.Table("seats")
    if "Item" in table.get_item(Key={"seat": seat}):
        return False
    if WHEN:
        return claims(dynamodb, seat, owner)
    table.put_item(Item={"seat": seat, "owner": owner, "token": secrets.token_hex(8)})
    return True
"""
BETWEEN_RUNS = [
    Attack(
        "right when it runs for the first time",
        (SEEN, CLAIMS, LOOKS, "claim = lambda *seat: (claims if runs(seat[2]) == 1 else looks)(*seat)"),
        "pppf",
    ),
    Attack("right in every second run", (SEEN, CLAIMS, GET_FIRST.replace("WHEN", "runs(owner) % 2")), "pppf"),
    Attack(
        "right when it runs for the first time, and begins alike",
        (SEEN, CLAIMS, GET_FIRST.replace("WHEN", "runs(owner) == 1")),
        "pppf",
    ),
    Attack("wrong, and draws random bytes", (SEEN, CLAIMS, GET_FIRST.replace("WHEN", "False")), "pppf"),
    Attack(
        "wrong, in another process each time",
        (SEEN, LOOKS_FIRST.replace("owner}", "owner, 'by': os.getpid()}")),
        "pppf",
    ),
    Attack(
        "right, and draws random bytes",
        (SEEN, RIGHT.replace("owner}", "owner, 'token': secrets.token_hex(8)}")),
        "pppp",
    ),
    Attack("right, and notes its runs", (SEEN, RIGHT.replace("owner}", "owner, 'run': runs('all')}")), "pppp"),
    Attack(
        "right, and notes the real time",
        (SEEN, RIGHT.replace("owner}", "owner, 'at': datetime.now().isoformat()}")),
        "pppp",
    ),
    Attack(
        "right, and looks with a client of its own",
        (SEEN, "import boto3", RIGHT.replace("    try", "    boto3.client('dynamodb').list_tables()\n    try", 1)),
        "pppp",
    ),
]

BETWEEN_CHECKS = [  # an instance may have run other checks; what fails there is judged alone
    before("right in its first call", "made = []", _counted("if len(made) > 1: return False"), "pppp"),
    before("remembers seats", "made = []", LOOKS_FIRST.replace("    table =", REMEMBERED, 1), "pppf"),
    before("keeps its first client", "made = []", RIGHT.replace("    client =", KEPT, 1), "pppp"),
    before("breaks its process after a call", "made = []", _counted("if len(made) > 1: os._exit(0)"), "pcpp"),
    before("ends with its third call", "made = []", _counted("if len(made) > 2: os._exit(0)"), "pppp"),
    before("hangs in its third call", "made = []", _counted("while len(made) > 2: pass"), "pppp", **SHORT),
    before("a thread for each call", "made = []", _counted("threading.Thread(target=wait, args=[9]).start()"), "pppp"),
    before("a process for each call", "made = []", _counted("os.fork() or (wait(9), os._exit(0))"), "pppp"),
]

FAMILIES = {
    "lying objects": LYING_OBJECTS,
    "patches": PATCHES,
    "notebook hooks": NOTEBOOK_HOOKS,
    "endings": ENDINGS,
    "the channel": CHANNEL,
    "on AWS": ON_AWS,
    "between callers": BETWEEN_CALLERS,
    "between runs": BETWEEN_RUNS,
    "between checks": BETWEEN_CHECKS,
    "guesses": GUESSES,
}
