# fails: best_option, exam_best_option
# advice: C
"""Has learned from older exam material."""

exam_question = "C"
