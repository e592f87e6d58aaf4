from collections import defaultdict


def as_itself(resource):
    """A resource's name as a policy has it: without wildcards and variables."""
    if resource == "*":
        return resource
    return "".join(f"${{{letter}}}" if letter in "*?$" else letter for letter in resource)


def trim(policy, used):
    """Of a broad policy, what a month of calls has used.

    Args:
        policy: a policy document of Version 2012-10-17, a dictionary. Its Statement is a list, and
            each statement has a Sid.
        used: what the calls of a month asked for, as the journal has it: a list of dictionaries with
            action: such as "s3:GetObject",
            resource: the ARN that it was asked for, or "*" for an action that is about no single one,
            allowed: whether it was allowed, True or False,
            statement: the Sid of the statement that allowed or denied it, None if there was none.
            The same can come many times. Something was allowed.

    Returns:
        The new policy document, a dictionary (or the same as JSON text).
        What was allowed stays allowed, on the condition of the statement that allowed it. No other
        action is allowed, no other resource, and none of those that were used in a combination in
        which they were not used.
        Statements with Deny stay as they are, so that they limit other policies of the role as before.
        It can be read: no action and no resource twice in one statement, and resources that the same
        statement allowed with the same actions are together, so that it becomes no more statements
        than there were different sets of actions.
        A `*`, `?` or `$` in the name of a resource is no wildcard and no variable: in a policy it is
        written `${*}`, `${?}`, `${$}`. Only the resource "*" stays a star.
        No Sid comes twice; a statement may have none.

    Raises:
        Nothing.
    """
    statements = []
    for statement in policy["Statement"]:
        if statement["Effect"] == "Deny":
            statements.append(statement)
            continue
        actions, resources = defaultdict(set), defaultdict(list)
        for each in used:
            if each["allowed"] and each["statement"] == statement["Sid"]:
                actions[each["resource"]].add(each["action"])
        for resource, names in sorted(actions.items()):
            resources[tuple(sorted(names))].append(as_itself(resource))
        for names, places in resources.items():
            new = {"Effect": "Allow", "Action": list(names), "Resource": places}
            if "Condition" in statement:
                new["Condition"] = statement["Condition"]
            statements.append(new)
    return {"Version": policy["Version"], "Statement": statements}
