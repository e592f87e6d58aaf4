# fails: best_option, exam_best_option
# advice: E
"""Takes a scan for a snapshot."""

exam_years = "E"
