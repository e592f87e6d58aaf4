"""Worked out in code, with a blank to strip."""

fits = {"A": False, "B": True, "C": False, "D": False, "E": False}
exam_years = " ".join(letter for letter, fit in fits.items() if fit) + " "
