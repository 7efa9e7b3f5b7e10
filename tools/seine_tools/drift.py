"""How far a model's answers are from those of the model that it was made from."""

import collections
import dataclasses
import itertools

import numpy

from .bounds import TIE


@dataclasses.dataclass(frozen=True)
class Drift:
    """
    pairs: how many were read
    mean, max: of the differences, of logits or of 1 - cosine of the texts' vectors
    agreement: of any two passages that the source holds apart, read with the same query, how often
        both models put the same one first
    """

    pairs: int
    mean: float
    max: float
    agreement: float

    def exceeds(self, bound):
        """What is beyond the bound, in words; empty when nothing is."""
        beyond = []
        if self.mean > bound.mean:
            beyond.append(f"mean {self.mean:.4f} > {bound.mean:g}")
        if self.max > bound.max:
            beyond.append(f"max {self.max:.4f} > {bound.max:g}")
        if self.agreement < bound.agreement:
            beyond.append(f"order agreement {self.agreement:.4f} < {bound.agreement:g}")
        return ", ".join(beyond)


def of_logits(pairs, source, target):
    """Both given the logits of the same pairs."""
    apart = numpy.abs(numpy.array(source) - numpy.array(target))
    return Drift(
        len(pairs),
        float(apart.mean()),
        float(apart.max()),
        agreement(pairs, source, target, TIE["cross"]),
    )


def of_vectors(pairs, source, target):
    """Both given (query vector, passage vector) of the same pairs, of length 1."""
    apart = [1 - float(a @ b) for ours, theirs in zip(source, target) for a, b in zip(ours, theirs)]
    similarities = [[float(q @ p) for q, p in vectors] for vectors in (source, target)]
    return Drift(
        len(pairs),
        float(numpy.mean(apart)),
        float(numpy.max(apart)),
        agreement(pairs, *similarities, TIE["bi"]),
    )


def agreement(pairs, source, target, tie):
    by_query = collections.defaultdict(list)
    for index, (query, _) in enumerate(pairs):
        by_query[query].append(index)
    alike = compared = 0
    for indices in by_query.values():
        for a, b in itertools.combinations(indices, 2):
            if abs(source[a] - source[b]) > tie:
                compared += 1
                alike += (source[a] > source[b]) == (target[a] > target[b])
    return alike / compared if compared else 1.0
