"""Worked out in the cell."""

options = dict.fromkeys("ABCDE", False)
options["E"] = True
one_message = max(options, key=options.get)
