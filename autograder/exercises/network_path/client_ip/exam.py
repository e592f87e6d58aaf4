"""The exam of client_ip."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from itertools import product

from course_lib.checks import Exam
from course_lib.lessons.network_path.practice.client_ip import NAME, finds

exam = Exam()


def four(submission):
    """Any IPv4 address of the blocks for documentation."""
    base = submission.random.choice(["192.0.2.0", "198.51.100.0", "203.0.113.0"])
    return str(IPv4Address(base) + submission.random.randrange(1, 255))


def six(submission):
    """Any IPv6 address for documentation, in its short form."""
    return str(IPv6Address("2001:db8::") + submission.random.getrandbits(60))


@exam.check(points=1)
def exam_one_hop(submission, cloud):
    """Behind one load balancer, it is the entry that the load balancer wrote, in IPv4 and IPv6."""
    one, other = four(submission), six(submission)
    finds(submission, one, [("X-Forwarded-Proto", "https"), (NAME, one), ("X-Real-IP", "192.0.2.9")])
    finds(submission, other, [(NAME, other)], peer="fd00::20")


@exam.check(points=2)
def exam_forged(submission, cloud):
    """Whatever the client has put into the header before, it changes nothing."""
    one = four(submission)
    for claim in ("127.0.0.1", four(submission), "10.0.0.1, 192.168.1.1", "unknown", six(submission), "a;b=c, ''", ","):
        finds(submission, one, [(NAME, f"{claim}, {one}")], topic="forged")
    finds(submission, "10.0.7.9", [(NAME, f"{one}, 10.0.7.9")], topic="forged")  # a private address is one, too
    finds(submission, "127.0.0.1", [(NAME, f"{one}, 127.0.0.1")], topic="forged")


@exam.check(points=2)
def exam_several_hops(submission, cloud):
    """Behind several proxies it is the outermost one's entry."""
    chain = [four(submission) for _ in range(5)]
    for hops in (1, 2, 3, 4):
        finds(submission, chain[-hops], [(NAME, ", ".join(chain))], hops, topic="several hops")
    finds(submission, chain[0], [(NAME, ",".join(chain))], 5, topic="several hops")


@exam.check(points=2)
def exam_forms(submission, cloud):
    """With a port, in IPv6 long or short, in brackets, with blanks around: the address alone."""
    one, other, port = four(submission), six(submission), submission.random.randrange(1024, 65536)
    long_form = IPv6Address(other).exploded.upper()
    for entry, address in (
        (f"{one}:{port}", one),
        (f"{one}:0", one),
        (f"\t{one}  ", one),
        (f"[{other}]:{port}", other),
        (f"[{other}]", other),
        (long_form, other),
        (f"[{long_form}]:65535", other),
        ("2001:db8::443", "2001:db8::443"),
        ("::1", "::1"),
    ):
        finds(submission, address, [(NAME, f"192.0.2.1,{entry}")], topic="forms")


WRAPPED = ("{}", "[{}]", '"{}"', "'{}'", "<{}>", "({})", "[[{}]]", "{};", ";{}", "for={}", "{}/32")
PORTS = {"": True, ":0": True, ":080": True, ":65535": True, ":65536": False, ":": False, ":x": False, ":1;2": False}


@exam.check(points=2)
def exam_every_form(submission, cloud):
    """Each kind of address, wrapped in whatever people send, with whatever behind it: read, or None."""
    mapped = f"::ffff:{four(submission)}"
    for text, version in ((four(submission), 4), (six(submission), 6), (mapped, 6)):
        for wrapped, (port, is_port) in product(WRAPPED, PORTS.items()):
            entry = wrapped.format(text) + port
            bare = wrapped == "{}" and (version == 4 or not port)
            fits = is_port and (bare or (wrapped == "[{}]" and version == 6))
            address = str(ip_address(text)) if fits else alone(entry)
            finds(submission, address, [(NAME, f"192.0.2.1, {entry}")], topic="forms" if address else "junk")


def alone(entry):
    """What stands there if it is an address as a whole: behind an IPv6 address, a port can be a part of it."""
    try:
        return str(ip_address(entry))
    except ValueError:
        return None


@exam.check(points=2)
def exam_repeated(submission, cloud):
    """Several headers of that name are one list, whatever the letters; others of a like name are not."""
    chain = [four(submission) for _ in range(4)]
    headers = [
        ("X-forwarded-FOR", f"{chain[0]}, {chain[1]}"),
        ("X-Forwarded-For-Original", "192.0.2.1"),
        ("X_Forwarded_For", "192.0.2.2"),  # no proxy takes it for its own, so a client can send it
        ("x-forwarded-for", f"{chain[2]} ,{chain[3]}"),
        ("Forwarded", "for=192.0.2.60"),
    ]
    for hops in (1, 2, 3, 4):
        finds(submission, chain[-hops], headers, hops, topic="repeated")
    finds(submission, None, headers, 5, topic="too few")
    twice = [(NAME, chain[0]), (NAME, chain[1]), (NAME, chain[1])]  # two proxies that were reached by the same one
    for hops, address in ((2, chain[1]), (3, chain[0])):
        finds(submission, address, twice, hops, topic="repeated")


@exam.check(points=2)
def exam_junk(submission, cloud):
    """What is no address is None, and no neighbour takes its place."""
    one = four(submission)
    junk = ["unknown", "", "999.1.1.1", "1.2.3", f"{one}:", f"{one}:x", f"{one}:65536", f"{one}:1:2", "_hidden"]
    junk += [f"{one} {one}", "[2001:db8::1", "2001:db8::1]", "[]", "[2001:db8::1]443", "[2001:db8::1]:", "<b>", "'--"]
    junk += [f"{one}:{port}" for port in ("+80", "-0", "8_0", " 80", "9" * 5000, "٨٠", "８０", "²", "8\u200b")]
    junk += [f"http://{one}", "2001:db8:::1", "2001:db8::1:50212", "[unknown]:80", ":443", "010.0.0.1", f"for={one}"]
    for entry in junk:
        finds(submission, None, [(NAME, f"{one}, {entry}")], topic="junk")
        finds(submission, None, [(NAME, f"{one},{entry},192.0.2.80")], 2, topic="junk")
    finds(submission, "192.0.2.80", [(NAME, f"{one}, ,192.0.2.80")], topic="junk")
    finds(submission, None, [(NAME, "")], topic="junk")


@exam.check(points=1)
def exam_too_few(submission, cloud):
    """Fewer entries than trusted proxies: None, and neither the peer nor a claim."""
    one = four(submission)
    finds(submission, None, [], 1, topic="too few")
    finds(submission, None, [("Host", one)], 2, four(submission), "too few")
    for name in ("X-Real-IP", "Forwarded", "True-Client-IP", "CF-Connecting-IP", "X-Client-IP"):  # a client's claims
        finds(submission, None, [(name, f"for={one}" if name == "Forwarded" else one)], topic="too few")
    finds(submission, None, [(NAME, one)], 2, topic="too few")
    finds(submission, None, [(NAME, f"{one}, {one}")], 3, topic="too few")


@exam.check(points=1)
def exam_no_hops(submission, cloud):
    """Without a trusted proxy the peer is the client, written as ipaddress writes it."""
    one, other = four(submission), six(submission)
    finds(submission, one, [(NAME, "127.0.0.1")], 0, one, "no hops")
    finds(submission, one, [], 0, one, "no hops")
    finds(submission, other, [(NAME, one), (NAME, one)], 0, IPv6Address(other).exploded, "no hops")
