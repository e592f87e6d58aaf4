"""exam_no_recovery: a variant: without point-in-time recovery."""

from course_lib.lessons.dynamodb_backups.questions import ask
from course_lib.quiz import Option, Question

QUESTION = Question(
    text="A partner lab gives you read access to its provisioned DynamoDB table of 2 GB: `Scan` and "
    "`DescribeTable`, nothing else. It will not turn on point-in-time recovery. Half of the table's read "
    "capacity is in use during the day. You need one copy of the items in your S3 bucket, once.\n\nWhat do "
    "you do?",
    options={
        "A": Option(
            "Call ExportTableToPointInTime with the partner's table ARN.",
            "No. An export needs point-in-time recovery, which is off, and a permission that you do not have. The"
            " answer is PointInTimeRecoveryUnavailableException at best.",
        ),
        "B": Option(
            "Create an on-demand backup of the table, and restore it in your account.",
            "No. You may not call CreateBackup, and a backup of DynamoDB itself cannot be restored in another "
            "account; that takes AWS Backup, set up on the partner's side.",
        ),
        "C": Option(
            "Run a parallel scan with as many workers as possible, so that it is over quickly.",
            "No. The workers would take all the capacity that is left, and the partner's own requests would be "
            "throttled.",
        ),
        "D": Option(
            "Run a scan in segments, each page followed by a pause so that it stays under an agreed share of the "
            "read capacity, and write the pages to S3.",
            "Yes. Scan is what you may do. Consumed capacity divided by the agreed rate tells how long to pause. "
            "The copy is no picture of one moment: items that change during the scan may be read before or after.",
        ),
        "E": Option(
            "Use AWS Glue with its DynamoDB export connector.",
            "No. That connector calls the same export, and needs point-in-time recovery too. Glue's other reader "
            "scans as well, with a share of the capacity that you set; for one copy of 2 GB that is more "
            "machinery than needed.",
        ),
    },
    answer="D",
)
GOAL = "The chosen route copies the table's data within the limits that are given."

exercise = ask(
    "exam_no_recovery",
    QUESTION,
    section='Part 7, "Exam questions"',
    hints=(
        "Cross out what needs point-in-time recovery or a permission that you do not have.",
        "Two options are left. What does each do to the partner's own requests?",
        "It is what scan_to_s3 does.",
    ),
    goal=GOAL,
)
