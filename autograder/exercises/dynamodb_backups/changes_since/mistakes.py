"""What people get wrong in changes_since."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="as_they_come",
        tempts="Applies the exports in the order of the list.",
        fails="order, both_spellings, exam_history, exam_again, exam_window_in_window",
        advice="order, spelling",
        old="for line in sorted(lines, key=written):",
        new="for line in lines:",
    ),
    Mistake(
        name="delete_must_be_there",
        tempts="Believes that a deleted item is always there.",
        fails="all_three, again, exam_again",
        advice="delete",
        old="table.pop(place, None)",
        new="table.pop(place)",
    ),
    Mistake(
        name="ignores_deletes",
        tempts="Thinks of inserts and updates only.",
        fails="all_three, order, again, two_keys, exam_history, exam_again, exam_keys, exam_keys_alike, "
        "exam_new_images_only, exam_window_in_window",
        advice="delete, key, order",
        old="""
            else:
                table.pop(place, None)
        """,
        new="",
    ),
    Mistake(
        name="keeps_old_writes",
        tempts="Applies every line, also those from before the full export.",
        fails="already_there, exam_already_there, exam_exactly",
        advice="already",
        old='lines = [line for export in exports for line in export["lines"] if written(line) > micros(since)]',
        new='lines = [line for export in exports for line in export["lines"]]',
    ),
    Mistake(
        name="knows_the_key",
        tempts="Knows the key by heart.",
        fails="two_keys, exam_keys, exam_keys_alike",
        advice="key",
        old='names = sorted(lines[0]["Keys"])',
        new='names = ["sample_id"]',
    ),
    Mistake(
        name="latest_end",
        tempts="Compares with the window before only: one that lies inside another looks like a gap.",
        fails="exam_windows",
        advice="no_gap",
        old='covered = max(covered, micros(export["exportToTime"]))',
        new='covered = micros(export["exportToTime"])',
    ),
    Mistake(
        name="merges_images",
        tempts="Adds the new attributes to the old ones: what was removed stays.",
        fails="all_three, exam_history, exam_again, exam_removed",
        advice="update",
        old='table[place] = line["NewImage"]',
        new='table[place] = table.get(place, {}) | line["NewImage"]',
    ),
    Mistake(
        name="no_look_at_windows",
        tempts="Trusts that all exports are there.",
        fails="missing_window, exam_exactly, exam_windows",
        advice="gap",
        old="""
            covered = micros(since)
            for export in sorted(exports, key=lambda export: micros(export["exportFromTime"])):
                if micros(export["exportFromTime"]) > covered:
                    raise MissingWindow(f"nothing covers the time before {export['exportFromTime']}")
                covered = max(covered, micros(export["exportToTime"]))

            lines = [line for export in exports for line in export["lines"] if written(line) > micros(since)]
        """,
        new="""
            lines = [line for export in exports for line in export["lines"] if written(line) > micros(since)]
        """,
    ),
    Mistake(
        name="not_from_the_beginning",
        tempts="Looks for gaps between the windows, not before the first.",
        fails="exam_exactly, exam_windows",
        advice="gap",
        old="covered = micros(since)",
        new='covered = min((micros(each["exportFromTime"]) for each in exports), default=0)',
    ),
    Mistake(
        name="old_image",
        tempts="Mixes the images up.",
        fails="all_three, order, again, exam_history, exam_again, exam_removed, exam_keys_alike, exam_window_in_window",
        advice="key, order, update",
        old='table[place] = line["NewImage"]',
        new='table[place] = line.get("OldImage", line["NewImage"])',
    ),
    Mistake(
        name="only_updates",
        tempts="Changes what is there, and forgets what is new.",
        fails="all_three, already_there, exam_history, exam_again, exam_already_there, exam_new_images_only",
        advice="already, insert, order",
        old="""
            if "NewImage" in line:
                table[place] = line["NewImage"]
            else:
        """,
        new="""
            if "NewImage" in line and place in table:
                table[place] = line["NewImage"]
            elif "NewImage" not in line:
        """,
    ),
    Mistake(
        name="partition_key_only",
        tempts="Takes the first key attribute for the key.",
        fails="two_keys, exam_keys, exam_keys_alike",
        advice="key",
        old='names = sorted(lines[0]["Keys"])',
        new='names = sorted(lines[0]["Keys"])[-1:]',
    ),
    Mistake(
        name="text_only",
        tempts="Reads the timestamp as the guide shows it.",
        fails="all_three, order, again, both_spellings, already_there, two_keys, exam_history, exam_again, "
        "exam_removed, exam_already_there, exam_keys, exam_keys_alike, exam_new_images_only, "
        "exam_window_in_window, exam_exactly",
        advice="already, delete, key, order, spelling, update",
        old='return int(stamp["N"] if isinstance(stamp, dict) else stamp)',
        new="return int(stamp)",
    ),
    Mistake(
        name="typed_only",
        tempts="Reads the timestamp as the files have it.",
        fails="both_spellings, exam_history, exam_again",
        advice="order, spelling",
        old='return int(stamp["N"] if isinstance(stamp, dict) else stamp)',
        new='return int(stamp["N"])',
    ),
    Mistake(
        name="windows_must_touch",
        tempts="Refuses windows that overlap.",
        fails="again, already_there, exam_again, exam_already_there, exam_window_in_window, exam_exactly, exam_windows",
        advice="no_gap",
        old='if micros(export["exportFromTime"]) > covered:',
        new='if micros(export["exportFromTime"]) != covered:',
    ),
    Mistake(
        name="gap_of_a_millisecond",
        tempts="Is generous by a millisecond, as if the end belonged to the window.",
        fails="exam_exactly",
        advice="gap",
        old='if micros(export["exportFromTime"]) > covered:',
        new='if micros(export["exportFromTime"]) > covered + 1000:',
    ),
    Mistake(
        name="keys_as_they_stand",
        tempts="Takes a key's text as it stands in the line: its attributes may come in another order.",
        fails="exam_keys_alike",
        advice="key",
        old="""
            names = sorted(lines[0]["Keys"])
            table = {repr([item[name] for name in names]): item for item in items}
            for line in sorted(lines, key=written):
                place = repr([line["Keys"][name] for name in names])
        """,
        new="""
            names = list(lines[0]["Keys"])
            table = {repr({name: item[name] for name in names}): item for item in items}
            for line in sorted(lines, key=written):
                place = repr(line["Keys"])
        """,
    ),
    Mistake(
        name="keys_joined",
        tempts="Joins the key's values to one text: other values can give the same.",
        fails="exam_keys_alike",
        advice="key",
        old="table = {repr([item[name] for name in names]): item for item in items}",
        new='table = {"-".join(str(*item[name].values()) for name in names): item for item in items}',
        also=[
            Change(
                old='place = repr([line["Keys"][name] for name in names])',
                new='place = "-".join(str(*line["Keys"][name].values()) for name in names)',
            ),
        ],
    ),
    Mistake(
        name="needs_old_image",
        tempts="Recognises a deletion by its OldImage, which exports with the view NEW_IMAGE do not have.",
        fails="exam_new_images_only",
        advice="delete",
        old="""
            else:
                table.pop(place, None)
        """,
        new="""
            elif "OldImage" in line:
                table.pop(place, None)
        """,
    ),
    Mistake(
        name="whole_seconds",
        tempts="Cuts the milliseconds off.",
        fails="exam_exactly",
        advice="exactly",
        old="return round(datetime.fromisoformat(text).timestamp() * 1_000_000)",
        new='return round(datetime.fromisoformat(text[:19] + "Z").timestamp() * 1_000_000)',
    ),
    Mistake(
        name="window_after_window",
        tempts="Applies window after window, by their beginnings: one inside another sets items back.",
        fails="exam_window_in_window",
        advice="order",
        old="for line in sorted(lines, key=written):",
        new="""for line in lines:""",
        also=[
            Change(
                old="""
                    lines = [line for export in exports for line in export["lines"] if written(line) > micros(since)]
                """,
                new="""
                    lines = []
                    for export in sorted(exports, key=lambda export: micros(export["exportFromTime"])):
                        lines += sorted((line for line in export["lines"] if written(line) > micros(since)), key=written)
                """,
            ),
        ],
    ),
    Mistake(
        name="skips_what_is_the_same",
        tempts="Skips a line whose images are the same: the item changed, and changed back.",
        fails="exam_window_in_window",
        advice="order",
        old="""
            if "NewImage" in line:
        """,
        new="""
            if "NewImage" in line and line["NewImage"] == line.get("OldImage"):
                continue
            if "NewImage" in line:
        """,
    ),
    Mistake(
        name="key_comes_first",
        tempts="Believes that an item's key attributes come first in it.",
        fails="exam_keys_alike",
        advice="key",
        old='names = sorted(lines[0]["Keys"])',
        new='names = sorted(list(items[0])[: len(lines[0]["Keys"])] if items else lines[0]["Keys"])',
    ),
    Mistake(
        name="needs_an_export",
        tempts="Looks for the end of the last window first: without exports there is none.",
        fails="exam_windows",
        advice="no_gap",
        old="""
            covered = micros(since)
        """,
        new="""
            end = max(micros(export["exportToTime"]) for export in exports)
            covered = min(micros(since), end)
        """,
    ),
    Mistake(
        name="sorts_its_argument",
        tempts="Sorts the caller's list in place.",
        fails="order, again, both_spellings, missing_window, exam_history, exam_again, exam_window_in_window, exam_windows",
        old="""
            for export in sorted(exports, key=lambda export: micros(export["exportFromTime"])):
        """,
        new="""
            exports.sort(key=lambda export: micros(export["exportFromTime"]))
            for export in exports:
        """,
    ),
    Mistake(
        name="one_export_for_each_beginning",
        tempts="Takes exports whose windows begin at the same moment for one that is there twice.",
        fails="exam_windows",
        advice="no_gap",
        old="""
            covered = micros(since)
        """,
        new="""
            exports = list({export["exportFromTime"]: export for export in exports}.values())
            covered = micros(since)
        """,
    ),
    Mistake(
        name="one_export_for_each_end",
        tempts="Takes exports whose windows end at the same moment for one that is there twice.",
        fails="exam_windows",
        advice="no_gap",
        old="""
            covered = micros(since)
        """,
        new="""
            exports = list({export["exportToTime"]: export for export in exports}.values())
            covered = micros(since)
        """,
    ),
]
