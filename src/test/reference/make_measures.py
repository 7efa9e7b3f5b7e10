"""Makes src/test/resources/evaluation/measures.json: a run with ties and graded judgements, and what pytrec_eval makes
of it. pip install pytrec-eval-terrier==0.5.11 (pytrec_eval with wheels); python make_measures.py OUT

The run is drawn at random, so no data of others are in it. Scores have one decimal, so that many are equal; grades
go from -1 to 3; a query has no relevant document, and another finds none.
"""
import json, random, sys
import pytrec_eval

random.seed(20)
qrels, run = {}, {}
for number in range(40):
    query = f"q{number}"
    documents = [f"d{i}" for i in range(160)]
    judged = random.sample(documents, random.choice([1, 3, 20, 70]))
    qrels[query] = {d: random.choice([-1, 0, 0, 1, 1, 2, 3]) for d in judged}
    found = random.sample(documents, random.choice([3, 8, 60, 150]))
    run[query] = {d: round(random.gauss(qrels[query].get(d, 0), 2), 1) for d in found}
qrels["q0"] = {d: 0 for d in qrels["q0"]}
qrels["q1"] = {"elsewhere": 2}
wanted = {"ndcg_cut.10", "recall.10,50,100", "recip_rank"}
expected = pytrec_eval.RelevanceEvaluator(qrels, wanted).evaluate(run)
# trec_eval's reciprocal rank has no cut: MRR@10 is that of the first ten in its order (score, then id, both falling).
top = {q: dict(sorted(r.items(), key=lambda e: (e[1], e[0]), reverse=True)[:10]) for q, r in run.items()}
for query, values in pytrec_eval.RelevanceEvaluator(qrels, {"recip_rank"}).evaluate(top).items():
    expected[query]["recip_rank"] = values["recip_rank"]
with open(sys.argv[1], "w") as out:
    json.dump({"qrels": qrels, "run": run, "expected": expected}, out, separators=(",", ":"))
