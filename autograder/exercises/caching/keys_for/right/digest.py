"""A digest in the tag, which spreads well, and the whole user_id behind it, which tells users apart."""

import hashlib


def keys_for(user_id):
    digest = hashlib.sha256(user_id.encode("utf-8")).hexdigest()[:12]
    return {name: "{" + digest + "}" + name[0] + user_id for name in ("profile", "report", "lock")}
