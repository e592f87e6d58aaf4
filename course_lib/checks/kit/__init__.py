"""What checks of every lesson ask of an account: one idea a module, all of them named here.

unchanged   what has changed, and that nothing else has         sent      what the learner's code sent
busy        a service that turns calls away                     refusals  a role that may not; an error's advice
endings     a call comes to an end                              known     when it is known to be which mistake
errors      each request meets an error, lasting or passing     pauses    numbers that ought to be drawn by chance
meanwhile   another program acts in the middle of a call        write_refusals  a write that is turned away
elsewhere   a call in another account than the check's          hard      values that code gets wrong (a module)
handed      a call uses what it was handed
"""

from course_lib.checks.kit import hard
from course_lib.checks.kit.busy import CALLS, READS, WRITES, busy
from course_lib.checks.kit.elsewhere import call_in
from course_lib.checks.kit.endings import comes_to_an_end
from course_lib.checks.kit.errors import (
    LASTING,
    LOST,
    REFUSED,
    S3_DENIED,
    TRIES,
    UNREACHED,
    errors_come_out,
    errors_come_out_later,
    made_before,
    passing_faults,
)
from course_lib.checks.kit.handed import uses_what_it_is_handed
from course_lib.checks.kit.known import (
    answered_none_of,
    any_of,
    created,
    got_no,
    has_condition,
    has_lost,
    has_read,
    otherwise,
    raised_with,
    refused_with,
    sent_any,
)
from course_lib.checks.kit.meanwhile import after_each_fault, before_a_write, before_each_request
from course_lib.checks.kit.pauses import drawn_once, quarters, same_in_each_call, stays_below, uneven
from course_lib.checks.kit.refusals import (
    KMS_REFUSALS,
    KMS_USES,
    each_refusal,
    error_means,
    expect_refusal,
    forbidden,
    refusing,
)
from course_lib.checks.kit.sent import requests_in_words, say_operations, sent, texts_sent
from course_lib.checks.kit.unchanged import (
    anew,
    changed,
    expect_changed,
    expect_unchanged,
    in_words,
    may_change,
    nothing_else,
    others_act,
)
from course_lib.checks.kit.write_refusals import each_write_refusal, write_refusal_comes_out

__all__ = [
    "CALLS",
    "KMS_REFUSALS",
    "KMS_USES",
    "LASTING",
    "LOST",
    "READS",
    "REFUSED",
    "S3_DENIED",
    "TRIES",
    "UNREACHED",
    "WRITES",
    "after_each_fault",
    "anew",
    "answered_none_of",
    "any_of",
    "before_a_write",
    "before_each_request",
    "busy",
    "call_in",
    "changed",
    "comes_to_an_end",
    "created",
    "drawn_once",
    "each_refusal",
    "each_write_refusal",
    "error_means",
    "errors_come_out",
    "errors_come_out_later",
    "expect_changed",
    "expect_refusal",
    "expect_unchanged",
    "forbidden",
    "got_no",
    "hard",
    "has_condition",
    "has_lost",
    "has_read",
    "in_words",
    "made_before",
    "may_change",
    "nothing_else",
    "others_act",
    "otherwise",
    "passing_faults",
    "quarters",
    "raised_with",
    "refused_with",
    "refusing",
    "requests_in_words",
    "say_operations",
    "same_in_each_call",
    "sent",
    "sent_any",
    "stays_below",
    "texts_sent",
    "uneven",
    "uses_what_it_is_handed",
    "write_refusal_comes_out",
]
