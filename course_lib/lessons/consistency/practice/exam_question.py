"""exam_question: the certification question of this lesson."""

from course_lib.checks.exercise import Exercise, NotAttempted, require
from course_lib.quiz import Option, Question

QUESTION = Question(
    text="A bank keeps the prices of shares in one DynamoDB table in one AWS Region. A service writes every trade to "
    "it; another one shows a trader the price of a share with GetItem, by the table's partition key. Now and then a "
    "trader is shown the price from before a trade that was confirmed a moment ago.\n\n"
    "Every trader must see the price of the last confirmed trade. Which change does this, with the least effort and "
    "cost?",
    options={
        "A": Option(
            "Put a DynamoDB Accelerator (DAX) cluster in front of the table, so that reads become faster.",
            "No. A cache makes reads faster, not fresher: DAX answers eventually consistent reads from what it has "
            "kept, by default for up to five minutes. Consistent reads it hands on to the table. A fast old price is "
            "an old price.",
        ),
        "B": Option(
            "Let the service that reads wait for one second and then send GetItem again.",
            "No. Replicas usually have a write within a second. Usually is no promise, and every trader waits. A "
            "repeated eventual read may miss the same trade again.",
        ),
        "C": Option(
            "Add a global secondary index on the share's symbol, and query it with ConsistentRead=True.",
            "No. A global secondary index is updated after the table and refuses ConsistentRead=True with a "
            "ValidationException. It would also be stored and written at extra cost.",
        ),
        "D": Option(
            "Read with TransactGetItems, because transactions are isolated from each other.",
            "It would return the last price: a transactional read misses no confirmed write. But it costs 2 read units "
            "for 4 KB where a consistent GetItem costs 1, and it can be cancelled by a trade that is being written. It "
            "is meant for several items that have to fit together.",
        ),
        "E": Option(
            "Set ConsistentRead=True in each GetItem.",
            "Yes. The answer has every write that was confirmed before the read. It is one parameter, and costs 1 read "
            "unit for 4 KB in place of one half. It does not stop anybody from trading right after the read.",
        ),
        "F": Option(
            "Make the table a global table with replicas in two more Regions, so that a copy is close to each trader.",
            "No. By default Regions copy from each other with a delay, usually of about a second, and a consistent "
            "read in one Region misses what was just written in another. You would pay for two more copies and see old "
            "prices more often.",
        ),
    },
    answer="E",
)

exercise = Exercise(
    call="exam_question",
    section='Part 7, "The exam question"',
    hints=(
        "Which options make a read fresh, and which make it only faster, later or closer?",
        "Two options return the last confirmed price every time. Compare what they cost for one item of up to 4 KB.",
        "It is what you did in latest_price.",
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
    """With the chosen option every trader sees the last price, at the lowest price."""
    chooses_best_option(submission)


def chooses_best_option(submission):
    """The letter is the right one; a wrong one is explained."""
    letter = chosen_letter(submission)
    known = isinstance(letter, str) and letter in QUESTION.options
    problem = f"Option {letter} is not what the bank should do." if known else "This is not an option."
    require(letter == QUESTION.answer, problem, advice=letter if known else "letter")
