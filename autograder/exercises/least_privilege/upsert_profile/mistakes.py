"""What people get wrong in upsert_profile."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="created_again",
        tempts="Sets created_at with everything else, each time.",
        fails="known_player, nothing_to_change, reserved_words, odd_names, one_request, exam_known_player, "
        "exam_names, exam_nothing, exam_one_request, exam_values",
        advice="created",
        old="#created = if_not_exists(#created, :now)",
        new="#created = :now",
    ),
    Mistake(
        name="names_as_they_are",
        tempts="Writes names into the expression: most work.",
        fails="reserved_words, exam_names, odd_names, exam_values",
        advice="names",
        old='parts.append(f"#{number} = :{number}")',
        new='parts.append(f"{name} = :{number}")',
        also=[
            Change(old='names[f"#{number}"], values[f":{number}"] = name, value', new='values[f":{number}"] = value')
        ],
    ),
    Mistake(
        name="placeholders_by_name",
        tempts="Makes the placeholder out of the name, which mends reserved words and not a dot or a blank.",
        fails="odd_names, exam_names, exam_values",
        advice="names",
        old='parts.append(f"#{number} = :{number}")',
        new='parts.append(f"#{name} = :{name}")',
        also=[
            Change(
                old='names[f"#{number}"], values[f":{number}"] = name, value',
                new='names[f"#{name}"], values[f":{name}"] = name, value',
            )
        ],
    ),
    Mistake(
        name="what_changed_only",
        tempts="UPDATED_NEW sounds like the new item.",
        fails="known_player, exam_known_player, exam_names, exam_new_player, exam_nothing, exam_values, new_player, "
        "exam_together, "
        "nothing_to_change, odd_names, reserved_words, exam_one_request, one_request",
        advice="whole_item",
        old='ReturnValues="ALL_NEW"',
        new='ReturnValues="UPDATED_NEW"',
    ),
    Mistake(
        name="as_it_was",
        tempts="ALL_OLD is the whole item too: the one before.",
        fails="known_player, exam_known_player, exam_names, exam_new_player, exam_nothing, exam_values, new_player, "
        "exam_together, "
        "nothing_to_change, odd_names, reserved_words, exam_one_request, one_request",
        advice="whole_item",
        old='ReturnValues="ALL_NEW"',
        new='ReturnValues="ALL_OLD"',
        also=[Change(old='return answer["Attributes"]', new='return answer.get("Attributes", {})')],
    ),
    Mistake(
        name="the_whole_answer",
        tempts="Returns what boto3 returned.",
        fails="known_player, exam_known_player, exam_names, exam_new_player, exam_nothing, exam_values, new_player, "
        "exam_together, "
        "nothing_to_change, odd_names, reserved_words, exam_one_request, one_request",
        advice="whole_item",
        old='return answer["Attributes"]',
        new="return answer",
    ),
    Mistake(
        name="nothing_means_nothing",
        tempts="Without changes there seems to be nothing to do.",
        fails="nothing_to_change, exam_nothing, exam_one_request?",
        advice="nothing, whole_item?",
        old="""
            names, values = {"#created": "created_at"}, {":now": now}
        """,
        new="""
            if not changes:
                return {}
            names, values = {"#created": "created_at"}, {":now": now}
        """,
    ),
    Mistake(
        name="drops_what_is_false",
        tempts="Leaves out empty values, which older libraries could not store.",
        fails="odd_names, exam_values, exam_names",
        advice="all_changes",
        old="""
            for number, (name, value) in enumerate(changes.items()):
        """,
        new="""
            for number, (name, value) in enumerate((name, value) for name, value in changes.items() if value):
        """,
    ),
    Mistake(
        name="drops_none",
        tempts="Takes None for no change.",
        fails="odd_names, exam_values",
        advice="all_changes",
        old="""
            for number, (name, value) in enumerate(changes.items()):
        """,
        new="""
            for number, (name, value) in enumerate((n, v) for n, v in changes.items() if v is not None):
        """,
    ),
    Mistake(
        name="only_who_is_there",
        tempts="Wants to be sure that the player exists.",
        fails="exam_one_request, one_request, new_player, exam_names, exam_new_player, exam_nothing, exam_together, known_player, "
        "nothing_to_change, exam_values",
        advice="only_if_there",
        old="""
            UpdateExpression="SET " + ", ".join(parts),
        """,
        new="""
            UpdateExpression="SET " + ", ".join(parts),
            ConditionExpression="attribute_exists(player_id)",
        """,
    ),
    Mistake(
        name="lets_dynamodb_refuse",
        tempts="DynamoDB refuses a change of the key anyway: with another error, and only that one.",
        fails="own_names, exam_own_names",
        advice="own_names",
        old="""
            if {"player_id", "created_at"} & changes.keys():
                raise ValueError("player_id and created_at cannot be changed.")
        """,
        new="",
    ),
    Mistake(
        name="ignores_them",
        tempts="Drops the forbidden names without a word.",
        fails="own_names, exam_own_names",
        advice="own_names",
        old="""
            if {"player_id", "created_at"} & changes.keys():
                raise ValueError("player_id and created_at cannot be changed.")
        """,
        new="""
            changes = {name: value for name, value in changes.items() if name not in ("player_id", "created_at")}
        """,
    ),
    Mistake(
        name="refuses_afterwards",
        tempts="Looks at the changes when they are stored.",
        fails="own_names, exam_own_names",
        advice="own_names",
        old="""
            if {"player_id", "created_at"} & changes.keys():
                raise ValueError("player_id and created_at cannot be changed.")
        """,
        new="",
        also=[
            Change(
                old="""
                    for number, (name, value) in enumerate(changes.items()):
                """,
                new="""
                    forbidden = {"player_id", "created_at"} & changes.keys()
                    for number, (name, value) in enumerate((n, v) for n, v in changes.items() if n not in forbidden):
                """,
            ),
            Change(
                old="""
                    return answer["Attributes"]
                """,
                new="""
                    if forbidden:
                        raise ValueError("player_id and created_at cannot be changed.")
                    return answer["Attributes"]
                """,
            ),
        ],
    ),
    Mistake(
        name="hides_errors",
        tempts="Says None when it did not work.",
        fails="busy_table, exam_missing_table",
        advice="catches_all",
        old="""
            answer = dynamodb.Table("players").update_item(
                Key={"player_id": player_id},
                UpdateExpression="SET " + ", ".join(parts),
                ExpressionAttributeNames=names,
                ExpressionAttributeValues=values,
                ReturnValues="ALL_NEW",
            )
            return answer["Attributes"]
        """,
        new="""
            try:
                answer = dynamodb.Table("players").update_item(
                    Key={"player_id": player_id},
                    UpdateExpression="SET " + ", ".join(parts),
                    ExpressionAttributeNames=names,
                    ExpressionAttributeValues=values,
                    ReturnValues="ALL_NEW",
                )
                return answer["Attributes"]
            except Exception:
                return None
        """,
    ),
    Mistake(
        name="one_update_for_each",
        tempts="One attribute at a time is easier to write.",
        fails="exam_together, one_request, exam_one_request",
        advice="requests",
        old="""
            for number, (name, value) in enumerate(changes.items()):
                names[f"#{number}"], values[f":{number}"] = name, value
                parts.append(f"#{number} = :{number}")
        """,
        new="""
            for name, value in changes.items():
                dynamodb.Table("players").update_item(
                    Key={"player_id": player_id},
                    UpdateExpression="SET #name = :value",
                    ExpressionAttributeNames={"#name": name},
                    ExpressionAttributeValues={":value": value},
                )
        """,
    ),
    Mistake(
        name="own_resource",
        tempts="Makes a resource of its own, with other rights than the function's role has.",
        fails="new_player, known_player, reserved_words, odd_names, nothing_to_change, one_request, busy_table, exam_new_player, exam_known_player, exam_names, exam_values, exam_nothing, exam_one_request, exam_together, exam_missing_table",
        old="""
            answer = dynamodb.Table("players").update_item(
        """,
        new="""
            import boto3

            answer = boto3.resource("dynamodb", region_name="us-east-1").Table("players").update_item(
        """,
    ),
    Mistake(
        name="busy_is_none",
        tempts="A table that is too busy is nothing to bother a player with.",
        fails="busy_table, exam_missing_table",
        advice="catches_all",
        old="""
            answer = dynamodb.Table("players").update_item(
                Key={"player_id": player_id},
                UpdateExpression="SET " + ", ".join(parts),
                ExpressionAttributeNames=names,
                ExpressionAttributeValues=values,
                ReturnValues="ALL_NEW",
            )
            return answer["Attributes"]
        """,
        new="""
            busy = dynamodb.meta.client.exceptions.ProvisionedThroughputExceededException
            try:
                answer = dynamodb.Table("players").update_item(
                    Key={"player_id": player_id},
                    UpdateExpression="SET " + ", ".join(parts),
                    ExpressionAttributeNames=names,
                    ExpressionAttributeValues=values,
                    ReturnValues="ALL_NEW",
                )
            except busy:
                return {"player_id": player_id, **changes}
            return answer["Attributes"]
        """,
    ),
    Mistake(
        name="nothing_takes_two",
        tempts="Makes the player first where there is nothing to change, and asks what there is.",
        fails="exam_one_request",
        advice="requests",
        old="""
            answer = dynamodb.Table("players").update_item(
        """,
        new="""
            if not changes:
                dynamodb.Table("players").update_item(Key={"player_id": player_id})
            answer = dynamodb.Table("players").update_item(
        """,
    ),
    Mistake(
        name="names_without_case",
        tempts="Takes other spellings for the same attribute. To DynamoDB each is one of its own.",
        fails="exam_names",
        advice="own_names",
        old='if {"player_id", "created_at"} & changes.keys():',
        new='if {"player_id", "created_at"} & {name.strip().lower() for name in changes}:',
    ),
    Mistake(
        name="sets_are_joined",
        tempts="ADD is there for sets. It adds to the stored one, which stays.",
        fails="exam_values",
        advice="all_changes",
        old='parts = ["#created',
        new='more, parts = [], ["#created',
        also=[
            Change(
                old='parts.append(f"#{number} = :{number}")',
                new="""
                    if isinstance(value, set):
                        more.append(f"#{number} :{number}")
                    else:
                        parts.append(f"#{number} = :{number}")
                """,
            ),
            Change(
                old='UpdateExpression="SET " + ", ".join(parts)',
                new='UpdateExpression="SET " + ", ".join(parts) + (" ADD " + ", ".join(more) if more else "")',
            ),
        ],
    ),
    Mistake(
        name="letters_for_placeholders",
        tempts="One letter for each change: there are 26.",
        fails="exam_names",
        advice="all_changes",
        old="for number, (name, value) in enumerate(changes.items()):",
        new='for number, (name, value) in zip("abcdefghijklmnopqrstuvwxyz", changes.items()):',
    ),
    Mistake(
        name="asks_for_their_values",
        tempts="Asks with `get` whether a name is there. A value that is false counts as none.",
        fails="exam_own_names",
        advice="own_names",
        old='if {"player_id", "created_at"} & changes.keys():',
        new='if changes.get("player_id") or changes.get("created_at"):',
    ),
    Mistake(
        name="strips_texts",
        tempts="Blanks at the ends are slips of whoever typed it.",
        fails="exam_values",
        advice="all_changes",
        old='names[f"#{number}"], values[f":{number}"] = name, value',
        new='names[f"#{number}"], values[f":{number}"] = name, value.strip() if isinstance(value, str) else value',
    ),
    Mistake(
        name="one_of_its_own_placeholders",
        tempts="Calls the placeholders as the attributes where it can; one of them is taken already.",
        fails="exam_names",
        advice="names",
        old="""
        names[f"#{number}"], values[f":{number}"] = name, value
        parts.append(f"#{number} = :{number}")
        """,
        new="""
        own = name if name == "created" else number
        names[f"#{own}"], values[f":{own}"] = name, value
        parts.append(f"#{own} = :{own}")
        """,
    ),
    Mistake(
        name="changes_or_else_creates",
        tempts="Two cases, two requests: the second only where the first has found nobody.",
        fails="one_request, exam_one_request",
        advice="requests",
        old="""
        answer = dynamodb.Table("players").update_item(
            Key={"player_id": player_id},
            UpdateExpression="SET " + ", ".join(parts),
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=values,
            ReturnValues="ALL_NEW",
        )
        return answer["Attributes"]
        """,
        new="""
        request = {
            "Key": {"player_id": player_id},
            "UpdateExpression": "SET " + ", ".join(parts),
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": values,
            "ReturnValues": "ALL_NEW",
        }
        table = dynamodb.Table("players")
        try:
            answer = table.update_item(**request, ConditionExpression="attribute_exists(player_id)")
        except table.meta.client.exceptions.ConditionalCheckFailedException:
            answer = table.update_item(**request)
        return answer["Attributes"]
        """,
    ),
    Mistake(
        name="names_in_hexadecimal",
        tempts="Makes a placeholder of each name that no other one can have, and that grows with the name.",
        fails="exam_names",
        advice="names",
        old="""
        names[f"#{number}"], values[f":{number}"] = name, value
        parts.append(f"#{number} = :{number}")
        """,
        new="""
        number = name.encode().hex()
        names[f"#{number}"], values[f":{number}"] = name, value
        parts.append(f"#{number} = :{number}")
        """,
    ),
    Mistake(
        name="when_it_was_changed",
        tempts="An item that says when it was made should say when it was changed.",
        fails="new_player, known_player, reserved_words, odd_names, nothing_to_change, one_request, exam_known_player, exam_new_player, exam_names, exam_values, exam_nothing, exam_one_request, exam_together",
        advice="more",
        old='parts = ["#created',
        new='parts = ["updated_at = :now", "#created',
    ),
    Mistake(
        name="keeps_its_table",
        tempts="Makes the table's object once. It belongs to the resource of the first call for ever.",
        fails=(
            "exam_one_request, new_player?, known_player?, reserved_words?, odd_names?, nothing_to_change?, one_request?, "
            "busy_table?, own_names?, exam_new_player?, exam_known_player?, exam_names?, exam_values?, exam_nothing?, "
            "exam_together?, exam_missing_table?, exam_own_names?"
        ),
        advice="catches_all?",
        old='answer = dynamodb.Table("players").update_item(',
        new='answer = upsert_profile.__dict__.setdefault("table", dynamodb.Table("players")).update_item(',
    ),
    Mistake(
        name="equal_values_once",
        tempts="Gives equal values one placeholder. True and 1 are equal in Python.",
        fails="exam_values",
        advice="all_changes",
        old="""
            names[f"#{number}"], values[f":{number}"] = name, value
            parts.append(f"#{number} = :{number}")
        """,
        new="""
            same = next((key for key, other in values.items() if other == value), f":{number}")
            names[f"#{number}"], values[same] = name, value
            parts.append(f"#{number} = {same}")
        """,
    ),
]
