"""The exam of survives."""

from itertools import product

from course_lib.checks import Exam
from course_lib.lessons.caching.clusters import made, shard
from course_lib.lessons.caching.practice.survives import node, tells, zone

exam = Exam()
SAFE = {"AutomaticFailoverEnabled": True, "MultiAZEnabled": True}


def drawn(submission, cloud, least=1, most=4, shards=4):
    """A cluster with shards of different sizes, in zones that are drawn."""
    chance = submission.random
    sizes = [chance.randrange(least, most + 1) for _ in range(shards)]
    placed = [shard(*(chance.choice("abcdf") for _ in range(size))) for size in sizes]
    name = f"c{chance.randrange(10, 99)}"
    return made(cloud, name, NodeGroupConfiguration=placed, AutomaticFailoverEnabled=True)


def members(group):
    """By shard, the names and zones of its nodes."""
    return {
        each["NodeGroupId"]: {
            one["CacheClusterId"]: one["PreferredAvailabilityZone"] for one in each["NodeGroupMembers"]
        }
        for each in group["NodeGroups"]
    }


def right(group, failures, repair):
    """The answer, by going through every minute."""
    found = {}
    last = max((failure["minute"] for failure in failures), default=0)
    for name, nodes in members(group).items():
        full = dict.fromkeys(nodes, 0)
        found[name] = True
        for minute in range(last + 1):
            for failure in failures:
                for one, place in nodes.items():
                    if failure["minute"] == minute and (failure.get("node") == one or failure.get("zone") == place):
                        full[one] = minute + repair
            found[name] = found[name] and any(since <= minute for since in full.values())
    return found


def tried(submission, group, failures, repair, topic):
    """A call whose answer is computed."""
    tells(submission, group, failures, repair, right(group, failures, repair), topic)


@exam.check(points=1)
def exam_one_node(submission, cloud):
    """In each shard all nodes but one fail at once, whichever it is."""
    group = drawn(submission, cloud, least=2)
    for at in (0, 1, -1):
        failures = []
        for nodes in members(group).values():
            left = sorted(nodes)[at]
            failures += [node(7, one) for one in nodes if one != left]
        tried(submission, group, failures, 12, "one node")
    tried(submission, group, [], 12, "one node")
    left = dict(group, NodeGroups=[group["NodeGroups"][at] for at in (3, 1)])
    tried(submission, left, [node(7, min(members(left)["0004"]))], 12, "names")


@exam.check(points=1)
def exam_no_replica(submission, cloud):
    """Shards without replicas, one of which fails; with one shard alone, too."""
    group = drawn(submission, cloud, most=1)
    tried(submission, group, [node(0, submission.random.choice(list(members(group)["0003"])))], 1, "no replica")
    group = made(cloud, "single")
    tried(submission, group, [node(0, "single-001")], 5, "no replica")


@exam.check(points=2)
def exam_zones(submission, cloud):
    """Each zone fails, two zones at once, a zone in which nothing is."""
    group = drawn(submission, cloud)
    for letter in "abcdef":
        tried(submission, group, [zone(4, letter)], 9, "zone")
    for one, other in ("ab", "cd", "af"):
        tried(submission, group, [zone(4, one), zone(4, other)], 9, "zone")
    for nodes in members(group).values():
        first = next(iter(nodes))
        others = [zone(4, place[-1]) for place in set(nodes.values()) if place != nodes[first]]
        tried(submission, group, [node(4, first), *others], 9, "zone")


@exam.check(points=1)
def exam_without_cluster_mode(submission, cloud):
    """One shard with roles: the primary's failure is one like the others."""
    zones = [f"us-east-1{letter}" for letter in submission.random.sample("abcd", 3)]
    group = made(cloud, "one", NumCacheClusters=3, PreferredCacheClusterAZs=zones, AutomaticFailoverEnabled=True)
    for failing in (["one-001"], ["one-001", "one-003"], ["one-002", "one-003"]):
        tried(submission, group, [node(2, name) for name in failing], 6, "one node")
    tried(submission, group, [node(2, "one-001"), zone(2, zones[1][-1]), zone(3, zones[2][-1])], 6, "overlap")


@exam.check(points=3)
def exam_borders(submission, cloud):
    """Two failures of a shard, one minute too early, in time, and later."""
    group = made(cloud, "pair", NodeGroupConfiguration=[shard("a", "b"), shard("c", "a")], **SAFE)
    repair, start = submission.random.randrange(2, 30), submission.random.randrange(0, 40)
    for one, other in (("001", "002"), ("002", "001")):
        for gap, topic in ((repair - 1, "overlap"), (repair, "repaired"), (repair + 1, "repaired")):
            failures = [node(start, f"pair-0002-{one}"), node(start + gap, f"pair-0002-{other}")]
            tried(submission, group, failures, repair, topic)
    tried(submission, group, [zone(start, "a"), zone(start + repair - 1, "c")], repair, "overlap")
    tried(submission, group, [zone(start, "b"), zone(start + repair, "a")], repair, "repaired")


@exam.check(points=2)
def exam_again(submission, cloud):
    """A node that fails again and again, and another one between or afterwards."""
    group = made(cloud, "pair", NodeGroupConfiguration=[shard("a", "b"), shard("c", "d")], **SAFE)
    step = submission.random.randrange(3, 9)
    often = [node(step * at, "pair-0001-001") for at in range(4)]
    repair = step + 2
    tried(submission, group, [*often, node(step * 3 + repair - 1, "pair-0001-002")], repair, "again")
    tried(submission, group, [*often, node(step * 3 + repair, "pair-0001-002")], repair, "again")
    tried(submission, group, [*often, node(step * 9, "pair-0001-002")], repair, "again")
    for one, other in product((zone(0, "c"), node(0, "pair-0002-001")), repeat=2):
        again = [one, {**other, "minute": step}, node(step + repair - 1, "pair-0002-002")]
        tried(submission, group, again, repair, "again")


@exam.check(points=1)
def exam_order(submission, cloud):
    """The same failures, in several orders."""
    group = made(cloud, "pair", NodeGroupConfiguration=[shard("a", "b"), shard("c", "a")], **SAFE)
    failures = [node(0, "pair-0001-001"), node(11, "pair-0001-002"), node(24, "pair-0002-001"), zone(31, "a")]
    tried(submission, group, failures[::-1], 10, "order")
    for _ in range(4):
        submission.random.shuffle(failures)
        tried(submission, group, failures, 10, "order")


@exam.check(points=2)
def exam_chain(submission, cloud):
    """Three nodes, each of which fails while the one before is empty, and not all at one moment."""
    group = made(cloud, "trio", NodeGroupConfiguration=[shard("a", "b", "c")], **SAFE)
    repair = submission.random.randrange(5, 30)
    gap = repair // 2 + 1
    names = submission.random.sample(list(members(group)["0001"]), 3)
    chain = [node(gap * at, name) for at, name in enumerate(names)]
    tried(submission, group, chain, repair, "repaired")
    tried(submission, group, chain, 2 * gap + 1, "overlap")
    longer = [node(gap * at, names[at % 3]) for at in range(9)]
    tried(submission, group, longer, repair, "repaired")


@exam.check(points=1)
def exam_gone(submission, cloud):
    """What is lost stays lost, however many failures and repairs come later."""
    group = drawn(submission, cloud, least=2, most=3)
    failures = [node(3, name) for name in members(group)["0001"]]
    failures += [node(minute, min(members(group)["0001"])) for minute in (90, 200)]
    failures += [node(90, min(members(group)["0002"])), node(200, max(members(group)["0002"]))]
    tried(submission, group, failures, 20, "gone")


@exam.check(points=3)
def exam_many(submission, cloud):
    """Many failures of nodes and zones over two hours, in no order."""
    chance = submission.random
    pair = made(cloud, "pair", NodeGroupConfiguration=[shard("a", "b")], AutomaticFailoverEnabled=True)
    hits = (node(0, "pair-0001-001"), node(0, "pair-0001-002"), zone(0, "a"), zone(0, "b"))
    sweep = [minutes for minutes in product((0, 1, 8, 9, 10, 17, 18), repeat=3) if min(minutes) == 0]
    for minutes, three in chance.sample(list(product(sweep, product(hits, repeat=3))), 80):
        tried(submission, pair, [{**hit, "minute": at} for at, hit in zip(minutes, three, strict=True)], 9, "many")
    group = drawn(submission, cloud)
    names = [name for nodes in members(group).values() for name in nodes]
    for count in (6, 12, 18, 24):
        failures = [node(chance.randrange(120), chance.choice(names)) for _ in range(count)]
        failures += [zone(chance.randrange(120), chance.choice("abcdef")) for _ in range(count // 6)]
        tried(submission, group, failures, chance.randrange(5, 40), "many")
