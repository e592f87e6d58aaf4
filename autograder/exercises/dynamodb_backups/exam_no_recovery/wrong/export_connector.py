# fails: best_option, exam_best_option
# advice: E
"""Does not know what the connector does."""

exam_no_recovery = "E"
