"""Functions whose code really runs."""

from __future__ import annotations

import io
import json
import textwrap
import zipfile


def zipped(source="", **more):
    """A zip file with `index.py`, and with other files by their names, "__" for a slash."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in {"index": source, **more}.items():
            archive.writestr(f"{name.replace('__', '/')}.py", textwrap.dedent(text))
    return content.getvalue()


def make(cloud, source, name="nightly", **settings):
    """A new function that is active."""
    params = {
        "FunctionName": name,
        "Runtime": "python3.13",
        "Role": f"arn:aws:iam::{cloud.account}:role/batch",
        "Handler": "index.handler",
        "Code": {"ZipFile": source if isinstance(source, bytes) else zipped(source)},
        **settings,
    }
    functions = cloud.client("lambda")
    arn = functions.create_function(**params)["FunctionArn"]
    cloud.clock.advance(seconds=5)
    return arn


def call(cloud, event=None, name="nightly", **params):
    """Invoke a function: what it returned, or its error with "failed"."""
    payload = {} if event is None else {"Payload": json.dumps(event).encode()}
    answer = cloud.client("lambda").invoke(FunctionName=name, **payload, **params)
    told = json.loads(answer["Payload"].read())
    return {"failed": answer["FunctionError"], **told} if "FunctionError" in answer else told
