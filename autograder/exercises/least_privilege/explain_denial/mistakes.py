"""What people get wrong in explain_denial."""

from autograder.mistakes import Change, Mistake

RESOURCE = """r'(?: on resource: (?P<resource>"[^"]*"|.+?))?'"""

mistakes = [
    Mistake(
        name="one_code",
        tempts="Knows DynamoDB's code, and not that S3, IAM and STS write another.",
        fails="limits, exam_every_kind, exam_limits, exam_no_reason, exam_odd_resources, exam_resources, no_reason, "
        "resources",
        advice="is_one",
        old='not in ("AccessDenied", "AccessDeniedException")',
        new='!= "AccessDeniedException"',
    ),
    Mistake(
        name="any_code",
        tempts="The message says it all, so the code is not looked at.",
        fails="exam_other_errors, other_errors",
        advice="other_errors",
        old='told.get("Code") not in ("AccessDenied", "AccessDeniedException") or found is None',
        new="found is None",
    ),
    Mistake(
        name="keeps_the_quotes",
        tempts="Takes the resource as it stands there.",
        fails="resources, exam_no_reason, exam_odd_resources, exam_resources",
        advice="resource",
        old="""resource.strip('"')""",
        new="resource",
    ),
    Mistake(
        name="up_to_the_next_blank",
        tempts="ARNs have no blanks, until an object's key has one.",
        fails="exam_odd_resources, exam_resources, resources",
        advice="is_one",
        old=RESOURCE,
        new='r"(?: on resource: (?P<resource>\\S+))?"',
    ),
    Mistake(
        name="always_a_resource",
        tempts="All messages of the practice seem to name one.",
        fails="of_an_organization, exam_every_kind",
        advice="is_one",
        old=RESOURCE,
        new="""r'(?: on resource: (?P<resource>"[^"]*"|.+?))'""",
    ),
    Mistake(
        name="words_inside_the_key",
        tempts="Looks for the reason's words anywhere, also in the name of an object.",
        fails="exam_odd_resources",
        advice="resource",
        old=RESOURCE,
        new='r"(?: on resource: (?P<resource>.+?))?"',
    ),
    Mistake(
        name="the_kinds_it_knows",
        tempts="Lists the kinds of policies that came up so far.",
        fails="of_an_organization, exam_every_kind",
        advice="policy",
        old="""
            "policy": named[1] if named else None,
        """,
        new="""
            "policy": next((kind for kind in KNOWN if kind in reason), None),
        """,
        also=[
            Change(
                old="""
                    DENIED = re.compile(r" with an explicit deny in (?:an?|the) ([^:]+)")
                """,
                new="""
                    KNOWN = ["identity-based policy", "resource-based policy", "permissions boundary", "session policy"]
                    DENIED = re.compile(r" with an explicit deny in (?:an?|the) ([^:]+)")
                """,
            )
        ],
    ),
    Mistake(
        name="an_empty_answer",
        tempts="Returns a dictionary in every case, with nothing in it for other errors.",
        fails="other_errors, exam_other_errors",
        advice="other_errors",
        old="""
            if told.get("Code") not in ("AccessDenied", "AccessDeniedException") or found is None:
                return None
        """,
        new="""
            if told.get("Code") not in ("AccessDenied", "AccessDeniedException") or found is None:
                return dict.fromkeys(("who", "action", "resource", "policy", "denied"))
        """,
    ),
    Mistake(
        name="only_what_ends_in_policy",
        tempts="Every policy is called a policy. A boundary is not.",
        fails="limits, exam_every_kind, exam_limits",
        advice="policy",
        old='r" with an explicit deny in (?:an?|the) ([^:]+)"',
        new='r" with an explicit deny in (?:an?|the) ([^:]+ policy)"',
        also=[Change(old='r" because no (.+?) allows the "', new='r" because no (.+? policy) allows the "')],
    ),
    Mistake(
        name="with_the_arn",
        tempts="Takes everything up to the end of the message.",
        fails="of_an_organization, exam_every_kind",
        advice="policy",
        old="(?:an?|the) ([^:]+)",
        new="(?:an?|the) (.+)",
    ),
    Mistake(
        name="denied_is_denied",
        tempts="A refusal is a refusal, so denied is always True.",
        fails="identity, exam_every_kind, exam_identity, exam_limits, exam_no_reason, exam_odd_resources, "
        "exam_resources, limits, no_reason, of_an_organization, resources",
        advice="denied",
        old='"denied": bool(denied) if named else None',
        new='"denied": True',
    ),
    Mistake(
        name="no_reason_is_no_permission",
        tempts="Says False where the message says nothing.",
        fails="no_reason, exam_no_reason",
        advice="denied",
        old='"denied": bool(denied) if named else None',
        new='"denied": bool(denied)',
    ),
    Mistake(
        name="guesses_the_policy",
        tempts="Without a reason it is most likely the identity's policy.",
        fails="no_reason, exam_no_reason",
        advice="policy",
        old='"policy": named[1] if named else None',
        new='"policy": named[1] if named else "identity-based policy"',
    ),
    Mistake(
        name="needs_a_message",
        tempts="Every error has a message, so it is not looked whether there is one.",
        fails="exam_other_errors, other_errors",
        advice="may_be_missing",
        old='told.get("Message", "")',
        new='told["Message"]',
    ),
    Mistake(
        name="only_the_name",
        tempts="The session's name is what one knows.",
        fails="identity, exam_every_kind, exam_identity, exam_limits, exam_no_reason, exam_odd_resources, "
        "exam_resources, limits, no_reason, of_an_organization, resources",
        advice="who",
        old='"who": found["who"]',
        new='"who": found["who"].rpartition("/")[2]',
    ),
    Mistake(
        name="the_operation",
        tempts="Leaves out the service, which boto3 does not have in its names either.",
        fails="identity, exam_every_kind, exam_identity, exam_limits, exam_no_reason, exam_odd_resources, "
        "exam_resources, limits, no_reason, of_an_organization, resources",
        advice="action",
        old='"action": found["action"]',
        new='"action": found["action"].partition(":")[2]',
    ),
    Mistake(
        name="a_text_for_all",
        tempts="Says unknown, where callers ask for None.",
        fails="no_reason, exam_no_reason",
        advice="policy",
        old='"policy": named[1] if named else None',
        new='"policy": named[1] if named else "unknown"',
    ),
    Mistake(
        name="needs_a_code",
        tempts="Every error has a code, so it is not looked whether there is one.",
        fails="exam_other_errors",
        advice="may_be_missing",
        old='told.get("Code")',
        new='told["Code"]',
        also=[
            Change(
                old="""
                    found = SENTENCE.fullmatch(told.get("Message", ""))
                """,
                new="""
                    found = SENTENCE.fullmatch(told.get("Message", ""))
                    if found is None:
                        return None
                """,
            )
        ],
    ),
    Mistake(
        name="needs_an_error",
        tempts="Every response of an error has an Error.",
        fails="exam_other_errors",
        advice="may_be_missing",
        old='told = error.get("Error", {})',
        new='told = error["Error"]',
    ),
    Mistake(
        name="codes_that_begin_so",
        tempts="Both codes begin alike, so it compares the beginning. Other codes begin like that, too.",
        fails="exam_other_errors",
        advice="other_errors",
        old='told.get("Code") not in ("AccessDenied", "AccessDeniedException")',
        new='not str(told.get("Code")).startswith("AccessDenied")',
    ),
    Mistake(
        name="strips_blanks",
        tempts="Blanks at the ends look like a slip of whoever wrote the message.",
        fails="exam_odd_resources",
        advice="resource",
        old="""resource.strip('"')""",
        new="""resource.strip('"').strip()""",
    ),
    Mistake(
        name="one_line_only",
        tempts="A message is one line, so the dot seems to fit all of it.",
        fails="exam_odd_resources",
        advice="lines",
        old="""
            r'(?: on resource: (?P<resource>"[^"]*"|.+?))?'
        """,
        new="""
            r'(?: on resource: (?P<resource>".*"|.+?))?'
        """,
        also=[Change(old="re.DOTALL,", new="re.UNICODE,")],
    ),
    Mistake(
        name="wherever_it_stands",
        tempts="Cuts off what stands before the sentence: whoever tells of somebody else's refusal was not refused.",
        fails="other_errors, exam_other_errors",
        advice="other_errors",
        old='SENTENCE.fullmatch(told.get("Message", ""))',
        new='SENTENCE.fullmatch(told.get("Message", "")[max(told.get("Message", "").find("User: "), 0) :])',
    ),
    Mistake(
        name="strips_the_letters",
        tempts="lstrip looks as if it took an article away. It takes letters, whatever they belong to.",
        fails="exam_every_kind",
        advice="policy",
        old='"policy": named[1] if named else None',
        new='"policy": named[1].lstrip("an ").removeprefix("the ") if named else None',
        also=[Change(old="(?:an?|the) ([^:]+)", new="([^:]+)")],
    ),
    Mistake(
        name="cuts_an_article_off",
        tempts="Takes an article away without looking for the blank behind it.",
        fails="exam_every_kind",
        advice="policy",
        old='"policy": named[1] if named else None',
        new='"policy": re.sub(r"^(an?|the)\\s*", "", named[1]) if named else None',
    ),
    Mistake(
        name="as_much_as_fits",
        tempts="Who asked is whatever stands before the fixed words, up to the last of them.",
        fails="exam_odd_resources",
        advice="who",
        old=r"(?P<who>\S+) is not",
        new="(?P<who>.+) is not",
    ),
    Mistake(
        name="behind_the_last_words",
        tempts="Cuts the message at the last `on resource:`. An object can have these words in its name.",
        fails="exam_odd_resources",
        advice="resource",
        old="""
            reason, resource = found["reason"] or "", found["resource"]
        """,
        new="""
            reason, resource = found["reason"] or "", found["resource"]
            resource = resource and resource.rpartition(" on resource: ")[2]
        """,
    ),
    Mistake(
        name="letters_and_a_colon",
        tempts="Actions look like two words. Services can have a hyphen.",
        fails="exam_every_kind",
        advice="whatever",
        old=r"(?P<action>\S+)",
        new=r"(?P<action>\w+:\w+)",
    ),
    Mistake(
        name="everybody_is_at_aws",
        tempts="ARNs begin with arn:aws: here. In China and in GovCloud they do not.",
        fails="exam_every_kind",
        advice="whatever",
        old=r"(?P<who>\S+)",
        new=r"(?P<who>arn:aws:\S+)",
    ),
    Mistake(
        name="a_part_of_the_code",
        tempts="Asks `in` of one text where it should ask of two.",
        fails="exam_other_errors",
        advice="other_errors, may_be_missing?",
        old='told.get("Code") not in ("AccessDenied", "AccessDeniedException")',
        new='(told.get("Code") or "none") not in "AccessDeniedException"',
    ),
]
