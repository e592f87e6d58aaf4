"""exam_question_coins: the certification question about coins and items."""

from course_lib.checks.exercise import Exercise
from course_lib.lessons.transactions.questions import advice_for, chooses_best_option, is_one_letter
from course_lib.quiz import Option, Question

NAME = "exam_question_coins"
QUESTION = Question(
    text="An online game keeps the players' coins in one DynamoDB table and the items for sale in another. A purchase "
    "must take the coins and hand over the item, or do neither. Now and then a process ends in the middle of a "
    "purchase, and players write that they paid and got nothing. At busy times an item is sold twice.\n\n"
    "Which change mends both, with the least effort to run it?",
    options={
        "A": Option(
            "Send the two writes with BatchWriteItem, so that they arrive together.",
            "No. A batch saves round trips and promises nothing: some of its writes can succeed while others come back "
            "as unprocessed. And its puts take no conditions, so an item can still be sold twice.",
        ),
        "B": Option(
            "Give both writes a ConditionExpression, send them one after the other, and undo the first if the second "
            "is refused.",
            "No. The conditions do prevent the second sale. But the undoing is a third write, and the process that "
            "should send it may be the one that has ended. Meanwhile others see half a purchase.",
        ),
        "C": Option(
            "Read the player and the item with ConsistentRead=True right before the two writes.",
            "No. A strong read tells how things were when it was answered. Others can write between the reads and the "
            "writes, and a crash between the two writes still leaves one of them undone.",
        ),
        "D": Option(
            "Send both writes as one TransactWriteItems, each with a ConditionExpression.",
            "Yes. DynamoDB checks both conditions and carries out both writes, or neither, across tables. A crash "
            "cannot come in between, and the second buyer's transaction is cancelled with a reason for each item. It "
            "costs twice the write capacity of plain writes.",
        ),
        "E": Option(
            "Write the coins with a condition, and let a Lambda function hand over the item when it finds the change "
            "in the table's stream.",
            "No. The item follows later, if it is still there then: another player can buy it meanwhile, and the coins "
            "have to come back by yet another write. Streams are good for what may follow later.",
        ),
    },
    answer="D",
)

exercise = Exercise(
    call=NAME,
    section='Exam, "Coins and vouchers"',
    hints=(
        "Two things are wrong: a crash in between, and two buyers at once. Which options mend only one of them?",
        "Let each option's process end at the worst moment. Who is left to finish or undo the purchase?",
        "It is what you did in buy_item.",
    ),
    advice=advice_for(NAME, QUESTION),
)


@exercise.check()
def one_letter(submission, cloud):
    """The answer is the letter of one option."""
    is_one_letter(submission, NAME, QUESTION)


@exercise.check()
def best_option(submission, cloud):
    """The chosen option changes both tables or neither, whatever happens."""
    chooses_best_option(submission, NAME, QUESTION)
