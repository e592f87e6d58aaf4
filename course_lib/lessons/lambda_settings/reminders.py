"""The function `loan-reminders`: it needs a password, and takes it from wherever it is told."""

from __future__ import annotations

import io
import zipfile

NAME, VARIABLE, SECRET = "loan-reminders", "DB_PASSWORD", "libraries/loans/db-password"
PASSWORD = "example-password"
HANDLER = "reminders.handler"
SOURCE = '''import os

import boto3


def password():
    """The variable, if it is there; else the secret that another variable names."""
    if "DB_PASSWORD" in os.environ:
        return os.environ["DB_PASSWORD"]
    secrets = boto3.client("secretsmanager")
    return secrets.get_secret_value(SecretId=os.environ["DB_PASSWORD_SECRET"])["SecretString"]


def handler(event, context):
    return f"logged in with {len(password())} characters"
'''


def package() -> bytes:
    """The zip file that Lambda is handed; always the same, to the byte."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        member = zipfile.ZipInfo("reminders.py", date_time=(2026, 1, 1, 0, 0, 0))
        member.external_attr = 0o644 << 16
        archive.writestr(member, SOURCE)
    return content.getvalue()
