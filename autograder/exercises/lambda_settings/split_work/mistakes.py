"""What people get wrong in split_work."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="rounds_down",
        tempts="Takes whole CPUs only, and leaves three quarters of one idle.",
        fails="count, exam_count, exam_uneven",
        advice="too_few",
        old="math.ceil(memory_mb / 1769)",
        new="memory_mb // 1769",
    ),
    Mistake(
        name="rounds",
        tempts="Takes the nearest number.",
        fails="exam_count",
        advice="too_few",
        old="math.ceil(memory_mb / 1769)",
        new="round(memory_mb / 1769)",
    ),
    Mistake(
        name="one_more",
        tempts="Rounds up by adding one, also where the memory is that of whole CPUs.",
        fails="in_order, exam_in_order, exam_one_cpu, exam_count, exam_results, exam_uneven, results, uneven",
        advice="too_many, alone",
        old="math.ceil(memory_mb / 1769)",
        new="memory_mb // 1769 + 1",
    ),
    Mistake(
        name="the_older_number",
        tempts="Has read that one CPU is 1,792 MB, as it was in 2020.",
        fails="exam_count",
        advice="too_few",
        old="memory_mb / 1769)",
        new="memory_mb / 1792)",
    ),
    Mistake(
        name="cpu_count",
        tempts="Asks the system how many CPUs there are. On Lambda that is another number.",
        fails="in_order, one_cpu, exam_count?, exam_in_order?, exam_one_cpu, exam_results, exam_uneven, results, uneven",
        advice="too_many, alone",
        old="math.ceil(memory_mb / 1769)",
        new="multiprocessing.cpu_count()",
    ),
    Mistake(
        name="always_processes",
        tempts="One process for one CPU: why not?",
        fails="one_cpu, exam_one_cpu, exam_few",
        advice="alone",
        old="if count <= 1:",
        new="if count < 1:",
    ),
    Mistake(
        name="more_processes_than_parts",
        tempts="Starts as many as there are CPUs, whatever there is to do.",
        fails="few, exam_few",
        advice="too_many",
        old="count = min(math.ceil(memory_mb / 1769), len(parts))",
        new="count = math.ceil(memory_mb / 1769)",
        also=[
            Change(
                old="""
                busy[ours] = next(places)
                ours.send(busy[ours])
                """,
                new="""
                place = next(places, None)
                if place is not None:
                    busy[ours] = place
                    ours.send(place)
                """,
            ),
        ],
    ),
    Mistake(
        name="all_at_once",
        tempts="A process for each part, all at the same time.",
        fails="in_order, count, exam_count, exam_in_order, exam_results, exam_uneven, results, uneven",
        advice="too_many",
        of="right/a_process_a_part",
        old="while todo and len(running) < cpus:",
        new="while todo:",
    ),
    Mistake(
        name="two_at_a_time",
        tempts="Hands out two parts at a time, to send less.",
        fails="exam_uneven, exam_count?",
        advice="uneven",
        old="line.send((True, work(parts[place])))",
        new="line.send((True, [work(part) for part in parts[place : place + 2]]))",
        also=[
            Change(old="iter(range(len(parts)))", new="iter(range(0, len(parts), 2))"),
            Change(
                old="""
                busy[ours] = next(places)
                ours.send(busy[ours])
                """,
                new="""
                place = next(places, None)
                if place is not None:
                    busy[ours] = place
                    ours.send(place)
                """,
            ),
            Change(
                old="""
                results[busy.pop(line)] = result
                """,
                new="""
                place = busy.pop(line)
                results[place : place + 2] = result
                """,
            ),
        ],
    ),
    Mistake(
        name="as_they_come",
        tempts="Takes the results as they come.",
        fails="in_order, exam_in_order, exam_few, exam_results, exam_uneven, few, results, uneven",
        advice="order",
        old="results[busy.pop(line)] = result",
        new="results.append((busy.pop(line), result)[1])",
        also=[Change(old="[None] * len(parts), {}, []", new="[], {}, []")],
    ),
    Mistake(
        name="by_part",
        tempts="Keeps results by part. Parts can be equal, and are not always keys.",
        fails="results, exam_results",
        of="right/a_process_a_part",
        old="found[place] = what",
        new="found[parts[place]] = what",
        also=[Change(old="[found[place] for place in range(len(parts))]", new="[found[part] for part in parts]")],
    ),
    Mistake(
        name="none_is_missing",
        tempts="Computes again what is None.",
        fails="results, exam_results",
        advice="helps",
        old="    return results",
        new="    return [work(part) if result is None else result for part, result in zip(parts, results)]",
    ),
    Mistake(
        name="again_if_empty",
        tempts="Takes an empty result for a failure, and tries again.",
        fails="results, exam_results",
        advice="times",
        old="line.send((True, work(parts[place])))",
        new="line.send((True, work(parts[place]) or work(parts[place])))",
    ),
    Mistake(
        name="without_none",
        tempts="Leaves out what is None.",
        fails="results, exam_results",
        advice="results",
        old="    return results",
        new="    return [result for result in results if result is not None]",
    ),
    Mistake(
        name="errors_stay_there",
        tempts="Forgets that an exception stays in the process that raises it.",
        fails="raised, exam_raised",
        advice="error",
        old="""
            try:
                line.send((True, work(parts[place])))
            except Exception as error:
                line.send((False, error))
        """,
        new="""
            line.send((True, work(parts[place])))
        """,
    ),
    Mistake(
        name="errors_as_text",
        tempts="Sends the text of an error, and raises something of its own.",
        fails="raised, exam_raised",
        advice="error",
        old="line.send((False, error))",
        new="line.send((False, RuntimeError(str(error))))",
    ),
    Mistake(
        name="errors_as_results",
        tempts="Hands back the exception, as asyncio's gather can.",
        fails="raised, exam_raised",
        advice="error",
        old="if not good:",
        new="if False:",
    ),
    Mistake(
        name="both_ends_open",
        tempts="Keeps the process's end of the pipe open, so that recv never learns that the process is gone.",
        fails="died, exam_died",
        advice="hangs",
        old="theirs.close()",
        new="pass",
    ),
    Mistake(
        name="end_of_file_comes_out",
        tempts="Lets out what the pipe says.",
        fails="died, exam_died",
        advice="ended",
        old='raise RuntimeError("a process has ended without an answer") from None',
        new="raise",
    ),
    Mistake(
        name="without_the_dead",
        tempts="Goes on without the process that is gone, and without its result.",
        fails="died, exam_died",
        advice="ended",
        old='raise RuntimeError("a process has ended without an answer") from None',
        new="good, result = True, None",
    ),
    Mistake(
        name="tidies_up_after_success",
        tempts="Ends its processes when all has gone well.",
        fails="raised, exam_raised, died, exam_died",
        advice="left",
        old="""
        finally:
            for process in processes:
                process.kill()
        """,
        new="""
        except KeyboardInterrupt:
            raise
        else:
            for process in processes:
                process.kill()
        """,
    ),
    Mistake(
        name="never_tidies_up",
        tempts="Leaves its processes to daemon=True, which is for the end of the interpreter.",
        fails=(
            "in_order, count, died, exam_count, exam_died, exam_few, exam_in_order, exam_raised, "
            "exam_results, exam_uneven, few, raised, results, uneven"
        ),
        advice="left",
        old="args=(theirs,)",
        new="args=(theirs,), daemon=True",
        also=[Change(old="process.kill()", new="pass"), Change(old="process.join()", new="pass")],
    ),
    Mistake(
        name="all_the_rest_first",
        tempts="Collects errors, and raises the first one at the end.",
        fails="raised, exam_raised",
        advice="goes_on",
        old="raise result",
        new="failed.append(result)",
        also=[
            Change(old="places = iter(range(len(parts)))", new="places, failed = iter(range(len(parts))), []"),
            Change(
                old="""
                return results
                """,
                new="""
                if failed:
                    raise failed[0]
                return results
                """,
            ),
        ],
    ),
    Mistake(
        name="waits_for_the_others",
        tempts="Asks its processes to end, and waits until they have computed.",
        fails="raised, exam_raised, died, exam_died",
        advice="goes_on",
        of="right/a_process_a_part",
        old="process.terminate()",
        new="pass",
    ),
    Mistake(
        name="errors_made_anew",
        tempts="Sends type and text of an error, and makes it anew. str(KeyError) has quotes, and not every class takes a text.",
        fails="raised, exam_raised",
        advice="error",
        old="line.send((False, error))",
        new="line.send((False, (type(error), str(error))))",
        also=[Change(old="raise result", new="raise result[0](result[1])")],
    ),
    Mistake(
        name="none_is_the_end",
        tempts="Sends the parts themselves, and None for the end. A part can be None.",
        fails="results, exam_results",
        advice="results",
        old="""
            place = line.recv()
            try:
                line.send((True, work(parts[place])))
        """,
        new="""
            part = line.recv()
            if part is None:
                return
            try:
                line.send((True, work(part)))
        """,
        also=[
            Change(old="ours.send(busy[ours])", new="ours.send(parts[busy[ours]])"),
            Change(old="line.send(place)", new="line.send(parts[place])"),
        ],
    ),
    Mistake(
        name="an_exception_is_an_error",
        tempts="Sends what has come of a part, and takes an exception for one that was raised.",
        fails="results, exam_results",
        advice="results",
        old="""
            try:
                line.send((True, work(parts[place])))
            except Exception as error:
                line.send((False, error))
        """,
        new="""
            try:
                result = work(parts[place])
            except Exception as error:
                result = error
            line.send((not isinstance(result, Exception), result))
        """,
    ),
    Mistake(
        name="lends_a_hand",
        tempts="Starts one fewer and computes the first part itself. Meanwhile nobody hands out what is next.",
        fails=(
            "in_order, count, exam_count, exam_died, exam_few, exam_in_order, exam_raised, "
            "exam_results, exam_uneven, few, raised, results, uneven"
        ),
        advice="helps, goes_on",
        old="for _ in range(count):",
        new="for _ in range(count - 1):",
        also=[
            Change(
                old="""
                while busy:
                """,
                new="""
                place = next(places)
                results[place] = work(parts[place])
                while busy:
                """,
            )
        ],
    ),
    Mistake(
        name="status_nought_is_well",
        tempts="A process that was killed has a status; one that ends with 0 seems to have done its work.",
        fails="died?, exam_died",
        advice="ended",
        old="""
            raise RuntimeError("a process has ended without an answer") from None
        """,
        new="""
            ended = [each for each in processes if not each.join(0) and each.exitcode is not None]
            if any(each.exitcode for each in ended):
                raise RuntimeError("a process has ended without an answer") from None
            good, result = True, None
            busy.pop(line)
            continue
        """,
    ),
    Mistake(
        name="gives_up",
        tempts="Waits with a limit of time, so that nothing can hang. What takes longer was not lost.",
        fails="exam_uneven",
        advice="patience",
        old="""
            for line in wait(busy):
        """,
        new="""
            ready = wait(busy, timeout=30)
            if not ready:
                raise TimeoutError("a process does not answer")
            for line in ready:
        """,
    ),
]
