"""exam_one_item: a variant: a few items were damaged."""

from course_lib.lessons.dynamodb_backups.questions import ask
from course_lib.quiz import Option, Question

QUESTION = Question(
    text="At 14:32 a script of the lab set 300 of 2,000,000 results to a wrong value. It was stopped at 14:33."
    " By now it is 16:00, and thousands of new, correct results have been written to the table. "
    "Point-in-time recovery has been on for weeks; the last on-demand backup is from midnight. The "
    "application knows the table by its name.\n\nHow do you get the 300 results back without losing anything"
    " else?",
    options={
        "A": Option(
            "Restore the on-demand backup from midnight over the table.",
            "No, for two reasons. A restore never goes into an existing table, always into a new one. And "
            "midnight lacks every result from midnight to 14:32.",
        ),
        "B": Option(
            "Restore the table to 14:31:59 into a new table, and point the application to that.",
            "No. The new table has the 300 results as they were, and lacks everything that was written after "
            "14:31:59. Two hours of correct results would be lost.",
        ),
        "C": Option(
            "Restore the table to 14:31:59 into a new table, and copy the 300 items from there into the old "
            "table, each with a condition that it still has the wrong value.",
            "Yes. Point-in-time recovery knows every second, the restore leaves the old table alone, and only "
            "damaged items are repaired. The condition protects a result that somebody has corrected meanwhile.",
        ),
        "D": Option(
            "Turn point-in-time recovery off and on again, so that it goes back to its last good state.",
            "No. Turning it off throws the whole history away, the one thing that can still help. When it is on "
            "again, its window begins anew.",
        ),
        "E": Option(
            "Ask DynamoDB Streams for the old images of the 300 items.",
            "No. A stream has to be on before the damage, with old images, and keeps records for 24 hours. "
            "Nothing says that this table has one.",
        ),
    },
    answer="C",
)
GOAL = "The chosen route brings the damaged items back and keeps what was written since."

exercise = ask(
    "exam_one_item",
    QUESTION,
    section='Part 7, "Exam questions"',
    hints=(
        "What would each option do to the results written between 14:33 and 16:00?",
        "A restore makes a new table. What can you do with one, other than use it instead of the old?",
        "Two tables side by side: one is right about 300 items, the other about all the rest.",
    ),
    goal=GOAL,
)
