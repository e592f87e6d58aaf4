"""What people get wrong in export_table."""

from autograder.mistakes import Change, Mistake, keeps_the_first

mistakes = [
    Mistake(
        name="does_not_wait",
        tempts="""Takes "accepted" for "done", and works the manifest's key out.""",
        fails="exported, patient, no_bucket, dies_anywhere, exam_exported, exam_patient, exam_failed, "
        "exam_dies_anywhere, exam_hours, exam_another_token",
        advice="failed, too_early",
        old="""
            pause = 5
            while export["ExportStatus"] == "IN_PROGRESS":
                time.sleep(pause)
                pause = min(pause * 1.5, 60)
                export = dynamodb.describe_export(ExportArn=export["ExportArn"])["ExportDescription"]
        """,
        new="",
        also=[
            Change(
                old='return export["ExportManifest"]',
                new='''return f"{prefix}/AWSDynamoDB/{export['ExportArn'].rpartition('/')[2]}/manifest-summary.json"''',
            ),
        ],
    ),
    Mistake(
        name="fixed_pauses",
        tempts="Asks every ten seconds, for as long as it takes.",
        fails="patient, exam_patient, exam_hours",
        advice="poll",
        old="pause = 5",
        new="pause = 10",
        also=[
            Change(
                old="""
                    pause = min(pause * 1.5, 60)
                """,
                new="",
            ),
        ],
    ),
    Mistake(
        name="gives_up",
        tempts="Asks twelve times, then returns whatever is there.",
        fails="exported, patient, again, exam_exported, exam_patient, exam_again, exam_hours, exam_another_token",
        advice="manifest, too_early",
        old="""
            while export["ExportStatus"] == "IN_PROGRESS":
        """,
        new="""
            for _ in range(12):
                if export["ExportStatus"] != "IN_PROGRESS":
                    break
        """,
        also=[
            Change(
                old='return export["ExportManifest"]',
                new='return export.get("ExportManifest")',
            ),
        ],
    ),
    Mistake(
        name="hides_reasons",
        tempts="Reports the failure, and not why.",
        fails="no_bucket, exam_failed",
        advice="names_failure",
        old="""raise ExportFailed(f"{export['FailureCode']}: {export['FailureMessage']}")""",
        new='raise ExportFailed("the export has failed")',
    ),
    Mistake(
        name="ignores_failure",
        tempts="Never heard of FAILED.",
        fails="no_bucket, exam_failed",
        advice="failed",
        old="""
            if export["ExportStatus"] == "FAILED":
                raise ExportFailed(f"{export['FailureCode']}: {export['FailureMessage']}")
            return export["ExportManifest"]
        """,
        new="""
            return export.get("ExportManifest")
        """,
    ),
    Mistake(
        name="latest_time",
        tempts="Names the latest moment that can be had: it moves on, so the repeated request is another one, and is refused.",
        fails="exported, again, exam_exported, exam_again",
        advice="export, same_request",
        old="""
            export = dynamodb.export_table_to_point_in_time(
        """,
        new="""
            shown = dynamodb.describe_continuous_backups(TableName=table_arn)["ContinuousBackupsDescription"]
            window = shown["PointInTimeRecoveryDescription"]
            export = dynamodb.export_table_to_point_in_time(
        """,
        also=[
            Change(
                old="""
                    )["ExportDescription"]
                """,
                new="""
                        ExportTime=window.get("LatestRestorableDateTime", 0),
                    )["ExportDescription"]
                """,
            ),
        ],
    ),
    Mistake(
        name="long_pauses",
        tempts="Asks every ten minutes.",
        fails="patient, no_bucket, exam_patient, exam_failed, exam_hours?",
        advice="late",
        old="pause = 5",
        new="pause = 600",
        also=[
            Change(
                old="""
                    pause = min(pause * 1.5, 60)
                """,
                new="",
            ),
        ],
    ),
    Mistake(
        name="no_prefix",
        tempts="Puts the files at the top of the bucket.",
        fails="exported, exam_exported, exam_used_token",
        advice="export, used_token",
        old="""
            S3Prefix=prefix,
        """,
        new="",
    ),
    Mistake(
        name="no_token",
        tempts="Leaves the token out: each run begins an export of its own.",
        fails="again, dies_anywhere, exam_again, exam_dies_anywhere, exam_used_token",
        advice="second_export, used_token",
        old="""
            ClientToken=token,
        """,
        new="",
    ),
    Mistake(
        name="pauses_grow_for_ever",
        tempts="Doubles its pauses without a limit.",
        fails="patient, exam_patient, exam_hours",
        advice="late",
        old="pause = min(pause * 1.5, 60)",
        new="pause = pause * 2",
    ),
    Mistake(
        name="present_time",
        tempts="Names the present: AWS exports no moment of the last minutes by name, and the repeated request would be another.",
        fails="exported, patient, no_bucket, again, dies_anywhere, exam_exported, exam_patient, exam_failed, "
        "exam_again, exam_dies_anywhere, exam_hours, exam_another_token, exam_used_token",
        advice="as_now, failed",
        old="""
            import time
        """,
        new="""
            import time
            from datetime import UTC, datetime
        """,
        also=[
            Change(
                old="""
                    )["ExportDescription"]
                """,
                new="""
                        ExportTime=datetime.now(UTC),
                    )["ExportDescription"]
                """,
            ),
        ],
    ),
    Mistake(
        name="random_token",
        tempts="Makes a token of its own, a new one each time.",
        fails="again, dies_anywhere, exam_again, exam_dies_anywhere, exam_used_token",
        advice="second_export, used_token",
        old="""
            import time
        """,
        new="""
            import time
            import uuid
        """,
        also=[
            Change(
                old="ClientToken=token,",
                new="ClientToken=str(uuid.uuid4()),",
            ),
        ],
    ),
    Mistake(
        name="refusals_are_failures",
        tempts="Calls every refusal a failed export.",
        fails="no_recovery, exam_refused, exam_used_token",
        advice="catches_all, used_token",
        old="""
            export = dynamodb.export_table_to_point_in_time(
                TableArn=table_arn,
                S3Bucket=bucket,
                S3Prefix=prefix,
                ClientToken=token,
            )["ExportDescription"]
        """,
        new="""
            try:
                export = dynamodb.export_table_to_point_in_time(
                    TableArn=table_arn,
                    S3Bucket=bucket,
                    S3Prefix=prefix,
                    ClientToken=token,
                )["ExportDescription"]
            except dynamodb.exceptions.ClientError as error:
                raise ExportFailed(str(error)) from None
        """,
    ),
    Mistake(
        name="returns_arn",
        tempts="Returns the ARN.",
        fails="exported, patient, dies_anywhere, exam_exported, exam_patient, exam_dies_anywhere, exam_hours",
        advice="manifest",
        old='return export["ExportManifest"]',
        new='return export["ExportArn"]',
    ),
    Mistake(
        name="waits_for_completed",
        tempts="Waits for COMPLETED: for ever, once an export has failed.",
        fails="no_bucket, exam_failed",
        advice="failed",
        old='while export["ExportStatus"] == "IN_PROGRESS":',
        new='while export["ExportStatus"] != "COMPLETED":',
        also=[
            Change(
                old="""
                    if export["ExportStatus"] == "FAILED":
                        raise ExportFailed(f"{export['FailureCode']}: {export['FailureMessage']}")
                """,
                new="",
            ),
        ],
    ),
    Mistake(
        name="wrong_manifest",
        tempts="Returns the key of the list of files.",
        fails="exported, patient, dies_anywhere, exam_exported, exam_patient, exam_dies_anywhere, exam_hours",
        advice="manifest",
        old='return export["ExportManifest"]',
        new='return export["ExportManifest"].replace("summary", "files")',
    ),
    Mistake(
        name="forty_questions",
        tempts="Gives up after 40 questions, though the export goes on.",
        fails="exam_hours",
        advice="too_early",
        old="""
            while export["ExportStatus"] == "IN_PROGRESS":
                time.sleep(pause)
        """,
        new="""
            for _ in range(40):
                if export["ExportStatus"] != "IN_PROGRESS":
                    break
                time.sleep(pause)
        """,
        also=[Change(old='return export["ExportManifest"]', new='return export.get("ExportManifest")')],
    ),
    Mistake(
        name="looks_for_another",
        tempts="Looks in list_exports for one of this table that is under way, and begins one only if there is none.",
        fails="exam_another_token",
        advice="own_token",
        old="""
            export = dynamodb.export_table_to_point_in_time(
                TableArn=table_arn,
                S3Bucket=bucket,
                S3Prefix=prefix,
                ClientToken=token,
            )["ExportDescription"]
        """,
        new="""
            listed = dynamodb.list_exports(TableArn=table_arn)["ExportSummaries"]
            under_way = [each for each in listed if each["ExportStatus"] == "IN_PROGRESS"]
            request = {"TableArn": table_arn, "S3Bucket": bucket, "S3Prefix": prefix, "ClientToken": token}
            export = (under_way or [None])[0]
            if export is None:
                export = dynamodb.export_table_to_point_in_time(**request)["ExportDescription"]
        """,
    ),
    Mistake(
        name="conflict_is_ours",
        tempts="Takes a refused token for its own export, and the table's newest export for that.",
        fails="exam_used_token",
        advice="used_token",
        old="""
            export = dynamodb.export_table_to_point_in_time(
                TableArn=table_arn,
                S3Bucket=bucket,
                S3Prefix=prefix,
                ClientToken=token,
            )["ExportDescription"]
        """,
        new="""
            request = {"TableArn": table_arn, "S3Bucket": bucket, "S3Prefix": prefix, "ClientToken": token}
            try:
                export = dynamodb.export_table_to_point_in_time(**request)["ExportDescription"]
            except dynamodb.exceptions.ExportConflictException:
                newest = dynamodb.list_exports(TableArn=table_arn)["ExportSummaries"][0]
                export = dynamodb.describe_export(ExportArn=newest["ExportArn"])["ExportDescription"]
        """,
    ),
    Mistake(
        name="remembers_tokens",
        tempts="Keeps in a global which export a token has, whatever table and place it was for.",
        fails="exported, again, dies_anywhere, exam_used_token",
        advice="used_token, export",
        old="""
            export = dynamodb.export_table_to_point_in_time(
                TableArn=table_arn,
                S3Bucket=bucket,
                S3Prefix=prefix,
                ClientToken=token,
            )["ExportDescription"]
        """,
        new="""
            known = globals().setdefault("KNOWN", {})
            export = known.get(token) or dynamodb.export_table_to_point_in_time(
                TableArn=table_arn,
                S3Bucket=bucket,
                S3Prefix=prefix,
                ClientToken=token,
            )["ExportDescription"]
            known[token] = export
        """,
    ),
    Mistake(
        name="token_of_this_process",
        tempts="Makes a token of hash(), which is another one in another process.",
        fails="dies_anywhere, exam_dies_anywhere, exam_used_token",
        advice="second_export, used_token",
        old="ClientToken=token,",
        new="ClientToken=str(hash((table_arn, bucket, prefix, token))),",
    ),
    Mistake(
        name="client_of_its_own",
        tempts="Makes a client of its own, for whatever account and region are the default where it runs.",
        fails="again, dies_anywhere, exam_again, exam_another_token, exam_dies_anywhere, exam_exported, "
        "exam_failed, exam_hours, exam_patient, exam_refused, exam_used_token, exported, no_bucket, "
        "no_recovery, patient",
        old="""
            export = dynamodb.export_table_to_point_in_time(
        """,
        new="""
            import boto3

            dynamodb = boto3.client("dynamodb")
            export = dynamodb.export_table_to_point_in_time(
        """,
    ),
    Mistake(
        name="tries_once_more",
        tempts="Begins another export when the first one has failed, before it says so.",
        fails="no_bucket, exam_failed",
        advice="second_export",
        old="""
            if export["ExportStatus"] == "FAILED":
        """,
        new="""
            if export["ExportStatus"] == "FAILED" and not token.endswith("-again"):
                return export_table(dynamodb, table_arn, bucket, prefix, token + "-again")
            if export["ExportStatus"] == "FAILED":
        """,
    ),
    Mistake(
        name="token_cut_short",
        tempts="Makes the token as long as AWS's own ones are.",
        fails="exam_another_token",
        advice="own_token",
        old="ClientToken=token,",
        new="ClientToken=token[:36],",
    ),
    Mistake(
        name="token_in_small_letters",
        tempts="Tidies the token.",
        fails="exam_another_token",
        advice="own_token",
        old="ClientToken=token,",
        new="ClientToken=token.strip().lower(),",
    ),
    Mistake(
        name="token_of_the_day",
        tempts="Adds the date, so that each day has an export of its own: a repetition after midnight is another one.",
        fails="exam_again",
        advice="second_export",
        old="ClientToken=token,",
        new='ClientToken=f"{token}-{datetime.now():%Y%m%d}",',
        also=[Change(old="import time", new="import time\nfrom datetime import datetime")],
    ),
    keeps_the_first(
        "def export_table(dynamodb, table_arn, bucket, prefix, token):",
        "dynamodb.export_table_to_point_in_time(",
        "exam_again",
    ),
]
