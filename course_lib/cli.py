"""The command `course`: prepare the notebooks, open them, start a lesson over, see how far you are."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from course_lib.errors import CourseError
from course_lib.prepare import START, Copy, Course, State


class Commands(TyperGroup):
    """The commands; a problem that a person can put right ends in one sentence and exit status 1."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except CourseError as error:
            problem = str(error)
        except OSError as error:
            from course_lib.bootstrap import explain_os_error

            problem = explain_os_error(error, Path.cwd(), needed=200)
        typer.echo(problem, err=True)
        raise typer.Exit(1)


app = typer.Typer(cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

Lesson = Annotated[str, typer.Argument(help="A lesson's name, such as conditional_writes.")]


def find_course() -> Course:
    """The course of the current folder, or else the one this program belongs to."""
    return Course.find(Path.cwd())


@app.callback()
def main() -> None:
    """Keep data safe on AWS: a course in notebooks."""


@app.command()
def prepare() -> None:
    """Make your copies of the notebooks in work/; what you have begun is never touched."""
    from course_lib.prepare import prepare as prepare_all

    course = find_course()
    copies = prepare_all(course)
    for copy in copies:
        line = _tell(copy)
        if line:
            typer.echo(line)
    typer.echo(f"Your notebooks are in {course.work}")


def _tell(copy: Copy) -> str:
    name = "start" if copy.name == START else copy.name.partition("/")[0]
    match copy.state:
        case State.CREATED:
            return f"New: {copy.name}"
        case State.REFRESHED:
            return f"Brought up to date: {copy.name}"
        case State.KEPT_OLD:
            return (
                f"There is a newer {copy.name}. Yours is as you left it; "
                f"`course reset {name}` gets the newer one and keeps yours beside it."
            )
        case _:
            return ""


@app.command()
def learn() -> None:
    """Open the course in JupyterLab. COURSE_PORT=N: another port. COURSE_NO_BROWSER=1: only print the address."""
    from course_lib import jupyter

    port = jupyter.read_port(os.environ)
    jupyter.require_free_port(port)
    prepare()
    work = find_course().work
    jupyter.start(work, port, jupyter.wants_browser(os.environ))
    typer.echo(f"\nStopped. Your work is in {work}")


@app.command()
def reset(
    lesson: Lesson, exercise: Annotated[str, typer.Argument(help="Only this exercise of it, by name.")] = ""
) -> None:
    """Start a lesson or one exercise over; what you wrote stays beside the notebook. Close the notebook first."""
    if exercise:
        from course_lib.anew import reset_exercise

        kept = reset_exercise(find_course(), lesson, exercise)
    else:
        from course_lib.prepare import reset as reset_one

        kept = reset_one(find_course(), lesson)
    what = f"{exercise} of {lesson}" if exercise else lesson
    yours = "code" if exercise else "copy"
    typer.echo(f"{what} is as at the beginning." + (f" Your {yours} is now {kept}" if kept else ""))


@app.command()
def progress() -> None:
    """Show which exercises you have passed."""
    from course_lib import progress as kept
    from course_lib.overview import progress_lines

    typer.echo("\n".join(progress_lines(kept.find() or find_course().work / kept.FILE)))


@app.command()
def submit(
    lesson: Lesson, as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False
) -> None:
    """Judge your notebook, as last saved, with the hidden checks that give the score."""
    import json

    from course_lib.submit import submit_saved, to_json

    course = find_course()
    with contextlib.chdir(course.work if course.work.exists() else course.root):  # progress is kept where one is
        submitted = submit_saved(course, lesson)
    typer.echo(json.dumps(to_json(submitted)) if as_json else repr(submitted))


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="Where to listen, on this machine only.", min=1, max=65535)] = 8000,
) -> None:
    """Offer a simulated AWS account over HTTP, for any AWS client on this machine, until Ctrl-C."""
    from course_lib.jupyter import HOST, require_free_port

    require_free_port(port, "--port {}")
    from course_lib.aws.account import Cloud
    from course_lib.aws.sdk import server as http
    from course_lib.aws.sdk.clients import ACCESS_KEY, SECRET_KEY
    from course_lib.aws.services import SERVICES

    told = (
        f"A new, empty account answers at http://{HOST}:{port} (Ctrl-C ends it, and forgets everything in it).\n"
        f"Its root signs with AWS_ACCESS_KEY_ID={ACCESS_KEY} AWS_SECRET_ACCESS_KEY={SECRET_KEY}"
    )
    with Cloud(services=tuple(SERVICES)) as cloud:
        try:
            http.serve(cloud, HOST, port, lambda: typer.echo(told))
        except KeyboardInterrupt:
            typer.echo("\nEnded.")


@app.command()
def doctor() -> None:
    """Look at everything the course needs, and say what to do about what is wrong."""
    from course_lib.doctor import examine

    wrong = 0
    for finding in examine(find_course(), os.environ):
        typer.echo(finding.line)
        wrong += bool(finding.problem and not finding.optional)
    typer.echo("All is well." if not wrong else f"Problems: {wrong}.")
    raise typer.Exit(1 if wrong else 0)
