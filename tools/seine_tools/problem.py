import contextlib


class Problem(Exception):
    """What stops a tool, in words for the person who called it."""


@contextlib.contextmanager
def told(what):
    """Whatever fails here does so because of the model: a stranger's folder can hold anything."""
    try:
        yield
    except Problem:
        raise
    except Exception as e:
        raise Problem(f"{what}: {e}") from e
