"""HTML that fits a notebook, light or dark, and the choice between plain text and more.

Classes are styled with JupyterLab's own colours where it offers them. Without the style sheet (a viewer may drop it)
everything still reads from top to bottom.
"""

from __future__ import annotations

import json
import os
import re
from html import escape
from textwrap import dedent

PLAIN = "text/plain"
HTML = "text/html"

STYLE = """<style>
.course { color: var(--jp-content-font-color1, #212121); max-width: 900px; line-height: 1.5;
  font-family: var(--jp-content-font-family, system-ui, sans-serif); font-size: var(--jp-content-font-size1, 14px); }
.course code, .course pre { font-family: var(--jp-code-font-family, Menlo, Consolas, "DejaVu Sans Mono", monospace);
  font-size: var(--jp-code-font-size, 13px); color: inherit; background: none; padding: 0; border: 0; }
.course code { background: var(--jp-layout-color2, #eee); padding: 1px 4px; border-radius: 3px; }
.course pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.4; }
.course pre.course-wide { white-space: pre; overflow-x: auto; overflow-wrap: normal; padding: 8px 10px;
  background: var(--jp-layout-color2, #f4f4f4); border-radius: 4px; line-height: 1.25; }
.course p, .course p + pre { margin: 4px 0; }
.course p + pre { padding: 6px 10px; background: var(--jp-layout-color2, #f4f4f4); border-radius: 4px; }
.course-title { font-weight: 600; margin: 4px 0 8px; }
.course-box { border: 1px solid var(--jp-border-color2, #ccc); border-left-width: 4px; border-radius: 4px;
  padding: 6px 12px; margin: 6px 0; background: var(--jp-layout-color1, #fff); }
.course-good { border-left-color: var(--jp-success-color1, #2e7d32); }
.course-bad { border-left-color: var(--jp-warn-color1, #b26a00); }
.course-none { border-left-color: var(--jp-border-color1, #999); }
.course summary { cursor: pointer; }
.course-list { list-style: none; padding-left: 4px; margin: 4px 0; }
.course-head { display: block; }
.course summary > .course-head:first-child { display: inline; }  /* beside the triangle */
.course summary > .course-head + .course-head { padding-left: 1.1em; }
.course-said { margin: 8px 0 4px; }
.course-more { margin: 6px 0; }
.course-hint { margin: 6px 0; padding-left: 12px; border-left: 2px solid var(--jp-border-color2, #ccc); }
.course-verdict { font-weight: 600; margin-right: 4px; white-space: nowrap; }
.course-verdict span { display: inline-block; width: 1.4em; }
.course dl { display: grid; grid-template-columns: 9em minmax(0, 1fr); gap: 4px 12px; margin: 8px 0 4px; }
.course dl > dt, .course dl > dd { float: none; width: auto; margin: 0; padding: 0; }
.course dl > dt { color: var(--jp-content-font-color2, #555); font-weight: 400; }
.course dl > .course-wide { grid-column: 1 / -1; }
.course .course-grid { overflow-x: auto; }
.course .course-grid table { border-collapse: collapse; margin: 4px 0; font-size: inherit; color: inherit;
  table-layout: auto; }
.course .course-grid caption { text-align: left; font-weight: 600; padding: 4px 0; white-space: nowrap;
  color: inherit; }
.course .course-grid th, .course .course-grid td { text-align: left; vertical-align: top; padding: 4px 12px 4px 8px;
  max-width: 30em; white-space: normal; overflow-wrap: break-word; color: inherit;
  border-bottom: 1px solid var(--jp-border-color2, #ddd); }
.course .course-grid th { border-bottom: 1px solid var(--jp-border-color1, #999); font-weight: 600; }
.course .course-grid .course-number { text-align: right; }
.course-notice { border-left-color: var(--jp-warn-color1, #b26a00); font-weight: 600; }
.course-buttons { gap: 8px; flex-wrap: wrap; margin: 8px 0; }
.course-here .course-buttons { display: flex; }  /* the course's extension is here, so a button does something */
.course-buttons button { font: inherit; color: inherit; cursor: pointer; padding: 4px 12px; border-radius: 4px;
  background: var(--jp-layout-color2, #eee); border: 1px solid var(--jp-border-color1, #999); }
.course-buttons button:hover { background: var(--jp-layout-color3, #ddd); }
.course-buttons button:focus-visible, .course summary:focus-visible {
  outline: 2px solid var(--jp-brand-color1, #1565c0); outline-offset: 2px; }
.course-step:empty { display: none; }
.course figure { margin: 4px 0; overflow-x: auto; }
.course img { width: 100%; max-width: 900px; border-radius: 4px; }
</style>"""


def plain_only() -> bool:
    """Whether only plain text is wanted: a terminal, a log, a comparison."""
    return os.environ.get("COURSE_PLAIN") == "1"


def bundle(text: str, html: str) -> dict[str, object]:
    """What a notebook shows: the text, and the HTML where that is wanted."""
    return {PLAIN: text} if plain_only() else {PLAIN: text, HTML: page(html)}


def page(html: str) -> str:
    """A piece of HTML of ours, with its style. What looks like a formula in it is code: MathJax 3 and 2 leave it."""
    return f'{STYLE}<div class="course mathjax_ignore tex2jax_ignore">{html}</div>'


def button(label: str, command: str, title: str = "", **arguments: str) -> str:
    """A button that runs a command of the course's JupyterLab extension; hidden where that is not.

    Args:
        label: what it says.
        command: its name without "course:", such as "check".
        title: says more, where the label is a sign.
        arguments: what the command is told, such as the exercise.
    """
    given = escape(json.dumps(arguments))
    linked = f'data-commandlinker-command="course:{escape(command)}" data-commandlinker-args="{given}"'
    more = f' title="{escape(title)}" aria-label="{escape(title)}"' if title else ""
    return f'<button type="button" {linked}{more}>{escape(label)}</button>'


def buttons(*made: str) -> str:
    """Buttons in a row: see `button`."""
    return f'<div class="course-buttons" hidden>{"".join(made)}</div>'


def prose(text: str) -> str:
    """A sentence as HTML: escaped, and what stands between backticks as code."""
    return re.sub(r"`([^`\n]+)`", r"<code>\1</code>", escape(text))


def paragraphs(text: str) -> str:
    """Text as HTML paragraphs; lines that are indented are kept as code."""
    parts = re.split(r"\n\s*\n", text.strip("\n"))
    return "".join(
        f"<pre>{escape(dedent(part))}</pre>" if part.startswith("    ") else f"<p>{prose(part)}</p>" for part in parts
    )
