"""Open the course in JupyterLab, on this machine only, the same way for everybody.

Jupyter's and IPython's settings of the person's other projects are left alone and not used: the course keeps its own
under `work/.course/`. Nothing is fetched: no news, no update check, no list of extensions.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from course_lib.errors import CourseError
from course_lib.prepare import OWN_FOLDER, START, write_atomically

EXTENSION = Path(__file__).resolve().parent / "jupyter_extension"  # a folder of JupyterLab extensions
# Each kernel of the course runs this first. It must not fail: a kernel without it still works.
START_UP = """\
try:
    from course_lib.cells import watch
    watch()
except Exception as error:
    print(f"The course cannot watch this notebook's cells: {error}")
"""

HOST = "127.0.0.1"
PORT = 8888

# The instructor's tools come with nbgrader; a learner has no use for their menus.
INSTRUCTORS_EXTENSIONS = (
    "nbgrader.server_extensions.assignment_list",
    "nbgrader.server_extensions.course_list",
    "nbgrader.server_extensions.formgrader",
    "nbgrader.server_extensions.validate_assignment",
)
LAB_SETTINGS = {
    "page_config.json": {"disabledExtensions": {"@jupyter/nbgrader": True}},
    "default_setting_overrides.json": {
        "@jupyterlab/apputils-extension:notification": {"checkForUpdates": False, "fetchNews": "false"},
        # What a function promises is read line by line, also on a small screen.
        "@jupyterlab/notebook-extension:tracker": {"codeCellConfig": {"lineNumbers": False, "lineWrap": True}},
    },
}


def read_port(environment: Mapping[str, str]) -> int:
    """Return the port that COURSE_PORT names, or 8888.

    Raises:
        CourseError: it is not a port number.
    """
    text = environment.get("COURSE_PORT", "").strip() or str(PORT)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise CourseError(f"COURSE_PORT is {text!r}; it must be a number from 1 to 65535, such as {PORT}.")
    return int(text)


def wants_browser(environment: Mapping[str, str]) -> bool:
    """Say whether to open a browser: yes, unless COURSE_NO_BROWSER is set to anything but 0."""
    return environment.get("COURSE_NO_BROWSER", "").strip() in ("", "0")


def require_free_port(port: int, choose: str = "COURSE_PORT={}") -> None:
    """Try the port, as a server would use it.

    Args:
        port: on 127.0.0.1.
        choose: how to choose another one, with {} for its number.

    Raises:
        CourseError: something else is using it, or this account may not.
    """
    other = choose.format(port + 1 if 1024 <= port < 65535 else PORT)
    with socket.socket() as probe:
        if os.name != "nt":  # there it would mean: take the port from whoever has it
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CourseError(
                    f"Port {port} is taken, perhaps by this course in another window. "
                    f"Close that, or choose another port: {other}"
                ) from None
            reason = error.strerror or str(error)
            raise CourseError(f"Port {port} cannot be used ({reason}). Choose another: {other}") from None


def own_environment(work: Path) -> dict[str, str]:
    """Return the environment variables that give the course its own Jupyter and IPython."""
    own = work / OWN_FOLDER
    # What a notebook's checks run in is forked; macOS would end it for having loaded certain libraries before.
    fork = {"OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES"} if sys.platform == "darwin" else {}
    return {
        **fork,
        "JUPYTER_CONFIG_DIR": str(own / "jupyter"),
        "JUPYTER_DATA_DIR": str(own / "jupyter" / "data"),
        "JUPYTER_RUNTIME_DIR": str(own / "jupyter" / "runtime"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "IPYTHONDIR": str(own / "ipython"),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
    }


def write_start_up(work: Path) -> None:
    """Let every kernel of the course watch what becomes of its notebook's cells."""
    file = work / OWN_FOLDER / "ipython" / "profile_default" / "startup" / "00-course.py"
    write_atomically(file, START_UP.encode())


def start(work: Path, port: int, browser: bool) -> None:
    """Run JupyterLab on the prepared notebooks until it is stopped with Ctrl-C.

    Raises:
        CourseError: the port is taken.
    """
    require_free_port(port)
    for name, settings in LAB_SETTINGS.items():
        write_atomically(work / OWN_FOLDER / "jupyter" / "labconfig" / name, json.dumps(settings).encode())
    write_start_up(work)
    for name in ("JUPYTER_PATH", "JUPYTER_CONFIG_PATH", "JUPYTERLAB_DIR", "JUPYTERLAB_SETTINGS_DIR"):
        os.environ.pop(name, None)
    os.environ.update(own_environment(work))
    token = secrets.token_urlsafe(24)
    server = _make_server(work, port, browser, token)
    address = f"http://{HOST}:{port}/lab/tree/{START}?token={token}"
    server.io_loop.add_callback(_announce, address)  # runs once the server answers
    server.start()


def _announce(address: str) -> None:
    print(f"\nThe course is open at\n\n    {address}\n\nStop it with Ctrl-C.\n", flush=True)


def _make_server(work: Path, port: int, browser: bool, token: str) -> Any:
    from jupyterlab.handlers.announcements import NeverCheckForUpdate
    from jupyterlab.labapp import LabApp
    from traitlets.config import Config

    config = Config()
    config.ServerApp.ip = HOST
    config.ServerApp.port = port
    config.ServerApp.port_retries = 0
    config.ServerApp.open_browser = browser
    config.ServerApp.root_dir = str(work)
    config.ServerApp.allow_root = True  # only root is asked: in a container, everybody is
    config.ServerApp.answer_yes = True  # Ctrl-C stops at once; notebooks save themselves
    config.Application.log_level = "ERROR"  # its warnings are for who runs a server for others
    config.ServerApp.jpserver_extensions = dict.fromkeys(INSTRUCTORS_EXTENSIONS, False)
    config.IdentityProvider.token = token
    config.MappingKernelManager.transport_encryption = "auto"  # other people on this machine cannot listen
    if os.name != "nt":  # without a terminal of its own it would start a login shell, which forgets where `course` is
        config.ServerApp.terminado_settings = {"shell_command": [os.environ.get("SHELL") or "/bin/sh"]}
    config.LabApp.default_url = f"/lab/tree/{START}"
    config.LabApp.news_url = None
    config.LabApp.check_for_updates_class = NeverCheckForUpdate
    config.LabApp.extension_manager = "readonly"
    config.LabApp.extra_labextensions_path = [str(EXTENSION)]
    return LabApp.initialize_server(argv=[], config=config)
