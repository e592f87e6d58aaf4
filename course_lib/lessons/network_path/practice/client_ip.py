"""client_ip: the one entry of X-Forwarded-For that can be believed."""

from ipaddress import ip_address

from course_lib.checks import Exercise, Reason, expect

NAME = "X-Forwarded-For"
BALANCER = "10.0.1.20"  # the peer, in most checks: the load balancer's private address


def about(topic):
    """The check says what the call is about."""
    return lambda seen: seen.facts["about"] == topic


def another_form(seen):
    """It is the right address, written in another way."""
    return ip_address(seen.got) == ip_address(seen.expected)


exercise = Exercise(
    call="client_ip(headers, peer, trusted_hops)",
    section='Part 1, "Who is asking"',
    may_be_none=True,
    hints=(
        "Who wrote the last entry, and who the first one? Which of the two can a client not choose?",
        "Join the values of all headers of that name, in order, and split at commas. Count trusted_hops entries from "
        "the right end; never go further to the left, whatever stands there. Then take off what belongs to a port, and "
        "let the module ipaddress decide whether it is an address.",
        'entries = ",".join(value for name, value in headers if name.lower() == "x-forwarded-for").split(","); '
        "entry = entries[-trusted_hops].strip(). An IPv6 address with a port is in brackets: "
        're.fullmatch(r"\\[(.+)\\](?::(\\d+))?", entry); an IPv4 address with a port has exactly one colon.',
    ),
    advice={
        "another_form": Reason(
            "This is the right address, in another form than the agreed one: str(ipaddress.ip_address(…)) writes it.",
            when=another_form,
        ),
        "no_hops": Reason(
            "Without a proxy of your own, nobody you trust has written the header. The peer is the client.",
            when=about("no hops"),
        ),
        "too_few": Reason(
            "There are fewer entries than trusted proxies, so the request did not come through all of them, or one of "
            "them keeps or removes the header. Nobody knows the client then: return None, and no guess.",
            when=about("too few"),
        ),
        "forged": Reason(
            "Everything to the left of what your own proxies wrote is the client's claim, whatever it looks like. "
            "Count from the right.",
            when=about("forged"),
        ),
        "several": Reason(
            "Each of your proxies adds one entry at the right end. With trusted_hops of them, the client's is the one "
            "that the outermost of them wrote: trusted_hops entries from the right.",
            when=about("several hops"),
        ),
        "repeated": Reason(
            "A header can come several times, and its name in capital or small letters. The values belong together, in "
            "their order. Another name, such as X_Forwarded_For, is another header.",
            when=about("repeated"),
        ),
        "junk": Reason(
            "What stands at that place is no address. A port is a number from 0 to 65535 in digits 0 to 9, and "
            "brackets are for IPv6. An entry that is empty or junk still counts as one, and none beside it may take "
            "its place: return None.",
            when=about("junk"),
        ),
        "forms": Reason(
            "An entry can carry a port, and an IPv6 address has colons of its own: 192.0.2.7:4711, 2001:db8::7, "
            "[2001:db8::7]:4711. Return the address alone, as ipaddress writes it.",
            when=about("forms"),
        ),
        "plain": "Behind one load balancer, the last entry of X-Forwarded-For is the address that it saw.",
    },
)


def finds(submission, expected, headers, trusted_hops=1, peer=BALANCER, topic="plain"):
    """A call whose answer has to be right."""
    got = submission.client_ip(headers, peer, trusted_hops)
    expect(got, expected, WHY[topic], tuple(exercise.advice), facts={"about": topic})


WHY = {
    "plain": "the load balancer wrote it",
    "no hops": "nobody stands between",
    "too few": "no trusted proxy wrote an entry at that place",
    "forged": "the rest is what the client claims",
    "several hops": "each proxy adds the address that it sees",
    "repeated": "all headers of that name belong together",
    "junk": "at that place there is no address",
    "forms": "this is the address, without port and brackets",
}


@exercise.check()
def behind_one_balancer(submission, cloud):
    """Behind one load balancer, it is the entry that the load balancer wrote."""
    finds(submission, "198.51.100.23", [("Host", "shop.example"), (NAME, "198.51.100.23"), ("Accept", "*/*")])


@exercise.check()
def forged(submission, cloud):
    """What the client sends in the header itself changes nothing."""
    finds(submission, "198.51.100.23", [(NAME, "127.0.0.1, 198.51.100.23")], topic="forged")
    finds(submission, "198.51.100.23", [(NAME, "192.0.2.1,192.0.2.2,192.0.2.3,198.51.100.23")], topic="forged")


@exercise.check()
def two_hops(submission, cloud):
    """Behind two proxies, each has added the address that it saw."""
    finds(submission, "198.51.100.23", [(NAME, "127.0.0.1, 198.51.100.23, 192.0.2.80")], 2, topic="several hops")


@exercise.check()
def ports_and_ipv6(submission, cloud):
    """With a port, in IPv6, in brackets: the address alone."""
    finds(submission, "198.51.100.23", [(NAME, "198.51.100.23:50212")], topic="forms")
    finds(submission, "2001:db8::23", [(NAME, "2001:DB8:0:0::23")], topic="forms")
    finds(submission, "2001:db8::23", [(NAME, "[2001:db8::23]:50212")], topic="forms")


@exercise.check()
def repeated_headers(submission, cloud):
    """Several headers of that name, in any letters, are one list."""
    headers = [("x-forwarded-for", "127.0.0.1"), ("Host", "shop.example"), ("X-FORWARDED-FOR", "198.51.100.23")]
    finds(submission, "198.51.100.23", headers, topic="repeated")


@exercise.check()
def no_address_there(submission, cloud):
    """No address at that place: None, whatever stands beside it."""
    finds(submission, None, [(NAME, "127.0.0.1, unknown")], topic="junk")
    finds(submission, None, [(NAME, "127.0.0.1, , 192.0.2.80")], 2, topic="junk")


@exercise.check()
def too_few_entries(submission, cloud):
    """Fewer entries than trusted proxies, or no header at all: None."""
    finds(submission, None, [("Host", "shop.example")], topic="too few")
    finds(submission, None, [(NAME, "198.51.100.23")], 2, topic="too few")


@exercise.check()
def nobody_between(submission, cloud):
    """Without a trusted proxy the peer is the client, and the header is a claim."""
    finds(submission, "198.51.100.23", [(NAME, "127.0.0.1")], 0, "198.51.100.23", "no hops")
