"""nDCG@10 of what a cross-encoder makes of the candidates, and how sure a difference is."""

import concurrent.futures
import math
import os

import numpy

DEPTH = 50
# The prior that falls with the retrieval's rank, as io.seine.search.Fusion has it: logit - 3 ln(rank).
LAMBDA = 3.0
SAMPLES = 10_000


def read_all(reader, tokenizer, queries):
    """The logits of each query's candidates, read on all cores, one pair a run."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as cores:
        jobs = [
            [
                cores.submit(lambda q=q, c=c: reader.read(tokenizer.pair(q.text, c.passage)))
                for c in q.candidates[:DEPTH]
            ]
            for q in queries
        ]
        return [[job.result() for job in row] for row in jobs]


def ndcg(query, order, k=10):
    """
    As trec_eval: the gain is the grade, the ideal order that of all that is judged.

    order: documents' ids, the best first
    """
    gains = [max(0, query.grades.get(document, 0)) for document in order[:k]]
    ideal = sorted((grade for grade in query.grades.values() if grade > 0), reverse=True)[:k]
    return _discounted(gains) / _discounted(ideal) if ideal else 0.0


def _discounted(gains):
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))


def order(query, logits, prior):
    """The read candidates by logit - prior * ln(rank), and after them the rest as it stood."""
    read = query.candidates[: len(logits)]
    scores = [logit - prior * math.log(c.rank) for logit, c in zip(logits, read)]
    best = sorted(range(len(read)), key=lambda i: -scores[i])
    return [read[i].document for i in best] + [c.document for c in query.candidates[len(read) :]]


def judge(queries, logits, prior):
    """nDCG@10 of each query."""
    return numpy.array([ndcg(q, order(q, row, prior)) for q, row in zip(queries, logits)])


def retrieval(queries):
    return numpy.array([ndcg(q, [c.document for c in q.candidates]) for q in queries])


def interval(before, after, seed=7):
    """The mean gain, and between what it lies in 95 % of paired bootstrap samples of the queries."""
    gains = after - before
    chosen = numpy.random.default_rng(seed).integers(0, len(gains), (SAMPLES, len(gains)))
    low, high = numpy.percentile(gains[chosen].mean(axis=1), [2.5, 97.5])
    return float(gains.mean()), float(low), float(high)
