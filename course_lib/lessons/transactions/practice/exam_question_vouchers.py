"""exam_question_vouchers: the certification question about gift vouchers."""

from course_lib.checks.exercise import Exercise
from course_lib.lessons.transactions.questions import advice_for, chooses_best_option, is_one_letter
from course_lib.quiz import Option, Question

NAME = "exam_question_vouchers"
QUESTION = Question(
    text="A company sells gift vouchers, and customers can give them to each other. A transfer changes the voucher and "
    "the records of both customers, and must never be seen or left half done. Two designs are on the table: one keeps "
    "everything in DynamoDB, the other in Amazon RDS for MySQL with the InnoDB engine.\n\n"
    "Which statement is true?",
    options={
        "A": Option(
            "Only RDS for MySQL can do it. DynamoDB changes one item at a time.",
            "No. One plain write changes one item. TransactWriteItems changes up to 100, in several tables of one "
            "account and Region, all or none.",
        ),
        "B": Option(
            "Both can do it: DynamoDB with one TransactWriteItems, MySQL with the statements between START TRANSACTION "
            "and COMMIT.",
            "Yes. DynamoDB carries out all actions of a transaction or none. InnoDB makes all changes of a "
            "transaction lasting with COMMIT, and takes them all back with ROLLBACK, or when the connection breaks "
            "before. Both can refuse you because of others, with a conflict or a deadlock, so both need code "
            "that tries again.",
        ),
        "C": Option(
            "Only DynamoDB can do it. A MySQL transaction covers the rows of one table.",
            "No. An InnoDB transaction covers any number of rows in any number of InnoDB tables of the same server.",
        ),
        "D": Option(
            "Both can do it: DynamoDB with one BatchWriteItem, MySQL with three UPDATE statements sent right after "
            "each other.",
            "No. A batch can be carried out in part. And without START TRANSACTION MySQL commits every statement by "
            "itself (autocommit), so a crash between two of them leaves the transfer half done.",
        ),
        "E": Option(
            "Neither can do it alone. Each also needs a lock in ElastiCache, which is taken before the first write and "
            "given back after the last.",
            "No. A lock keeps others out for a time; it finishes nothing. If its holder ends in the middle, the "
            "transfer is half done and the lock expires. And a slow holder may still write after its lock has expired.",
        ),
    },
    answer="B",
)

exercise = Exercise(
    call=NAME,
    section='Exam, "Coins and vouchers"',
    hints=(
        "Ask of each design: who makes sure that all three changes happen, when the program ends after the first?",
        "Two options send several requests and hope. Two options deny a database something that it has.",
        "You have done the one half in transfer_voucher; the other is what SQL databases call a transaction.",
    ),
    advice=advice_for(NAME, QUESTION),
)


@exercise.check()
def one_letter(submission, cloud):
    """The answer is the letter of one option."""
    is_one_letter(submission, NAME, QUESTION)


@exercise.check()
def best_option(submission, cloud):
    """The chosen statement is true of both designs."""
    chooses_best_option(submission, NAME, QUESTION)
