def keys_for(user_id):
    """The keys of the cache that belong to one user, so that one command can read them all.

    Args:
        user_id: any text, also the empty one, with any signs in it, of at most 64 characters.

    Returns:
        A dict with the keys "profile", "report" and "lock": three different texts, of at most 800 bytes each in UTF-8.
        All three are in one slot, whatever the user_id is.
        No two users have a key in common: texts that differ in anything are two users.
        Many users lie in many slots, and on all shards of a cluster about alike, also if their user_ids look alike.
        The same user_id gives the same keys, in every call and on every machine.

    Raises:
        Nothing: each text has its keys.
    """
    tag = "{u" + user_id.encode().hex() + "}"
    return {"profile": f"profile:{tag}", "report": f"report:{tag}", "lock": f"lock:{tag}"}
