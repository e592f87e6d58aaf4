"""A feedback page does nothing and fetches nothing, whatever a learner wrote into the notebook."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import nbgrader
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from autograder.gradebook import feedback_page
from autograder.gradebook.inert import POLICY
from autograder.gradebook.pages import Grades, PageMaker
from tests.gradebook.small_course import LESSON, handed_in

FORMGRADER = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader"
SETTINGS = {  # as `nbgrader generate_feedback` sets them
    "HTMLExporter": {
        "template_name": "feedback",
        "extra_template_basedirs": [str(FORMGRADER / "templates")],
        "extra_template_paths": [str(FORMGRADER / "static" / "node_modules" / "bootstrap" / "dist" / "css")],
    }
}
GRADES = Grades({"check_add": (4, 4), "check_half": (0, 2)}, {}, 4, 6)
PICTURE = "data:image/png;base64,iVBORw0KGgo="
TEXTS = {
    "a script": "<script>alert(1)</script>",
    "a script over lines": "<script\n>alert(1)</script\n>",
    "an event": f'<img src="{PICTURE}" onerror="alert(1)" onload=alert(1)>',
    "an address that is a script": "[x](javascript:alert(1)) <a href='JaVaScRiPt:alert(1)'>y</a>",
    "an address that is a page": "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "a frame": '<iframe src="https://attacker.example"></iframe><iframe srcdoc="<script>alert(1)</script>">',
    "an object": '<object data="https://attacker.example"></object><embed src="https://attacker.example">',
    "a form": '<form action="https://attacker.example"><button formaction="https://attacker.example">x</button></form>',
    "a picture from elsewhere": "![x](https://attacker.example/x.png) <img srcset='https://attacker.example/x.png 2x'>",
    "a picture that is a page": '<img src="data:text/html;base64,PHNjcmlwdD4=">',
    "a sheet of styles": '<link rel="stylesheet" href="https://attacker.example"><style>@import "https://attacker.example"</style>',
    "a style over the whole page": '<div style="position:fixed;inset:0;background:url(https://attacker.example)">x</div>',
    "another base": '<base href="https://attacker.example">',
    "another page": '<meta http-equiv="refresh" content="0;url=https://attacker.example">',
    "a drawing with a script": '<svg onload="alert(1)"><script>alert(1)</script><use href="https://attacker.example#x"/></svg>',
    "mathematics": '<math><maction actiontype="statusline" xlink:href="javascript:alert(1)">x</maction></math>',
    "an end of the page": "</pre></div></body></html><script>alert(1)</script>",
    "a picture in a picture": "![![x](javascript:alert(1))](javascript:alert(1))",
    "a diagram": "```mermaid\ngraph TD; A-->B[<script>alert(1)</script>]\n```",
    "mutations": '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
}
CELLS = {
    "Markdown": new_markdown_cell,
    "raw": lambda text: new_raw_cell(text, metadata={"raw_mimetype": "text/html"}),
    "raw without a type": new_raw_cell,
    "code": new_code_cell,
}


class Elements(HTMLParser):
    """What a browser would make of a page, as far as it could do something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]


def page_of(notebook: NotebookNode, plain: bool = False) -> str:
    return PageMaker(SETTINGS).make(notebook, GRADES, "ana", LESSON, plain)


@pytest.fixture(scope="module")
def without() -> Elements:
    return Elements(page_of(handed_in()))


@pytest.mark.parametrize("cell", CELLS.values(), ids=list(CELLS))
@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
def test_nothing_in_a_page_does_anything(without: Elements, text: str, cell: object) -> None:
    """No element or attribute that runs, fetches or covers something comes from a cell of the learner's."""
    notebook = handed_in()
    notebook.cells.append(cell(text))  # type: ignore[operator]

    page = page_of(notebook)

    found = Elements(page)
    assert feedback_page.NOTE not in page
    dangerous = {"script", "iframe", "object", "embed", "form", "button", "link", "base", "svg", "math", "noscript"}
    assert [name for name in found.names if name in dangerous] == []
    assert found.names.count("meta") == without.names.count("meta")
    assert found.names.count("style") == without.names.count("style")
    assert [each for each in found.attributes if each[1].startswith("on") or each[1] in ("srcset", "srcdoc")] == []
    mine = [each for each in found.attributes if each not in without.attributes]
    assert [each for each in mine if each[1] == "style"] == []
    assert {value for _, name, value in mine if name == "src"} <= {PICTURE}
    addresses = [value for _, name, value in found.attributes if name == "href"]
    assert [each for each in addresses if not each.startswith(("#", "https://", "http://", "mailto:"))] == []


@pytest.mark.parametrize("plain", [False, True])
def test_a_page_forbids_what_it_does_not_need(plain: bool) -> None:
    """Whatever gets past the cleaning, the reader's browser runs no script and asks no other machine for anything."""
    page = page_of(handed_in(), plain)

    assert f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">' in page.partition("<title>")[0]
    assert "script-src" not in POLICY and POLICY.startswith("default-src 'none';")
    assert "<script" not in page and "cdnjs" not in page


def test_what_people_write_stays() -> None:
    """Headings, emphasis, lists, tables, code with its colours, links and pictures are shown as Jupyter shows them."""
    notebook = handed_in()
    text = (
        f"# Title\n\n*a* **b** `c`\n\n- [x] done\n\n|a|b|\n|-|-:|\n|1|2|\n\n```python\nimport os\n```\n\n"
        f"[x](https://example.org) ![dot]({PICTURE})\n\n<details><summary>More</summary>text</details>"
    )
    notebook.cells.append(new_markdown_cell(text))

    page = page_of(notebook)

    for part in (
        '<h1 id="Title">Title',
        "<em>a</em> <strong>b</strong> <code>c</code>",
        "<td>1</td>",
        '<span class="kn">import</span>',
        '<a href="https://example.org" rel="noopener noreferrer">x</a>',
        f'<img src="{PICTURE}" alt="dot">',
        "<details><summary>More</summary>text</details>",
    ):
        assert part in page
