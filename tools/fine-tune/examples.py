"""What is learned from: passages that Seine's retrieval brought up, judged."""

import dataclasses
import json
import random

from seine_tools.pairs import headed
from seine_tools.problem import Problem


@dataclasses.dataclass(frozen=True)
class Candidate:
    document: str
    rank: int
    passage: str


@dataclasses.dataclass(frozen=True)
class Query:
    """
    candidates: in the order of retrieval, each the document's nearest passage under its title
    grades: of the judged documents, brought up or not
    """

    id: str
    text: str
    candidates: list
    grades: dict

    def relevant(self, candidate):
        return self.grades.get(candidate.document, 0) > 0


def read_judgements(path):
    grades = {}
    try:
        with open(path, encoding="utf-8") as lines:
            next(lines, None)
            for line in lines:
                query, document, grade = line.rstrip("\n").split("\t")
                grades.setdefault(query, {})[document] = int(grade)
    except (OSError, ValueError) as e:
        raise Problem(f"{path} cannot be read as query-id, corpus-id and score: {e}") from e
    return grades


def read_queries(candidates, judgements):
    """The judged queries of a file of candidates, as `seine eval --candidates` writes it."""
    grades = read_judgements(judgements)
    queries = []
    with open(candidates, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                asked = json.loads(line)
                found = [
                    Candidate(c["id"], c["rank"], headed(c["title"], c["passage"]))
                    for c in sorted(asked["candidates"], key=lambda c: c["rank"])
                ]
                query = Query(asked["query_id"], asked["text"], found, grades.get(asked["query_id"], {}))
            except (ValueError, KeyError, TypeError) as e:
                raise Problem(f"{candidates}, line {number}: no query with its candidates ({e!r}).") from e
            if any(grade > 0 for grade in query.grades.values()):
                queries.append(query)
    if not queries:
        raise Problem(f"{candidates} holds no query that {judgements} judges.")
    return queries


def training_pairs(queries, negatives, depth, seed):
    """(query, passage, label) for each relevant passage and, for each, some that are not.

    Those come from the first `depth` of the retrieval: what it took for relevant, and nobody judged
    so. A relevant document that was not brought up has no nearest passage, and is left out.
    """
    chance = random.Random(seed)
    pairs = []
    for query in queries:
        relevant = [c for c in query.candidates if query.relevant(c)]
        others = [c for c in query.candidates[:depth] if not query.relevant(c)]
        count = min(len(others), negatives * len(relevant))
        for candidate in relevant:
            pairs.append((query.text, candidate.passage, 1.0))
        for candidate in chance.sample(others, count):
            pairs.append((query.text, candidate.passage, 0.0))
    return pairs
