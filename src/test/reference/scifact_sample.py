"""Makes the sample of SciFact that SciFactIT indexes, in BEIR's layout.

python scifact_sample.py SCIFACT_DIR OUT_DIR

The first 50 judged test queries, the abstracts judged for them, and the first other abstracts of the corpus, to
400 in all. Over OUT_DIR a Python reference pipeline (BM25, bge-small-en-v1.5, reciprocal rank fusion, the
cross-encoder on 50 nearest passages of 64 words, lambda 3; exact search) gave the figures that SciFactIT holds.
"""
import json, os, sys

source, target = sys.argv[1:]
QUERIES, DOCUMENTS = 50, 400
judgements = [line.rstrip("\n").split("\t") for line in open(f"{source}/qrels/test.tsv")]
header, judgements = judgements[0], judgements[1:]
queries = list(dict.fromkeys(q for q, _, _ in judgements))[:QUERIES]
kept = [j for j in judgements if j[0] in queries]
corpus = [json.loads(line) for line in open(f"{source}/corpus.jsonl")]
judged = {d for _, d, _ in kept}
others = [d["_id"] for d in corpus if d["_id"] not in judged][: DOCUMENTS - len(judged)]
chosen = judged | set(others)
os.makedirs(f"{target}/qrels", exist_ok=True)
with open(f"{target}/corpus.jsonl", "w") as out:
    out.writelines(json.dumps(d) + "\n" for d in corpus if d["_id"] in chosen)
with open(f"{target}/queries.jsonl", "w") as out:
    out.writelines(line for line in open(f"{source}/queries.jsonl") if json.loads(line)["_id"] in queries)
with open(f"{target}/qrels/test.tsv", "w") as out:
    out.writelines("\t".join(j) + "\n" for j in [header] + kept)
