"""Whether a folder is a clone that may be read, and if not, what to do."""

from collections.abc import Sequence
from pathlib import Path

from app.connectors.git.clone import Clone
from app.connectors.git.process import Git, failed
from app.kit.errors import Code, NotAllowed
from app.kit.text import visible


def open_clone(path: Path, *, roots: Sequence[Path] | None = None) -> Clone:
    """`roots` are the folders below which a clone may lie, links followed; None is for the operator's own words.

    Raises NotAllowed outside the roots, ToolFailed with what to do where nothing can be read.
    """
    folder = _folder(path)
    if roots is not None and not _below(folder, roots):
        raise NotAllowed(Code.NOT_ALLOWED, "This folder lies outside UNSUNG_GIT_ROOTS.")
    git = Git(folder)
    places = git.said(
        "rev-parse", "--absolute-git-dir", "--path-format=absolute", "--git-common-dir", "--git-path", "objects"
    )
    found = [Path(line) for line in places.splitlines()]
    if roots is not None and not all(_below(place, roots) for place in [*found, *_alternates(found[-1])]):
        raise NotAllowed(Code.NOT_ALLOWED, "This clone keeps its history outside UNSUNG_GIT_ROOTS.")
    return Clone(git, found[1])


def _folder(path: Path) -> Path:
    try:
        folder = path.resolve(strict=True)
        if folder.is_dir():
            next(folder.iterdir(), None)
            return folder
    except FileNotFoundError:
        raise failed(f"There is no folder {visible(str(path))}.") from None
    except (OSError, RuntimeError):
        said = visible(str(path))
        raise failed(f"{said} cannot be read by this user: give it the right to read, or name another.") from None
    raise failed(f"{visible(str(path))} is a file: name the folder of a clone.")


def _below(place: Path, roots: Sequence[Path]) -> bool:
    return any(place.resolve().is_relative_to(root.resolve()) for root in roots)


def _alternates(objects: Path) -> list[Path]:
    """Folders of other repositories from which this one takes objects."""
    try:
        lines = (objects / "info" / "alternates").read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return []
    return [objects / line for line in lines if line and not line.startswith("#")]
