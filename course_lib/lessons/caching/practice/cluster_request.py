"""cluster_request: what to ask ElastiCache for, so that a cache survives what it has to survive and costs no more."""

from botocore.exceptions import ClientError, ParamValidationError

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.elasticache.layer import ElastiCacheRules
from course_lib.checks import Exercise, LearnerError, Reason, expect_found, expect_raises, require
from course_lib.checks.kit import others_act
from course_lib.lessons.caching.clusters import described


def about(topic):
    """The check has found this to be wrong."""
    return lambda seen: seen.facts.get("about") == topic


exercise = Exercise(
    call="cluster_request(name, needs, offers, quota)",
    section='Part 3, "What to ask for"',
    hints=(
        "Which of memory, writes and reads get more with another shard, and which with another replica?",
        "Take each offer, and each number of replicas from the least that the failures allow up to 5. How many shards "
        "does that take? Leave out what is above the quota, and of the rest take the cheapest. Round up, with whole "
        "numbers.",
        "shards = max(-(-gib // node_gib), -(-writes // node_writes), -(-reads // (node_reads * (1 + replicas)))), and "
        'at least 1. Ask for NumNodeGroups, ReplicasPerNodeGroup, ClusterMode="enabled", AutomaticFailoverEnabled=True '
        "and, if a zone may fail, MultiAZEnabled=True.",
    ),
    advice={
        "refused": Reason(
            "ElastiCache refuses this request. Send it once yourself: its message says what does not go together. "
            "Cluster mode needs automatic failover, Multi-AZ needs replicas.",
            when=about("refused"),
        ),
        "mode": Reason(
            "Several shards turn cluster mode on, one alone does not. ClusterMode says it for any number.",
            when=about("mode"),
        ),
        "asked": Reason(
            "The name, the engine and the node types are given by the caller.",
            when=about("asked"),
        ),
        "replicas": Reason(
            "If k nodes may fail at once, they may all be of one shard. So each shard needs k replicas; and one at "
            "least, if a zone may fail.",
            when=about("replicas"),
        ),
        "zones": Reason(
            "Without Multi-AZ, a shard's nodes may all be in one zone.",
            when=about("zones"),
        ),
        "exact": Reason(
            "A float has 53 bits, so it rounds numbers this large, also before math.ceil sees them. Divide whole "
            "numbers: -(-a // b).",
            when=lambda seen: seen.facts["needed"] > LARGEST_EXACT and seen.facts["missing"] == 1,
        ),
        "memory": Reason(
            "Every node of a shard holds all of the shard's data: replicas make no room. Round up.",
            when=about("memory"),
        ),
        "writes": Reason(
            "A shard's primary takes all of its writes, and each replica writes them, too. Only more shards help.",
            when=about("writes"),
        ),
        "reads": Reason(
            "A shard's reads are divided among its nodes. Shards and replicas both help, if there are enough.",
            when=about("reads"),
        ),
        "price": Reason(
            "It would do, and another one would do for less. Compare all offers with all numbers of replicas, by the "
            "price of all nodes together.",
            when=about("price"),
        ),
        "possible": Reason(
            "There is a cluster that meets it. The quota may be used up to its last node, however large it is; and "
            "where one offer or one number of replicas is too much, another one can do.",
            when=about("possible"),
        ),
        "quota": "The quota is about all nodes of a cluster, replicas included, and a shard has five replicas at most. "
        "If nothing is left, raise ValueError.",
    },
)
KEYS = tuple(key for key in exercise.advice if key != "quota")
LARGEST_EXACT = 2**53  # of the whole numbers that a float keeps

LARGE = {"type": "cache.r7g.large", "gib": 10, "writes": 20_000, "reads": 60_000, "price": 22}
XLARGE = {"type": "cache.r7g.xlarge", "gib": 20, "writes": 30_000, "reads": 90_000, "price": 44}


def needs(gib=10, writes=0, reads=0, nodes_lost=0, zone_lost=False, engine="valkey"):
    """What a cluster has to meet."""
    loads = {"gib": gib, "writes": writes, "reads": reads}
    return {"engine": engine, **loads, "nodes_lost": nodes_lost, "zone_lost": zone_lost}


def meets(submission, cloud, wanted, offers, price, quota=90, name="years"):
    """A call whose request has to be taken, and make a cluster that meets everything for this price."""
    cloud.layer(ElastiCacheRules).quota = quota
    request = asked(submission, wanted, offers, quota, name)
    require(isinstance(request, dict), "It returned no dictionary.", "the caller hands it on")
    named = str(request.get("ReplicationGroupId")).lower() == name
    require(named, "The request has another name.", "the caller has given one", KEYS, facts={"about": "asked"})
    with others_act(cloud):
        group = created(cloud, name, request)
    looks_right(group, wanted, offers)
    shards = [shard["NodeGroupMembers"] for shard in group["NodeGroups"]]
    offer = next(each for each in offers if each["type"] == group["CacheNodeType"])
    survives_failures(group, shards, wanted)
    carries(shards, wanted, offer)
    paid = offer["price"] * sum(len(shard) for shard in shards)
    told = "The price of all nodes together"
    expect_found(told, paid, price, "it is to cost as little as possible", KEYS, facts={"about": "price"})


def asked(submission, wanted, offers, quota, name):
    """The request, for needs that can be met."""
    try:
        return submission.cluster_request(name, wanted, offers, quota)
    except LearnerError as error:
        if error.raised.types[0] != "ValueError":
            raise
        problem = f"Your function raised {error.raised}"
        require(False, problem, "there is a cluster that meets it", KEYS, facts={"about": "possible"})


def created(cloud, name, request):
    """Send the request, wait, and describe what came of it; then delete it."""
    client = cloud.client("elasticache", who="course")
    try:
        client.create_replication_group(**request)
        cloud.clock.advance(minutes=30)
        group = described(cloud, name)
    except (ClientError, NotSimulated, ParamValidationError, TypeError) as error:
        facts = {"about": "mode" if without_mode(request) else "refused"}
        require(False, f"ElastiCache refused the request: {error}", "it has to be taken", KEYS, facts=facts)
    client.delete_replication_group(ReplicationGroupId=name)
    cloud.clock.advance(minutes=30)
    return group


def without_mode(request):
    """Whether it asks for one shard, and does not say that the cluster mode is to be on."""
    shards = request.get("NumNodeGroups") or len(request.get("NodeGroupConfiguration") or [None])
    return shards == 1 and request.get("ClusterMode") != "enabled"


def looks_right(group, wanted, offers):
    """What was asked for, and cluster mode."""
    types = [offer["type"] for offer in offers]
    right = group["Engine"] == wanted["engine"] and group["CacheNodeType"] in types
    problem = f"The cluster runs {group['Engine']} on {group['CacheNodeType']}."
    require(right, problem, "engine and node types were given", KEYS, facts={"about": "asked"})
    problem = "The group has cluster mode disabled."
    require(group["ClusterEnabled"], problem, "it is to have it enabled", KEYS, facts={"about": "mode"})


def survives_failures(group, shards, wanted):
    """Enough replicas, and in several zones."""
    replicas = min(len(shard) - 1 for shard in shards)
    problem = f"A shard with {replicas} replicas loses its data."
    enough = replicas >= max(wanted["nodes_lost"], int(wanted["zone_lost"]))
    require(enough, problem, "no data may be lost in these failures", KEYS, facts={"about": "replicas"})
    if wanted["zone_lost"]:
        apart = all(len({node["PreferredAvailabilityZone"] for node in shard}) > 1 for shard in shards)
        apart = apart and group["MultiAZ"] == "enabled"
        problem = "A zone that fails takes all nodes of a shard with it, or Multi-AZ is off."
        require(apart, problem, "no data may be lost when a zone fails", KEYS, facts={"about": "zones"})


def carries(shards, wanted, offer):
    """No node has more to hold, to write or to read than it takes."""
    nodes = sum(len(shard) for shard in shards)
    for what, places in (("memory", len(shards)), ("writes", len(shards)), ("reads", nodes)):
        key = "gib" if what == "memory" else what
        where = f"{len(shards)} shards with {nodes} nodes, each of which takes {offer[key]}"
        problem = f"Too much {what}: {wanted[key]} on {where}."
        fits = wanted[key] <= places * offer[key]
        facts = {"about": what, "needed": wanted[key], "missing": wanted[key] - places * offer[key]}
        require(fits, problem, "no node may have more than it takes", KEYS, facts=facts)


def cannot(submission, wanted, offers, quota):
    """A call for which there is no cluster."""
    with expect_raises("ValueError", "no such cluster meets it", advice="quota"):
        submission.cluster_request("years", wanted, offers, quota)


@exercise.check()
def memory(submission, cloud):
    """So much data that several shards are needed, and no failure to survive."""
    meets(submission, cloud, needs(gib=95), [LARGE], 220)
    meets(submission, cloud, needs(gib=100), [LARGE], 220)


@exercise.check()
def failures(submission, cloud):
    """Nodes may fail, or a zone."""
    meets(submission, cloud, needs(gib=25, nodes_lost=2), [LARGE], 198)
    meets(submission, cloud, needs(gib=25, zone_lost=True), [LARGE], 132)


@exercise.check()
def one_shard(submission, cloud):
    """Little data: one shard, with cluster mode all the same."""
    meets(submission, cloud, needs(gib=3, nodes_lost=1, zone_lost=True, engine="redis"), [LARGE], 44)


@exercise.check()
def loads(submission, cloud):
    """Writes go to primaries, reads to all nodes."""
    meets(submission, cloud, needs(gib=10, writes=50_000, nodes_lost=1), [LARGE], 132)
    meets(submission, cloud, needs(gib=30, reads=500_000, zone_lost=True), [LARGE], 198)


@exercise.check()
def cheapest_offer(submission, cloud):
    """Of two node types, the one whose cluster is cheaper."""
    meets(submission, cloud, needs(gib=60, nodes_lost=1), [LARGE, {**XLARGE, "price": 40}], 240)
    meets(submission, cloud, needs(gib=25, nodes_lost=1), [LARGE, XLARGE], 132)


@exercise.check()
def within_the_quota(submission, cloud):
    """As many nodes as the quota allows; if that is not enough, ValueError."""
    meets(submission, cloud, needs(gib=60, nodes_lost=1), [LARGE, XLARGE], 264, quota=12)
    meets(submission, cloud, needs(gib=60, nodes_lost=1), [LARGE, {**XLARGE, "price": 50}], 300, quota=11)
    cannot(submission, needs(gib=60, nodes_lost=1), [LARGE], 11)
