"""The folder that a tool writes: there whole, or not at all."""

import contextlib
import pathlib
import shutil
import tempfile

from .problem import Problem


def check_absent(target):
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise Problem(f"{target} exists already. Name another folder, or delete it.")


@contextlib.contextmanager
def new_folder(target):
    """Gives a folder to fill, beside its place, and moves it there when nothing went wrong."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = pathlib.Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield unfinished
        # As any folder that is made: a temporary one is its owner's alone.
        unfinished.chmod(0o755)
        if target.exists():
            target.rmdir()
        unfinished.rename(target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
