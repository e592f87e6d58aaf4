"""Worked out in the cell."""

options = dict.fromkeys("ABCDE", False)
options["B"] = True
which_call = max(options, key=options.get)
