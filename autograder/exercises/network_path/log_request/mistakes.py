"""What people get wrong in log_request."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="hash_of_the_text",
        tempts="Hashes the text, which becomes other bytes than those that were received.",
        fails="exam_too_long",
        advice="cut",
        old="sha256(evidence)",
        new='sha256(evidence.decode("latin-1").encode())',
    ),
    Mistake(
        name="first_header",
        tempts="Takes the header that comes first.",
        fails="several_or_none, exam_several_or_none, exam_written_by_a_client, exam_too_long",
        advice="bytes, cut, several",
        old='evidence = ", ".join(values).encode("latin-1")',
        new='evidence = (values[0] if values else "").encode("latin-1")',
    ),
    Mistake(
        name="one_spelling",
        tempts="Looks for the header as AWS writes it.",
        fails="several_or_none, exam_several_or_none",
        advice="several",
        old='if name.lower() == "x-forwarded-for"',
        new='if name == "X-Forwarded-For"',
    ),
    Mistake(
        name="begins_with_it",
        tempts="Takes every header whose name begins so.",
        fails="exam_several_or_none",
        advice="several",
        old='if name.lower() == "x-forwarded-for"',
        new='if name.lower().startswith("x-forwarded-for")',
    ),
    Mistake(
        name="comma_alone",
        tempts="Joins with a comma.",
        fails="several_or_none, exam_several_or_none, exam_written_by_a_client, exam_too_long",
        advice="bytes, cut, several",
        old='", ".join(values)',
        new='",".join(values)',
    ),
    Mistake(
        name="tidies_blanks",
        tempts="Blanks mean nothing, so they go.",
        fails="written_by_a_client, too_long, exam_written_by_a_client, exam_too_long",
        advice="bytes, cut",
        old="values = [value for name",
        new="values = [value.strip() for name",
    ),
    Mistake(
        name="utf_8",
        tempts="Encodes as everybody does.",
        fails="written_by_a_client, exam_written_by_a_client, exam_too_long",
        advice="bytes, cut",
        old='.encode("latin-1")',
        new=".encode()",
    ),
    Mistake(
        name="ascii_with_question_marks",
        tempts="Keeps what is readable.",
        fails="written_by_a_client, exam_written_by_a_client, exam_too_long",
        advice="bytes, cut",
        old='.encode("latin-1")',
        new='.encode("ascii", "replace")',
    ),
    Mistake(
        name="empty_is_nothing",
        tempts="An empty header is as good as none.",
        fails="several_or_none, exam_several_or_none",
        advice="none",
        old="fitting(evidence) if values else None",
        new="fitting(evidence) or None",
    ),
    Mistake(
        name="never_null",
        tempts="No header is an empty one.",
        fails="several_or_none, exam_several_or_none",
        advice="none",
        old="fitting(evidence) if values else None",
        new="fitting(evidence)",
    ),
    Mistake(
        name="cuts_without_a_word",
        tempts="Cuts what does not fit, and nobody can tell.",
        fails="too_long, exam_too_long, exam_crash",
        advice="cut, row",
        old='return evidence[:952] + b" sha256:" + sha256(evidence).hexdigest().encode()',
        new="return evidence[:1024]",
    ),
    Mistake(
        name="cuts_too_early",
        tempts="Cuts what just fits.",
        fails="too_long, exam_too_long",
        advice="cut",
        old="if len(evidence) <= 1024:",
        new="if len(evidence) < 1024:",
    ),
    Mistake(
        name="never_cuts",
        tempts="Leaves it to MySQL, which refuses.",
        fails="too_long, exam_too_long, exam_crash",
        advice="cut, row",
        old="if len(evidence) <= 1024:",
        new="if evidence is not None:",
    ),
    Mistake(
        name="digest_of_the_rest",
        tempts="Makes the digest of what is cut off.",
        fails="too_long, exam_too_long, exam_crash",
        advice="cut, row",
        old="sha256(evidence).hexdigest()",
        new="sha256(evidence[952:]).hexdigest()",
    ),
    Mistake(
        name="counts_after_the_cut",
        tempts="Counts what it has stored.",
        fails="too_long, exam_too_long, exam_crash",
        advice="cut, row",
        old='"forwarded_bytes": len(evidence)',
        new='"forwarded_bytes": len(fitting(evidence))',
    ),
    Mistake(
        name="clock_on_the_wall",
        tempts="Leaves the time zone out.",
        fails="other_clocks, exam_other_clocks",
        advice="time",
        old="received.astimezone(UTC).replace(tzinfo=None)",
        new="received.replace(tzinfo=None)",
    ),
    Mistake(
        name="whole_seconds",
        tempts="A second is precise enough.",
        fails="plain, several_or_none, written_by_a_client, too_long, other_clocks, made_again, at_once, "
        "crash, exam_plain, exam_several_or_none, exam_written_by_a_client, exam_too_long, "
        "exam_other_clocks, exam_made_again, exam_at_once, exam_crash",
        advice="time",
        old="received.astimezone(UTC).replace(tzinfo=None)",
        new="received.astimezone(UTC).replace(tzinfo=None, microsecond=0)",
    ),
    Mistake(
        name="never_commits",
        tempts="Sends the INSERT and is done.",
        fails="plain, several_or_none, written_by_a_client, too_long, other_clocks, made_again, at_once, "
        "crash, another_error, exam_another_error, exam_plain, exam_several_or_none, exam_written_by_a_client, exam_too_long, "
        "exam_other_clocks, exam_made_again, exam_at_once, exam_crash",
        advice="commit, row",
        old="with engine.begin() as connection:",
        new="with engine.connect() as connection:",
    ),
    Mistake(
        name="not_again",
        tempts="Does not reckon with a call that is made again.",
        fails="made_again, at_once, crash, exam_made_again, exam_at_once, exam_crash",
        advice="looks_first, no_answer",
        old="""
                if error.orig.args[0] != DUPLICATE:
                    raise
                return False
        """,
        new="        raise error",
    ),
    Mistake(
        name="true_either_way",
        tempts="It is stored, is it not?",
        fails="made_again, at_once, exam_made_again, exam_at_once",
        advice="no_answer",
        old="        return False",
        new="        return True",
    ),
    Mistake(
        name="replaces",
        tempts="Writes the newest over what is there.",
        fails="made_again, at_once, exam_made_again, exam_at_once",
        advice="first_stays, no_answer",
        old="            connection.execute(INSERT, row)",
        new="""
                    update = " ON DUPLICATE KEY UPDATE client = :client, forwarded = :forwarded"
                    connection.execute(text(INSERT.text + update), row)
        """,
    ),
    Mistake(
        name="ignores_all",
        tempts="INSERT IGNORE hides whatever goes wrong.",
        fails="made_again, at_once, exam_made_again, exam_at_once",
        advice="no_answer",
        old="            connection.execute(INSERT, row)",
        new='            connection.execute(text(INSERT.text.replace("INSERT", "INSERT IGNORE")), row)',
    ),
    Mistake(
        name="every_error_is_a_duplicate",
        tempts="Takes every error for a row that is there.",
        fails="crash, another_error, exam_crash, exam_another_error",
        advice="errors",
        old="""
            except IntegrityError as error:
                if error.orig.args[0] != DUPLICATE:
                    raise
                return False
        """,
        new="""
            except Exception:
                return False
        """,
    ),
    Mistake(
        name="looks_first",
        tempts="Looks whether the row is there, and inserts if it is not.",
        fails="at_once, exam_at_once",
        advice="looks_first",
        old="            connection.execute(INSERT, row)",
        new="""
                    known = connection.execute(text("SELECT 1 FROM requests WHERE request_id = :request_id"), row)
                    if known.first():
                        return False
                    connection.execute(INSERT, row)
        """,
        also=[
            Change(
                old="""
                if error.orig.args[0] != DUPLICATE:
                    raise
                return False
        """,
                new="        raise error",
            )
        ],
    ),
    Mistake(
        name="writes_sql",
        tempts="Puts the values into the statement, with quotes around them.",
        fails="plain, several_or_none, written_by_a_client, too_long, other_clocks, made_again, exam_plain, "
        "exam_several_or_none, exam_written_by_a_client, exam_too_long, exam_other_clocks, "
        "exam_made_again, exam_at_once, exam_another_error",
        advice="parameters, errors",
        old="            connection.execute(INSERT, row)",
        new="""
                    said = {name: "NULL" if value is None else f"'{value}'" for name, value in row.items()}
                    said["forwarded"] = "NULL" if row["forwarded"] is None else f"'{row['forwarded'].decode('latin-1')}'"
                    statement = "INSERT INTO requests (request_id, received, client, forwarded, forwarded_bytes) VALUES ({})"
                    connection.exec_driver_sql(statement.format(", ".join(said.values())))
        """,
    ),
    Mistake(
        name="writes_sql_in_hexadecimal",
        tempts="No quote can break out of hexadecimal digits, so they go into the statement.",
        fails="plain, several_or_none, written_by_a_client, too_long, exam_plain, exam_several_or_none, "
        "exam_written_by_a_client, exam_too_long, exam_other_clocks, exam_made_again",
        advice="parameters",
        old="            connection.execute(INSERT, row)",
        new="""
                    names = ", ".join(row)
                    values = [
                        f":{name}" if name != "forwarded" or value is None else f"X'{value.hex()}'"
                        for name, value in row.items()
                    ]
                    connection.execute(text(f"INSERT INTO requests ({names}) VALUES ({', '.join(values)})"), row)
        """,
    ),
    Mistake(
        name="client_is_always_text",
        tempts="Makes a text of everything.",
        fails="plain, several_or_none, exam_plain, exam_several_or_none",
        advice="row",
        old='"client": client,',
        new='"client": str(client),',
    ),
    Mistake(
        name="names_with_underscores",
        tempts="Servers of CGI and WSGI write an underscore, so both are taken for the header.",
        fails="exam_several_or_none",
        advice="several",
        old='if name.lower() == "x-forwarded-for"',
        new='if name.lower().replace("_", "-") == "x-forwarded-for"',
    ),
    Mistake(
        name="strips_the_id",
        tempts="Blanks around an id are nobody's intention.",
        fails="exam_plain",
        advice="row",
        old='"request_id": request_id,',
        new='"request_id": request_id.strip(),',
    ),
    Mistake(
        name="id_in_normal_form",
        tempts="One spelling for what looks the same.",
        fails="exam_plain",
        advice="row",
        old='"request_id": request_id,',
        new='"request_id": __import__("unicodedata").normalize("NFC", request_id),',
    ),
    Mistake(
        name="number_in_the_text",
        tempts="A number cannot hold a quote.",
        fails="written_by_a_client, exam_written_by_a_client",
        advice="parameters",
        old="            connection.execute(INSERT, row)",
        new="""
                    number = str(row.pop("forwarded_bytes"))
                    connection.execute(text(INSERT.text.replace(":forwarded_bytes", number)), row)
        """,
    ),
    Mistake(
        name="moment_in_the_text",
        tempts="The server's own clock is no attacker.",
        fails="written_by_a_client, exam_written_by_a_client",
        advice="parameters",
        old="            connection.execute(INSERT, row)",
        new="""
                    moment = f"'{row.pop('received'):%Y-%m-%d %H.%M.%S.%f}'".replace(".", chr(92) + ":", 2)
                    connection.execute(text(INSERT.text.replace(":received", moment)), row)
        """,
    ),
    Mistake(
        name="every_integrity_error_is_a_duplicate",
        tempts="The table has one constraint, so there is one IntegrityError.",
        fails="another_error, exam_another_error",
        advice="errors",
        old="""
                if error.orig.args[0] != DUPLICATE:
                    raise
                return False
        """,
        new="        return False",
    ),
    Mistake(
        name="looks_for_the_number_in_the_text",
        tempts="The number stands in the error's text; so does all that the client has sent.",
        fails="another_error, exam_another_error",
        advice="errors",
        old="if error.orig.args[0] != DUPLICATE:",
        new="if str(DUPLICATE) not in str(error):",
    ),
    Mistake(
        name="remembers_before_it_stores",
        tempts="What this server has seen need not go to the database.",
        fails="another_error, exam_another_error, exam_made_again, plain?, several_or_none?, "
        "written_by_a_client?, too_long?, other_clocks?, made_again?, at_once?, crash?",
        advice="errors, memory, row",
        old="""
            try:
                with engine.begin() as connection:
        """,
        new="""
            if request_id in SEEN:
                return False
            SEEN.add(request_id)
            try:
                with engine.begin() as connection:
        """,
        also=[
            Change(
                old="""
        DUPLICATE = 1062  # MySQL's number for a key that is there already
        """,
                new="""
        DUPLICATE, SEEN = 1062, set()
        """,
            )
        ],
    ),
    Mistake(
        name="remembers_what_is_stored",
        tempts="What this server has stored is there.",
        fails="exam_made_again, plain?, several_or_none?, written_by_a_client?, too_long?, other_clocks?, made_again?, "
        "at_once?, crash?",
        advice="errors, memory, row",
        old="    return True",
        new="    SEEN.add(request_id)\n    return True",
        also=[
            Change(
                old="""
        DUPLICATE = 1062  # MySQL's number for a key that is there already
        """,
                new="""
        DUPLICATE, SEEN = 1062, set()
        """,
            ),
            Change(
                old="""
            try:
                with engine.begin() as connection:
        """,
                new="""
            if request_id in SEEN:
                return False
            try:
                with engine.begin() as connection:
        """,
            ),
        ],
    ),
    Mistake(
        name="inserts_its_own_row_again",
        tempts="A connection that broke is there again a moment later.",
        fails="crash, exam_crash",
        advice="own_row",
        old="""
            try:
                with engine.begin() as connection:
                    connection.execute(INSERT, row)
            except IntegrityError as error:
        """,
        new="""
            from sqlalchemy.exc import OperationalError

            try:
                try:
                    with engine.begin() as connection:
                        connection.execute(INSERT, row)
                except OperationalError:
                    with engine.begin() as connection:
                        connection.execute(INSERT, row)
            except IntegrityError as error:
        """,
    ),
    Mistake(
        name="counts_rows",
        tempts="One and nothing are as good as True and False.",
        fails="plain, several_or_none, written_by_a_client, too_long, other_clocks, made_again, at_once, "
        "crash, another_error, exam_plain, exam_several_or_none, exam_written_by_a_client, exam_too_long, "
        "exam_other_clocks, exam_made_again, exam_at_once, exam_crash, exam_another_error",
        advice="answer",
        old="""
                return False
            return True
        """,
        new="""
                return 0
            return 1
        """,
    ),
    Mistake(
        name="zone_of_the_machine",
        tempts="astimezone() looks as if it made UTC, and on a server whose clock is UTC it does.",
        fails="plain, several_or_none, written_by_a_client, too_long, other_clocks, made_again, at_once, "
        "crash, exam_plain, exam_several_or_none, exam_written_by_a_client, exam_too_long, "
        "exam_other_clocks, exam_made_again, exam_at_once, exam_crash",
        advice="time",
        old="received.astimezone(UTC)",
        new="received.astimezone()",
    ),
    Mistake(
        name="leaves_it_open",
        tempts="Commits what went well, and after an error returns without a rollback.",
        fails="made_again, exam_made_again",
        advice="left_open",
        old="""
            try:
                with engine.begin() as connection:
                    connection.execute(INSERT, row)
            except IntegrityError as error:
        """,
        new="""
            connection = engine.connect()
            try:
                connection.execute(INSERT, row)
                connection.commit()
            except IntegrityError as error:
        """,
    ),
    Mistake(
        name="locks_what_is_not_there",
        tempts="SELECT … FOR UPDATE locks the row, so nobody else can insert it.",
        fails="at_once, exam_at_once",
        advice="looks_first",
        old="""
                with engine.begin() as connection:
                    connection.execute(INSERT, row)
        """,
        new="""
                with engine.begin() as connection:
                    known = text("SELECT 1 FROM requests WHERE request_id = :request_id FOR UPDATE")
                    if connection.execute(known, row).first():
                        return False
                    connection.execute(INSERT, row)
        """,
    ),
    Mistake(
        name="counts_what_was_found",
        tempts="Sets a column to what it is, since that counts as nothing. SQLAlchemy has MySQL count rows that are found.",
        fails="made_again, at_once, exam_made_again, exam_at_once",
        advice="no_answer",
        old="""
            connection.execute(INSERT, row)
        """,
        new="""
            same = " ON DUPLICATE KEY UPDATE request_id = request_id"
            return connection.execute(text(INSERT.text + same), row).rowcount == 1
        """,
    ),
]
