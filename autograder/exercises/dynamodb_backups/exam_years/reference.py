# One letter, for example: exam_years = "A"
exam_years = "B"
