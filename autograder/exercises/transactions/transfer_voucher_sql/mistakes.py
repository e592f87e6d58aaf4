"""What people get wrong in transfer_voucher_sql."""

from autograder.mistakes import Change, Mistake, keeps_the_first

BOTH_PLAYERS_FIRST = "right/both_players_first"

mistakes = [
    Mistake(
        name="autocommit",
        tempts="Lets every statement commit by itself.",
        fails="race, both_at_once, crash, deadlock, exam_races, exam_crash, exam_deadlock",
        advice="one_transaction, looks_first",
        of=BOTH_PLAYERS_FIRST,
        old="with engine.begin() as connection:",
        new='with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:',
    ),
    Mistake(
        name="commits_before_check",
        tempts="Counts and commits, and only then looks whether the receiver exists.",
        fails="refused, exam_refused",
        advice="roll_back",
        of=BOTH_PLAYERS_FIRST,
        old="with engine.begin() as connection:",
        new="with engine.connect() as connection:",
        also=[
            Change(
                old="""
                    players = run("SELECT player_id FROM players WHERE player_id IN (:sender, :receiver) ORDER BY player_id FOR UPDATE")
                    if len(players.all()) < 2:
                        return "no_such_player"
                    run("UPDATE players SET vouchers = vouchers - 1 WHERE player_id = :sender")
                    run("UPDATE players SET vouchers = vouchers + 1 WHERE player_id = :receiver")
                """,
                new="""
                    run("SELECT 1 FROM players WHERE player_id IN (:sender, :receiver) ORDER BY player_id FOR UPDATE")
                    run("UPDATE players SET vouchers = vouchers - 1 WHERE player_id = :sender")
                    found = run("UPDATE players SET vouchers = vouchers + 1 WHERE player_id = :receiver").rowcount
                """,
            ),
            Change(
                old="""
                    run("INSERT INTO transfers VALUES (:request, :voucher, :sender, :receiver)")
                    return "transferred"
                """,
                new="""
                    run("INSERT INTO transfers VALUES (:request, :voucher, :sender, :receiver)")
                    connection.commit()
                    return "transferred" if found else "no_such_player"
                """,
            ),
        ],
    ),
    Mistake(
        name="counts_in_python",
        tempts="Locks the voucher, but reads the counts without a lock and writes them back.",
        fails="both_ways, exam_both_ways",
        advice="looks_first",
        of=BOTH_PLAYERS_FIRST,
        old="""
            players = run("SELECT player_id FROM players WHERE player_id IN (:sender, :receiver) ORDER BY player_id FOR UPDATE")
            if len(players.all()) < 2:
                return "no_such_player"
            run("UPDATE players SET vouchers = vouchers - 1 WHERE player_id = :sender")
            run("UPDATE players SET vouchers = vouchers + 1 WHERE player_id = :receiver")
        """,
        new="""
            players = run("SELECT player_id, vouchers FROM players WHERE player_id IN (:sender, :receiver)").all()
            if len(players) < 2:
                return "no_such_player"
            change = {sender: -1, receiver: 1}
            for player in sorted(players):
                count = text("UPDATE players SET vouchers = :count WHERE player_id = :player")
                connection.execute(count, {"count": player.vouchers + change[player.player_id], "player": player.player_id})
        """,
    ),
    Mistake(
        name="deadlock_only",
        tempts="Tries again after a deadlock, but not after a lock wait timeout.",
        fails="deadlock, exam_deadlock, exam_gives_up",
        advice="run_again",
        of=BOTH_PLAYERS_FIRST,
        old="if error.orig.args[0] not in (1213, 1205) or not tries_left:",
        new="if error.orig.args[0] != 1213 or not tries_left:",
    ),
    Mistake(
        name="for_ever",
        tempts="Tries until it succeeds.",
        fails="gives_up, exam_gives_up",
        advice="gives_up",
        of=BOTH_PLAYERS_FIRST,
        old="for tries_left in (4, 3, 2, 1, 0):",
        new="while True:",
        also=[
            Change(
                old="if error.orig.args[0] not in (1213, 1205) or not tries_left:",
                new="if error.orig.args[0] not in (1213, 1205):",
            ),
        ],
    ),
    Mistake(
        name="forgets_note",
        tempts="Never writes the row into transfers.",
        fails="own_voucher, quotes, made_again, moved_on, race, both_at_once, both_ways, apart, crash, deadlock, exam_transfers, exam_quotes, exam_made_again, exam_races, exam_both_ways, exam_crash, exam_deadlock",
        advice="changes",
        of=BOTH_PLAYERS_FIRST,
        old="""
            run("INSERT INTO transfers VALUES (:request, :voucher, :sender, :receiver)")
        """,
        new="",
    ),
    Mistake(
        name="forgets_receiver",
        tempts="Takes the voucher from one count and adds it to none.",
        fails="own_voucher, quotes, made_again, moved_on, race, both_at_once, both_ways, apart, crash, deadlock, exam_transfers, exam_quotes, exam_made_again, exam_races, exam_both_ways, exam_crash, exam_deadlock",
        advice="changes",
        of=BOTH_PLAYERS_FIRST,
        old="""
            run("UPDATE players SET vouchers = vouchers + 1 WHERE player_id = :receiver")
        """,
        new="",
    ),
    Mistake(
        name="holder_tells",
        tempts="Takes a voucher that the receiver holds for one that was transferred by this call.",
        fails="moved_on, exam_made_again, exam_refused",
        advice="exactly_once, guess",
        of=BOTH_PLAYERS_FIRST,
        old='if run("SELECT 1 FROM transfers WHERE request_id = :request").one_or_none():',
        new="if voucher is not None and voucher.holder == receiver:",
    ),
    Mistake(
        name="ignores_request",
        tempts="Notes the transfer, but never looks whether it was made before.",
        fails="made_again, moved_on, both_at_once, crash, exam_made_again, exam_races, exam_crash",
        advice="exactly_once",
        of=BOTH_PLAYERS_FIRST,
        old="""
            if run("SELECT 1 FROM transfers WHERE request_id = :request").one_or_none():
                return "transferred"
        """,
        new="",
    ),
    Mistake(
        name="keeps_connection",
        tempts="Keeps every connection, so that none is closed too early, and leaves its transaction open after a refusal.",
        fails="refused, several_reasons, quotes, exam_refused, exam_several_reasons, exam_quotes, exam_races",
        advice="left_open",
        of=BOTH_PLAYERS_FIRST,
        old="""
            from sqlalchemy.exc import OperationalError
        """,
        new="""
            from sqlalchemy.exc import OperationalError


            CONNECTIONS = []
        """,
        also=[
            Change(
                old="""
                        with engine.begin() as connection:
                            return transfer(connection, voucher_id, sender, receiver, request_id)
                    except OperationalError as error:
                """,
                new="""
                        connection = engine.connect()
                        CONNECTIONS.append(connection)
                        answer = transfer(connection, voucher_id, sender, receiver, request_id)
                        if answer == "transferred":
                            connection.commit()
                        return answer
                    except OperationalError as error:
                        connection.rollback()
                """,
            ),
        ],
    ),
    Mistake(
        name="last_statement_again",
        tempts="Sends only the statement again that met the deadlock.",
        fails="deadlock, exam_deadlock",
        advice="whole_block",
        of=BOTH_PLAYERS_FIRST,
        old="""
            for tries_left in (4, 3, 2, 1, 0):
                try:
                    with engine.begin() as connection:
                        return transfer(connection, voucher_id, sender, receiver, request_id)
                except OperationalError as error:
                    if error.orig.args[0] not in (1213, 1205) or not tries_left:
                        raise
        """,
        new="""
            with engine.begin() as connection:
                return transfer(connection, voucher_id, sender, receiver, request_id)
        """,
        also=[
            Change(
                old="""
                    return connection.execute(text(sql), names)
                """,
                new="""
                    for tries_left in (4, 3, 2, 1, 0):
                        try:
                            return connection.execute(text(sql), names)
                        except OperationalError as error:
                            if error.orig.args[0] not in (1213, 1205) or not tries_left:
                                raise
                """,
            ),
        ],
    ),
    Mistake(
        name="locks_missing_row",
        tempts="Locks the row in transfers, which is not there yet.",
        fails="both_ways, apart, exam_both_ways",
        advice="gap",
        of=BOTH_PLAYERS_FIRST,
        old='if run("SELECT 1 FROM transfers WHERE request_id = :request").one_or_none():',
        new='if run("SELECT 1 FROM transfers WHERE request_id = :request FOR UPDATE").one_or_none():',
    ),
    Mistake(
        name="looks_before_lock",
        tempts="Looks for an earlier transfer before it locks anything.",
        fails="both_at_once, exam_races",
        advice="snapshot",
        of=BOTH_PLAYERS_FIRST,
        old="""
            voucher = run("SELECT holder, redeemed FROM vouchers WHERE voucher_id = :voucher FOR UPDATE").one_or_none()
        """,
        new="",
        also=[
            Change(
                old="""
                    if voucher is None or voucher.holder != sender:
                """,
                new="""
                    voucher = run("SELECT holder, redeemed FROM vouchers WHERE voucher_id = :voucher FOR UPDATE").one_or_none()
                    if voucher is None or voucher.holder != sender:
                """,
            ),
        ],
    ),
    Mistake(
        name="loop_inside",
        tempts="Puts the loop inside the block: after a lock wait timeout the first half is still done.",
        fails="deadlock, exam_deadlock",
        advice="whole_block",
        of=BOTH_PLAYERS_FIRST,
        old="""
            for tries_left in (4, 3, 2, 1, 0):
                try:
                    with engine.begin() as connection:
                        return transfer(connection, voucher_id, sender, receiver, request_id)
                except OperationalError as error:
                    if error.orig.args[0] not in (1213, 1205) or not tries_left:
                        raise
        """,
        new="""
            with engine.begin() as connection:
                for tries_left in (4, 3, 2, 1, 0):
                    try:
                        return transfer(connection, voucher_id, sender, receiver, request_id)
                    except OperationalError as error:
                        if error.orig.args[0] not in (1213, 1205) or not tries_left:
                            raise
        """,
    ),
    Mistake(
        name="no_commit",
        tempts="Opens a connection and never commits: SQLAlchemy rolls back when it is given back.",
        fails="own_voucher, quotes, made_again, moved_on, race, both_at_once, both_ways, apart, crash, deadlock, exam_transfers, exam_quotes, exam_made_again, exam_races, exam_both_ways, exam_crash, exam_deadlock",
        advice="commit",
        of=BOTH_PLAYERS_FIRST,
        old="with engine.begin() as connection:",
        new="with engine.connect() as connection:",
    ),
    Mistake(
        name="no_receiver_check",
        tempts="Believes that an UPDATE of nobody is an error.",
        fails="refused, exam_refused",
        advice="conditions",
        of=BOTH_PLAYERS_FIRST,
        old="""
            if len(players.all()) < 2:
                return "no_such_player"
        """,
        new="",
    ),
    Mistake(
        name="no_redeemed_check",
        tempts="Forgets that a voucher can be redeemed.",
        fails="refused, several_reasons, exam_refused, exam_several_reasons",
        advice="conditions, order",
        of=BOTH_PLAYERS_FIRST,
        old="""
            if voucher.redeemed:
                return "redeemed"
        """,
        new="",
    ),
    Mistake(
        name="no_retry",
        tempts="One try.",
        fails="deadlock, gives_up, exam_deadlock, exam_gives_up",
        advice="run_again",
        of=BOTH_PLAYERS_FIRST,
        old="for tries_left in (4, 3, 2, 1, 0):",
        new="for tries_left in (0,):",
    ),
    Mistake(
        name="own_exception",
        tempts="Gives up with an exception of its own.",
        fails="gives_up, exam_gives_up",
        advice="gives_up",
        of=BOTH_PLAYERS_FIRST,
        old="""
                    if error.orig.args[0] not in (1213, 1205) or not tries_left:
                        raise
        """,
        new="""
                    if error.orig.args[0] not in (1213, 1205):
                        raise
            raise RuntimeError("The database was too busy.")
        """,
    ),
    Mistake(
        name="plain_select",
        tempts="Reads without a lock, then writes what it has decided.",
        fails="race, both_at_once, both_ways, exam_races, exam_both_ways",
        advice="looks_first, lock_order",
        of=BOTH_PLAYERS_FIRST,
        old='voucher = run("SELECT holder, redeemed FROM vouchers WHERE voucher_id = :voucher FOR UPDATE").one_or_none()',
        new='voucher = run("SELECT holder, redeemed FROM vouchers WHERE voucher_id = :voucher").one_or_none()',
        also=[
            Change(
                old='players = run("SELECT player_id FROM players WHERE player_id IN (:sender, :receiver) ORDER BY player_id FOR UPDATE")',
                new='players = run("SELECT player_id FROM players WHERE player_id IN (:sender, :receiver)")',
            ),
        ],
    ),
    Mistake(
        name="redeemed_first",
        tempts="Answers with what it finds first.",
        fails="several_reasons, exam_several_reasons",
        advice="order",
        of=BOTH_PLAYERS_FIRST,
        old="""
            if voucher is None or voucher.holder != sender:
        """,
        new="""
            if voucher is not None and voucher.redeemed:
                return "redeemed"
            if voucher is None or voucher.holder != sender:
        """,
        also=[
            Change(
                old="""
                    if voucher.redeemed:
                        return "redeemed"
                """,
                new="",
            ),
        ],
    ),
    Mistake(
        name="retries_everything",
        tempts="Tries again whatever happens, and at the end says nothing.",
        fails="gives_up, another_error, exam_gives_up",
        advice="gives_up, other_errors",
        of=BOTH_PLAYERS_FIRST,
        old="""
            except OperationalError as error:
                if error.orig.args[0] not in (1213, 1205) or not tries_left:
                    raise
        """,
        new="""
            except OperationalError:
                print("Trying again")
        """,
    ),
    Mistake(
        name="returns_inside_begin",
        tempts="Leaves the block of engine.begin() with a return after it has written: that commits.",
        fails="refused, exam_refused",
        advice="roll_back",
        of=BOTH_PLAYERS_FIRST,
        old="""
            players = run("SELECT player_id FROM players WHERE player_id IN (:sender, :receiver) ORDER BY player_id FOR UPDATE")
            if len(players.all()) < 2:
                return "no_such_player"
            run("UPDATE players SET vouchers = vouchers - 1 WHERE player_id = :sender")
            run("UPDATE players SET vouchers = vouchers + 1 WHERE player_id = :receiver")
        """,
        new="""
            for player in sorted([sender, receiver]):
                count = text("UPDATE players SET vouchers = vouchers + :by WHERE player_id = :player")
                by = -1 if player == sender else 1
                if not connection.execute(count, {"by": by, "player": player}).rowcount:
                    return "no_such_player"
        """,
    ),
    Mistake(
        name="returns_true",
        tempts="Answers True.",
        fails="own_voucher, quotes, made_again, moved_on, race, both_at_once, both_ways, apart, crash, deadlock, exam_transfers, exam_quotes, exam_made_again, exam_races, exam_both_ways, exam_crash, exam_deadlock",
        advice="answer",
        of=BOTH_PLAYERS_FIRST,
        old="""
            run("INSERT INTO transfers VALUES (:request, :voucher, :sender, :receiver)")
            return "transferred"
        """,
        new="""
            run("INSERT INTO transfers VALUES (:request, :voucher, :sender, :receiver)")
            return True
        """,
    ),
    Mistake(
        name="senders_order",
        tempts="Locks the sender first, whoever that is.",
        fails="both_ways, exam_both_ways",
        advice="lock_order",
        of=BOTH_PLAYERS_FIRST,
        old="""
            players = run("SELECT player_id FROM players WHERE player_id IN (:sender, :receiver) ORDER BY player_id FOR UPDATE")
            if len(players.all()) < 2:
        """,
        new="""
            run("SELECT 1 FROM players WHERE player_id = :sender FOR UPDATE")
            if not run("SELECT 1 FROM players WHERE player_id = :receiver FOR UPDATE").all():
        """,
    ),
    Mistake(
        name="serializable",
        tempts="Trusts the strictest isolation level: the data stays right, and callers undo each other.",
        fails="race, both_at_once, both_ways, apart, exam_races, exam_both_ways",
        advice="upgrade",
        of=BOTH_PLAYERS_FIRST,
        old="with engine.begin() as connection:",
        new='with engine.execution_options(isolation_level="SERIALIZABLE").begin() as connection:',
        also=[
            Change(
                old='voucher = run("SELECT holder, redeemed FROM vouchers WHERE voucher_id = :voucher FOR UPDATE").one_or_none()',
                new='voucher = run("SELECT holder, redeemed FROM vouchers WHERE voucher_id = :voucher").one_or_none()',
            ),
            Change(
                old='players = run("SELECT player_id FROM players WHERE player_id IN (:sender, :receiver) ORDER BY player_id FOR UPDATE")',
                new='players = run("SELECT player_id FROM players WHERE player_id IN (:sender, :receiver)")',
            ),
        ],
    ),
    Mistake(
        name="shared_lock",
        tempts="Reads with a shared lock, which another caller can have too.",
        fails="race, both_at_once, both_ways, exam_races, exam_both_ways",
        advice="upgrade",
        of=BOTH_PLAYERS_FIRST,
        old='voucher = run("SELECT holder, redeemed FROM vouchers WHERE voucher_id = :voucher FOR UPDATE").one_or_none()',
        new='voucher = run("SELECT holder, redeemed FROM vouchers WHERE voucher_id = :voucher LOCK IN SHARE MODE").one_or_none()',
        also=[
            Change(
                old='players = run("SELECT player_id FROM players WHERE player_id IN (:sender, :receiver) ORDER BY player_id FOR UPDATE")',
                new='players = run("SELECT player_id FROM players WHERE player_id IN (:sender, :receiver) LOCK IN SHARE MODE")',
            ),
        ],
    ),
    Mistake(
        name="swallows_errors",
        tempts="Takes any trouble with the database for a refusal.",
        fails="crash, deadlock, gives_up, another_error, exam_crash, exam_deadlock, exam_gives_up",
        advice="other_errors, run_again",
        of=BOTH_PLAYERS_FIRST,
        old="""
            for tries_left in (4, 3, 2, 1, 0):
                try:
                    with engine.begin() as connection:
                        return transfer(connection, voucher_id, sender, receiver, request_id)
                except OperationalError as error:
                    if error.orig.args[0] not in (1213, 1205) or not tries_left:
                        raise
        """,
        new="""
            try:
                with engine.begin() as connection:
                    return transfer(connection, voucher_id, sender, receiver, request_id)
            except OperationalError:
                return "not_yours"
        """,
    ),
    Mistake(
        name="two_transactions",
        tempts="Moves the voucher in one transaction and counts in another.",
        fails="both_ways, crash, deadlock, exam_both_ways, exam_crash, exam_deadlock",
        advice="lock_order, one_transaction, whole_block",
        of=BOTH_PLAYERS_FIRST,
        old="with engine.begin() as connection:",
        new="with engine.connect() as connection:",
        also=[
            Change(
                old="""
                    run("UPDATE players SET vouchers = vouchers - 1 WHERE player_id = :sender")
                """,
                new="""
                    run("UPDATE vouchers SET holder = :receiver WHERE voucher_id = :voucher")
                    run("INSERT INTO transfers VALUES (:request, :voucher, :sender, :receiver)")
                    connection.commit()
                    run("UPDATE players SET vouchers = vouchers - 1 WHERE player_id = :sender")
                """,
            ),
            Change(
                old="""
                    run("UPDATE vouchers SET holder = :receiver WHERE voucher_id = :voucher")
                    run("INSERT INTO transfers VALUES (:request, :voucher, :sender, :receiver)")
                """,
                new="""
                    connection.commit()
                """,
            ),
        ],
    ),
    Mistake(
        name="two_tries",
        tempts="A second try, and no more.",
        fails="gives_up, exam_gives_up",
        advice="gives_up",
        of=BOTH_PLAYERS_FIRST,
        old="for tries_left in (4, 3, 2, 1, 0):",
        new="for tries_left in (1, 0):",
    ),
    Mistake(
        name="order_without_case",
        tempts="Orders the players by their names in small letters: Ana and ana are two, and the giver comes first.",
        fails="exam_both_ways",
        advice="lock_order",
        old="for player in sorted(change):",
        new="for player in sorted(change, key=str.lower):",
    ),
    Mistake(
        name="locks_the_request",
        tempts="Locks the row of the request, which is not there yet.",
        fails="both_ways, apart, exam_both_ways",
        advice="gap",
        old='run("SELECT 1 FROM transfers WHERE request_id = :request")',
        new='run("SELECT 1 FROM transfers WHERE request_id = :request FOR UPDATE")',
        of="right/both_players_first",
    ),
    Mistake(
        name="open_after_another_error",
        tempts="Closes its connection after success and before another try, and not where an error comes out.",
        fails="another_error, exam_gives_up",
        advice="left_open",
        old="""
                    with engine.connect() as connection:
                        return transfer(connection)
                except OperationalError as error:
                    if error.orig.args[0] not in RUN_AGAIN or not tries_left:
                        raise
        """,
        new="""
                    connection = engine.connect()
                    _held.append(connection)
                    answer = transfer(connection)
                    connection.close()
                    return answer
                except OperationalError as error:
                    if error.orig.args[0] not in RUN_AGAIN or not tries_left:
                        raise
                    connection.close()
        """,
        also=[
            Change(
                old="def transfer_voucher_sql(engine, voucher_id, sender, receiver, request_id):",
                new="_held = []\n\n\ndef transfer_voucher_sql(engine, voucher_id, sender, receiver, request_id):",
            )
        ],
    ),
    Mistake(
        name="the_receiver_has_it",
        tempts="Takes a receiver who holds the voucher for a sign that this transfer is made.",
        fails="exam_refused",
        advice="guess",
        old="""
                if voucher is None or voucher.holder != sender:
                    return "not_yours"
        """,
        new="""
                if voucher is not None and voucher.holder == receiver:
                    return "transferred"
                if voucher is None or voucher.holder != sender:
                    return "not_yours"
        """,
    ),
    Mistake(
        name="remembers_before_the_commit",
        tempts="Keeps the requests that it has made, for a quick answer, and notes them before they are committed.",
        fails="exam_crash",
        advice="remembers",
        old="""
            RUN_AGAIN = (1213, 1205)  # deadlock, lock wait timeout
        """,
        new="""
            RUN_AGAIN = (1213, 1205)  # deadlock, lock wait timeout
            MADE = set()
        """,
        also=[
            Change(
                old="""
                    run("INSERT INTO transfers VALUES (:request, :voucher, :sender, :receiver)")
                """,
                new="""
                    run("INSERT INTO transfers VALUES (:request, :voucher, :sender, :receiver)")
                    MADE.add(request_id)
                """,
            ),
            Change(
                old="""
                    for tries_left in (4, 3, 2, 1, 0):
                """,
                new="""
                    if request_id in MADE:
                        return "transferred"
                    for tries_left in (4, 3, 2, 1, 0):
                """,
            ),
        ],
    ),
    keeps_the_first(
        "def transfer_voucher_sql(engine, voucher_id, sender, receiver, request_id):",
        "engine.connect()",
        "exam_refused",
    ),
]
