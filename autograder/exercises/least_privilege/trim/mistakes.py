"""What people get wrong in trim."""

from autograder.mistakes import Change, Mistake

ONLY = 'if each["allowed"] and each["statement"] == statement["Sid"]:'

mistakes = [
    Mistake(
        name="one_statement",
        tempts="All actions and all resources of a statement together: what was used, and every combination of it.",
        fails="nothing_else, exam_nothing_else, exam_odd_names, conditions, exam_conditions",
        advice="pairs, unused",
        old="""
            for resource, names in sorted(actions.items()):
                resources[tuple(sorted(names))].append(as_itself(resource))
        """,
        new="""
            together = tuple(sorted(set().union(*actions.values())))
            for resource in sorted(actions):
                resources[together].append(as_itself(resource))
        """,
    ),
    Mistake(
        name="keeps_the_resources",
        tempts="Trims the actions, and leaves the resources as they were.",
        fails="nothing_else, exam_nothing_else, exam_odd_names, conditions, exam_conditions",
        advice="pairs, unused",
        old='"Resource": places}',
        new='"Resource": statement.get("Resource", places)}',
    ),
    Mistake(
        name="keeps_the_actions",
        tempts="Trims the resources, and leaves the actions as they were.",
        fails="nothing_else, exam_nothing_else, exam_odd_names, conditions, exam_conditions",
        advice="pairs, unused",
        old='"Action": list(names)',
        new='"Action": statement.get("Action", list(names))',
    ),
    Mistake(
        name="refused_as_well",
        tempts="Takes everything that was asked for: what was refused seems to be missing.",
        fails="nothing_else, exam_nothing_else, exam_readable, readable, conditions, exam_conditions",
        advice="refused_before, denied_before",
        old=ONLY,
        new='if each["statement"] == statement["Sid"] or not each["allowed"]:',
    ),
    Mistake(
        name="forgets_conditions",
        tempts="Action and resource are what one thinks of.",
        fails="conditions, exam_conditions",
        advice="conditions",
        old="""
            if "Condition" in statement:
                new["Condition"] = statement["Condition"]
        """,
        new="",
    ),
    Mistake(
        name="one_condition_for_all",
        tempts="Loses track of which statement the condition was in.",
        fails="used_calls, conditions, denies, exam_conditions, exam_denies, exam_nothing_else, exam_odd_names, "
        "exam_readable, exam_used_calls, nothing_else, readable",
        advice="needed",
        old="""
            if "Condition" in statement:
                new["Condition"] = statement["Condition"]
        """,
        new="""
            new["Condition"] = next(each["Condition"] for each in policy["Statement"] if "Condition" in each)
        """,
    ),
    Mistake(
        name="drops_denies",
        tempts="A policy that allows so little seems to need no Deny.",
        fails="denies, exam_denies",
        advice="denies",
        old="""
            if statement["Effect"] == "Deny":
                statements.append(statement)
                continue
        """,
        new="""
            if statement["Effect"] == "Deny":
                continue
        """,
    ),
    Mistake(
        name="trims_denies",
        tempts="Trims every statement, also those that deny.",
        fails="denies, exam_denies",
        advice="denies",
        old="""
            if statement["Effect"] == "Deny":
                statements.append(statement)
                continue
        """,
        new="""
            if statement["Effect"] == "Deny":
                denied = {each["action"] for each in used if each["statement"] == statement["Sid"]}
                if denied:
                    statements.append({**statement, "Action": sorted(denied)})
                continue
        """,
    ),
    Mistake(
        name="a_statement_for_each_call",
        tempts="One statement for each resource is easier, and grows with the month.",
        fails="readable, exam_readable",
        advice="readable",
        old="resources[tuple(sorted(names))].append(as_itself(resource))",
        new="resources[(*sorted(names), resource)[:-1], resource].append(as_itself(resource))",
        also=[
            Change(old="for names, places in resources.items():", new="for (names, _), places in resources.items():"),
        ],
    ),
    Mistake(
        name="the_same_sid",
        tempts="Copies the old statement, with its Sid, as often as needed.",
        fails="used_calls, conditions, denies, exam_conditions, exam_denies, exam_nothing_else, exam_odd_names, "
        "exam_readable, exam_used_calls, nothing_else, readable",
        advice="document",
        old='new = {"Effect": "Allow",',
        new='new = {"Sid": statement["Sid"], "Effect": "Allow",',
    ),
    Mistake(
        name="copies_the_rest",
        tempts="Takes the old statement over and changes two elements, beside those that say what it is not.",
        fails="exam_used_calls, exam_nothing_else, conditions, exam_conditions",
        advice="document",
        old='new = {"Effect": "Allow", "Action": list(names), "Resource": places}',
        new='new = {**statement, "Sid": f"{statement[\'Sid\']}{len(statements)}", "Action": list(names), "Resource": places}',
    ),
    Mistake(
        name="stars_are_stars",
        tempts="Writes names as they are.",
        fails="exam_odd_names",
        advice="letters",
        old="""
            return "".join(f"${{{letter}}}" if letter in "*?$" else letter for letter in resource)
        """,
        new="""
            return resource
        """,
    ),
    Mistake(
        name="stars_only",
        tempts="Thinks of the star, and not of the others.",
        fails="exam_odd_names",
        advice="letters",
        old='if letter in "*?$"',
        new='if letter in "*"',
    ),
    Mistake(
        name="every_star",
        tempts="Writes the resource * as the letter too, so that it fits nothing.",
        fails="used_calls, conditions, denies, exam_conditions, exam_denies, exam_nothing_else, exam_odd_names, "
        "exam_readable, exam_used_calls, nothing_else, readable",
        advice="document",
        old="""
            if resource == "*":
                return resource
        """,
        new="",
    ),
    Mistake(
        name="a_wildcard_for_many",
        tempts="Objects of a bucket by their folder: short, and more than was used.",
        fails="nothing_else, exam_odd_names, readable, exam_readable, exam_nothing_else, conditions, exam_conditions",
        advice="letters, unused, readable",
        old="""
            return "".join(f"${{{letter}}}" if letter in "*?$" else letter for letter in resource)
        """,
        new="""
            if resource.startswith("arn:aws:s3:::"):
                return resource.rpartition("/")[0] + "/*"
            return resource
        """,
    ),
    Mistake(
        name="nothing_twice_forgotten",
        tempts="Lists in place of sets.",
        fails="exam_readable, readable",
        advice="readable, document",
        old='actions[each["resource"]].add(each["action"])',
        new='actions[each["resource"]].append(each["action"])',
        also=[Change(old="actions, resources = defaultdict(set)", new="actions, resources = defaultdict(list)")],
    ),
    Mistake(
        name="leaves_what_it_is_not",
        tempts="A statement with NotAction seems to be one that limits, like a Deny, and stays as it is.",
        fails="exam_nothing_else",
        advice="pairs",
        old="""
            if statement["Effect"] == "Deny":
        """,
        new="""
            if statement["Effect"] == "Deny" or "NotAction" in statement:
        """,
    ),
    Mistake(
        name="writes_denies_anew",
        tempts="Writes each Deny anew, with the elements that the others have: what it is not, and when, is lost.",
        fails="exam_denies",
        advice="needed",
        old="""
            statements.append(statement)
            continue
        """,
        new="""
            statements.append({"Effect": "Deny", "Action": statement.get("Action", "*"), "Resource": statement.get("Resource", "*")})
            continue
        """,
    ),
    Mistake(
        name="every_call_has_a_statement",
        tempts="Looks up which statement decided. Where nothing allowed a call, none did.",
        fails="used_calls, nothing_else, conditions, denies, readable, exam_used_calls, exam_nothing_else, exam_odd_names, exam_conditions, exam_denies, exam_readable",
        old="""
            statements = []
        """,
        new="""
            sids = {statement["Sid"]: statement for statement in policy["Statement"]}
            for each in used:
                sids[each["statement"]].setdefault("Action", [])
            statements = []
        """,
    ),
    Mistake(
        name="last_statement_wins",
        tempts="A dictionary by call makes each come once. What two statements allowed keeps one condition of the two.",
        fails="conditions, exam_conditions",
        advice="needed",
        old="""
            statements = []
        """,
        new="""
            once = {(each["action"], each["resource"]): each for each in used}
            statements = []
        """,
        also=[Change(old="for each in used:", new="for each in once.values():")],
    ),
    Mistake(
        name="numbers_its_sids",
        tempts="Numbers what one statement becomes, and forgets that the next can have such a name itself.",
        fails="conditions, exam_conditions",
        advice="document",
        old="for names, places in resources.items():",
        new="for number, (names, places) in enumerate(resources.items(), 1):",
        also=[
            Change(
                old='new = {"Effect"',
                new='new = {"Sid": statement["Sid"] + (str(number) if number > 1 else ""), "Effect"',
            )
        ],
    ),
    Mistake(
        name="hyphen_in_its_name",
        tempts="Numbers what one statement becomes with a hyphen. A Sid has letters and digits only.",
        fails="used_calls, nothing_else, conditions, denies, readable, exam_used_calls, exam_nothing_else, "
        "exam_odd_names, exam_conditions, exam_denies, exam_readable",
        advice="document",
        old="for names, places in resources.items():",
        new="for number, (names, places) in enumerate(resources.items(), 1):",
        also=[Change(old='new = {"Effect"', new='new = {"Sid": f"{statement[\'Sid\']}-{number}", "Effect"')],
    ),
    Mistake(
        name="joins_across_statements",
        tempts="Puts together by actions alone. Then one statement's condition counts for what another allowed.",
        fails="conditions, exam_conditions",
        advice="needed",
        old="""
            for names, places in resources.items():
                new = {"Effect": "Allow", "Action": list(names), "Resource": places}
        """,
        new="""
            for names, places in resources.items():
                same = [each for each in statements if each["Effect"] == "Allow" and each["Action"] == list(names)]
                if same:
                    same[0]["Resource"] += [place for place in places if place not in same[0]["Resource"]]
                    continue
                new = {"Effect": "Allow", "Action": list(names), "Resource": places}
        """,
    ),
    Mistake(
        name="neighbours_only",
        tempts="groupby puts together what stands side by side, and no more.",
        fails="readable, exam_readable",
        advice="readable",
        old="""
        for resource, names in sorted(actions.items()):
            resources[tuple(sorted(names))].append(as_itself(resource))
        for names, places in resources.items():
        """,
        new="""
        for resource, names in sorted(actions.items()):
            resources[resource] = sorted(names)
        for names, group in groupby(resources.items(), key=lambda pair: pair[1]):
            places = [as_itself(resource) for resource, _ in group]
        """,
        also=[
            Change(
                old="from collections import defaultdict\n",
                new="from collections import defaultdict\nfrom itertools import groupby\n",
            )
        ],
    ),
    Mistake(
        name="letters_in_denies",
        tempts="Writes the names in all statements so that nothing in them is a wildcard.",
        fails="exam_denies",
        advice="denies",
        old="""
                statements.append(statement)
                continue
        """,
        new="""
                kept = dict(statement)
                if isinstance(kept.get("Resource"), list):
                    kept["Resource"] = [as_itself(resource) for resource in kept["Resource"]]
                statements.append(kept)
                continue
        """,
    ),
    Mistake(
        name="looks_at_the_resource",
        tempts="Whatever was asked of a resource that the statement allowed something on is its affair.",
        fails="conditions, exam_conditions",
        advice="refused_before",
        old="""
            if each["allowed"] and each["statement"] == statement["Sid"]:
                actions[each["resource"]].add(each["action"])
        """,
        new="""
            if each["allowed"] and each["statement"] == statement["Sid"]:
                refused = [one for one in used if one["resource"] == each["resource"] and one["statement"] is None]
                actions[each["resource"]] |= {each["action"], *(one["action"] for one in refused)}
        """,
    ),
    Mistake(
        name="letters_at_the_end",
        tempts="Only the last part of a name is anybody's choice.",
        fails="exam_odd_names",
        advice="letters",
        old="""
            return "".join(f"${{{letter}}}" if letter in "*?$" else letter for letter in resource)
        """,
        new="""
            folder, slash, last = resource.rpartition("/")
            return folder + slash + "".join(f"${{{letter}}}" if letter in "*?$" else letter for letter in last)
        """,
    ),
    Mistake(
        name="a_statement_for_each_action",
        tempts="Goes by action, as one reads `used`: where many actions were used on few resources it is longer.",
        fails="readable, exam_readable",
        advice="readable",
        old="resources[tuple(sorted(names))].append(as_itself(resource))",
        new="for name in names: resources[(name,)].append(as_itself(resource))",
    ),
    Mistake(
        name="whatever_decided",
        tempts="Takes what a statement has decided for what it has allowed: the Deny keeps it from doing harm.",
        fails="readable, exam_readable",
        advice="denied_before",
        old="""
            if statement["Effect"] == "Deny":
                statements.append(statement)
                continue
        """,
        new="""
            if statement["Effect"] == "Deny":
                statements.append(statement)
        """,
        also=[
            Change(old=ONLY, new='if each["statement"] == statement["Sid"]:'),
        ],
    ),
    Mistake(
        name="sids_of_its_own",
        tempts="Numbers the new statements, as the console's editor does. A Deny that stays can have such a Sid.",
        fails="conditions, exam_conditions",
        advice="document",
        old='new = {"Effect"',
        new='new = {"Sid": f"Statement{len(statements) + 1}", "Effect"',
    ),
    Mistake(
        name="objects_only",
        tempts="Objects have odd names. So have log streams, and whatever else people may name.",
        fails="exam_odd_names",
        advice="letters",
        old="""
            if resource == "*":
        """,
        new="""
            if not resource.startswith("arn:aws:s3:::"):
        """,
    ),
    Mistake(
        name="without_a_version",
        tempts="Returns what has changed. Without its Version a policy is one of 2008, which knows no variables.",
        fails="exam_odd_names, exam_denies",
        advice="letters, denies",
        old='{"Version": policy["Version"], "Statement": statements}',
        new='{"Statement": statements}',
    ),
    Mistake(
        name="denies_that_name_actions",
        tempts="Keeps each Deny that has an Action. One can also say which actions it is not about.",
        fails="exam_denies",
        advice="denies",
        old="""
            statements.append(statement)
            continue
        """,
        new="""
            statements += [statement] if "Action" in statement else []
            continue
        """,
    ),
    Mistake(
        name="denies_of_what_was_used",
        tempts="Keeps each Deny that is about a service that was used.",
        fails="exam_denies",
        advice="denies",
        old="""
            statements.append(statement)
            continue
        """,
        new="""
            services = {each["action"].partition(":")[0] for each in used}
            named = str(statement.get("Action", "*"))
            if named == "*" or any(service in named for service in services):
                statements.append(statement)
            continue
        """,
    ),
]
