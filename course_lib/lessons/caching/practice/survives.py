"""survives: which shards still have their data after nodes and zones have failed."""

from course_lib.checks import Exercise, Reason, expect
from course_lib.lessons.caching.clusters import made, shard


def about(topic):
    """The check says what the failures are about."""
    return lambda seen: seen.facts["about"] == topic


def names_others(seen):
    """The answer, a dictionary, is about other shards than the group has."""
    return seen.got.keys() != seen.expected.keys()


exercise = Exercise(
    call="survives(group, failures, repair)",
    section='Part 2, "What dies with a node"',
    hints=(
        "When is the data of a shard gone: when its primary has failed, when one node has, or when something else has?",
        "For each shard, look at the moments at which one of its nodes fails. Its data is gone if at one of them none "
        "of its nodes holds it. A node holds nothing at a minute if it has failed then or less than repair minutes "
        "before, whether by itself or with its zone.",
        "empty(node, minute) = any(minute - repair < failure['minute'] <= minute for each failure that hits the node). "
        "A shard is lost if all(empty(node, minute) for node in its NodeGroupMembers) for any failure's minute.",
    ),
    advice={
        "kind": Reason(
            "What it says is right, but by another kind of values: they are True and False.",
            when=lambda seen: seen.got == seen.expected,
        ),
        "named": Reason(
            "A shard's name is its NodeGroupId, whatever it is, and not its place in the list: shards can be taken "
            "away.",
            when=lambda seen: about("names")(seen) and isinstance(seen.got, dict) and names_others(seen),
        ),
        "each": Reason(
            "The answer has each shard of the group by its NodeGroupId, also those that nothing has happened to, and "
            "nothing else.",
            when=lambda seen: not isinstance(seen.got, dict) or names_others(seen),
        ),
        "replica": Reason(
            "Every node of a shard holds all of its data, whichever of them is the primary. As long as one is left, "
            "nothing is gone.",
            when=about("one node"),
        ),
        "alone": Reason(
            "A shard without a replica has one copy of its data. Nothing brings it back, neither Multi-AZ nor a new "
            "node.",
            when=about("no replica"),
        ),
        "zone": Reason(
            "A zone takes with it all nodes that are in it, see PreferredAvailabilityZone, of all shards. Those in "
            "other zones go on.",
            when=about("zone"),
        ),
        "overlap": Reason(
            "Two failures need not come in the same minute: a node that is being replaced holds nothing until it is "
            "filled.",
            when=about("overlap"),
        ),
        "repaired": Reason(
            "A node that has been replaced and filled counts again, from the minute on in which it is full.",
            when=about("repaired"),
        ),
        "again": Reason(
            "A node that fails while it is being replaced, or later once more, is empty for repair minutes from then "
            "on.",
            when=about("again"),
        ),
        "order": Reason(
            "The list is in any order. Each failure has its minute.",
            when=about("order"),
        ),
        "gone": Reason(
            "A new node is filled from another one of its shard. If there was a moment in which none held the data, "
            "there is nothing to fill it with, whatever comes later. So look at every failure of every node, and not "
            "at the last ones or at the end alone.",
            when=about("gone"),
        ),
    },
)
WHY = {
    "one node": "the others of its shard hold the data",
    "no replica": "there was no other copy",
    "zone": "all nodes of the zone fail, and no others",
    "overlap": "at one moment no node of the shard held the data",
    "repaired": "there was a node with the data at every moment",
    "again": "each failure empties the node",
    "order": "the minutes count, and not the places in the list",
    "gone": "what is lost stays lost",
    "names": "two of its shards have been taken away, and the others are still called as before",
    "many": "it counts which nodes hold the data at each moment",
}


def node(minute, name):
    """A failure of one node."""
    return {"minute": minute, "node": name}


def zone(minute, letter):
    """A failure of a zone."""
    return {"minute": minute, "zone": f"us-east-1{letter}"}


def tells(submission, group, failures, repair, expected, topic):
    """A call whose answer has to be right."""
    got = submission.survives(group, failures, repair)
    expect(got, expected, WHY[topic], tuple(exercise.advice), facts={"about": topic})


def three(cloud):
    """Three shards with a replica each, in three zones: a and b, b and c, c and a."""
    shards = [shard("a", "b"), shard("b", "c"), shard("c", "a")]
    return made(cloud, "years", NodeGroupConfiguration=shards, AutomaticFailoverEnabled=True, MultiAZEnabled=True)


@exercise.check()
def one_node(submission, cloud):
    """One node fails: the data of its shard is on the other."""
    group = three(cloud)
    tells(submission, group, [], 10, {"0001": True, "0002": True, "0003": True}, "one node")
    failures = [node(5, "years-0001-001"), node(5, "years-0003-002")]
    tells(submission, group, failures, 10, {"0001": True, "0002": True, "0003": True}, "one node")


@exercise.check()
def no_replica(submission, cloud):
    """A shard without a replica loses its data with its node, and the others keep theirs."""
    shards = [shard("a"), shard("b")]
    group = made(cloud, "bare", NodeGroupConfiguration=shards, AutomaticFailoverEnabled=True)
    tells(submission, group, [node(0, "bare-0002-001")], 10, {"0001": True, "0002": False}, "no replica")


@exercise.check()
def a_zone(submission, cloud):
    """A zone fails, alone and together with a node elsewhere."""
    group = three(cloud)
    tells(submission, group, [zone(3, "b")], 10, {"0001": True, "0002": True, "0003": True}, "zone")
    failures = [zone(3, "b"), node(3, "years-0002-002")]
    tells(submission, group, failures, 10, {"0001": True, "0002": False, "0003": True}, "zone")


@exercise.check()
def one_after_the_other(submission, cloud):
    """The second node of a shard fails before the first is full again, or in that very minute."""
    group = three(cloud)
    soon = [node(20, "years-0001-001"), node(29, "years-0001-002")]
    tells(submission, group, soon, 10, {"0001": False, "0002": True, "0003": True}, "overlap")
    late = [node(20, "years-0001-001"), node(30, "years-0001-002")]
    tells(submission, group, late, 10, {"0001": True, "0002": True, "0003": True}, "repaired")


@exercise.check()
def fails_again(submission, cloud):
    """A node fails once more while it is being replaced."""
    failures = [node(0, "years-0002-001"), node(8, "years-0002-001"), node(15, "years-0002-002")]
    tells(submission, three(cloud), failures, 10, {"0001": True, "0002": False, "0003": True}, "again")


@exercise.check()
def any_order(submission, cloud):
    """The failures come in any order."""
    failures = [node(36, "years-0003-001"), node(0, "years-0001-001"), node(31, "years-0003-002")]
    group = three(cloud)
    tells(submission, group, failures, 10, {"0001": True, "0002": True, "0003": False}, "order")
    later_first = [node(30, "years-0001-001"), node(0, "years-0001-002")]
    tells(submission, group, later_first, 10, {"0001": True, "0002": True, "0003": True}, "order")


@exercise.check()
def stays_lost(submission, cloud):
    """What was lost does not come back with the new nodes."""
    failures = [zone(0, "a"), zone(0, "b"), node(500, "years-0002-001")]
    tells(submission, three(cloud), failures, 10, {"0001": False, "0002": True, "0003": True}, "gone")
