import random

SPREAD = 100  # keys of a candidate


def key_for(workload, write):
    """The partition key under which something is written.

    Args:
        workload: "readings", "votes" or "orders".
        write: what is written, a dictionary.
            Of readings: sensor, day, second, celsius. 2,000 sensors send one each second.
            Of votes: candidate, phone, day. 3,000 a second, 95 % of them for one candidate.
            Of orders: tenant, order, day, total. 3,000 a second, 70 % of them of one tenant; each
            tenant numbers its orders by itself.
            Sensors, candidates, tenants and orders are texts of letters, digits and hyphens.

    Returns:
        A text. The table is on demand and warm for 20,000 writes a second, and one in a hundred
        writes may be turned away at most. A write costs one unit.

    Raises:
        ValueError: for any other workload.
    """
    if workload == "readings":
        return write["sensor"]
    if workload == "votes":
        return f"{write['candidate']}#{random.randrange(SPREAD)}"
    if workload == "orders":
        return f"{write['tenant']}#{write['order']}"
    raise ValueError(f"There is no workload {workload!r}.")


def keys_for(workload, question):
    """The partition keys under which everything lies that a question is about.

    Args:
        workload: "readings", "votes" or "orders".
        question: what the reader knows, a dictionary.
            Of readings: sensor, day. All readings of a sensor on a day.
            Of votes: candidate. All votes for a candidate.
            Of orders: tenant, order. One order.

    Returns:
        A list of texts: one for readings and orders, at most 200 for votes.
        key_for returned one of them for each such write. Questions about different sensors,
        candidates or tenants have no key in common.

    Raises:
        ValueError: for any other workload.
    """
    if workload == "readings":
        return [question["sensor"]]
    if workload == "votes":
        return [f"{question['candidate']}#{number}" for number in range(SPREAD)]
    if workload == "orders":
        return [f"{question['tenant']}#{question['order']}"]
    raise ValueError(f"There is no workload {workload!r}.")
