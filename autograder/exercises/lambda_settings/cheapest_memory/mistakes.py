"""What people get wrong in cheapest_memory."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="the_memory_used",
        tempts="Takes the memory that was used for the one that is paid for.",
        fails=(
            "alike, deadline, each_in_time, exam_alike, exam_deadline, exam_each_in_time, exam_failed, "
            "exam_in_proportion, exam_measured, exam_new_instances, failed, in_proportion, new_instances"
        ),
        advice="missing, numbers",
        old='numbers["Memory Size"]',
        new='numbers["Max Memory Used"]',
    ),
    Mistake(
        name="smallest_in_time",
        tempts="Less memory, less money.",
        fails="exam_each_in_time, alike, exam_alike, exam_in_proportion, exam_new_instances, in_proportion, new_instances",
        advice="cost, alike",
        old="key=lambda memory: (costs[memory], -memory)",
        new="key=lambda memory: memory",
    ),
    Mistake(
        name="whole_costs",
        tempts="Divides without a remainder: milliseconds and megabytes are whole numbers.",
        fails="exam_alike",
        advice="cost",
        old="memory * sum(each) / len(each)",
        new="memory * sum(each) // len(each)",
    ),
    Mistake(
        name="quickest",
        tempts="Takes the quickest.",
        fails=(
            "alike, deadline, exam_alike, exam_deadline, exam_each_in_time, exam_failed, exam_in_proportion, "
            "exam_measured, exam_new_instances, failed, in_proportion"
        ),
        advice="cost",
        old="memory * sum(each) / len(each)",
        new="sum(each) / len(each)",
    ),
    Mistake(
        name="total",
        tempts="Adds up what was paid at each size, however often it was invoked.",
        fails="exam_each_in_time, exam_in_proportion, exam_new_instances, in_proportion",
        advice="cost",
        old="memory * sum(each) / len(each)",
        new="memory * sum(each)",
    ),
    Mistake(
        name="worst_invocation",
        tempts="Counts the dearest invocation of each size.",
        fails="exam_alike, exam_each_in_time, exam_in_proportion, exam_new_instances, in_proportion",
        advice="cost, alike",
        old="memory * sum(each) / len(each)",
        new="memory * max(each)",
    ),
    Mistake(
        name="duration_is_paid",
        tempts="Forgets that INIT is billed.",
        fails="exam_new_instances, new_instances",
        advice="cost",
        old='.append(numbers["Billed Duration"])',
        new='.append(numbers["Duration"])',
    ),
    Mistake(
        name="without_init",
        tempts="Forgets that whoever meets a new instance waits for INIT.",
        fails="exam_new_instances, new_instances",
        advice="late",
        old=' + numbers.get("Init Duration", 0)',
        new="",
    ),
    Mistake(
        name="billed_is_waited",
        tempts="Compares what is billed, which is rounded up, with the deadline.",
        fails="deadline, exam_deadline",
        advice="exactly",
        old='numbers["Duration"] + numbers.get("Init Duration", 0) > deadline_ms',
        new='numbers["Billed Duration"] > deadline_ms',
    ),
    Mistake(
        name="just_late",
        tempts="Refuses what is exactly in time.",
        fails="deadline, exam_deadline, exam_new_instances",
        advice="exactly, missing",
        old="> deadline_ms or",
        new=">= deadline_ms or",
    ),
    Mistake(
        name="no_deadline",
        tempts="Looks at the cost alone.",
        fails=(
            "deadline, each_in_time, exam_deadline, exam_each_in_time, exam_failed, exam_measured, "
            "exam_new_instances, exam_nothing, failed, new_instances, nothing"
        ),
        advice="late, none",
        old=" if memory not in late}",
        new="}",
    ),
    Mistake(
        name="leaves_late_ones_out",
        tempts="Leaves out the late invocations, and keeps the size.",
        fails="each_in_time, exam_each_in_time, exam_failed, exam_new_instances, new_instances",
        advice="late",
        old="""
            billed.setdefault(memory, []).append(numbers["Billed Duration"])
            if numbers["Duration"] + numbers.get("Init Duration", 0) > deadline_ms or "Status" in fields:
                late.add(memory)
        """,
        new="""
            if numbers["Duration"] + numbers.get("Init Duration", 0) <= deadline_ms and "Status" not in fields:
                billed.setdefault(memory, []).append(numbers["Billed Duration"])
        """,
    ),
    Mistake(
        name="forgets_failures",
        tempts="A call that was ended early looks quick.",
        fails="exam_failed, failed",
        advice="late",
        old=' or "Status" in fields',
        new="",
    ),
    Mistake(
        name="best_of_none",
        tempts="Gives the largest size where none is in time.",
        fails="exam_nothing, nothing",
        advice="none",
        old=", default=None)",
        new=", default=max(billed, default=None))",
    ),
    Mistake(
        name="smaller_of_two",
        tempts="Of two that cost the same, takes the smaller.",
        fails="alike, exam_alike",
        advice="alike",
        old="-memory)",
        new="memory)",
    ),
    Mistake(
        name="one_line_a_size",
        tempts="Remembers one line for each size.",
        fails="exam_new_instances, exam_alike, exam_each_in_time?, exam_in_proportion, exam_measured?, in_proportion",
        advice="cost, alike",
        old='billed.setdefault(memory, []).append(numbers["Billed Duration"])',
        new='billed[memory] = [numbers["Billed Duration"]]',
    ),
    Mistake(
        name="size_as_a_float",
        tempts="Reads every number as a float, and gives one back.",
        fails=(
            "in_proportion, deadline, each_in_time, new_instances, failed, alike, exam_in_proportion, exam_deadline, "
            "exam_each_in_time, exam_new_instances, exam_failed, exam_alike, exam_measured"
        ),
        advice="kind",
        old='memory = int(numbers["Memory Size"])',
        new='memory = numbers["Memory Size"]',
    ),
    Mistake(
        name="report_anywhere",
        tempts="Takes whatever has REPORT in it, also what the function has printed.",
        fails=(
            "alike, deadline, each_in_time, exam_alike, exam_deadline, exam_each_in_time, exam_failed, "
            "exam_in_proportion, exam_measured, exam_new_instances, exam_nothing, failed, in_proportion, new_instances, "
            "nothing"
        ),
        advice="none, numbers",
        old='if not line.startswith("REPORT"):',
        new='if "REPORT" not in line:',
    ),
    Mistake(
        name="the_best_of_each",
        tempts="Takes the cheapest invocation of each size: the others were bad luck.",
        fails="exam_each_in_time, exam_new_instances, exam_in_proportion, exam_alike",
        advice="cost, alike?",
        old="memory * sum(each) / len(each)",
        new="memory * min(each)",
    ),
    Mistake(
        name="whole_milliseconds",
        tempts="Milliseconds are billed whole, so their mean is rounded.",
        fails="exam_alike",
        advice="cost",
        old="memory * sum(each) / len(each)",
        new="memory * round(sum(each) / len(each))",
    ),
    Mistake(
        name="larger_by_the_letters",
        tempts="Keeps the sizes as they stand in the lines, and compares them as texts.",
        fails="exam_alike",
        advice="alike",
        old="return min(costs, key=lambda memory: (costs[memory], -memory), default=None)",
        new="return max((size for size in costs if costs[size] == min(costs.values())), key=str, default=None)",
    ),
    Mistake(
        name="knows_two_failures",
        tempts="Looks for the words that it has seen in a log.",
        fails="exam_failed",
        advice="late",
        old='"Status" in fields',
        new='fields.get("Status", "").startswith(("timeout", "error"))',
    ),
    Mistake(
        name="rounds_gb_seconds",
        tempts="GB-seconds with three digits are exact enough for a bill.",
        fails="exam_alike?, exam_in_proportion",
        advice="cost",
        old="memory * sum(each) / len(each)",
        new="round(memory / 1024 * sum(each) / len(each) / 1000, 3)",
    ),
    Mistake(
        name="warm_ones_only",
        tempts="A new instance is the exception, so its INIT seems to say nothing about the size.",
        fails="exam_new_instances, exam_measured?",
        advice="cost",
        old="""
            billed.setdefault(memory, []).append(numbers["Billed Duration"])
        """,
        new="""
            if "Init Duration" not in numbers or memory not in billed:
                billed.setdefault(memory, []).append(numbers["Billed Duration"])
        """,
    ),
    Mistake(
        name="once_a_request",
        tempts="Keeps what a request has cost by its id. An event that is tried again has the same one.",
        fails="exam_each_in_time",
        advice="cost",
        old='billed.setdefault(memory, []).append(numbers["Billed Duration"])',
        new='billed.setdefault(memory, {})[fields["REPORT RequestId"]] = numbers["Billed Duration"]',
        also=[Change(old="sum(each) / len(each)", new="sum(each.values()) / len(each)")],
    ),
    Mistake(
        name="each_line_once",
        tempts="Takes two lines that are alike for one that came twice.",
        fails="exam_each_in_time",
        advice="cost",
        old="for line in log:",
        new="for line in set(log):",
    ),
]
