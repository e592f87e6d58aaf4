# fails: best_option, exam_best_option
# advice: E
"""Reaches for the biggest tool."""

exam_question = "E"
