"""What people get wrong in repair."""

from autograder.mistakes import Change, Mistake, keeps_the_first

mistakes = [
    Mistake(
        name="puts_without_condition",
        tempts="The scan has just said that the item is wrong.",
        fails="corrected_meanwhile, deleted_meanwhile, exam_corrected_meanwhile, exam_deleted_meanwhile",
        advice="brings_back, overwrites",
        old="dynamodb.put_item(TableName=table_name, Item=good, **still)",
        new="dynamodb.put_item(TableName=table_name, Item=good)",
    ),
    Mistake(
        name="deletes_without_condition",
        tempts="Thinks of corrections only where something is put back.",
        fails="corrected_meanwhile, exam_corrected_meanwhile, exam_deleted_meanwhile",
        advice="count, overwrites",
        old="dynamodb.delete_item(TableName=table_name, Key=key, **still)",
        new="dynamodb.delete_item(TableName=table_name, Key=key)",
    ),
    Mistake(
        name="only_if_it_is_there",
        tempts="Makes sure that nothing is brought back, and forgets those who correct.",
        fails="corrected_meanwhile, exam_corrected_meanwhile",
        advice="overwrites",
        old='still = {"ConditionExpression": "written_by = :version", "ExpressionAttributeValues": marked}',
        new='still = {"ConditionExpression": "attribute_exists(written_by)"}',
    ),
    Mistake(
        name="or_not_there",
        tempts="Wants to put back what was deleted, too.",
        fails="deleted_meanwhile, exam_corrected_meanwhile, exam_deleted_meanwhile",
        advice="brings_back, overwrites",
        old='"ConditionExpression": "written_by = :version"',
        new='"ConditionExpression": "attribute_not_exists(written_by) OR written_by = :version"',
    ),
    Mistake(
        name="one_page",
        tempts="Tries it with a small table, whose scan has one page.",
        fails="exam_short_pages, short_pages",
        advice="pages",
        old="""
            pages = dynamodb.get_paginator("scan").paginate(
                TableName=table_name,
                FilterExpression="written_by = :version",
                ExpressionAttributeValues=marked,
                ConsistentRead=True,
            )
        """,
        new="""
            pages = [
                dynamodb.scan(
                    TableName=table_name,
                    FilterExpression="written_by = :version",
                    ExpressionAttributeValues=marked,
                    ConsistentRead=True,
                )
            ]
        """,
    ),
    Mistake(
        name="stops_at_an_empty_page",
        tempts="Takes an empty page for the end.",
        fails="exam_short_pages, short_pages",
        advice="pages",
        old="""
            for page in pages:
                for item in page["Items"]:
        """,
        new="""
            for page in pages:
                if not page["Items"]:
                    break
                for item in page["Items"]:
        """,
    ),
    Mistake(
        name="one_key_for_all",
        tempts="Knows the key of the lab's table.",
        fails="another_key, exam_another_key",
        advice="key",
        old='keys = [part["AttributeName"] for part in schema]',
        new='keys = ["sample_id"]',
    ),
    Mistake(
        name="partition_key_alone",
        tempts="Looks up the first attribute of the key.",
        fails="another_key, exam_another_key",
        advice="key",
        old='keys = [part["AttributeName"] for part in schema]',
        new='keys = [schema[0]["AttributeName"]]',
    ),
    Mistake(
        name="begins_with",
        tempts="Every 3.1 of some kind was bad, surely.",
        fails="exam_others_stay, others_stay",
        advice="others",
        old='FilterExpression="written_by = :version"',
        new='FilterExpression="begins_with(written_by, :version)"',
        also=[
            Change(
                old='"ConditionExpression": "written_by = :version"',
                new='"ConditionExpression": "begins_with(written_by, :version)"',
            ),
        ],
    ),
    Mistake(
        name="contains",
        tempts="Looks for the version in the text.",
        fails="exam_others_stay, others_stay",
        advice="others",
        old='FilterExpression="written_by = :version"',
        new='FilterExpression="contains(written_by, :version)"',
        also=[
            Change(
                old='"ConditionExpression": "written_by = :version"',
                new='"ConditionExpression": "contains(written_by, :version)"',
            ),
        ],
    ),
    Mistake(
        name="keeps_what_was_made",
        tempts="There is nothing to put back for it.",
        fails="damaged_items, exam_damaged_items, another_key, any_crash, corrected_meanwhile, "
        "deleted_meanwhile, exam_another_key, exam_any_crash, exam_corrected_meanwhile, "
        "exam_deleted_meanwhile, exam_others_stay, exam_short_pages, others_stay, short_pages",
        advice="as_it_was, made, again",
        old="""
            still = {"ConditionExpression": "written_by = :version", "ExpressionAttributeValues": marked}
        """,
        new="""
            if good is None:
                continue
            still = {"ConditionExpression": "written_by = :version", "ExpressionAttributeValues": marked}
        """,
    ),
    Mistake(
        name="counts_what_others_did",
        tempts="Counts before it knows.",
        fails="corrected_meanwhile, deleted_meanwhile, exam_corrected_meanwhile, exam_deleted_meanwhile",
        advice="count",
        old="continue  # somebody was faster, and is right",
        new="pass",
    ),
    Mistake(
        name="hides_every_failure",
        tempts="One item that cannot be written must not stop the rest.",
        fails="any_crash, exam_any_crash, exam_errors",
        advice="again, catches_all",
        old="except dynamodb.exceptions.ConditionalCheckFailedException:",
        new="except dynamodb.exceptions.ClientError:",
    ),
    Mistake(
        name="lets_the_condition_fail",
        tempts="Does not expect that somebody is faster.",
        fails="corrected_meanwhile, deleted_meanwhile, exam_corrected_meanwhile, exam_deleted_meanwhile",
        advice="",
        old="""
            try:
                if good is None:
                    dynamodb.delete_item(TableName=table_name, Key=key, **still)
                else:
                    dynamodb.put_item(TableName=table_name, Item=good, **still)
            except dynamodb.exceptions.ConditionalCheckFailedException:
                continue  # somebody was faster, and is right
            done["deleted" if good is None else "put_back"] += 1
        """,
        new="""
            if good is None:
                dynamodb.delete_item(TableName=table_name, Key=key, **still)
            else:
                dynamodb.put_item(TableName=table_name, Item=good, **still)
            done["deleted" if good is None else "put_back"] += 1
        """,
    ),
    Mistake(
        name="stops_when_somebody_is_faster",
        tempts="Takes a condition that fails for the end of the work.",
        fails="any_crash, corrected_meanwhile, deleted_meanwhile, exam_any_crash, exam_corrected_meanwhile, "
        "exam_deleted_meanwhile",
        advice="again, as_it_was",
        old="continue  # somebody was faster, and is right",
        new="return done",
    ),
    Mistake(
        name="looks_first",
        tempts="Looks once more, right before it writes.",
        fails="corrected_meanwhile, deleted_meanwhile, exam_corrected_meanwhile, exam_deleted_meanwhile",
        advice="brings_back, overwrites",
        old="""
            try:
                if good is None:
                    dynamodb.delete_item(TableName=table_name, Key=key, **still)
                else:
                    dynamodb.put_item(TableName=table_name, Item=good, **still)
            except dynamodb.exceptions.ConditionalCheckFailedException:
                continue  # somebody was faster, and is right
            done["deleted" if good is None else "put_back"] += 1
        """,
        new="""
            now = dynamodb.get_item(TableName=table_name, Key=key, ConsistentRead=True).get("Item", {})
            if now.get("written_by") != {"S": version}:
                continue
            if good is None:
                dynamodb.delete_item(TableName=table_name, Key=key)
            else:
                dynamodb.put_item(TableName=table_name, Item=good)
            done["deleted" if good is None else "put_back"] += 1
        """,
    ),
    Mistake(
        name="deletes_then_puts",
        tempts="Clears the place first, on the condition; then nobody can be hurt.",
        fails="any_crash, corrected_meanwhile, deleted_meanwhile, exam_any_crash, exam_corrected_meanwhile, "
        "exam_deleted_meanwhile",
        advice="again, brings_back, count",
        old="""
            dynamodb.put_item(TableName=table_name, Item=good, **still)
        """,
        new="""
            dynamodb.delete_item(TableName=table_name, Key=key, **still)
            dynamodb.put_item(TableName=table_name, Item=good, ConditionExpression="attribute_not_exists(written_by)")
        """,
    ),
    Mistake(
        name="updates_attributes",
        tempts="Changes the attributes that the restored item has; those of the bad version stay.",
        fails="damaged_items, exam_damaged_items, another_key, any_crash, corrected_meanwhile, "
        "deleted_meanwhile, exam_another_key, exam_any_crash, exam_corrected_meanwhile, "
        "exam_deleted_meanwhile, exam_others_stay, exam_short_pages, others_stay, short_pages",
        advice="whole, as_it_was",
        old="""
            dynamodb.put_item(TableName=table_name, Item=good, **still)
        """,
        new="""
            dynamodb.update_item(
                TableName=table_name,
                Key=key,
                ConditionExpression="written_by = :version",
                UpdateExpression="SET " + ", ".join(f"#{n} = :{n}" for n, name in enumerate(good) if name not in keys),
                ExpressionAttributeNames={f"#{n}": name for n, name in enumerate(good) if name not in keys},
                ExpressionAttributeValues=marked
                | {f":{n}": value for n, (name, value) in enumerate(good.items()) if name not in keys},
            )
        """,
    ),
    Mistake(
        name="notes_who_repaired",
        tempts="Marks what it has put back.",
        fails="damaged_items, exam_damaged_items, another_key, any_crash, corrected_meanwhile, "
        "deleted_meanwhile, exam_another_key, exam_any_crash, exam_corrected_meanwhile, "
        "exam_deleted_meanwhile, exam_others_stay, exam_short_pages, others_stay, short_pages",
        advice="whole, as_it_was",
        old="dynamodb.put_item(TableName=table_name, Item=good, **still)",
        new='dynamodb.put_item(TableName=table_name, Item={**good, "written_by": {"S": "repair"}}, **still)',
    ),
    Mistake(
        name="returns_nothing",
        tempts="Prints the counts.",
        fails="damaged_items, exam_damaged_items, another_key, corrected_meanwhile, deleted_meanwhile, "
        "exam_another_key, exam_corrected_meanwhile, exam_deleted_meanwhile, exam_nothing_to_do, "
        "exam_others_stay, exam_short_pages, others_stay, short_pages",
        advice="count",
        old="    return done",
        new="    print(done)",
    ),
    Mistake(
        name="counts_in_one",
        tempts="Adds them up.",
        fails="damaged_items, exam_damaged_items, another_key, corrected_meanwhile, deleted_meanwhile, "
        "exam_another_key, exam_corrected_meanwhile, exam_deleted_meanwhile, exam_nothing_to_do, "
        "exam_others_stay, exam_short_pages, others_stay, short_pages",
        advice="count",
        old="    return done",
        new="    return sum(done.values())",
    ),
    Mistake(
        name="versions_of_old",
        tempts="Compares the whole item with the restored one, and puts back whatever differs.",
        fails="damaged_items, exam_damaged_items, corrected_meanwhile, deleted_meanwhile, "
        "exam_corrected_meanwhile, exam_deleted_meanwhile, exam_nothing_to_do, exam_others_stay, "
        "exam_short_pages, others_stay, short_pages",
        advice="as_it_was, brings_back, others, overwrites, pages",
        old="""
            pages = dynamodb.get_paginator("scan").paginate(
                TableName=table_name,
                FilterExpression="written_by = :version",
                ExpressionAttributeValues=marked,
                ConsistentRead=True,
            )
        """,
        new="""
            pages = dynamodb.get_paginator("scan").paginate(TableName=table_name, ConsistentRead=True)
        """,
        also=[
            Change(
                old="""
            still = {"ConditionExpression": "written_by = :version", "ExpressionAttributeValues": marked}
        """,
                new="""
            still = {}
            if good == item:
                continue
        """,
            ),
        ],
    ),
    Mistake(
        name="no_answer_is_no_item",
        tempts="Takes every error of the restored table for an item that is not there, and deletes.",
        fails="no_table, exam_errors, any_crash, exam_any_crash",
        advice="catches_all, again",
        old="""
            good = dynamodb.get_item(TableName=restored_name, Key=key, ConsistentRead=True).get("Item")
        """,
        new="""
            try:
                good = dynamodb.get_item(TableName=restored_name, Key=key, ConsistentRead=True).get("Item")
            except dynamodb.exceptions.ClientError:
                good = None
        """,
    ),
    Mistake(
        name="the_same_page_again",
        tempts="Asks until there is no LastEvaluatedKey, and does not hand it back.",
        fails="short_pages, exam_short_pages",
        advice="endless",
        old="""
            pages = dynamodb.get_paginator("scan").paginate(
                TableName=table_name,
                FilterExpression="written_by = :version",
                ExpressionAttributeValues=marked,
                ConsistentRead=True,
            )
        """,
        new="""
            def asked():
                more = True
                while more:
                    page = dynamodb.scan(
                        TableName=table_name,
                        FilterExpression="written_by = :version",
                        ExpressionAttributeValues=marked,
                        ConsistentRead=True,
                    )
                    more = "LastEvaluatedKey" in page
                    yield page

            pages = asked()
        """,
    ),
    Mistake(
        name="puts_then_undoes",
        tempts="AWS tells what was there before: if it was somebody else's, it is put back.",
        fails="corrected_meanwhile, deleted_meanwhile, exam_corrected_meanwhile, exam_deleted_meanwhile",
        advice="brings_back, overwrites",
        old="""
            try:
                if good is None:
                    dynamodb.delete_item(TableName=table_name, Key=key, **still)
                else:
                    dynamodb.put_item(TableName=table_name, Item=good, **still)
            except dynamodb.exceptions.ConditionalCheckFailedException:
                continue  # somebody was faster, and is right
        """,
        new="""
            if good is None:
                answer = dynamodb.delete_item(TableName=table_name, Key=key, ReturnValues="ALL_OLD")
            else:
                answer = dynamodb.put_item(TableName=table_name, Item=good, ReturnValues="ALL_OLD")
            was = answer.get("Attributes")
            if was is None:
                dynamodb.delete_item(TableName=table_name, Key=key)
                continue
            if was.get("written_by") != marked[":version"]:
                dynamodb.put_item(TableName=table_name, Item=was)
                continue
        """,
    ),
    Mistake(
        name="unprocessed_is_not_there",
        tempts="Reads in batches, and takes what a batch leaves out for missing.",
        fails="exam_short_pages, short_pages",
        advice="unprocessed",
        old="""
            for page in pages:
                for item in page["Items"]:
                    key = {name: item[name] for name in keys}
                    good = dynamodb.get_item(TableName=restored_name, Key=key, ConsistentRead=True).get("Item")
        """,
        new="""
            wrong = [{name: item[name] for name in keys} for page in pages for item in page["Items"]]
            for first in range(0, len(wrong), 100):
                batch = {restored_name: {"Keys": wrong[first : first + 100], "ConsistentRead": True}}
                found = dynamodb.batch_get_item(RequestItems=batch)["Responses"].get(restored_name, [])
                for key in wrong[first : first + 100]:
                    good = next((each for each in found if key.items() <= each.items()), None)
        """,
    ),
    Mistake(
        name="one_batch_for_all",
        tempts="Reads everything that is wrong in one request.",
        fails="exam_damaged_items, exam_nothing_to_do, any_crash, exam_any_crash",
        advice="batch",
        old="""
            for page in pages:
                for item in page["Items"]:
                    key = {name: item[name] for name in keys}
                    good = dynamodb.get_item(TableName=restored_name, Key=key, ConsistentRead=True).get("Item")
        """,
        new="""
            wrong = [{name: item[name] for name in keys} for page in pages for item in page["Items"]]
            found, rest = [], {restored_name: {"Keys": wrong, "ConsistentRead": True}}
            while rest:
                answer = dynamodb.batch_get_item(RequestItems=rest)
                found += answer["Responses"].get(restored_name, [])
                rest = answer["UnprocessedKeys"]
            for _ in (1,):
                for key in wrong:
                    good = next((each for each in found if key.items() <= each.items()), None)
        """,
    ),
    Mistake(
        name="keys_as_json",
        tempts="Takes the restored table into memory, under each key as JSON.",
        fails="exam_another_key",
        advice="key",
        old="""
            pages = dynamodb.get_paginator("scan").paginate(
        """,
        new="""
            before = {}
            for page in dynamodb.get_paginator("scan").paginate(TableName=restored_name, ConsistentRead=True):
                before |= {json.dumps([item[name] for name in keys]): item for item in page["Items"]}
            pages = dynamodb.get_paginator("scan").paginate(
        """,
        also=[
            Change(
                old='good = dynamodb.get_item(TableName=restored_name, Key=key, ConsistentRead=True).get("Item")',
                new="good = before.get(json.dumps(list(key.values())))",
            ),
            Change(
                old='marked = {":version": {"S": version}}',
                new='json, marked = __import__("json"), {":version": {"S": version}}',
            ),
        ],
    ),
    Mistake(
        name="every_attribute_that_is_defined",
        tempts="Takes the key from AttributeDefinitions, which name the attributes of the indexes as well.",
        fails="exam_another_key",
        advice="key",
        old="""
            schema = dynamodb.describe_table(TableName=table_name)["Table"]["KeySchema"]
        """,
        new="""
            schema = dynamodb.describe_table(TableName=table_name)["Table"]["AttributeDefinitions"]
        """,
    ),
    Mistake(
        name="asks_for_the_result",
        tempts="Asks whether the result is still the one that was read; another version can have come to the same.",
        fails="exam_corrected_meanwhile",
        advice="overwrites",
        old="""
            still = {"ConditionExpression": "written_by = :version", "ExpressionAttributeValues": marked}
        """,
        new="""
            still = {
                "ConditionExpression": "#result = :result",
                "ExpressionAttributeNames": {"#result": "result"},
                "ExpressionAttributeValues": {":result": item["result"]},
            }
        """,
    ),
    Mistake(
        name="leaves_what_is_alike",
        tempts="Writes only where something else differs than who has written it, and the mark stays.",
        fails="exam_damaged_items",
        advice="as_it_was",
        old="""
            still = {"ConditionExpression": "written_by = :version", "ExpressionAttributeValues": marked}
        """,
        new="""
            if good is not None and {**good, "written_by": None} == {**item, "written_by": None}:
                continue
            still = {"ConditionExpression": "written_by = :version", "ExpressionAttributeValues": marked}
        """,
    ),
    keeps_the_first(
        "def repair(dynamodb, table_name, restored_name, version):", "dynamodb.describe_table(", "exam_nothing_to_do"
    ),
]
