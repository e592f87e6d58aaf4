"""exam_question: the certification question of this lesson."""

from course_lib.checks.exercise import Exercise, NotAttempted, require
from course_lib.quiz import Option, Question

QUESTION = Question(
    text="A startup runs a few hundred AWS Lambda functions that write to one DynamoDB table. Now and then two of them "
    "pick the same primary key for different records, and the record that was written first is gone. No log has an "
    "error in it.\n\n"
    "The team wants the second writer to be refused, and is willing to change the code that writes. Which change does "
    "this, with the least extra effort and cost?",
    options={
        "A": Option(
            "Before each PutItem, read the key with GetItem and ConsistentRead=True. Write only if nothing comes back.",
            "No. A strong read tells the truth about the moment of the read. Between it and the PutItem, another "
            "function can write, and the PutItem still replaces what it finds. You pay for a read and keep the bug, "
            "only rarer.",
        ),
        "B": Option(
            "Collect the writes and send them with BatchWriteItem, so that they no longer run at the same time.",
            "No. BatchWriteItem takes no conditions, its puts replace items as PutItem does, and batches of different "
            "functions still run side by side.",
        ),
        "C": Option(
            "Add a ConditionExpression with attribute_not_exists on the partition key to each PutItem, and handle "
            "ConditionalCheckFailedException.",
            "Yes. DynamoDB evaluates the condition and writes in one step, against the latest version of the item, so "
            "the second writer is refused and knows it. It needs no other service and no extra read. A refused write "
            "does cost write capacity.",
        ),
        "D": Option(
            "Turn on point-in-time recovery, and restore records that were overwritten.",
            "No. Point-in-time recovery is worth having, but it prevents nothing: the overwrite still happens, still "
            "silently, and a restore makes a new table in which you have to find the lost record.",
        ),
        "E": Option(
            "Send each PutItem alone inside TransactWriteItems, because transactions are isolated from each other.",
            "No. Isolation puts the two writes in an order; it does not forbid the second. A Put in a transaction "
            "replaces what is there unless it has a condition too, and a transactional write costs twice the capacity. "
            "With the condition it would work, but then the condition does the work, and PutItem takes it for half the "
            "price.",
        ),
    },
    answer="C",
)

exercise = Exercise(
    call="exam_question",
    section='Part 5, "The exam question"',
    hints=(
        "Two writers can act between any two of your requests. Which options still leave such a gap?",
        "Two options make the loss rarer or repairable, and two send the same writes in another way without refusing "
        "any. Look for the one that refuses.",
        "It is what you did in register_sample.",
    ),
    advice={
        "letter": 'Assign one letter, such as exam_question = "A".',
        **{letter: option.explanation for letter, option in QUESTION.options.items() if letter != QUESTION.answer},
    },
)


def chosen_letter(submission):
    """The learner's answer as a capital letter.

    Raises:
        NotAttempted: there is none yet.
    """
    answer = submission.value("exam_question")
    if answer is None or answer == "":
        raise NotAttempted("Assign a letter to exam_question.")
    return answer.strip().upper() if isinstance(answer, str) else answer


@exercise.check()
def one_letter(submission, cloud):
    """The answer is the letter of one option."""
    letter = chosen_letter(submission)
    known = isinstance(letter, str) and letter in QUESTION.options
    options = ", ".join(QUESTION.options)
    require(known, f"{letter!r:.60} is not the letter of an option.", f"the options are {options}", advice="letter")


@exercise.check()
def best_option(submission, cloud):
    """The chosen option refuses the second writer, at the lowest price."""
    chooses_best_option(submission)


def chooses_best_option(submission):
    """The letter is the right one; a wrong one is explained."""
    letter = chosen_letter(submission)
    known = isinstance(letter, str) and letter in QUESTION.options
    problem = f"Option {letter} does not do what the team wants." if known else "This is not an option."
    require(letter == QUESTION.answer, problem, advice=letter if known else "letter")
