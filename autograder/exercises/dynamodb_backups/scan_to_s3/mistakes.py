"""What people get wrong in scan_to_s3."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="begins_anew",
        tempts="Notes nothing: after a crash it begins again.",
        fails="dies_anywhere, exam_dies_anywhere",
        advice="continue",
        old='reached = get("progress.json") or {"page": 0, "items": 0, "next": None}',
        new='reached = {"page": 0, "items": 0, "next": None}',
        also=[
            Change(
                old="""
                    put("progress.json", json.dumps(reached))
                """,
                new="",
            ),
        ],
    ),
    Mistake(
        name="bytes_as_text",
        tempts="Lets Python print what JSON does not know.",
        fails="all_types, exam_whole_table",
        advice="typed",
        old="import base64",
        new="",
        also=[
            Change(
                old=r'lines = "".join(json.dumps({"Item": item}, default=as_base64) + "\n" for item in page["Items"])',
                new=r'lines = "".join(json.dumps({"Item": item}, default=str) + "\n" for item in page["Items"])',
            ),
            Change(
                old="""
                        return reached["items"]


                    def as_base64(value):
                        return base64.b64encode(value).decode()
                """,
                new="""
                        return reached["items"]
                """,
            ),
        ],
    ),
    Mistake(
        name="counts_items",
        tempts="Takes an item for a unit.",
        fails="pace, exam_pace",
        advice="pace",
        old='consumed += page["ConsumedCapacity"]["CapacityUnits"]',
        new='consumed += page["Count"]',
    ),
    Mistake(
        name="counts_this_run",
        tempts="Returns what this run has copied.",
        fails="dies_anywhere, exam_dies_anywhere",
        advice="answer",
        old="""
            began, consumed = time.time(), 0
        """,
        new="""
            before = reached["items"]
            began, consumed = time.time(), 0
        """,
        also=[
            Change(
                old='return reached["items"]',
                new='return reached["items"] - before',
            ),
        ],
    ),
    Mistake(
        name="done_at_first",
        tempts="Puts done.json at the beginning, and the number later.",
        fails="done_is_last, missing_table, exam_done_is_last, exam_missing",
        advice="done",
        old="if done:",
        new='if done and done["items"]:',
        also=[
            Change(
                old="""
                    began, consumed = time.time(), 0
                """,
                new="""
                    put("done.json", json.dumps({"items": 0}))
                    began, consumed = time.time(), 0
                """,
            ),
        ],
    ),
    Mistake(
        name="every_worker_reads_all",
        tempts="Forgets the segment: every worker copies the whole table.",
        fails="whole_table, done_already, exam_whole_table, exam_many_workers, exam_done_already",
        advice="own_folder, segment",
        old="""
            Segment=segment,
            TotalSegments=segments,
        """,
        new="",
    ),
    Mistake(
        name="far_too_slow",
        tempts="Pauses ten times as long as needed.",
        fails="pace, exam_pace, exam_quick_pace?",
        advice="slow",
        old="time.sleep(max(0, began + consumed / units_per_second - time.time()))",
        new="time.sleep(max(0, began + 10 * consumed / units_per_second - time.time()))",
    ),
    Mistake(
        name="first_page",
        tempts="Believes that one Scan reads everything.",
        fails="whole_table, all_types, pace, dies_anywhere, done_is_last, done_already, exam_whole_table, "
        "exam_pace, exam_quick_pace, exam_short_pages, exam_many_workers, exam_dies_anywhere, "
        "exam_done_is_last, exam_done_already",
        advice="done, last_page, lost, own_folder",
        old='while reached["page"] == 0 or reached["next"]:',
        new='while reached["page"] == 0:',
    ),
    Mistake(
        name="half_for_eventual",
        tempts="Halves what the answer tells, which is halved already.",
        fails="pace, exam_pace, exam_quick_pace?",
        advice="pace",
        old='consumed += page["ConsumedCapacity"]["CapacityUnits"]',
        new='consumed += page["ConsumedCapacity"]["CapacityUnits"] / 2',
    ),
    Mistake(
        name="never_looks_for_done",
        tempts="Knows how far it has come, but not that it is done: the last page is read again.",
        fails="done_already, exam_done_already",
        advice="reads_nothing",
        old="""
            done = get("done.json")
            if done:
                return done["items"]
        """,
        new="",
        also=[
            Change(
                old='while reached["page"] == 0 or reached["next"]:',
                new="while True:",
            ),
            Change(
                old="""
                    put("progress.json", json.dumps(reached))
                """,
                new="""
                    if not reached["next"]:
                        break
                    put("progress.json", json.dumps(reached))
                """,
            ),
        ],
    ),
    Mistake(
        name="no_done",
        tempts="Forgets done.json.",
        fails="whole_table, all_types, pace, dies_anywhere, done_is_last, done_already, exam_whole_table, "
        "exam_pace, exam_quick_pace, exam_short_pages, exam_many_workers, exam_dies_anywhere, "
        "exam_done_is_last, exam_done_already",
        advice="done",
        old="""
            put("done.json", json.dumps({"items": reached["items"]}))
        """,
        new="",
    ),
    Mistake(
        name="no_gzip",
        tempts="Names the objects .gz, and does not compress them.",
        fails="whole_table, all_types, pace, dies_anywhere, done_is_last, done_already, exam_whole_table, "
        "exam_pace, exam_quick_pace, exam_short_pages, exam_many_workers, exam_dies_anywhere, "
        "exam_done_is_last, exam_done_already",
        advice="typed",
        old="import gzip",
        new="",
        also=[
            Change(
                old="""put(f"page-{reached['page']:06d}.json.gz", gzip.compress(lines.encode()))""",
                new="""put(f"page-{reached['page']:06d}.json.gz", lines.encode())""",
            ),
        ],
    ),
    Mistake(
        name="no_limit",
        tempts="Takes pages as large as they come.",
        fails="whole_table, all_types, pace, exam_whole_table, exam_pace, exam_quick_pace",
        advice="limit",
        old="""
            Limit=page_items,
        """,
        new="",
    ),
    Mistake(
        name="no_pause",
        tempts="Reads as fast as it can.",
        fails="pace, exam_pace, exam_quick_pace",
        advice="pace",
        old="import time",
        new="",
        also=[
            Change(
                old="""
                    began, consumed = time.time(), 0
                    while reached["page"] == 0 or reached["next"]:
                        time.sleep(max(0, began + consumed / units_per_second - time.time()))
                """,
                new="""
                    while reached["page"] == 0 or reached["next"]:
                """,
            ),
            Change(
                old="""
                    consumed += page["ConsumedCapacity"]["CapacityUnits"]
                """,
                new="",
            ),
        ],
    ),
    Mistake(
        name="notes_first",
        tempts="Notes how far it has come, then writes the page: a crash in between loses it.",
        fails="dies_anywhere, exam_dies_anywhere",
        advice="lost",
        old="""put(f"page-{reached['page']:06d}.json.gz", gzip.compress(lines.encode()))""",
        new='number = reached["page"]',
        also=[
            Change(
                old="""
                    put("done.json", json.dumps({"items": reached["items"]}))
                """,
                new="""
                        put(f"page-{number:06d}.json.gz", gzip.compress(lines.encode()))
                    put("done.json", json.dumps({"items": reached["items"]}))
                """,
            ),
        ],
    ),
    Mistake(
        name="one_list",
        tempts="Writes a page as one JSON list.",
        fails="whole_table, all_types, pace, dies_anywhere, done_is_last, done_already, exam_whole_table, "
        "exam_pace, exam_quick_pace, exam_short_pages, exam_many_workers, exam_dies_anywhere, "
        "exam_done_is_last, exam_done_already",
        advice="typed",
        old=r'lines = "".join(json.dumps({"Item": item}, default=as_base64) + "\n" for item in page["Items"])',
        new='lines = json.dumps(page["Items"], default=as_base64)',
    ),
    Mistake(
        name="one_second_a_page",
        tempts="Pauses a second after each page, whatever it has consumed.",
        fails="pace, exam_pace, exam_quick_pace",
        advice="pace, slow",
        old="""
            began, consumed = time.time(), 0
            while reached["page"] == 0 or reached["next"]:
                time.sleep(max(0, began + consumed / units_per_second - time.time()))
        """,
        new="""
            while reached["page"] == 0 or reached["next"]:
                time.sleep(1)
        """,
        also=[
            Change(
                old="""
                    consumed += page["ConsumedCapacity"]["CapacityUnits"]
                """,
                new="",
            ),
        ],
    ),
    Mistake(
        name="plain_values",
        tempts="Writes values without their types.",
        fails="whole_table, all_types, pace, dies_anywhere, done_already, exam_whole_table, exam_pace, "
        "exam_quick_pace, exam_short_pages, exam_many_workers, exam_dies_anywhere, exam_done_already",
        advice="typed",
        old=r"""
            lines = "".join(json.dumps({"Item": item}, default=as_base64) + "\n" for item in page["Items"])
        """,
        new=r"""
            lines = "".join(
                json.dumps({"Item": {name: next(iter(value.values())) for name, value in item.items()}}, default=as_base64)
                + "\n"
                for item in page["Items"]
            )
        """,
    ),
    Mistake(
        name="random_names",
        tempts="Gives each page a random name: a page that is read again is there twice.",
        fails="dies_anywhere, exam_dies_anywhere",
        advice="twice",
        old="""
            import time
        """,
        new="""
            import time
            import uuid
        """,
        also=[
            Change(
                old="""put(f"page-{reached['page']:06d}.json.gz", gzip.compress(lines.encode()))""",
                new='put(f"page-{uuid.uuid4()}.json.gz", gzip.compress(lines.encode()))',
            ),
        ],
    ),
    Mistake(
        name="swallows_errors",
        tempts="Goes on when a Scan is refused.",
        fails="missing_table, exam_missing, exam_refused, exam_dies_anywhere",
        advice="catches_all",
        old="""
            page = dynamodb.scan(
        """,
        new="""
            page = quietly(
                dynamodb.scan,
        """,
        also=[
            Change(
                old="""
                    def as_base64(value):
                """,
                new="""
                    def quietly(operation, **parameters):
                        try:
                            return operation(**parameters)
                        except Exception:
                            return {"Items": [], "ConsumedCapacity": {"CapacityUnits": 0}}


                    def as_base64(value):
                """,
            ),
        ],
    ),
    Mistake(
        name="empty_page_is_the_end",
        tempts="Takes a page without items for the last one.",
        fails="exam_short_pages",
        advice="last_page",
        old='"next": page.get("LastEvaluatedKey"),',
        new='"next": page.get("LastEvaluatedKey") if page["Items"] else None,',
    ),
    Mistake(
        name="short_page_is_the_end",
        tempts="Takes a page with fewer items than Limit for the last one.",
        fails="exam_short_pages",
        advice="last_page",
        old='"next": page.get("LastEvaluatedKey"),',
        new='"next": page.get("LastEvaluatedKey") if len(page["Items"]) == page_items else None,',
    ),
    Mistake(
        name="skips_short_pauses",
        tempts="Thinks that a pause of less than a tenth of a second is not worth while.",
        fails="exam_quick_pace",
        advice="pace",
        old="""
            time.sleep(max(0, began + consumed / units_per_second - time.time()))
        """,
        new="""
            pause = began + consumed / units_per_second - time.time()
            if pause >= 0.1:
                time.sleep(pause)
        """,
    ),
    Mistake(
        name="every_refusal_is_a_beginning",
        tempts="Takes every refusal to read its notes for a sign that there are none, and begins anew.",
        fails="exam_refused",
        advice="catches_all",
        old="except s3.exceptions.NoSuchKey:",
        new="except s3.exceptions.ClientError:",
    ),
    Mistake(
        name="looks_for_a_beginning",
        tempts="Looks for its notes below a prefix without the slash: segment 1 finds those of segment 10.",
        fails="exam_many_workers",
        advice="own_folder",
        old="""
            reached = get("progress.json") or {"page": 0, "items": 0, "next": None}
        """,
        new="""
            reached = {"page": 0, "items": 0, "next": None}
            lists = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=folder)
            for found in (each for page in lists for each in page.get("Contents", [])):
                if found["Key"].endswith("/progress.json"):
                    reached = json.loads(s3.get_object(Bucket=bucket, Key=found["Key"])["Body"].read())
        """,
    ),
    Mistake(
        name="client_of_its_own",
        tempts="Makes a client of its own, for whatever account and region are the default where it runs.",
        fails="all_types, dies_anywhere, exam_dies_anywhere, exam_pace, exam_quick_pace, exam_short_pages, "
        "exam_whole_table, pace",
        old="""
            folder = f"{prefix}/segment-{segment}"
        """,
        new="""
            import boto3

            dynamodb = boto3.client("dynamodb")
            folder = f"{prefix}/segment-{segment}"
        """,
    ),
    Mistake(
        name="notes_in_the_order_of_names",
        tempts="Takes the last of its notes, in the order of their names; the tenth stands before the second.",
        fails="exam_dies_anywhere",
        advice="continue",
        old='reached = get("progress.json") or {"page": 0, "items": 0, "next": None}',
        new="""
            lists = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"{folder}/note-")
            notes = [each["Key"] for found in lists for each in found.get("Contents", [])]
            reached = {"page": 0, "items": 0, "next": None}
            if notes:
                reached = get(notes[-1].removeprefix(f"{folder}/"))
        """,
        also=[
            Change(
                old='put("progress.json", json.dumps(reached))',
                new="put(f\"note-{reached['page']}.json\", json.dumps(reached))",
            ),
        ],
    ),
    Mistake(
        name="counts_from_the_call",
        tempts="Lets the seconds count from the call on, though the first Scan waits for answers of S3.",
        fails="pace, exam_pace, exam_quick_pace?",
        advice="pace",
        old="""
            folder = f"{prefix}/segment-{segment}"
        """,
        new="""
            began, consumed = time.time(), 0
            folder = f"{prefix}/segment-{segment}"
        """,
        also=[
            Change(
                old="""
                    began, consumed = time.time(), 0
                    while reached["page"] == 0 or reached["next"]:
                """,
                new="""
                    while reached["page"] == 0 or reached["next"]:
                """,
            ),
        ],
    ),
    Mistake(
        name="notes_a_key_of_texts",
        tempts="Notes the bare values of LastEvaluatedKey, and takes them all for texts when it goes on.",
        fails="exam_dies_anywhere",
        advice="key",
        old='reached = get("progress.json") or {"page": 0, "items": 0, "next": None}',
        new="""
            reached = get("progress.json") or {"page": 0, "items": 0, "next": None}
            if reached["next"]:
                reached["next"] = {name: {"S": value} for name, value in reached["next"].items()}
        """,
        also=[
            Change(
                old='put("progress.json", json.dumps(reached))',
                new="""
                    bare = {name: value for name, typed in (reached["next"] or {}).items() for value in typed.values()}
                    put("progress.json", json.dumps({**reached, "next": bare}))
                """,
            ),
        ],
    ),
    Mistake(
        name="nothing_to_tell",
        tempts="Where there is no item, there is nothing to put.",
        fails="done_already, exam_done_already",
        advice="done",
        old="""
            put("done.json", json.dumps({"items": reached["items"]}))
        """,
        new="""
            if reached["items"]:
                put("done.json", json.dumps({"items": reached["items"]}))
        """,
    ),
    Mistake(
        name="none_is_nothing",
        tempts="Takes done.json for missing when it says that there are no items.",
        fails="done_already, exam_done_already",
        advice="reads_nothing",
        old="if done:",
        new='if done and done["items"]:',
        also=[
            Change(
                old='while reached["page"] == 0 or reached["next"]:',
                new="while True:",
            ),
            Change(
                old="""
                    put("progress.json", json.dumps(reached))
                """,
                new="""
                    if not reached["next"]:
                        break
                    put("progress.json", json.dumps(reached))
                """,
            ),
        ],
    ),
    Mistake(
        name="counts_this_run_in_done",
        tempts="Counts from nothing again when it goes on.",
        fails="dies_anywhere, exam_dies_anywhere",
        advice="total",
        old='reached = get("progress.json") or {"page": 0, "items": 0, "next": None}',
        new="""
            reached = get("progress.json") or {"page": 0, "items": 0, "next": None}
            reached["items"] = 0
        """,
    ),
    Mistake(
        name="one_list_of_notes",
        tempts="Takes what one answer of list_objects_v2 has for all its notes.",
        fails="exam_dies_anywhere",
        advice="list",
        old='reached = get("progress.json") or {"page": 0, "items": 0, "next": None}',
        new="""
            notes = s3.list_objects_v2(Bucket=bucket, Prefix=f"{folder}/note-").get("Contents", [])
            reached = {"page": 0, "items": 0, "next": None}
            if notes:
                reached = get(notes[-1]["Key"].removeprefix(f"{folder}/"))
        """,
        also=[
            Change(
                old='put("progress.json", json.dumps(reached))',
                new="put(f\"note-{reached['page']:06d}.json\", json.dumps(reached))",
            ),
        ],
    ),
]
