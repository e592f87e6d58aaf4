"""The exam of plan."""

from decimal import Decimal
from itertools import pairwise

from autograder.exercises.transactions.plan.sizes import action_size, first_impossible, measured
from course_lib.checks import Exam
from course_lib.lessons.transactions import data as lab
from course_lib.lessons.transactions.practice.plan import (
    change,
    check_only,
    delete,
    divides,
    finds_impossible,
    put,
    sends,
)

exam = Exam()


@exam.check(points=1)
def exam_short_lists(submission, cloud):
    """What fits into one transaction is one transaction, and nothing is none."""
    count = submission.random.randrange(26, 100)  # 25 was DynamoDB's limit once
    divides(submission, measured([put(number) for number in range(count)]), "fewest")
    divides(submission, measured([delete(count)]), "fewest")
    divides(submission, measured([]), "empty")


@exam.check(points=2)
def exam_accepted(submission, cloud):
    """DynamoDB accepts every transaction of a long and mixed list."""
    lab.prepare(cloud)
    random = submission.random
    firsts = [put(number) for number in range(random.randrange(100, 140))]
    again = [change(random.randrange(len(firsts)), "again") for _ in range(30)]
    checks = [check_only(random.randrange(20)), check_only(random.randrange(20, 40))]
    sends(submission, cloud, measured([*firsts, *again, *checks, delete(0), put(0), delete(0)]))


@exam.check(points=1)
def exam_counts(submission, cloud):
    """Exactly 100 actions are one transaction, one more are two."""
    first = submission.random.randrange(1000)
    divides(submission, measured([put(first + number) for number in range(100)]), "fewest")
    divides(submission, measured([delete(first + number) for number in range(101)]), "fewest")
    divides(submission, measured([check_only(first + number) for number in range(200)]), "fewest")
    tables = ("players", "items", "vouchers")
    mixed = [put(first + number, table=tables[number % 3]) for number in range(201)]
    divides(submission, measured(mixed), "fewest")


@exam.check(points=2)
def exam_items(submission, cloud):
    """One action for an item, whatever their kinds; the same key in another table is another item."""
    number = submission.random.randrange(1000)
    kinds = [put(number), change(number, "a"), check_only(number), delete(number)]
    divides(submission, measured(kinds), "one_item")
    divides(submission, measured(submission.random.sample(kinds, 4)), "one_item")
    many = [put(number) for number in range(99)]  # the first use of an item may be far back
    for back in (98, submission.random.randrange(60, 90), submission.random.randrange(20, 50)):
        divides(submission, measured([*many, delete(98 - back)]), "one_item")
    mixed = [put(number), put(number, table="items"), delete(number, table="vouchers"), change(number, "b"), put(7777)]
    divides(submission, measured(mixed), "same_key")
    owners = ({"player_id": "ana", "item_id": "sword-1"}, {"player_id": "ben"})  # these are no keys of a voucher
    owned = [{"Put": {"TableName": "vouchers", "Item": owners[0] | {"voucher_id": f"V-{n}"}}} for n in range(3)]
    divides(submission, measured(owned), "own_key")
    of_ben = {"Put": {"TableName": "vouchers", "Item": owners[1] | {"voucher_id": "V-0"}}}
    divides(submission, measured([owned[0], of_ben]), "one_item")
    for separator in ("", " ", "-", "_", ".", "#", "/", ":", "|", ","):  # table and key can be glued with any of them
        keys = {"a": "id", f"a{separator}b": "id"}
        names = [("a", f"b{separator}c"), (f"a{separator}b", "c"), ("a", f"b{separator}c")]
        alike = [{"Delete": {"TableName": table, "Key": {"id": key}}} for table, key in names]
        divides(submission, measured(alike, keys=keys), "same_key")


@exam.check(points=1)
def exam_key_types(submission, cloud):
    """Keys that are numbers or bytes are told apart as DynamoDB does."""
    number = submission.random.randrange(2, 1000)
    keys = {"by_number": "n", "by_bytes": "b", "by_text": "t"}
    by_number = [number, Decimal(f"{number}.0"), Decimal(f"{number}.5"), Decimal(f"{number}.500"), 0, Decimal("-0")]
    big = [10**37 + 1, 10**37 + 2]  # 38 digits: as floats they are one
    actions = [{"Delete": {"TableName": "by_number", "Key": {"n": key}}} for key in by_number + big]
    actions += [{"Put": {"TableName": "by_bytes", "Item": {"b": key, "x": 1}}} for key in (b"1", b"\xff\x00", b"1")]
    texts = (str(number), f"{number}.0", "e\u0301", "\u00e9", "A", "a", "a ", str(number))  # no two alike but the last
    actions += [{"Delete": {"TableName": "by_text", "Key": {"t": key}}} for key in texts]
    divides(submission, measured(actions, keys=keys), "key_type")
    near = [("by_number", "n", pair) for pair in ((big[0], big[1]), (number, number + Decimal("0.5")), (0, 1))]
    near += [("by_text", "t", pair) for pair in pairwise(texts)]
    near += [("by_bytes", "b", pair) for pair in ((b"1", b"\xff\x00"), (b"\x00", b"\x00\x00"), (b"1", b"1\x00"))]
    for table, name, pair in near:  # two items each, which fit into one transaction
        both = [{"Delete": {"TableName": table, "Key": {name: key}}} for key in pair]
        divides(submission, measured(both, keys=keys), "near")


@exam.check(points=2)
def exam_just_full(submission, cloud):
    """A transaction of exactly the most bytes is one, of one byte more it is two; whatever the values are."""
    random = submission.random
    values = [
        random.randrange(10**30, 10**38),
        Decimal("-0.5"),
        {"a": [1, None, True, {"b": b"123"}], "": ""},
        {"x", "yy", "é"},
        {1, 2, 3},
        {b"1", b"22"},
        [],
        "",
        None,
    ]
    puts = [{"Put": {"TableName": "items", "Item": {"item_id": f"i-{n}", "v": v}}} for n, v in enumerate(values)]
    others = [delete(1), check_only(2), change(3, "ü" * random.randrange(5, 50))]
    mixed = random.sample([*puts, *others], len(puts) + len(others))
    total = sum(map(action_size, mixed))
    divides(submission, measured(mixed, total), "fewest")
    divides(submission, measured(mixed, total - 1), "bytes")
    conditions = {"ConditionExpression": "text <> :t", "ExpressionAttributeValues": {":t": "z" * 500}}
    with_conditions = [{"Put": {**put(number)["Put"], **conditions}} for number in range(5)]
    size = sum(map(action_size, with_conditions))
    divides(submission, measured(with_conditions, size), "condition")
    for kind, small in (("Delete", delete), ("ConditionCheck", check_only)):
        valued = [{kind: {**small(number)[kind], **conditions}} for number in range(5)]
        size = sum(map(action_size, valued))
        divides(submission, measured(valued, size), "values")
        divides(submission, measured(valued, size - 1), "values")
    large = [put(number, "x" * 405_000) for number in range(10)]  # more than 4,000,000 bytes, less than 4 MB
    divides(submission, measured(large), "fewest")


@exam.check(points=2)
def exam_drawn(submission, cloud):
    """Long lists of all kinds of actions, drawn by chance: the right number of transactions, or the right error."""
    random = submission.random
    for _ in range(12):
        most = random.randrange(150, 700)
        actions = [_drawn(random, most) for _ in range(random.randrange(1, 60))]
        number = first_impossible(actions, most)
        if number is None:
            divides(submission, measured(actions, most), "fewest")
        else:
            finds_impossible(submission, actions, number, most)


def _drawn(random, most):
    """An action of any kind, seldom one that is too large."""
    number, table = random.randrange(30), random.choice(["players", "items", "vouchers"])
    text = random.choice("xé") * random.choice([0, 1, random.randrange(80), most // 4])
    if random.random() < 0.01:
        text = "x" * most
    kinds = [
        lambda: put(number, text, table),
        lambda: change(number, text, table),
        lambda: delete(number, table),
        lambda: check_only(number, table),
    ]
    return random.choice(kinds)()


@exam.check(points=2)
def exam_bytes(submission, cloud):
    """No transaction carries more than it may, counted in bytes, and none carries less than it could."""
    random = submission.random
    most = random.randrange(2000, 4000)
    texts = [random.choice("xéß€") * random.randrange(20, 400) for _ in range(40)]
    puts = [put(number, text) for number, text in enumerate(texts)]
    divides(submission, measured(puts, most), "utf8")
    changes = [change(number, random.choice("xé") * random.randrange(20, 400)) for number in range(40)]
    divides(submission, measured(changes, most), "utf8")
    half = len("player_id") + len("p-0000") + len("text")
    divides(submission, measured([put(1, "x" * (500 - half)), put(2, "x" * (500 - half)), delete(3)], 1000), "bytes")


@exam.check(points=2)
def exam_impossible(submission, cloud):
    """An action that is too large for any transaction is named; one of just the largest size is not."""
    number = submission.random.randrange(1, 80)
    names = len("player_id") + len("p-0000") + len("text")
    small = [put(position) for position in range(90)]
    small[number] = put(number, "é" * (200 * 1024))
    finds_impossible(submission, small, number)
    finds_impossible(submission, [*map(put, range(100, 230)), *small], 130 + number)  # in no first transaction
    small[number] = put(number, "x" * (3000 - names + 1))
    small[85] = put(85, "x" * 5000)
    finds_impossible(submission, small, number, 3000)
    small[number] = put(number, "x" * (3000 - names))
    small[85] = put(85, "x" * (3000 - names))
    divides(submission, measured(small, 3000), "possible")
    finds_impossible(submission, [delete(1), change(2, "x" * 3000)], 1, 3000)
    just = 400 * 1024 - names
    divides(submission, measured([delete(1), put(2, "x" * just), delete(3)]), "possible")
    too_large, too_long = put(2, "x" * (just + 1)), change(3, "x" * 450_000)  # each impossible for a reason of its own
    finds_impossible(submission, [delete(1), too_large, too_long], 1, 420_000)
    finds_impossible(submission, [delete(1), delete(2), too_long, too_large], 2, 420_000)
    divides(submission, measured([change(1, "x" * (401 * 1024)), delete(2)]), "only_puts")
