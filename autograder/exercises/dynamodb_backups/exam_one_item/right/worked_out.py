"""Worked out in code, with a blank to strip."""

fits = {"A": False, "B": False, "C": True, "D": False, "E": False}
exam_one_item = " ".join(letter for letter, fit in fits.items() if fit) + " "
