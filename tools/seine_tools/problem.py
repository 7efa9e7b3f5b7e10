class Problem(Exception):
    """What stops a tool, in words for the person who called it."""
