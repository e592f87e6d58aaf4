"""What people get wrong in problems."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="sum_of_lengths",
        tempts="Adds up names and values, and forgets what stands between them.",
        fails="border, exam_all_at_once, exam_border, exam_letters, exam_quotes, letters, quotes",
        advice="frame, size_too",
        old="len(text.encode()) > 4096",
        new="sum(len(name.encode()) + len(value.encode()) for name, value in variables.items()) > 4096",
    ),
    Mistake(
        name="with_spaces",
        tempts="json.dumps puts a space after each colon and comma.",
        fails="border, exam_all_at_once, exam_border, exam_letters, exam_quotes, good, letters, quotes",
        advice="frame",
        old='separators=(",", ":"), ',
        new="",
    ),
    Mistake(
        name="escaped_letters",
        tempts="json.dumps writes ä as six bytes.",
        fails="exam_letters, letters",
        advice="bytes",
        old=", ensure_ascii=False",
        new="",
    ),
    Mistake(
        name="characters",
        tempts="Counts characters.",
        fails="exam_letters, letters",
        advice="bytes",
        old="len(text.encode())",
        new="len(text)",
    ),
    Mistake(
        name="four_thousand",
        tempts="Takes 4 KB for 4,000 bytes.",
        fails="border, exam_all_at_once, exam_border, exam_letters, exam_quotes, good, letters, quotes",
        advice="frame",
        old="> 4096",
        new="> 4000",
    ),
    Mistake(
        name="one_byte_early",
        tempts="Refuses what has just room.",
        fails="border, exam_all_at_once, exam_border, exam_letters, exam_quotes, letters, quotes",
        advice="frame",
        old="> 4096",
        new=">= 4096",
    ),
    Mistake(
        name="without_escapes",
        tempts="Makes the JSON text by hand.",
        fails="exam_quotes, quotes",
        advice="escapes",
        old='text = json.dumps(variables, separators=(",", ":"), ensure_ascii=False)',
        new='text = "{" + ",".join(f\'"{name}":"{value}"\' for name, value in variables.items()) + "}"',
    ),
    Mistake(
        name="each_by_itself",
        tempts="Takes the limit for that of one variable.",
        fails="border, exam_all_at_once, exam_border, exam_letters, exam_quotes",
        advice="frame, size_too",
        old="""
            if len(text.encode()) > 4096:
        """,
        new="""
            if any(len(json.dumps({name: value}, separators=(",", ":"), ensure_ascii=False).encode()) > 4096
                   for name, value in variables.items()):
        """,
    ),
    Mistake(
        name="good_ones_only",
        tempts="Measures what is left after taking out the other problems.",
        fails="exam_all_at_once, exam_quotes",
        advice="size_too",
        old="json.dumps(variables,",
        new="json.dumps({n: v for n, v in variables.items() if n not in dict(found)},",
    ),
    Mistake(
        name="fifty_at_most",
        tempts="Believes that the number of variables is limited.",
        fails="exam_border, exam_good, good",
        advice="frame",
        old="> 4096",
        new="> 4096 or len(variables) > 50",
    ),
    Mistake(
        name="all_of_aws",
        tempts="Believes that every name with AWS_ is reserved.",
        fails="exam_good, exam_reserved, good",
        advice="reserved",
        old="name in RESERVED",
        new='name in RESERVED or name.startswith("AWS_")',
    ),
    Mistake(
        name="any_case",
        tempts="Ignores capitals.",
        fails="exam_good",
        advice="reserved",
        old="name in RESERVED",
        new="name.upper() in RESERVED",
    ),
    Mistake(
        name="some_reserved",
        tempts="Forgets those that begin with an underscore.",
        fails="exam_reserved, reserved",
        advice="reserved",
        old="name in RESERVED",
        new='name in RESERVED and name[0] != "_"',
    ),
    Mistake(
        name="both_words",
        tempts="A reserved name can be malformed as well.",
        fails="exam_reserved, reserved",
        advice="reserved",
        old="elif not re.fullmatch",
        new="if not re.fullmatch",
    ),
    Mistake(
        name="begins_well",
        tempts="Looks at the beginning of the name alone.",
        fails="exam_names, names",
        advice="malformed",
        old="re.fullmatch(",
        new="re.match(",
    ),
    Mistake(
        name="dollar_sign",
        tempts="A dollar sign matches before a last line break too.",
        fails="exam_names",
        advice="malformed",
        old='re.fullmatch("[a-zA-Z][a-zA-Z0-9_]+", name)',
        new='re.match("^[a-zA-Z][a-zA-Z0-9_]+$", name)',
    ),
    Mistake(
        name="any_letters",
        tempts="Takes every letter of every alphabet.",
        fails="exam_names",
        advice="malformed",
        old='"[a-zA-Z][a-zA-Z0-9_]+"',
        new=r'r"[^\W\d_]\w+"',
    ),
    Mistake(
        name="one_letter",
        tempts="One letter is a name.",
        fails="all_at_once, exam_all_at_once, exam_names, names",
        advice="malformed",
        old='[a-zA-Z0-9_]+"',
        new='[a-zA-Z0-9_]*"',
    ),
    Mistake(
        name="as_python_names",
        tempts="Takes what Python takes for a name.",
        fails="all_at_once, exam_all_at_once, exam_names, exam_reserved, names",
        advice="malformed",
        old='not re.fullmatch("[a-zA-Z][a-zA-Z0-9_]+", name)',
        new="not name.isidentifier()",
    ),
    Mistake(
        name="first_only",
        tempts="Stops at the first problem.",
        fails="all_at_once, exam_all_at_once, exam_names, exam_reserved, names, reserved, exam_quotes",
        advice="first_only",
        old="return sorted(found)",
        new="return sorted(found)[:1]",
    ),
    Mistake(
        name="as_found",
        tempts="In the order in which they were found.",
        fails="all_at_once, exam_all_at_once, exam_names, exam_reserved, names, reserved, exam_quotes",
        advice="order",
        old="return sorted(found)",
        new="return found",
    ),
    Mistake(
        name="three_escapes_only",
        tempts="Writes the JSON itself, with the three signs that it knows of. JSON escapes tabs and others, too.",
        fails="exam_quotes",
        advice="escapes",
        old="""
            text = json.dumps(variables, separators=(",", ":"), ensure_ascii=False)
        """,
        new="""
            quoted = ['"' + re.sub('["\\\\\\n]', "**", each) + '"' for pair in variables.items() for each in pair]
            text = "{" + ":".join(quoted) + "}"
        """,
    ),
    Mistake(
        name="lists_in_a_list",
        tempts="JSON has no tuples, so neither has the answer.",
        fails="names, reserved, border, quotes, letters, all_at_once, exam_names, exam_reserved, exam_border, "
        "exam_quotes, exam_letters, exam_all_at_once",
        advice="kinds",
        old="return sorted(found)",
        new="return [list(each) for each in sorted(found)]",
    ),
    Mistake(
        name="names_as_they_are",
        tempts="Counts the values as JSON writes them, and the names as they are: names that are right need no more.",
        fails="exam_quotes",
        advice="escapes",
        old="""text = json.dumps(variables, separators=(",", ":"), ensure_ascii=False)""",
        new="""text = "{" + ",".join(f'"{n}":' + json.dumps(v, ensure_ascii=False) for n, v in variables.items()) + "}\"""",
    ),
    Mistake(
        name="one_list_for_all_calls",
        tempts="A default value looks like a fresh list; it is made once.",
        fails="names, exam_names?, reserved, border?, quotes?, letters?, good?, all_at_once?, exam_reserved, exam_good?, "
        "exam_border?, exam_quotes, exam_letters?, exam_all_at_once",
        advice="before, malformed?, reserved?, frame?, escapes?, bytes?, size_too?, first_only?",
        old="def problems(variables):",
        new="def problems(variables, found=[]):",
        also=[
            Change(
                old="""
            found = []
            for name in variables:
                """,
                new="""
            for name in variables:
                """,
            )
        ],
    ),
]
