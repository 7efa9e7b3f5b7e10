"""How a float graph becomes the file that is run."""

import dataclasses

from .first_token import keep_first_token, pool_first_token
from .fuse import fuse, operators
from .quantise import quantise


@dataclasses.dataclass(frozen=True)
class Recipe:
    """A way to write the file; all begin with the float graph."""

    name: str
    masked: bool
    per_channel: bool


# The fastest first; a scale for each channel is nearer to the float weights, and never faster.
RECIPES = (
    Recipe("without a mask, a scale for each matrix", masked=False, per_channel=False),
    Recipe("without a mask, a scale for each channel", masked=False, per_channel=True),
    Recipe("with a mask, a scale for each matrix", masked=True, per_channel=False),
    Recipe("with a mask, a scale for each channel", masked=True, per_channel=True),
)


def make(recipe, model, path, pool_first=False):
    """Writes a float graph by a recipe; returns its fused operators, and whether work was left out."""
    fused = fuse(model, recipe.masked)
    counts = operators(fused)
    if pool_first:
        pool_first_token(fused)
    pruned = keep_first_token(fused)
    quantise(fused, path, recipe.per_channel)
    return counts, pruned
