"""Worked out in code: the cheapest of the options that are fresh, with a blank to strip."""

units_when_fresh = {"D": 2, "E": 1}
exam_question = min(units_when_fresh, key=units_when_fresh.get) + " "
