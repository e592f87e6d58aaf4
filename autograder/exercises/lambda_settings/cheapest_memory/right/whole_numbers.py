"""Counts in whole numbers only, and compares crosswise."""


def micro(text):
    whole, _, rest = text.partition(".")
    return int(whole) * 10**6 + int((rest + "000000")[:6])


def cheapest_memory(log, deadline_ms):
    total, count, late = {}, {}, {}
    for line in log:
        if not line.startswith("REPORT"):
            continue
        duration = init = "0"
        failed = False
        for part in line.strip().split("\t"):
            name, _, value = part.partition(": ")
            if name == "Duration":
                duration = value.split(" ")[0]
            elif name == "Init Duration":
                init = value.split(" ")[0]
            elif name == "Billed Duration":
                billed = int(value.split(" ")[0])
            elif name == "Memory Size":
                memory = int(value.split(" ")[0])
            elif name == "Status":
                failed = True
        total[memory] = total.get(memory, 0) + billed * memory
        count[memory] = count.get(memory, 0) + 1
        late[memory] = late.get(memory, False) or failed or micro(duration) + micro(init) > deadline_ms * 10**6
    best = None
    for memory in sorted(total, reverse=True):
        if late[memory]:
            continue
        if best is None or total[memory] * count[best] < total[best] * count[memory]:
            best = memory
    return best
