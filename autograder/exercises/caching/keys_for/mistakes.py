"""What people get wrong in keys_for."""

from autograder.mistakes import Mistake

TAG = 'tag = "{u" + user_id.encode().hex() + "}"'

mistakes = [
    Mistake(
        name="no_tag",
        tempts="Names the keys after the user, and forgets that the whole key counts.",
        fails="one_slot, odd_ids, exam_one_slot, exam_odd_ids",
        advice="one_slot, braces",
        old=TAG,
        new='tag = "u" + user_id.encode().hex()',
    ),
    Mistake(
        name="as_it_is",
        tempts="Puts the user_id between the braces as it is.",
        fails="odd_ids, exam_odd_ids, exam_spread?",
        advice="braces, spread?",
        old=TAG,
        new='tag = "{" + user_id + "}"',
    ),
    Mistake(
        name="letter_before",
        tempts="Puts a letter before the user_id, so that the tag is never empty; it still ends at the first brace.",
        fails="exam_spread",
        advice="spread",
        old=TAG,
        new='tag = "{u" + user_id + "}"',
    ),
    Mistake(
        name="takes_braces_out",
        tempts="Takes the braces out of the user_id: two users become one.",
        fails="users_apart, exam_apart",
        advice="apart",
        old=TAG,
        new='tag = "{u" + user_id.replace("{", "").replace("}", "") + "}"',
    ),
    Mistake(
        name="one_tag_for_all",
        tempts="The same tag for all users: every command works, and one node does all the work.",
        fails="spread, exam_spread",
        advice="spread",
        old=TAG,
        new='tag = "{users}" + user_id.encode().hex()',
    ),
    Mistake(
        name="few_groups",
        tempts="Tags users by a small number, so that there are a few groups.",
        fails="spread, exam_spread",
        advice="spread",
        old=TAG,
        new='tag = "{%d}" % (sum(user_id.encode()) % 16) + user_id.encode().hex()',
    ),
    Mistake(
        name="drawn",
        tempts="Adds a few letters by chance, so that users spread better.",
        fails="one_slot, odd_ids, exam_one_slot, exam_odd_ids",
        advice="same",
        old=TAG,
        new='tag = "{u" + user_id.encode().hex() + __import__("os").urandom(4).hex() + "}"',
    ),
    Mistake(
        name="small_letters",
        tempts="Writes it in small letters: R-1 and r-1 become one user.",
        fails="users_apart, exam_apart",
        advice="apart",
        old="user_id.encode()",
        new="user_id.lower().encode()",
    ),
    Mistake(
        name="one_form_of_letters",
        tempts="Brings letters into one form, as for a search.",
        fails="users_apart, exam_apart",
        advice="apart",
        old=TAG,
        new='tag = "{u" + __import__("unicodedata").normalize("NFC", user_id).encode().hex() + "}"',
    ),
    Mistake(
        name="short_digest",
        tempts="Two bytes of a digest are enough for a slot, and not for a user.",
        fails="exam_spread?, spread, users_apart?, exam_apart?",
        advice="spread?, apart?",
        old=TAG,
        new='tag = "{" + __import__("hashlib").md5(user_id.encode()).hexdigest()[:2] + "}" + user_id.encode().hex()',
    ),
    Mistake(
        name="same_key_twice",
        tempts="Uses one key for the report and for its lock.",
        fails="one_slot, odd_ids, users_apart, spread, exam_one_slot, exam_odd_ids, exam_apart, exam_spread",
        advice="dict",
        old='"lock": f"lock:{tag}"',
        new='"lock": f"report:{tag}"',
    ),
    Mistake(
        name="pads",
        tempts="Writes each byte as a number of three digits with a comma: long keys.",
        fails="exam_odd_ids",
        advice="length",
        old=TAG,
        new='tag = "{u" + ",".join(f"{byte:03}" for byte in user_id.encode()) + "}"',
    ),
]
