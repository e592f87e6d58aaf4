"""exam_question: the certification question of this lesson."""

from course_lib.lessons.dynamodb_backups.questions import ask
from course_lib.quiz import Option, Question

QUESTION = Question(
    text="A diagnostic lab keeps its results in a DynamoDB table of 40 GB with point-in-time recovery on. Once"
    " a day its analysts want all of them as files in the lab's own S3 bucket, where they query them with"
    " SQL. The table serves the reception desk day and night and must not get slower.\n\nWhich way takes the"
    " least effort?",
    options={
        "A": Option(
            "Take an on-demand backup every day, and let the analysts read the backup's files in S3.",
            "No. A backup is kept by AWS where you cannot see it: there are no files to read. All you can do with"
            " it is restore it, as a whole, to a new DynamoDB table.",
        ),
        "B": Option(
            "Rely on point-in-time recovery: it keeps a continuous copy in S3, which can be queried there.",
            "No. Point-in-time recovery keeps what it needs inside AWS, and gives it back as a new table or "
            "through an export. There is nothing in a bucket of yours to query until you ask for an export.",
        ),
        "C": Option(
            "Schedule an AWS Data Pipeline with its template for DynamoDB to S3.",
            "No longer. This was the answer in older exam material. AWS Data Pipeline has taken no new customers "
            "since 25 July 2024. Where it still runs, it starts a cluster that scans the table, which uses up "
            "read capacity.",
        ),
        "D": Option(
            "Call ExportTableToPointInTime every day, to the bucket.",
            "Yes. One request starts it, AWS writes the files. It reads from what point-in-time recovery keeps, "
            "not from the table: no read capacity, and no effect on those who use the table.",
        ),
        "E": Option(
            "Write a Spark job for Amazon EMR that scans the table and writes files.",
            "No. It works, and it is a program and a cluster to look after. The scan competes with the reception "
            "desk for read capacity.",
        ),
    },
    answer="D",
)
GOAL = (
    "The chosen route brings the table's data to S3 for analysis, with the least work and without disturbing the table."
)

exercise = ask(
    "exam_question",
    QUESTION,
    section='Part 7, "Exam questions"',
    hints=(
        "Two of the options are kept where no analyst can read them, and two read the table itself. Which is left?",
        "Ask of each: where are the files, and whose capacity pays for reading?",
        "It is what you did in export_table.",
    ),
    goal=GOAL,
)
