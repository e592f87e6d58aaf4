def cheapest_memory(log, deadline_ms):
    """Choose a function's memory by what its invocations have cost.

    Args:
        log: lines of a function's log, a list of texts, from invocations at several sizes of memory. Only lines
            that begin with REPORT count; they are as Lambda writes them, with tabs between their parts.
        deadline_ms: how many milliseconds an invocation may take at most, INIT of a new instance included: its
            Duration and its Init Duration together. Exactly so many is in time.

    Returns:
        The size of memory in MB, an int, at which an invocation costs least, of those sizes at which every
        invocation was in time and none has a Status, which Lambda writes for what has failed. What an invocation
        costs is its Billed Duration times its Memory Size, whatever memory it used; of several invocations the
        mean counts. Of two sizes that cost the same, the larger. None if there is no such size.

    Raises:
        Nothing: a log without any REPORT line has no such size either.
    """
    billed, late = {}, set()
    for line in log:
        if not line.startswith("REPORT"):
            continue
        fields = dict(part.split(": ", 1) for part in line.strip().split("\t"))
        numbers = {name: float(value.split()[0]) for name, value in fields.items() if value.endswith((" ms", " MB"))}
        memory = int(numbers["Memory Size"])
        billed.setdefault(memory, []).append(numbers["Billed Duration"])
        if numbers["Duration"] + numbers.get("Init Duration", 0) > deadline_ms or "Status" in fields:
            late.add(memory)
    costs = {memory: memory * sum(each) / len(each) for memory, each in billed.items() if memory not in late}
    return min(costs, key=lambda memory: (costs[memory], -memory), default=None)
