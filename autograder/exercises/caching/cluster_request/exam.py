"""The exam of cluster_request."""

from course_lib.checks import Exam
from course_lib.lessons.caching.practice.cluster_request import cannot, meets, needs

exam = Exam()
TYPES = ["cache.r7g.large", "cache.r7g.xlarge", "cache.m7g.2xlarge", "cache.r6g.4xlarge", "cache.t4g.medium"]


def drawn_offer(submission, at=0):
    """A node type of any size and price."""
    chance = submission.random
    sizes = {"gib": chance.randrange(5, 40), "writes": chance.randrange(1, 40) * 1000}
    return {"type": TYPES[at], **sizes, "reads": chance.randrange(20, 90) * 1000, "price": chance.randrange(8, 60)}


def least(wanted, offers, quota):
    """The lowest price, by trying all clusters there can be; None if there is none."""
    replicas = max(wanted["nodes_lost"], int(wanted["zone_lost"]))
    prices = [
        shards * each * offer["price"]
        for offer in offers
        for each in range(1 + replicas, 7)
        for shards in range(1, quota // each + 1)
        if wanted["gib"] <= shards * offer["gib"]
        and wanted["writes"] <= shards * offer["writes"]
        and wanted["reads"] <= shards * each * offer["reads"]
    ]
    return min(prices, default=None)


def tried(submission, cloud, wanted, offers, quota=90, name="years"):
    """A call whose price is computed, or for which there is no cluster."""
    price = least(wanted, offers, quota)
    if price is None:
        cannot(submission, wanted, offers, quota)
    else:
        meets(submission, cloud, wanted, offers, price, quota, name)


@exam.check(points=2)
def exam_memory(submission, cloud):
    """Data that fills its nodes to the last GiB, and one GiB more."""
    offer = drawn_offer(submission)
    shards = submission.random.randrange(3, 20)
    for gib in (1, offer["gib"], offer["gib"] + 1, shards * offer["gib"] - 1, shards * offer["gib"]):
        tried(submission, cloud, needs(gib=gib), [offer])
    tried(submission, cloud, needs(gib=shards * offer["gib"] + 1, nodes_lost=1), [offer])


@exam.check(points=2)
def exam_writes(submission, cloud):
    """Writes that need more shards than the data do."""
    offer = drawn_offer(submission)
    shards = submission.random.randrange(3, 12)
    for writes in (shards * offer["writes"], shards * offer["writes"] + 1):
        for lost in (0, 2):
            tried(submission, cloud, needs(gib=offer["gib"], writes=writes, nodes_lost=lost), [offer])


@exam.check(points=2)
def exam_reads(submission, cloud):
    """Reads that need more nodes: as shards, as replicas, or as both."""
    offer = drawn_offer(submission)
    for shards, nodes in ((1, 5), (2, 7), (3, 9), (3, 20), (5, 11)):
        wanted = needs(gib=shards * offer["gib"], reads=nodes * offer["reads"], zone_lost=nodes % 2 == 0)
        tried(submission, cloud, wanted, [offer])
        tried(submission, cloud, {**wanted, "nodes_lost": 1}, [offer])  # can be dearer, and cheaper again
        tried(submission, cloud, {**wanted, "reads": wanted["reads"] + 1, "nodes_lost": 1}, [offer])


@exam.check(points=1)
def exam_exact(submission, cloud):
    """Numbers of 17 digits: what fits exactly, and one more."""
    each = submission.random.randrange(2**24, 2**25) << 30  # a float keeps it, and its multiples, but not one more
    offer = {**drawn_offer(submission), "gib": each, "writes": each, "reads": each}
    shards = submission.random.randrange(3, 9)
    for what, nodes in (("gib", shards), ("writes", shards), ("reads", shards + 6)):
        for more in (0, 1):
            tried(submission, cloud, needs(**{what: nodes * each + more}), [offer])


@exam.check(points=2)
def exam_failures(submission, cloud):
    """Any number of nodes, and a zone or none."""
    offer = drawn_offer(submission)
    for lost in range(6):
        for zone in (False, True):
            tried(submission, cloud, needs(gib=offer["gib"] * 3, nodes_lost=lost, zone_lost=zone), [offer])


@exam.check(points=1)
def exam_one_shard(submission, cloud):
    """One shard with cluster mode, of both engines, alone and with replicas, under any name."""
    for engine in ("valkey", "redis"):
        for lost, zone in ((0, False), (1, False), (0, True)):
            number = submission.random.randrange(100, 999)
            longest = f"years-in-numbers-of-all-the-runners-{number}7"  # 40 signs
            name = f"one-{number}" if lost else longest
            wanted = needs(gib=1, nodes_lost=lost, zone_lost=zone, engine=engine)
            tried(submission, cloud, wanted, [drawn_offer(submission)], name=name)


@exam.check(points=2)
def exam_offers(submission, cloud):
    """Several node types: one is cheap and small, one dear and large, and none is the best for all."""
    base = {"gib": 10, "writes": 10_000, "reads": 50_000, "price": 20}
    small = {**base, "type": TYPES[0]}
    large = {**base, "type": TYPES[1], "gib": 40, "writes": 15_000, "price": 50}
    quick = {**base, "type": TYPES[2], "writes": 80_000, "price": 60}
    offers = submission.random.sample([small, large, quick], 3)
    more = submission.random.randrange(1, 9)
    for wanted in (
        needs(gib=more, nodes_lost=1),
        needs(gib=120 + more, nodes_lost=1),
        needs(gib=10, writes=70_000 + more, zone_lost=True),
        needs(gib=41, writes=14_000, nodes_lost=2),
        needs(gib=12, reads=400_000, nodes_lost=1),
    ):
        tried(submission, cloud, wanted, offers)


@exam.check(points=2)
def exam_quota(submission, cloud):
    """Exactly as many nodes as allowed, and one less: another type, more replicas, or ValueError."""
    offer = drawn_offer(submission)
    large = {**offer, "type": TYPES[1], "gib": offer["gib"] * 3, "price": offer["price"] * 5}
    shards = submission.random.randrange(4, 12)
    wanted = needs(gib=shards * offer["gib"], nodes_lost=2)
    for quota in (shards * 3, shards * 3 - 1):
        tried(submission, cloud, wanted, [offer], quota)
        tried(submission, cloud, wanted, [offer, large], quota)
    tried(submission, cloud, needs(gib=offer["gib"] * 30, zone_lost=True), [offer], 60)
    tried(submission, cloud, needs(gib=offer["gib"] * 120), [offer], 120)


@exam.check(points=1)
def exam_impossible(submission, cloud):
    """Nothing meets it: ValueError."""
    offer = drawn_offer(submission)
    cannot(submission, needs(nodes_lost=6), [offer], 90)
    cannot(submission, needs(gib=1, nodes_lost=1), [offer], 1)
    cannot(submission, needs(gib=1, zone_lost=True), [offer], 1)
    cannot(submission, needs(gib=offer["gib"] * 90 + 1), [offer], 90)
    cannot(submission, needs(gib=1, reads=offer["reads"] * 90 + 1), [offer], 90)
    cannot(submission, needs(gib=1, writes=offer["writes"] * 46, nodes_lost=1), [offer], 91)
    cannot(submission, needs(), [], 90)


@exam.check(points=3)
def exam_drawn(submission, cloud):
    """Any needs, with any offers and any quota."""
    chance = submission.random
    for _ in range(25):
        offers = [drawn_offer(submission, at) for at in range(chance.randrange(1, 5))]
        wanted = needs(
            gib=chance.choice([1, 15, 80, 300]) + chance.randrange(9),
            writes=chance.choice([0, 20_000, 150_000]) + chance.randrange(9),
            reads=chance.choice([0, 90_000, 800_000, 2_000_000]) + chance.randrange(9),
            nodes_lost=chance.choice([0, 0, 1, 1, 2, 3]),
            zone_lost=chance.random() < 0.5,
            engine=chance.choice(["valkey", "redis"]),
        )
        tried(submission, cloud, wanted, offers, chance.choice([6, 20, 40, 90]))
