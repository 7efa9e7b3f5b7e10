"""The pairs by which two models are compared, as they read them."""

from . import drift

TIMED_TEXTS = 30
LONG_TEXTS = 10
# About 390 tokens, as whole abstracts have.
LONG_WORDS = 250


class Texts:
    """Pairs for a cross-encoder, or their queries and passages apart for a bi-encoder."""

    def __init__(self, tokenizer, pairs, cross_encoder, prompt):
        self.pairs = pairs
        self.cross_encoder = cross_encoder
        self._tokenizer = tokenizer
        if cross_encoder:
            self._read = [tokenizer.pair(*pair) for pair in pairs]
        else:
            self._queries = {q: tokenizer.text(prompt + q) for q, _ in pairs}
            self._read = [tokenizer.text(passage) for _, passage in pairs]

    def read(self, reader):
        if self.cross_encoder:
            return [reader.read(feeds) for feeds in self._read]
        queries = {query: reader.read(feeds) for query, feeds in self._queries.items()}
        return [(queries[query], reader.read(feeds)) for (query, _), feeds in zip(self.pairs, self._read)]

    def drift(self, source, target):
        if self.cross_encoder:
            return drift.of_logits(self.pairs, source, target)
        return drift.of_vectors(self.pairs, source, target)

    def short(self):
        return _spread(self._read, TIMED_TEXTS)

    def long(self):
        """Some passages so often joined to themselves that they fill a long text."""
        made = []
        for query, passage in _spread(self.pairs, LONG_TEXTS):
            words = passage.split() or ["a"]
            long = " ".join(words * (1 + LONG_WORDS // len(words)))
            made.append(self._tokenizer.pair(query, long) if self.cross_encoder else self._tokenizer.text(long))
        return made


def _spread(values, count):
    """So many of them, from all parts."""
    return values[:: max(1, len(values) // count)][:count]
