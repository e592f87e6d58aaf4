"""What people get wrong in deploy."""

from autograder.mistakes import Change, Mistake

SETTINGS = '{"Runtime": "python3.13", "Timeout": 900}'

mistakes = [
    Mistake(
        name="role_made_once",
        tempts="A role is made once, so that the error means that all is well.",
        fails="exam_crash?, crash?, again, exam_newer, exam_roles_come_late, exam_other_trust, newer, "
        "exam_crowd, exam_errors, exam_leftovers",
        advice="there, pages",
        old="""
            except iam.exceptions.EntityAlreadyExistsException:
                iam.update_assume_role_policy(RoleName=name, PolicyDocument=document)
                return iam.get_role(RoleName=name)["Role"]["Arn"]
        """,
        new="""
            except iam.exceptions.NoSuchEntityException:
                return ""
        """,
    ),
    Mistake(
        name="any_snapshot",
        tempts="A star is quicker to write than two ARNs.",
        fails="smallest, exam_smallest, exam_newer, exam_leftovers, exam_region",
        advice="wide",
        old='"Resource": [f"{rds}:db:{database}", snapshots]}',
        new='"Resource": "*"}',
    ),
    Mistake(
        name="all_of_rds_on_these",
        tempts="The ARNs are exact, so the action need not be.",
        fails="smallest, exam_smallest, exam_newer, exam_leftovers, exam_region",
        advice="wide",
        old='{"Action": "rds:CreateDBSnapshot", "Resource"',
        new='{"Action": "rds:*", "Resource"',
    ),
    Mistake(
        name="every_snapshot_of_the_database",
        tempts="All snapshots of the database begin with its name.",
        fails="smallest, exam_smallest, exam_newer, exam_leftovers, exam_region",
        advice="wide",
        old='snapshots = f"{rds}:snapshot:{database}-monthly-*"',
        new='snapshots = f"{rds}:snapshot:{database}-*"',
    ),
    Mistake(
        name="only_the_database",
        tempts="It is the database that is copied.",
        fails="works, exam_works, smallest, exam_smallest, exam_newer, exam_leftovers, exam_region",
        advice="narrow",
        old='"Resource": [f"{rds}:db:{database}", snapshots]}',
        new='"Resource": f"{rds}:db:{database}"}',
    ),
    Mistake(
        name="invokes_everything",
        tempts="The schedule's role is only used by the Scheduler.",
        fails="smallest, exam_smallest, exam_newer, exam_leftovers, exam_region",
        advice="wide",
        old='{"Action": "lambda:InvokeFunction", "Resource": arn}',
        new='{"Action": "lambda:*", "Resource": "*"}',
    ),
    Mistake(
        name="one_trust_for_both",
        tempts="One document for both roles is less to read.",
        fails="sets_up, exam_sets_up, again, crash, exam_crash, exam_newer, exam_other_trust, newer, "
        "exam_crowd, exam_leftovers, exam_region",
        advice="trust",
        old='"Principal": {"Service": service}',
        new='"Principal": {"Service": ["lambda.amazonaws.com", "scheduler.amazonaws.com"]}',
    ),
    Mistake(
        name="trusts_the_account",
        tempts="Somebody has to be able to try the role out.",
        fails="sets_up, exam_sets_up, again, crash, exam_crash, exam_newer, exam_other_trust, newer, "
        "exam_crowd, exam_leftovers, exam_region",
        advice="trust",
        old='"Principal": {"Service": service}',
        new='"Principal": {"Service": service, "AWS": "*"}',
    ),
    Mistake(
        name="old_code_stays",
        tempts="If the function is there, the work is done.",
        fails="newer, exam_newer, exam_roles_come_late, exam_crowd, exam_leftovers",
        advice="old_code, settings",
        old="""
            patiently(functions.update_function_code, FunctionName=NAME, ZipFile=code)
            return patiently(functions.update_function_configuration, **settings)["FunctionArn"]
        """,
        new="""
            return functions.get_function_configuration(FunctionName=NAME)["FunctionArn"]
        """,
    ),
    Mistake(
        name="updates_right_after_another",
        tempts="Two updates, two requests.",
        fails="again, newer, exam_newer, exam_roles_come_late, crash, exam_crash, exam_crowd, exam_errors, "
        "exam_leftovers",
        advice="progress",
        old='return patiently(functions.update_function_configuration, **settings)["FunctionArn"]',
        new='return functions.update_function_configuration(**settings)["FunctionArn"]',
    ),
    Mistake(
        name="three_seconds",
        tempts="Leaves out what has a default.",
        fails="sets_up, exam_sets_up, again, crash, exam_crash, exam_newer, newer, exam_crowd, "
        "exam_leftovers, exam_region",
        advice="settings",
        old=SETTINGS,
        new='{"Runtime": "python3.13"}',
    ),
    Mistake(
        name="a_minute",
        tempts="Taking a snapshot is begun within a second.",
        fails="sets_up, exam_sets_up, again, crash, exam_crash, exam_newer, newer, exam_crowd, "
        "exam_leftovers, exam_region",
        advice="settings",
        old=SETTINGS,
        new='{"Runtime": "python3.13", "Timeout": 60}',
    ),
    Mistake(
        name="old_schedule_stays",
        tempts="A schedule of that name calls the function already.",
        fails="newer, exam_newer, exam_roles_come_late, exam_leftovers",
        advice="old_schedule",
        old="patiently(scheduler.update_schedule, **wanted)",
        new="pass",
    ),
    Mistake(
        name="no_zone",
        tempts="Everything else here is in UTC.",
        fails="exam_sets_up, exam_newer",
        advice="zone",
        old='"ScheduleExpressionTimezone": when["ScheduleExpressionTimezone"],',
        new='"ScheduleExpressionTimezone": "UTC",',
    ),
    Mistake(
        name="flexible",
        tempts="A quarter of an hour does not matter for a monthly job.",
        fails="sets_up, exam_sets_up, again, crash, exam_crash, exam_newer, newer, exam_crowd, "
        "exam_leftovers, exam_region",
        advice="window",
        old='"FlexibleTimeWindow": {"Mode": "OFF"}',
        new='"FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15}',
    ),
    Mistake(
        name="moment_of_the_set_up",
        tempts="The event is written down when the schedule is made.",
        fails="sets_up, exam_sets_up, works, exam_works, again, crash, exam_crash, exam_newer, newer, "
        "exam_crowd, exam_leftovers, exam_region",
        advice="event",
        old='"scheduled": "<aws.scheduler.scheduled-time>"}',
        new='"scheduled": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"}',
    ),
    Mistake(
        name="no_input",
        tempts="The Scheduler hands over an event with a time by itself.",
        fails="sets_up, exam_sets_up, works, exam_works, again, crash, exam_crash, exam_newer, newer, "
        "exam_crowd, exam_leftovers, exam_region",
        advice="event",
        old=', "Input": json.dumps(event)}',
        new="}",
    ),
    Mistake(
        name="gives_up_on_a_new_role",
        tempts="What was just made is there.",
        fails="roles_come_late, exam_roles_come_late",
        advice="new_role",
        old="if there or error.response",
        new='if there or "role" in str(error) or error.response',
    ),
    Mistake(
        name="ten_seconds_are_enough",
        tempts="Ten seconds are what a well-known answer in a forum says.",
        fails="roles_come_late, exam_roles_come_late",
        advice="new_role",
        old="timedelta(seconds=90)",
        new="timedelta(seconds=10)",
    ),
    Mistake(
        name="tries_everything_again",
        tempts="Whatever is wrong may be right a moment later.",
        fails="errors, exam_errors, exam_roles_come_late",
        advice="catches_all, last_word",
        old="""
            if there or error.response["Error"]["Code"] not in NOT_YET or datetime.now(UTC) > end:
                raise
        """,
        new="""
            if there:
                raise
            if datetime.now(UTC) > end:
                return {}
        """,
    ),
    Mistake(
        name="returns_the_schedule",
        tempts="The schedule is what was made last.",
        fails="sets_up, exam_sets_up, again, exam_newer, newer, exam_crowd, exam_region",
        advice="answer",
        old="""
                patiently(scheduler.update_schedule, **wanted)
            return arn
        """,
        new="""
                patiently(scheduler.update_schedule, **wanted)
            return scheduler.get_schedule(Name=NAME)["Arn"]
        """,
    ),
    Mistake(
        name="trust_stays_as_it_was",
        tempts="A role that is there has its trust policy already.",
        fails="exam_other_trust",
        advice="trust",
        old="iam.update_assume_role_policy(RoleName=name, PolicyDocument=document)",
        new="pass",
    ),
    Mistake(
        name="no_schedule",
        tempts="The schedule was clicked together in the console, once.",
        fails="sets_up, exam_sets_up, again, crash, exam_crash, exam_newer, exam_roles_come_late, exam_works, "
        "newer, roles_come_late, works, exam_crowd, exam_leftovers, exam_region",
        advice="missing",
        old="""
            try:
                patiently(scheduler.create_schedule, **wanted)
            except scheduler.exceptions.ConflictException:
                patiently(scheduler.update_schedule, **wanted)
            return arn
        """,
        new="""
            return arn if wanted else ""
        """,
    ),
    Mistake(
        name="patient_with_a_new_function_only",
        tempts="A function that is there has its role.",
        fails="exam_roles_come_late",
        advice="new_role",
        old='return patiently(functions.update_function_configuration, **settings)["FunctionArn"]',
        new="""
            functions.get_waiter("function_updated_v2").wait(FunctionName=NAME)
            return functions.update_function_configuration(**settings)["FunctionArn"]
        """,
    ),
    Mistake(
        name="patient_with_a_new_schedule_only",
        tempts="A schedule that is there has its role.",
        fails="exam_roles_come_late",
        advice="new_role",
        old="""
            try:
                patiently(scheduler.create_schedule, **wanted)
            except scheduler.exceptions.ConflictException:
                patiently(scheduler.update_schedule, **wanted)
        """,
        new="""
            try:
                scheduler.get_schedule(Name=NAME)
            except scheduler.exceptions.ResourceNotFoundException:
                patiently(scheduler.create_schedule, **wanted)
            else:
                scheduler.update_schedule(**wanted)
        """,
    ),
    Mistake(
        name="fifty_seconds",
        tempts="Ten tries, five seconds each.",
        fails="exam_roles_come_late",
        advice="pace",
        old="timedelta(seconds=90)",
        new="timedelta(seconds=50)",
    ),
    Mistake(
        name="pauses_grow",
        tempts="Pauses that double are what one does.",
        fails="roles_come_late, exam_roles_come_late",
        advice="pace",
        old="        time.sleep(5)",
        new="        time.sleep(pause := 2 * pause)",
        also=[
            Change(
                old="    end = datetime.now(UTC) + timedelta(seconds=90)",
                new="    pause, end = 1, datetime.now(UTC) + timedelta(seconds=90)",
            )
        ],
    ),
    Mistake(
        name="handler_and_runtime_stay",
        tempts="These were right when the function was made.",
        fails="exam_newer",
        advice="settings",
        old='return patiently(functions.update_function_configuration, **settings)["FunctionArn"]',
        new="""
            some = {name: settings[name] for name in ("FunctionName", "Role", "Timeout")}
            return patiently(functions.update_function_configuration, **some)["FunctionArn"]
        """,
    ),
    Mistake(
        name="same_code_so_all_is_there",
        tempts="The digest of the code says whether anything has changed.",
        fails="exam_newer, exam_roles_come_late",
        advice="settings",
        old="    patiently(functions.update_function_code, FunctionName=NAME, ZipFile=code)",
        new="""
            import base64, hashlib

            there = functions.get_function_configuration(FunctionName=NAME)
            if there["CodeSha256"] == base64.b64encode(hashlib.sha256(code).digest()).decode():
                return there["FunctionArn"]
            patiently(functions.update_function_code, FunctionName=NAME, ZipFile=code)
        """,
    ),
    Mistake(
        name="first_update_at_once",
        tempts="Nobody else changes this function.",
        fails="exam_newer",
        advice="progress",
        old="patiently(functions.update_function_code, FunctionName=NAME, ZipFile=code)",
        new="functions.update_function_code(FunctionName=NAME, ZipFile=code)",
    ),
    Mistake(
        name="state_stays",
        tempts="Changes of the schedule what has to be changed, and keeps the rest.",
        fails="exam_newer",
        advice="old_schedule",
        old="patiently(scheduler.update_schedule, **wanted)",
        new="""
                there = scheduler.get_schedule(Name=NAME)
                kept = {name: there[name] for name in ("State", "EndDate") if name in there}
                patiently(scheduler.update_schedule, **{**kept, **wanted})
        """,
    ),
    Mistake(
        name="finds_it_by_its_beginning",
        tempts="list_schedules says whether it is there.",
        fails="exam_sets_up",
        advice="others",
        old="""
            try:
                patiently(scheduler.create_schedule, **wanted)
            except scheduler.exceptions.ConflictException:
                patiently(scheduler.update_schedule, **wanted)
        """,
        new="""
            if scheduler.list_schedules(NamePrefix=NAME)["Schedules"]:
                patiently(scheduler.update_schedule, **wanted)
            else:
                patiently(scheduler.create_schedule, **wanted)
        """,
    ),
    Mistake(
        name="describes_all_of_rds",
        tempts="Looking does no harm.",
        fails="smallest, exam_smallest, exam_newer, exam_leftovers, exam_region",
        advice="wide",
        old='{"Action": "rds:DescribeDBSnapshots", "Resource": snapshots}',
        new='{"Action": "rds:Describe*", "Resource": "*"}',
    ),
    Mistake(
        name="one_policy_for_each_database",
        tempts="The policy's name says which database it is for. That of the database before stays.",
        fails="exam_newer, exam_leftovers",
        advice="left",
        old="""
            iam.put_role_policy(RoleName=name, PolicyName="work", PolicyDocument=json.dumps(document))
            for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
                if policy != "work":
                    iam.delete_role_policy(RoleName=name, PolicyName=policy)
            for policy in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
                iam.detach_role_policy(RoleName=name, PolicyArn=policy["PolicyArn"])
        """,
        new="""
            resource = statements[0]["Resource"]
            short = (resource[0] if isinstance(resource, list) else resource).split(":")[-1]
            iam.put_role_policy(RoleName=name, PolicyName=f"of-{short}", PolicyDocument=json.dumps(document))
        """,
    ),
    Mistake(
        name="attached_policies_stay",
        tempts="Takes away the other inline policies, and forgets that managed ones can be attached.",
        fails="exam_leftovers",
        advice="left",
        old="""
            for policy in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
                iam.detach_role_policy(RoleName=name, PolicyArn=policy["PolicyArn"])
        """,
        new="""
            return
        """,
    ),
    Mistake(
        name="managed_policy_stays",
        tempts="A managed policy of that name is there: made before, so it is right.",
        of="right/policies_and_waiters",
        fails="exam_newer, exam_leftovers",
        advice="old_policy",
        old="        iam.create_policy_version(PolicyArn=arn, PolicyDocument=document, SetAsDefault=True)",
        new="        pass",
    ),
    Mistake(
        name="versions_pile_up",
        tempts="Each call makes a new version of the managed policy. The sixth is refused.",
        of="right/policies_and_waiters",
        fails="exam_newer, exam_leftovers",
        advice="versions",
        old="""
                if not version["IsDefaultVersion"]:
        """,
        new="""
                if version is None:
        """,
    ),
    Mistake(
        name="one_region",
        tempts="All that this company has is in us-east-1, today.",
        fails="exam_region",
        advice="region",
        old="region = functions.meta.region_name",
        new='region = "us-east-1"',
    ),
    Mistake(
        name="every_region",
        tempts="With a star for the Region nobody has to ask for it.",
        fails="smallest, exam_smallest, exam_newer, exam_leftovers, exam_region",
        advice="wide",
        old='rds = f"arn:aws:rds:{region}:{account}"',
        new='rds = f"arn:aws:rds:*:{account}"',
    ),
    Mistake(
        name="databases_that_begin_alike",
        tempts="A star at the end of both ARNs.",
        fails="smallest, exam_smallest, exam_newer, exam_leftovers, exam_region",
        advice="wide",
        old='"Resource": [f"{rds}:db:{database}", snapshots]}',
        new='"Resource": [f"{rds}:db:{database}*", snapshots]}',
    ),
    Mistake(
        name="anybody_may_call",
        tempts="Rules of EventBridge need add_permission, so why not the Scheduler.",
        fails="sets_up, exam_sets_up, again, crash, exam_crash, exam_newer, newer, exam_leftovers, exam_region, "
        "exam_crowd",
        advice="public",
        old="""
            try:
                patiently(scheduler.create_schedule, **wanted)
        """,
        new="""
            say = {"StatementId": "schedule", "Action": "lambda:InvokeFunction", "Principal": "*"}
            try:
                functions.add_permission(FunctionName=NAME, **say)
            except functions.exceptions.ResourceConflictException:
                pass
            try:
                patiently(scheduler.create_schedule, **wanted)
        """,
    ),
    Mistake(
        name="first_page_of_schedules",
        tempts="The list says whether it is there. It ends after a hundred.",
        fails="exam_crowd",
        advice="pages",
        old="""
            try:
                patiently(scheduler.create_schedule, **wanted)
            except scheduler.exceptions.ConflictException:
                patiently(scheduler.update_schedule, **wanted)
        """,
        new="""
            there = {each["Name"] for each in scheduler.list_schedules(GroupName="default")["Schedules"]}
            patiently(scheduler.update_schedule if NAME in there else scheduler.create_schedule, **wanted)
        """,
    ),
    Mistake(
        name="waits_for_every_error",
        tempts="Whatever is wrong may be right a moment later; in the end it comes out.",
        fails="errors, exam_errors",
        advice="catches_all",
        old='if there or error.response["Error"]["Code"] not in NOT_YET or datetime.now(UTC) > end:',
        new="if there or isinstance(error, NOT_THERE) or datetime.now(UTC) > end:",
        also=[
            Change(
                old="    end = datetime.now(UTC) + timedelta(seconds=90)",
                new="""
                    end = datetime.now(UTC) + timedelta(seconds=90)
                    kinds = getattr(send, "__self__").exceptions
                    names = ("ResourceNotFoundException", "ConflictException")
                    NOT_THERE = tuple(getattr(kinds, name) for name in names if name in dir(kinds))
                """,
            )
        ],
    ),
    Mistake(
        name="says_it_in_its_own_words",
        tempts="A sentence of one's own is easier to read than boto3's.",
        fails="exam_roles_come_late",
        advice="last_word",
        old="""
                if there or error.response["Error"]["Code"] not in NOT_YET or datetime.now(UTC) > end:
                    raise
        """,
        new="""
                if there or error.response["Error"]["Code"] not in NOT_YET:
                    raise
                if datetime.now(UTC) > end:
                    raise TimeoutError("AWS does not know the role yet.") from error
        """,
    ),
    Mistake(
        name="only_tried_out",
        tempts="DryRun looks whether the code would be taken. It is not taken.",
        fails="newer, exam_newer, exam_leftovers, exam_crowd",
        advice="old_code",
        old="patiently(functions.update_function_code, FunctionName=NAME, ZipFile=code)",
        new="patiently(functions.update_function_code, FunctionName=NAME, ZipFile=code, DryRun=True)",
    ),
    Mistake(
        name="tied_to_a_version",
        tempts="A version does not change under one's hands. So the schedule calls the code of the first day.",
        fails="exam_newer, exam_leftovers, newer, again, exam_crowd, sets_up, exam_sets_up, crash, "
        "exam_crash, exam_region",
        advice="target",
        old='"Target": {"Arn": arn, ',
        new='"Target": {"Arn": f"{arn}:1", ',
        also=[
            Change(old='"Resource": arn})', new='"Resource": [arn, f"{arn}:*"]})'),
            Change(
                old='return patiently(functions.create_function, **settings, Code={"ZipFile": code})["FunctionArn"]',
                new="""
                    made = patiently(functions.create_function, **settings, Publish=True, Code={"ZipFile": code})
                    return made["FunctionArn"].removesuffix(":1")
                """,
            ),
        ],
    ),
    Mistake(
        name="passes_over_a_refused_clean_up",
        tempts="Old policies are a detail that must not stop the work.",
        fails="errors, exam_errors",
        advice="catches_all",
        old="""
            for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
                if policy != "work":
                    iam.delete_role_policy(RoleName=name, PolicyName=policy)
        """,
        new="""
            try:
                for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
                    if policy != "work":
                        iam.delete_role_policy(RoleName=name, PolicyName=policy)
            except Exception:
                pass
        """,
    ),
    Mistake(
        name="updates_the_schedule_once",
        tempts="The Scheduler has been asked again and again for the new schedule; for one that is there the role is known.",
        fails="exam_roles_come_late",
        advice="new_role",
        old="        patiently(scheduler.update_schedule, **wanted)",
        new="        scheduler.update_schedule(**wanted)",
    ),
    Mistake(
        name="updates_what_it_compares",
        tempts="Leaves out an update that changes nothing, and forgets one of the settings when it compares.",
        fails="exam_newer",
        advice="settings",
        old="""
            return patiently(functions.update_function_configuration, **settings)["FunctionArn"]
        """,
        new="""
            functions.get_waiter("function_updated_v2").wait(FunctionName=NAME)
            there = functions.get_function_configuration(FunctionName=NAME)
            if all(there[name] == settings[name] for name in ("Role", "Handler", "Timeout")):
                return there["FunctionArn"]
            return patiently(functions.update_function_configuration, **settings)["FunctionArn"]
        """,
    ),
]
