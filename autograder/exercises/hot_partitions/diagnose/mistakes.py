"""What people get wrong in diagnose."""

from autograder.mistakes import Mistake

mistakes = [
    Mistake(
        name="kind_by_the_name",
        tempts="Looks for the word anywhere in the reason and in the place that it is about.",
        fails="exam_reads",
        advice="read_write",
        old='kind = "reads" if "Read" in reason else "writes"',
        new='kind = "reads" if "Read" in reason + where else "writes"',
    ),
    Mistake(
        name="by_the_message",
        tempts="Takes an error without reasons for throttling if its message speaks of throughput.",
        fails="exam_nothing",
        advice="nothing",
        old="""
            if not named:
                return "nothing wrong", None
        """,
        new="""
            if not named and any("throughput" in str(each.get("Error", {}).get("Message")) for each in errors):
                return "table too small", next(iter(consumption), None)
            if not named:
                return "nothing wrong", None
        """,
    ),
    Mistake(
        name="capital_letter_only",
        tempts="Knows the member of one exception, and not that the other writes it with a small letter.",
        fails="too_small, hot_partition, account_limit, an_index, exam_too_small, exam_busiest, exam_account, "
        "exam_several",
        advice="lower_case, most",
        old=' or error.get("throttlingReasons")',
        new="",
    ),
    Mistake(
        name="first_comes_first",
        tempts="Stops at the first error that has a reason.",
        fails="several, exam_several, exam_reads",
        advice="most, read_write",
        old="[((reason, where), _)] = named.most_common(1)",
        new="reason, where = next(iter(named))",
    ),
    Mistake(
        name="maximum_is_the_account",
        tempts="Takes every limit of on-demand mode for the account's.",
        fails="too_small, exam_too_small",
        advice="account",
        old='if reason.endswith("AccountLimitExceeded"):',
        new='if reason.endswith(("AccountLimitExceeded", "MaxOnDemandThroughputExceeded")):',
    ),
    Mistake(
        name="account_is_the_table",
        tempts="Reads that something was exceeded, and buys more units.",
        fails="account_limit, exam_account, exam_several",
        advice="account",
        old="""
            if reason.endswith("AccountLimitExceeded"):
                return "account limit", where
        """,
        new="",
    ),
    Mistake(
        name="always_writes",
        tempts="Thinks of writes, because they are what was refused last time.",
        fails="reads, exam_reads",
        advice="read_write",
        old='"reads" if "Read" in reason else "writes"',
        new='"writes"',
    ),
    Mistake(
        name="table_of_the_index",
        tempts="The call was a write to the table, so the table must be full.",
        fails="an_index, exam_account, exam_an_index, exam_several, exam_reads?",
        advice="where, item",
        old='each["resource"].partition("table/")[2]] += 1',
        new='each["resource"].partition("table/")[2].partition("/")[0]] += 1',
    ),
    Mistake(
        name="half_is_enough",
        tempts="Takes half for more than half.",
        fails="exam_half",
        advice="item",
        old='2 * busiest["hottest"][kind] > busiest[kind]',
        new='2 * busiest["hottest"][kind] >= busiest[kind]',
    ),
    Mistake(
        name="any_partition",
        tempts="Looks for the hottest item anywhere, also where nothing is refused.",
        fails="an_index, exam_busiest, exam_half, exam_reads, exam_an_index",
        advice="item, read_write",
        old="""
            busiest = max(consumption[where], key=lambda partition: partition[kind])
        """,
        new="""
            busiest = max(consumption[where], key=lambda partition: partition["hottest"][kind] / partition[kind])
        """,
    ),
    Mistake(
        name="by_the_exceptions_name",
        tempts="ProvisionedThroughputExceededException sounds like too few units.",
        fails="hot_partition, hot_item, reads, several, exam_half, exam_account, exam_reads, exam_an_index, exam_several",
        advice="too_small, read_write, most, account",
        old="""
            for each in error.get("ThrottlingReasons") or error.get("throttlingReasons") or []:
                named[each["reason"], each["resource"].partition("table/")[2]] += 1
        """,
        new="""
            for each in error.get("ThrottlingReasons") or []:
                named["ProvisionedThroughputExceeded", each["resource"].partition("table/")[2]] += 1
            for each in error.get("throttlingReasons") or []:
                named[each["reason"], each["resource"].partition("table/")[2]] += 1
        """,
    ),
    Mistake(
        name="numbers_alone",
        tempts="A partition near its ceiling looks guilty, whether anybody was turned away or not.",
        fails="nothing, exam_nothing",
        advice="nothing",
        old="""
            if not named:
                return "nothing wrong", None
        """,
        new="""
            if not named:
                busy = [name for name, parts in consumption.items() if any(part["writes"] > 80 for part in parts)]
                return ("hot partition", busy[0]) if busy else ("nothing wrong", None)
        """,
    ),
    Mistake(
        name="codes_everywhere",
        tempts="Looks for the code of every error, whatever it is.",
        fails="exam_nothing, exam_account",
        advice="code",
        old="""
                for error in errors:
        """,
        new="""
                for error in errors:
                    if error["Error"]["Code"] not in ("ProvisionedThroughputExceededException", "ThrottlingException"):
                        continue
        """,
    ),
    Mistake(
        name="partitions_first",
        tempts="Looks for the busiest partition before it knows whether it matters.",
        fails="exam_account",
        old="""
                if reason.endswith("AccountLimitExceeded"):
        """,
        new="""
                busiest = max(consumption[where], key=lambda partition: partition["writes"])
                if reason.endswith("AccountLimitExceeded"):
        """,
    ),
    Mistake(
        name="split_at_every_table",
        tempts="Splits the resource at table/, which a table's name can end in as well.",
        fails="exam_an_index",
        advice="where",
        old='each["resource"].partition("table/")[2]] += 1',
        new='each["resource"].split("table/")[1]] += 1',
    ),
    Mistake(
        name="two_codes",
        tempts="Takes the two codes that it knows for all that throttle.",
        fails="exam_account",
        advice="code",
        old="""
                for error in errors:
        """,
        new="""
                for error in errors:
                    code = error.get("Error", {}).get("Code")
                    if code not in ("ProvisionedThroughputExceededException", "ThrottlingException"):
                        continue
        """,
    ),
    Mistake(
        name="kind_of_the_first",
        tempts="Looks at the first refusal to learn whether reads or writes were refused; it was of another pair.",
        fails="exam_reads",
        advice="read_write",
        old='kind = "reads" if "Read" in reason else "writes"',
        new='kind = "reads" if "Read" in next(iter(named))[0] else "writes"',
    ),
]
