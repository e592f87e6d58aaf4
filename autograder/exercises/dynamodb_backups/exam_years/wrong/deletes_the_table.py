# fails: best_option, exam_best_option
# advice: C
"""Has heard of the system backup, and not of its end."""

exam_years = "C"
