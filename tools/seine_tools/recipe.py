"""How a float graph becomes the file that is run."""

import dataclasses

from .first_token import keep_first_token, pool_first_token
from .fuse import fuse, operators
from .quantise import quantise


@dataclasses.dataclass(frozen=True)
class Recipe:
    """A way to write the weights; all begin with the float graph and are fused alike."""

    name: str
    per_channel: bool


RECIPES = (
    Recipe("a scale for each matrix", per_channel=False),
    Recipe("a scale for each channel", per_channel=True),
)


def make(recipe, model, path, pool_first=False):
    """Writes a float graph by a recipe; returns its fused operators, and whether work was left out."""
    fused = fuse(model)
    counts = operators(fused)
    if pool_first:
        pool_first_token(fused)
    pruned = keep_first_token(fused)
    quantise(fused, path, recipe.per_channel)
    return counts, pruned
