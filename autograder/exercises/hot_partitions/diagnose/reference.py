from collections import Counter


def diagnose(consumption, errors):
    """Say why requests were turned away, and where.

    Args:
        consumption: what was used in the busiest second, by table ("votes") and index
            ("votes/index/by_city"): a list with a dictionary for each partition. It has `writes` and
            `reads`, the units that the partition used, and `hottest`, a dictionary with the `writes`
            and the `reads` of its busiest single item, each kind for itself.
        errors: the `response` of each ClientError of that time, in a list: refusals for want of
            throughput, whatever their code, each with one reason, and any other errors.

    Returns:
        A tuple of two texts: the cause, and the table or index that a reason's `resource` names
        (what follows `table/`). The cause is
        "table too small" if the units of the table or index were used up, or a maximum that was
            set for it in on-demand mode;
        "account limit" if a quota of the account was;
        "hot item" or "hot partition" if a partition was at its ceiling. It is the item if, in the
            partition that used most, one item used more than half, counted in the kind of units
            (reads or writes) that was refused.
        If the errors name several causes or places, the pair of limit and place that is named most
        often; there is always one such pair, and what it refused is all reads or all writes.
        ("nothing wrong", None) if no error is about throughput.

    Raises:
        Nothing: an error of another kind is passed over, whatever it holds.
    """
    named = Counter()
    for error in errors:
        for each in error.get("ThrottlingReasons") or error.get("throttlingReasons") or []:
            named[each["reason"], each["resource"].partition("table/")[2]] += 1
    if not named:
        return "nothing wrong", None
    [((reason, where), _)] = named.most_common(1)
    if reason.endswith("AccountLimitExceeded"):
        return "account limit", where
    if not reason.endswith("KeyRangeThroughputExceeded"):
        return "table too small", where
    kind = "reads" if "Read" in reason else "writes"
    busiest = max(consumption[where], key=lambda partition: partition[kind])
    alone = 2 * busiest["hottest"][kind] > busiest[kind]
    return "hot item" if alone else "hot partition", where
