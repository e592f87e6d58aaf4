"""exam_years: a variant: keeping a state for years."""

from course_lib.lessons.dynamodb_backups.questions import ask
from course_lib.quiz import Option, Question

QUESTION = Question(
    text="A regulation says that the lab must be able to bring back its results table exactly as it was at the"
    " end of each quarter, as a working DynamoDB table with its indexes, for seven years. Nobody is going"
    " to analyse these states.\n\nWhich way fits best?",
    options={
        "A": Option(
            "Set the window of point-in-time recovery to seven years.",
            "No. The window has 35 days at most; it is 1 to 35, and 35 unless you say otherwise.",
        ),
        "B": Option(
            "Take an on-demand backup at the end of each quarter, and keep it.",
            "Yes. An on-demand backup stays until you delete it, also when the table is deleted, and is restored "
            "with data, indexes and capacity. With AWS Backup you can also put it in a vault that nobody can "
            "empty early.",
        ),
        "C": Option(
            "Delete the table each quarter: AWS keeps a system backup of it.",
            "No. The backup that a deleted table with point-in-time recovery leaves behind stays for 35 days, and"
            " the lab has no table in the meantime.",
        ),
        "D": Option(
            "Export the table to S3 each quarter, as DynamoDB JSON.",
            "Not the best fit. The files can stay in S3 for ever, and ImportTable can make a table of them. But "
            "it is a new table whose indexes and settings you define yourself: the export holds items only.",
        ),
        "E": Option(
            "Scan the table each quarter with AWS Glue, and keep the files in S3 Glacier.",
            "No. It uses read capacity, a scan is no picture of a single moment, and indexes and settings are not"
            " in the files.",
        ),
    },
    answer="B",
)
GOAL = "The chosen route keeps the table's state for seven years and can give it back as a table."

exercise = ask(
    "exam_years",
    QUESTION,
    section='Part 7, "Exam questions"',
    hints=(
        "How long does each of them keep what it has?",
        "A working table with its indexes is more than its items.",
        "It is the second thing that protect makes.",
    ),
    goal=GOAL,
)
