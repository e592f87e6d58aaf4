"""Pages that run nothing and fetch nothing, whatever a submission holds.

A learner's Markdown is sanitised, and the page forbids its reader's browser everything else: no script, no form, no
request to anywhere. Pictures and attachments are part of the page.
"""

from __future__ import annotations

import re

import nh3

# The `data:` URLs of pictures are images, in which a browser runs no script.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
)
_HEAD = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n<meta name="referrer" content="no-referrer">'
_SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]*\Z")

TAGS = nh3.ALLOWED_TAGS | {"details", "summary", "section", "input"}
ATTRIBUTES = {
    **nh3.ALLOWED_ATTRIBUTES,
    "*": {"class", "id", "title", "lang", "dir"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "td": {"align", "colspan", "rowspan"},
    "details": {"open"},
    "input": {"type", "checked", "disabled"},  # of a list of tasks
}
SCHEMES = {"http", "https", "mailto", "data"}


def fragment(markup: str) -> str:
    """The HTML of a learner's text without anything that does something, or that looks like a part of the page."""
    return nh3.clean(markup, tags=TAGS, attributes=ATTRIBUTES, attribute_filter=_attribute, url_schemes=SCHEMES)


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "src":
        return value if _PICTURE.match(value) else None
    if name == "href" and value.lstrip().lower().startswith("data:"):
        return None
    if name == "type" and value != "checkbox":
        return None
    return value


def page(markup: str) -> str:
    """A whole page that nbgrader's template made, without the template's scripts, and with the policy."""
    head, body, rest = markup.partition("<body")
    head = _SCRIPT.sub("", head).replace("<head>", f"<head>\n{_HEAD}", 1)
    return head + body + rest
