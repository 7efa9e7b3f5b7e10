"""How far the answers of a model may be from those of the model that it was made from."""

import dataclasses

# Of any two passages whose scores are nearer than this, either may come first.
TIE = {"cross": 0.1, "bi": 0.002}


@dataclasses.dataclass(frozen=True)
class Bound:
    """The most that is accepted: of logits, or of 1 - cosine of vectors."""

    mean: float
    max: float
    agreement: float


# The most is of a few hundred pairs, and so of the one that rounding hits hardest: it is held loosely, since
# logits reach from -11 to 11, and the mean and the order tightly.
BOUNDS = {
    "cross": Bound(mean=0.15, max=2.0, agreement=0.98),
    "bi": Bound(mean=0.01, max=0.03, agreement=0.97),
}

# Of an export: both compute the same in another order, of float32.
EXPORTED = {
    "cross": Bound(mean=1e-3, max=1e-2, agreement=0.999),
    "bi": Bound(mean=1e-6, max=1e-5, agreement=0.999),
}
