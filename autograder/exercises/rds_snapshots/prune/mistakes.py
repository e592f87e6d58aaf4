"""What people get wrong in prune."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="every_manual_one",
        tempts="Looks at the age of every snapshot, and not at whose it is.",
        fails="exam_not_mine, not_mine, exam_many, exam_replaced_by_nothing, many, replaced_by_nothing",
        advice="theirs, cover",
        old='form = re.compile(re.escape(database) + r"-monthly-(\\d{4})-(0[1-9]|1[0-2])(-\\d+)?")',
        new='form = re.compile(r".*?(\\d{4})-(\\d{2}).*")',
    ),
    Mistake(
        name="begins_with",
        tempts="Looks at the beginning of the name alone.",
        fails="exam_not_mine, not_mine, exam_many, exam_replaced_by_nothing, many, replaced_by_nothing",
        advice="theirs, cover",
        old="form.fullmatch(",
        new="form.match(",
    ),
    Mistake(
        name="any_month_number",
        tempts="Two digits are a month.",
        fails="exam_not_mine, not_mine",
        advice="theirs",
        old="(0[1-9]|1[0-2])",
        new=r"(\d{2})",
    ),
    Mistake(
        name="without_second_names",
        tempts="Forgets the names with a number.",
        fails="other_length, exam_other_length, exam_copies_and_missing, copies_and_missing, exam_not_good, exam_second_names, second_names, exam_several, several",
        advice="name, stays",
        old='(-\\d+)?")',
        new='")',
    ),
    Mistake(
        name="all_databases",
        tempts="The name says whose it is.",
        fails="exam_not_mine, not_mine, exam_replaced_by_nothing, replaced_by_nothing",
        advice="database, cover",
        old="DBInstanceIdentifier=database, ",
        new="",
    ),
    Mistake(
        name="one_month_too_many",
        tempts="Counts this month as one of the 36.",
        fails=(
            "copies, crash, errors, exam_copies, exam_crash, exam_errors, exam_gone_meanwhile, exam_in_use, "
            "exam_many, exam_not_good, exam_not_mine, exam_other_length, exam_past_contract, exam_race, "
            "exam_second_names, exam_within_contract, gone_meanwhile, in_use, many, not_mine, other_length, "
            "past_contract, race, second_names, within_contract"
        ),
        advice="contract",
        old="each[0] < oldest",
        new="each[0] <= oldest",
    ),
    Mistake(
        name="one_month_too_few",
        tempts="To be on the safe side.",
        fails=(
            "copies, crash, exam_copies, exam_crash, exam_many, exam_not_good, exam_not_mine, exam_other_length, "
            "exam_past_contract, exam_race, exam_second_names, gone_meanwhile, in_use, many, not_mine, "
            "other_length, past_contract, race, second_names, exam_gone_meanwhile?, exam_in_use?, exam_several, "
            "several"
        ),
        advice="stays",
        old="today.month - months",
        new="today.month - months - 1",
    ),
    Mistake(
        name="no_cover",
        tempts="What is past the contract is past the contract.",
        fails=(
            "exam_in_use_and_missing, all_missing, exam_all_missing, exam_not_good, exam_oldest_missing, "
            "not_good, oldest_missing, exam_replaced_by_nothing, replaced_by_nothing, copies_and_missing, "
            "exam_copies_and_missing, exam_several, several"
        ),
        advice="cover",
        old="""
            if all(number != oldest for number, _, _ in good):
                past = past[:-1]
        """,
        new="",
    ),
    Mistake(
        name="keeps_only_the_last_of_all",
        tempts="Never deletes the last good one, and thinks that this is enough.",
        fails=(
            "exam_in_use_and_missing, exam_not_good, exam_oldest_missing, not_good, oldest_missing, "
            "copies_and_missing, exam_copies_and_missing, exam_replaced_by_nothing, exam_several, "
            "replaced_by_nothing, several"
        ),
        advice="cover",
        old="if all(number != oldest for number, _, _ in good):",
        new="if all(number < oldest for number, _, _ in good):",
    ),
    Mistake(
        name="always_keeps_one",
        tempts="Keeps one in reserve, whether it is needed or not.",
        fails=(
            "copies, crash, exam_copies, exam_crash, exam_many, exam_not_good, exam_not_mine, exam_other_length, "
            "exam_past_contract, exam_race, exam_second_names, gone_meanwhile, in_use, many, not_mine, "
            "other_length, past_contract, race, second_names, exam_gone_meanwhile?, exam_in_use?"
        ),
        advice="stays",
        old="if all(number != oldest for number, _, _ in good):",
        new="if past:",
    ),
    Mistake(
        name="failed_replaces",
        tempts="A month with a snapshot is a month with a snapshot.",
        fails="exam_not_good, not_good",
        advice="cover",
        old='if found and snapshot["Status"] == "available":',
        new="if found:",
    ),
    Mistake(
        name="covers_with_the_oldest",
        tempts="Keeps the first of the list.",
        fails=(
            "exam_in_use_and_missing, all_missing, exam_all_missing, exam_oldest_missing, oldest_missing, "
            "copies_and_missing, exam_copies_and_missing, exam_replaced_by_nothing, exam_several, "
            "replaced_by_nothing, several"
        ),
        advice="cover, name",
        old="past = past[:-1]",
        new="past = past[1:]",
    ),
    Mistake(
        name="first_page",
        tempts="One answer holds a hundred.",
        fails="exam_many, many",
        advice="pages",
        old="""
            pages = rds.get_paginator("describe_db_snapshots").paginate(DBInstanceIdentifier=database, SnapshotType="manual")
        """,
        new="""
            pages = [rds.describe_db_snapshots(DBInstanceIdentifier=database, SnapshotType="manual")]
        """,
    ),
    Mistake(
        name="stops_at_a_busy_one",
        tempts="Lets every refusal out.",
        fails="exam_in_use_and_missing, exam_in_use, in_use",
        advice="not_ready",
        old='{"InvalidDBSnapshotState", "DBSnapshotNotFound"}',
        new='{"DBSnapshotNotFound"}',
    ),
    Mistake(
        name="stops_at_one_that_is_gone",
        tempts="What was listed is there, is it not?",
        fails="exam_gone_meanwhile, exam_race, gone_meanwhile, race",
        advice="gone_already",
        old='{"InvalidDBSnapshotState", "DBSnapshotNotFound"}',
        new='{"InvalidDBSnapshotState"}',
    ),
    Mistake(
        name="catches_all",
        tempts="A clean-up must not fail.",
        fails="errors, exam_errors",
        advice="catches_all",
        old="""
                if error.response["Error"]["Code"] not in {"InvalidDBSnapshotState", "DBSnapshotNotFound"}:
                    raise
        """,
        new="""
                print(error)
        """,
    ),
    Mistake(
        name="claims_all",
        tempts="Returns what it wanted to delete.",
        fails="exam_in_use_and_missing, exam_gone_meanwhile, exam_in_use, exam_race, gone_meanwhile, in_use, race",
        advice="answer",
        old="    return deleted",
        new="    return [name for _, _, name in past]",
    ),
    Mistake(
        name="by_alphabet_backwards",
        tempts="Begins with the newest.",
        fails=(
            "exam_in_use_and_missing, all_missing, copies, exam_all_missing, exam_copies, exam_gone_meanwhile, "
            "exam_in_use, exam_many, exam_oldest_missing, exam_other_length, exam_past_contract, gone_meanwhile, "
            "in_use, many, not_mine, oldest_missing, other_length, past_contract, exam_several, several"
        ),
        advice="answer",
        old="for _, _, name in past:",
        new="for _, _, name in reversed(past):",
    ),
    Mistake(
        name="goes_by_the_time",
        tempts="The time at which a snapshot was made is surer than a name.",
        fails="copies, exam_copies, exam_copies_and_missing, copies_and_missing?",
        advice="name",
        old="number = int(found[1]) * 12 + int(found[2])",
        new="number = snapshot['SnapshotCreateTime'].year * 12 + snapshot['SnapshotCreateTime'].month",
    ),
    Mistake(
        name="goes_by_the_original",
        tempts="missing_months goes by OriginalSnapshotCreateTime, so this does too.",
        fails="exam_copies_and_missing, copies_and_missing, copies, exam_copies",
        advice="name",
        old="number = int(found[1]) * 12 + int(found[2])",
        new="number = snapshot['OriginalSnapshotCreateTime'].year * 12 + snapshot['OriginalSnapshotCreateTime'].month",
    ),
    Mistake(
        name="this_month_is_one_of_them",
        tempts="Counts 36 months with this one among them.",
        fails=(
            "exam_in_use_and_missing, copies, crash, exam_copies, exam_crash, exam_gone_meanwhile, exam_in_use, "
            "exam_many, exam_not_good, exam_not_mine, exam_oldest_missing, exam_other_length, "
            "exam_past_contract, exam_race, exam_second_names, exam_within_contract, gone_meanwhile, in_use, "
            "many, not_good, not_mine, oldest_missing, other_length, past_contract, race, second_names, "
            "within_contract, copies_and_missing, exam_copies_and_missing, exam_replaced_by_nothing, "
            "exam_several, replaced_by_nothing, several"
        ),
        advice="contract, cover",
        old="today.month - months",
        new="today.month - months + 1",
    ),
    Mistake(
        name="days_for_months",
        tempts="36 months are 36 times 30 days.",
        fails=(
            "other_length, exam_other_length, exam_in_use_and_missing, copies, exam_copies, exam_gone_meanwhile, exam_in_use, exam_many, "
            "exam_not_good, exam_not_mine, exam_oldest_missing, exam_past_contract, exam_second_names, "
            "exam_within_contract, gone_meanwhile, in_use, many, not_good, not_mine, oldest_missing, "
            "past_contract, second_names, within_contract, copies_and_missing, exam_copies_and_missing, "
            "exam_replaced_by_nothing, exam_several, replaced_by_nothing, several"
        ),
        advice="contract, cover",
        old="""
            oldest = today.year * 12 + today.month - months
        """,
        new="""
            border = today - timedelta(days=30 * months)
            oldest = border.year * 12 + border.month
        """,
        also=[Change("import re", "import re\nfrom datetime import timedelta")],
    ),
    Mistake(
        name="the_refused_one_is_kept",
        tempts="One old snapshot has to stay; if AWS keeps one by itself, that is the one.",
        fails="exam_in_use_and_missing",
        advice="cover",
        old="""
                past = past[:-1]
            deleted = []
        """,
        new="""
                spare = past[-1:]
                past = past[:-1]
            else:
                spare = []
            deleted = []
        """,
        also=[
            Change(
                old="""
                            raise
                    else:
                """,
                new="""
                            raise
                        if error.response["Error"]["Code"] == "InvalidDBSnapshotState":
                            past += spare
                            spare = []
                    else:
                """,
            )
        ],
    ),
    Mistake(
        name="stops_at_a_short_page",
        tempts="A page that is not full is the last one.",
        fails="many, exam_many",
        advice="pages",
        old="""
            pages = rds.get_paginator("describe_db_snapshots").paginate(DBInstanceIdentifier=database, SnapshotType="manual")
        """,
        new="""
            asked = {"DBInstanceIdentifier": database, "SnapshotType": "manual"}
            pages = [rds.describe_db_snapshots(**asked)]
            while len(pages[-1]["DBSnapshots"]) == 100 and pages[-1].get("Marker"):
                pages.append(rds.describe_db_snapshots(**asked, Marker=pages[-1]["Marker"]))
        """,
    ),
    Mistake(
        name="keeps_the_one_taken_last",
        tempts="The newest is the one that was taken last; a copy of an older month is.",
        fails="copies_and_missing, exam_copies_and_missing",
        advice="name",
        old="        past = past[:-1]",
        new="        past = sorted(set(past) - {max(past, key=lambda each: each[1])} if past else past)",
    ),
    Mistake(
        name="decides_page_by_page",
        tempts="Deletes what a page shows before it asks for the next one.",
        fails="exam_many, many",
        advice="stays",
        old="""
            good = []
            for page in pages:
        """,
        new="""
            deleted, oldest = [], today.year * 12 + today.month - months
            for page in pages:
                good = []
        """,
        also=[
            Change(
                old="""
                    oldest = today.year * 12 + today.month - months
                    past = sorted(each for each in good if each[0] < oldest)
                    if all(number != oldest for number, _, _ in good):
                        past = past[:-1]
                    deleted = []
                    for _, _, name in past:
                        try:
                            rds.delete_db_snapshot(DBSnapshotIdentifier=name)
                        except ClientError as error:
                            if error.response["Error"]["Code"] not in {"InvalidDBSnapshotState", "DBSnapshotNotFound"}:
                                raise
                        else:
                            deleted.append(name)
                """,
                new="""
                        past = sorted(each for each in good if each[0] < oldest)
                        if all(number != oldest for number, _, _ in good):
                            past = past[:-1]
                        for _, _, name in past:
                            try:
                                rds.delete_db_snapshot(DBSnapshotIdentifier=name)
                            except ClientError as error:
                                if error.response["Error"]["Code"] not in {"InvalidDBSnapshotState", "DBSnapshotNotFound"}:
                                    raise
                            else:
                                deleted.append(name)
                """,
            )
        ],
    ),
    Mistake(
        name="numbers_as_texts",
        tempts="Sorts by name, and so -9 comes after -10.",
        fails="exam_several, several",
        advice="several",
        old="""good.append((number, snapshot["OriginalSnapshotCreateTime"], snapshot["DBSnapshotIdentifier"]))""",
        new="""good.append((number, found[3] or "", snapshot["DBSnapshotIdentifier"]))""",
    ),
    Mistake(
        name="in_the_order_of_taking",
        tempts="What was taken first is the oldest, and goes first.",
        fails="exam_copies, copies",
        advice="answer",
        old="for _, _, name in past:",
        new="for _, _, name in sorted(past, key=lambda each: each[1]):",
    ),
    Mistake(
        name="whatever_shows_that_month",
        tempts="Any snapshot that was taken in the oldest month shows it, whoever took it.",
        fails="exam_copies_and_missing, copies_and_missing, exam_replaced_by_nothing, replaced_by_nothing",
        advice="cover",
        old="if all(number != oldest for number, _, _ in good):",
        new="if oldest not in shown:",
        also=[
            Change(old="    good = []\n", new="    good, shown = [], set()\n"),
            Change(
                old="""
                    found = form.fullmatch(snapshot["DBSnapshotIdentifier"])
                """,
                new="""
                    if snapshot["Status"] == "available":
                        taken = snapshot["OriginalSnapshotCreateTime"]
                        shown.add(taken.year * 12 + taken.month)
                    found = form.fullmatch(snapshot["DBSnapshotIdentifier"])
                """,
            ),
        ],
    ),
    Mistake(
        name="looks_at_its_own_clock",
        tempts="The present is what the computer says, and not what the call says.",
        fails="other_length, exam_other_length, exam_within_contract",
        advice="contract",
        old="oldest = today.year * 12 + today.month - months",
        new="oldest = datetime.now(UTC).year * 12 + datetime.now(UTC).month - months",
        also=[Change(old="import re\n", new="import re\nfrom datetime import UTC, datetime\n")],
    ),
    Mistake(
        name="keeps_the_highest_number",
        tempts="The numbers count up, so the highest one was taken last.",
        fails="exam_several, several",
        advice="several",
        old="""good.append((number, snapshot["OriginalSnapshotCreateTime"], snapshot["DBSnapshotIdentifier"]))""",
        new="""good.append((number, int((found[3] or "-1")[1:]), snapshot["DBSnapshotIdentifier"]))""",
    ),
    Mistake(
        name="keeps_what_shows_the_latest",
        tempts="The newest is the one that shows the latest books, whatever it is called.",
        fails="copies_and_missing, exam_copies_and_missing",
        advice="name",
        old="        past = past[:-1]",
        new="        past = sorted(set(past) - {max(past, key=lambda each: taken[each[2]])} if past else past)",
        also=[
            Change(old="    good = []\n", new="    good, taken = [], {}\n"),
            Change(
                old="""
                        number = int(found[1]) * 12 + int(found[2])
                """,
                new="""
                        taken[snapshot["DBSnapshotIdentifier"]] = snapshot["OriginalSnapshotCreateTime"]
                        number = int(found[1]) * 12 + int(found[2])
                """,
            ),
        ],
    ),
    Mistake(
        name="month_nought",
        tempts="Takes years and months apart, and mends a month below 0: the month 0 is the December before.",
        fails="exam_other_length, other_length, crash?, race?, exam_crash?, exam_race?",
        advice="contract",
        old="""
                    number = int(found[1]) * 12 + int(found[2])
        """,
        new="""
                    number = int(found[1]), int(found[2])
        """,
        also=[
            Change(
                old="""
                    oldest = today.year * 12 + today.month - months
                """,
                new="""
                    year, month = today.year - months // 12, today.month - months % 12
                    oldest = (year, month) if month >= 0 else (year - 1, month + 12)
                """,
            )
        ],
    ),
    Mistake(
        name="months_on_average",
        tempts="A month has 30.4375 days, if one counts leap years too.",
        fails="other_length, exam_other_length",
        advice="contract?, stays?",
        old="""
            oldest = today.year * 12 + today.month - months
        """,
        new="""
            border = today - timedelta(days=round(30.4375 * months))
            oldest = border.year * 12 + border.month
        """,
        also=[Change("import re", "import re\nfrom datetime import timedelta")],
    ),
    Mistake(
        name="nought_is_not_said",
        tempts="No number of months means the contract's 36; 0 is false too.",
        fails="exam_other_length",
        advice="stays",
        old="today.month - months",
        new="today.month - (months or 36)",
    ),
    Mistake(
        name="months_of_one_digit",
        tempts="strptime reads them as well.",
        fails="exam_not_mine, not_mine",
        advice="theirs",
        old="(0[1-9]|1[0-2])",
        new="(0?[1-9]|1[0-2])",
    ),
    Mistake(
        name="good_unless_bad",
        tempts="Knows two states that are not good, and takes every other one for good.",
        fails="exam_not_good, not_good",
        advice="cover",
        old='if found and snapshot["Status"] == "available":',
        new='if found and snapshot["Status"] not in ("creating", "failed"):',
    ),
]
