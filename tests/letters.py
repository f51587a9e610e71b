"""Compiles the letters: body.mjml in its frame becomes the committed body.html. `python -m tests.letters` writes them.

MJML is a tool of development alone; what is sent is rendered from the committed HTML.
"""

from pathlib import Path

import mrml

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
NOTE = "{# djlint:off #}{# Compiled from body.mjml in layouts/email.mjml: change those, then `make letters`. -#}\n"
MARK = "<!-- body -->"


def letters() -> list[Path]:
    return sorted(path.parent for path in (TEMPLATES / "email").glob("*/body.mjml"))


def compiled(folder: Path) -> str:
    frame = (TEMPLATES / "layouts" / "email.mjml").read_text()
    source = frame[frame.index("<mjml") :].replace(MARK, (folder / "body.mjml").read_text())
    made = mrml.to_html(source)
    if made.warnings:
        raise ValueError(f"{folder.name}: {made.warnings}")
    return f"{NOTE}{made.content}\n"


if __name__ == "__main__":
    for one in letters():
        (one / "body.html").write_text(compiled(one))
        print(one.name)
