"""Marks out: points per exercise and in sum, as tables that learning systems and spreadsheets read.

marks      what each student has, from nbgrader's grade book
tables     CSV in and out; no cell is taken for a formula
canvas     the form that Canvas's grade book imports
moodle     the forms that Moodle's grade import and its grading worksheet have
exporting  the command
"""
