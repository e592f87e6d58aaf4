# fails: best_option, exam_best_option
# advice: E
"""Hopes for a stream that nobody has turned on."""

exam_one_item = "E"
