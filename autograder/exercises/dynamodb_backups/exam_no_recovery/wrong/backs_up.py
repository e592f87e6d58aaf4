# fails: best_option, exam_best_option
# advice: B
"""Believes that backups travel between accounts."""

exam_no_recovery = "B"
