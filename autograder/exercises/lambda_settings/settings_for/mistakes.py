"""What people get wrong in settings_for."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="first_page",
        tempts="Asks once; with a handful of parameters that is enough.",
        fails="exam_many, exam_second_page_fails, many, second_page_fails",
        advice="half, pages",
        old='ssm.get_paginator("get_parameters_by_path").paginate(Path=path, Recursive=True, WithDecryption=True)',
        new='(ssm.get_parameters_by_path(Path=path, Recursive=True, WithDecryption=True) for _ in "1")',
    ),
    Mistake(
        name="one_level",
        tempts="Forgets what lies further below.",
        fails="exam_further_below, further_below",
        advice="below",
        old="Recursive=True, ",
        new="",
    ),
    Mistake(
        name="encrypted",
        tempts="Forgets that a secret comes encrypted.",
        fails="exam_secret, secret",
        advice="secret",
        old=", WithDecryption=True",
        new="",
    ),
    Mistake(
        name="last_part",
        tempts="Takes what follows the last slash for the name.",
        fails="exam_further_below, further_below",
        advice="below",
        old='each["Name"][len(path) + 1 :]',
        new='each["Name"].rpartition("/")[2]',
    ),
    Mistake(
        name="whole_name",
        tempts="Leaves the path in the name.",
        fails=(
            "cannot_be_read, exam_cannot_be_read, exam_first_time, exam_further_below, exam_many, exam_read_anew, "
            "exam_secret, first_time, further_below, many, read_anew, secret"
        ),
        advice="answer, below, pages, secret, stale",
        old='each["Name"][len(path) + 1 :]',
        new='each["Name"]',
    ),
    Mistake(
        name="replaces_everywhere",
        tempts="Takes the path out of the name wherever it stands.",
        fails="exam_further_below",
        advice="below",
        old='each["Name"][len(path) + 1 :]',
        new='each["Name"].replace(path + "/", "").replace(path, "")',
    ),
    Mistake(
        name="asks_each_time",
        tempts="Reads at every call.",
        fails="exam_kept_for_a_while, kept_for_a_while",
        advice="asked",
        old='now - kept["read"] < seconds',
        new="False",
    ),
    Mistake(
        name="never_again",
        tempts="Reads once, and then never again.",
        fails="cannot_be_read, exam_cannot_be_read, exam_nothing_there, exam_read_anew, read_anew",
        advice="stale",
        old=' and now - kept["read"] < seconds',
        new="",
    ),
    Mistake(
        name="five_minutes",
        tempts="Takes five minutes, whatever it is told.",
        fails="exam_kept_for_a_while, exam_read_anew",
        advice="asked, stale",
        old="< seconds",
        new="< 300",
    ),
    Mistake(
        name="one_moment_late",
        tempts="Uses what is exactly too old.",
        fails="exam_read_anew, read_anew",
        advice="stale",
        old="< seconds",
        new="<= seconds",
    ),
    Mistake(
        name="adds_up",
        tempts="Puts what is new over what was there.",
        fails="cannot_be_read, exam_cannot_be_read, exam_nothing_there, exam_read_anew, read_anew",
        advice="stale",
        old='return {"settings": found, "read": now}',
        new='return {"settings": {**(kept["settings"] if kept else {}), **found}, "read": now}',
    ),
    Mistake(
        name="gives_up",
        tempts="Lets every error out, also if there is something kept.",
        fails="cannot_be_read, exam_cannot_be_read, exam_second_page_fails, second_page_fails",
        advice="keeps",
        old="if kept is None:",
        new="if True:",
    ),
    Mistake(
        name="throttling_only",
        tempts="Survives throttling, and nothing else.",
        fails="cannot_be_read, exam_cannot_be_read, exam_second_page_fails, second_page_fails",
        advice="keeps",
        old="""
        except (BotoCoreError, ClientError):
            if kept is None:
        """,
        new="""
        except ClientError as error:
            if kept is None or error.response["Error"]["Code"] != "ThrottlingException":
        """,
    ),
    Mistake(
        name="as_if_read",
        tempts="Keeps what is kept, and takes it for new.",
        fails="cannot_be_read, exam_cannot_be_read, exam_second_page_fails, second_page_fails",
        advice="unread",
        old="""
                raise
            return kept
        """,
        new="""
                raise
            return {**kept, "read": now}
        """,
    ),
    Mistake(
        name="half_of_it",
        tempts="Uses the pages that came.",
        fails="exam_second_page_fails, second_page_fails",
        advice="half",
        old="""
        try:
            found = {each["Name"][len(path) + 1 :]: each["Value"] for page in pages for each in page["Parameters"]}
        """,
        new="""
        found = {}
        try:
            for page in pages:
                found.update({each["Name"][len(path) + 1 :]: each["Value"] for each in page["Parameters"]})
        """,
        also=[
            Change(
                old="""
                        raise
                    return kept
                """,
                new="""
                        raise
                    return {"settings": {**kept["settings"], **found}, "read": now} if found else kept
                """,
            )
        ],
    ),
    Mistake(
        name="empty_for_nothing",
        tempts="Goes on without settings.",
        fails="exam_nothing_kept, nothing_kept",
        advice="catches_all",
        old="""
            if kept is None:
                raise
        """,
        new="""
            if kept is None:
                return {"settings": {}, "read": now}
        """,
    ),
    Mistake(
        name="only_what_aws_says",
        tempts="Catches what AWS answers, and not a connection that breaks.",
        fails="cannot_be_read, exam_cannot_be_read",
        advice="keeps",
        old="except (BotoCoreError, ClientError):",
        new="except ClientError:",
    ),
    Mistake(
        name="up_to_an_empty_page",
        tempts="A page without parameters looks like the end. A NextToken says that there is more.",
        fails="exam_many",
        advice="pages",
        old="""
        pages = ssm.get_paginator("get_parameters_by_path").paginate(Path=path, Recursive=True, WithDecryption=True)
        try:
            found = {each["Name"][len(path) + 1 :]: each["Value"] for page in pages for each in page["Parameters"]}
        """,
        new="""
        pages = ssm.get_paginator("get_parameters_by_path").paginate(Path=path, Recursive=True, WithDecryption=True)
        found = {}
        try:
            for page in pages:
                if not page["Parameters"]:
                    break
                found.update({each["Name"][len(path) + 1 :]: each["Value"] for each in page["Parameters"]})
        """,
    ),
    Mistake(
        name="no_seconds_are_the_usual_ones",
        tempts="Takes 0 for not given.",
        fails="exam_read_anew",
        advice="stale",
        old='now - kept["read"] < seconds:',
        new='now - kept["read"] < (seconds or 300):',
    ),
    Mistake(
        name="its_own_in_need",
        tempts="Remembers what it has read last, and goes on with that when it cannot read.",
        fails="cannot_be_read, exam_cannot_be_read, second_page_fails, exam_second_page_fails",
        advice="handed",
        old="""
                raise
            return kept
        return {"settings": found, "read": now}
        """,
        new="""
                raise
            return LAST[-1] if LAST else kept
        LAST.append({"settings": found, "read": now})
        return LAST[-1]
        """,
        also=[
            Change(
                old="""
                from botocore.exceptions import BotoCoreError, ClientError
                """,
                new="""
                from botocore.exceptions import BotoCoreError, ClientError

                LAST = []
                """,
            )
        ],
    ),
    Mistake(
        name="nothing_is_no_settings",
        tempts="Takes settings that are empty for none that were read.",
        fails="exam_kept_for_a_while",
        advice="asked",
        old='if kept is not None and now - kept["read"] < seconds:',
        new='if kept and kept["settings"] and now - kept["read"] < seconds:',
    ),
    Mistake(
        name="keeps_its_own",
        tempts="Keeps what it has read in a dictionary of its own.",
        fails="nothing_kept, exam_nothing_kept, exam_first_time, cannot_be_read, exam_cannot_be_read",
        advice="handed, catches_all",
        old="""
        if kept is not None and now - kept["read"] < seconds:
            return kept
        """,
        new="""
        kept = KEPT.get(path, kept)
        if kept is not None and now - kept["read"] < seconds:
            return kept
        """,
        also=[
            Change(
                old="""
                from botocore.exceptions import BotoCoreError, ClientError
                """,
                new="""
                from botocore.exceptions import BotoCoreError, ClientError

                KEPT = {}
                """,
            ),
            Change(
                old="""
                return {"settings": found, "read": now}
                """,
                new="""
                KEPT[path] = {"settings": found, "read": now}
                return KEPT[path]
                """,
            ),
        ],
    ),
    Mistake(
        name="small_letters",
        tempts="Wants all names alike.",
        fails="exam_first_time",
        advice="answer",
        old='each["Name"][len(path) + 1 :]:',
        new='each["Name"][len(path) + 1 :].lower():',
    ),
    Mistake(
        name="splits_lists",
        tempts="A StringList is a list, so it is handed on as one.",
        fails="exam_first_time",
        advice="answer",
        old='each["Value"] for page in pages',
        new='each["Value"].split(",") if each["Type"] == "StringList" else each["Value"] for page in pages',
    ),
    Mistake(
        name="a_part_is_better_than_nothing",
        tempts="At an instance's first call, the pages that came are more than nothing.",
        fails="nothing_kept, exam_nothing_kept",
        advice="catches_all",
        old="""
        found = {each["Name"][len(path) + 1 :]: each["Value"] for page in pages for each in page["Parameters"]}
        """,
        new="""
        found = {}
        for page in pages:
            found |= {each["Name"][len(path) + 1 :]: each["Value"] for each in page["Parameters"]}
        """,
        also=[
            Change(
                old="""
                if kept is None:
                    raise
                """,
                new="""
                if kept is None and found:
                    return {"settings": found, "read": now}
                if kept is None:
                    raise
                """,
            )
        ],
    ),
    Mistake(
        name="whole_seconds",
        tempts="A second is exact enough.",
        fails=(
            "first_time, many, further_below, secret, read_anew, cannot_be_read, exam_first_time, exam_nothing_there, "
            "exam_many, exam_further_below, exam_secret, exam_read_anew, exam_cannot_be_read"
        ),
        advice="moment",
        old='"read": now}',
        new='"read": int(now)}',
    ),
    Mistake(
        name="keeps_its_client",
        tempts="Makes the paginator once, since making one takes time. It is the first client's for ever.",
        fails=(
            "exam_first_time, first_time?, many?, further_below?, secret?, read_anew?, cannot_be_read?, "
            "second_page_fails?, nothing_kept?, exam_many?, exam_further_below?, exam_secret?, exam_read_anew?, "
            "exam_cannot_be_read?, exam_second_page_fails?, exam_nothing_kept?, exam_nothing_there?"
        ),
        old="""
        pages = ssm.get_paginator("get_parameters_by_path").paginate(Path=path, Recursive=True, WithDecryption=True)
        """,
        new="""
        made = settings_for.__dict__.setdefault("made", ssm.get_paginator("get_parameters_by_path"))
        pages = made.paginate(Path=path, Recursive=True, WithDecryption=True)
        """,
    ),
    Mistake(
        name="remembers_the_last",
        tempts="Keeps what was read last itself as well, for when it is handed nothing.",
        fails="nothing_kept, exam_nothing_kept",
        advice="catches_all",
        old="""
                raise
            return kept
        return {"settings": found, "read": now}
        """,
        new="""
                if path not in settings_for.__dict__:
                    raise
                return settings_for.__dict__[path]
            return kept
        settings_for.__dict__[path] = {"settings": found, "read": now}
        return {"settings": found, "read": now}
        """,
    ),
]
