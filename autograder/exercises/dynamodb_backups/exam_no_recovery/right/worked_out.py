"""Worked out in code, with a blank to strip."""

fits = {"A": False, "B": False, "C": False, "D": True, "E": False}
exam_no_recovery = " ".join(letter for letter, fit in fits.items() if fit) + " "
