"""The AWS SDK for JavaScript against `course serve`. Its packages come with: npm ci --prefix tests/aws/clients"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.aws.served import ROOT_KEYS, serving

HERE = Path(__file__).parent


def test_what_the_lessons_do_in_javascript(tmp_path):
    """Conditions, a transaction, pages; data keys; versions, an upload in parts with its checksums."""
    node = shutil.which("node")
    if node is None or not (HERE / "node_modules").is_dir():
        pytest.skip("the SDK for JavaScript is not installed (npm ci --prefix tests/aws/clients)")
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), **ROOT_KEYS}

    with serving() as endpoint:
        command = [node, str(HERE / "walk.mjs"), endpoint]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "condition": "ConditionalCheckFailedException",
        "transaction": ["TransactionCanceledException", ["None", "ConditionalCheckFailed"]],
        "written": None,
        "pages": [[[0, "é"], [1, "é"]], [[2, "é"], [3, "é"]], [[4, "é"]]],
        "sameKey": True,
        "otherContext": "InvalidCiphertextException",
        "there": "PreconditionFailed",
        "text": "first",
        "gone": "NoSuchKey",
        "versions": [1, 1],
        "large": [11 * 1024 * 1024, "-3"],
    }
