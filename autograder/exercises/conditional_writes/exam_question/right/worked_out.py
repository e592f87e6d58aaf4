"""Worked out in code, with a blank to strip."""

refuses_second_writer = {"A": False, "B": False, "C": True, "D": False, "E": False}
exam_question = " ".join(letter for letter, refuses in refuses_second_writer.items() if refuses) + " "
