"""The pairs of query and passage by which two models are compared."""

import json
import pathlib
import re

from .problem import Problem

HOME = pathlib.Path(__file__).resolve().parents[2]
QUESTIONS = "src/main/resources/io/seine/cli/corpus/questions.jsonl"
WORDS = 64
PASSAGES_PER_QUERY = 6


def headed(title, passage):
    """A passage under its title, as io.seine.text.Headed has it."""
    return " ".join(part for part in (title or "", passage or "") if part.strip())


def read_pairs(path):
    """Pairs from JSON lines: candidates of queries, ranked results, or query and passage."""
    pairs = []
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
                if "query" in record:
                    pairs.append((record["query"], headed(record.get("title"), record["passage"])))
                    continue
                hits = record["candidates"] if "hits" not in record else record["hits"]
                pairs += [(record["text"], headed(hit["title"], hit["passage"])) for hit in hits]
            except (ValueError, KeyError, TypeError, AttributeError) as e:
                raise Problem(
                    f"{path}, line {number}: neither a query with its candidates, nor a ranked result,"
                    f' nor {{"query": "…", "title": "…", "passage": "…"}} ({e!r}).'
                ) from e
    if not pairs:
        raise Problem(f"{path} holds no pairs.")
    return pairs


def own_pairs():
    """The built-in questions, each with the passages of Seine's documentation most like it."""
    with open(HOME / QUESTIONS, encoding="utf-8") as lines:
        questions = [json.loads(line)["text"] for line in lines]
    passages = []
    for page in sorted((HOME / "docs").glob("*.md")):
        words = page.read_text(encoding="utf-8").split()
        passages += [" ".join(words[i : i + WORDS]) for i in range(0, len(words), WORDS)]
    known = [set(_words(passage)) for passage in passages]
    pairs = []
    for question in questions:
        asked = set(_words(question))
        order = sorted(range(len(passages)), key=lambda i: (-len(asked & known[i]), i))
        # From the likest to one of the least like: the logits should cover their range.
        chosen = order[: PASSAGES_PER_QUERY - 1] + order[len(order) // 2 :][:1]
        pairs += [(question, passages[i]) for i in chosen]
    return pairs


def _words(text):
    return re.findall(r"[a-z]{3,}", text.lower())


def sample(pairs, most):
    """So many of the pairs, whole queries at a time, spread evenly over all."""
    queries = list(dict.fromkeys(query for query, _ in pairs))
    by_query = {query: [] for query in queries}
    for pair in pairs:
        by_query[pair[0]].append(pair)
    chosen = []
    count = len(queries)
    steps = next((s for s in range(1, count) if _fits(by_query, queries[::s], most)), count)
    for query in queries[::steps]:
        chosen += by_query[query]
    return chosen[:most]


def _fits(by_query, queries, most):
    return sum(len(by_query[query]) for query in queries) <= most
