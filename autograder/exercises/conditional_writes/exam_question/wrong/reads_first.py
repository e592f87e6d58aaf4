# fails: best_option, exam_best_option
# advice: A
"""Reads, then writes: believes that a strong read holds the item still."""

exam_question = "A"
