# fails: best_option, exam_best_option
# advice: B
"""Takes the continuous backup for a bucket."""

exam_question = "B"
