"""Trains the cross-encoder on the judgements of one's own domain: tools/fine-tune/fine-tune."""

import dataclasses
import json
import pathlib
import shutil
import subprocess
import sys

import numpy
import onnx

import ranking
import training
import weights
from examples import read_queries, training_pairs
from fine_tune_options import parse
from seine_tools import bounds, card, drift
from seine_tools.dequantise import dequantise, is_quantised
from seine_tools.problem import Problem, told
from seine_tools.reader import Reader, TextTokenizer
from seine_tools.recipe import RECIPES, make
from seine_tools.source import open_source
from seine_tools.target import check_absent, new_folder

HOME = pathlib.Path(__file__).resolve().parents[2]
PARITY_PAIRS = 200
# In the work folder: which training it is of.
CLAIM = "training.json"
# Of PyTorch and the float graph, which compute the same in another order.
FLOAT_PARITY = 1e-2
# Of PyTorch and the int8 file. Wider than between two int8 files: all of the rounding is in it.
INT8_PARITY = bounds.Bound(mean=0.3, max=3.0, agreement=0.95)


def main():
    try:
        return fine_tune(parse())
    except Problem as e:
        print(f"fine-tune: {e}", file=sys.stderr)
        return 1


def fine_tune(options):
    check_absent(options.target)
    source = open_source(options.model)
    graph = onnx.load(source.onnx)
    if is_quantised(graph):
        dequantise(graph)
    classifier = weights.to_torch(graph)

    work = options.work or options.target.with_name(options.target.name + ".work")
    work.mkdir(parents=True, exist_ok=True)
    claim(work, source, options)
    found = {split: candidates(options, split, work) for split in ("train", "test")}
    learned = read_queries(found["train"], options.beir / "qrels" / "train.tsv")
    judged = read_queries(found["test"], options.beir / "qrels" / "test.tsv")
    judged = judged[: options.test_queries]
    both = {query.id for query in learned} & {query.id for query in judged}
    if both:
        raise Problem(
            f"{len(both)} queries are judged in train.tsv and in test.tsv, {min(both)} for one:"
            " what is learned from cannot be judged on."
        )
    pairs = training_pairs(learned, options.negatives, options.depth, options.seed)
    positives = sum(label for _, _, label in pairs)
    if not positives:
        raise Problem(
            "Of no train query retrieval brought up a relevant document: there is nothing to learn from. Is this"
            " the corpus that is indexed?"
        )
    print(
        f"{len(learned)} queries to learn from: {positives:.0f} relevant passages,"
        f" {len(pairs) - positives:.0f} that retrieval took for such"
    )

    start = work / "start"
    training.save_start(classifier, source.tokenizer, source.max_tokens(), start)
    model, losses, steps = training.train(start, pairs, work / "checkpoints", options)
    if losses:
        print(f"{steps} steps; the loss went from {losses[0]:.3f} to {losses[-1]:.3f}")

    weights.GraphWeights(graph).write(model.model.state_dict())
    with new_folder(options.target) as folder:
        (folder / "onnx").mkdir()
        made = folder / "onnx" / "model.onnx"
        float_file = work / "float.onnx"
        onnx.save(graph, float_file)
        # Trained weights are no longer multiples of the scale that they were read with, and one scale for a
        # matrix with outliers rounds them too far.
        recipe = next(r for r in RECIPES if r.per_channel and (r.masked or not options.keep_mask))
        make(recipe, graph, made)
        tokenizer = TextTokenizer(source.tokenizer, source.max_tokens())
        parity = check_parity(model, judged, tokenizer, float_file, made)
        source.copy_descriptions(folder)
        results = judge(judged, tokenizer, source, made)
        describe(folder, source, options, recipe, len(learned), pairs, steps, losses, parity, results)
    clear(work)
    print(f"{options.target} is written. Try it: ./seine up --set cross-encoder.model={options.target}")
    return 0


def claim(work, source, options):
    """Refuses a folder that is of another training: its checkpoints and candidates would be taken for this one's."""
    asked = {
        "DIR": str(options.beir.resolve()),
        "--model": source.sha256(),
        "--candidates": options.candidates and str(options.candidates.resolve()),
        "--batch": options.batch,
        "--negatives": options.negatives,
        "--depth": options.depth,
        "--learning-rate": options.learning_rate,
        "--seed": options.seed,
    }
    path = work / CLAIM
    if path.is_file():
        with told(f"{path} cannot be read as JSON"):
            begun = dict(json.loads(path.read_text(encoding="utf-8")))
        others = [name for name, value in asked.items() if begun.get(name) != value]
        if others:
            raise Problem(
                f"{work} is of a training that was begun with another {', '.join(others)}. Delete it to begin anew,"
                " or name another folder with --work."
            )
    path.write_text(json.dumps(asked, indent=2) + "\n", encoding="utf-8")


def clear(work):
    """Deletes what is in the way of the next training, and the folder when nothing else is in it."""
    for folder in ("start", "checkpoints"):
        shutil.rmtree(work / folder)
    for file in (CLAIM, "float.onnx", "train.jsonl", "test.jsonl"):
        (work / file).unlink(missing_ok=True)
    if not any(work.iterdir()):
        work.rmdir()


def candidates(options, split, work):
    if options.candidates:
        path = options.candidates / f"{split}.jsonl"
        if not path.is_file():
            raise Problem(
                f"There is no {path}. Make it: ./seine eval {options.beir} --no-index --split {split}"
                f" --candidates {path}"
            )
        return path
    path = work / f"{split}.jsonl"
    if not path.is_file():
        command = [str(HOME / "seine"), "eval", str(options.beir), "--no-index", "--split", split]
        command += ["--candidates", str(path), "--bootstrap", options.bootstrap]
        if subprocess.run(command, check=False).returncode:
            raise Problem(
                "Seine's retrieval could not be asked; its words are above. The corpus has to be"
                f" indexed in a Seine that runs: ./seine up, and ./seine publish {options.beir}/corpus.jsonl"
            )
    return path


def check_parity(model, queries, tokenizer, float_file, made):
    """The written file against PyTorch; only what is the same model is written."""
    # Some of each query, from the top of the retrieval to its end.
    pairs = [(q.text, c.passage) for q in queries for c in q.candidates[:50:10]][:PARITY_PAIRS]
    torch_logits = training.logits(model, pairs)
    feeds = [tokenizer.pair(*pair) for pair in pairs]
    float_reader, reader = Reader(float_file), Reader(made)
    apart = numpy.abs(torch_logits - [float_reader.read(given) for given in feeds]).max()
    measured = drift.of_logits(pairs, list(torch_logits), [reader.read(given) for given in feeds])
    print(
        f"parity with PyTorch on {len(pairs)} pairs: float ONNX max {apart:.2e}; int8 mean"
        f" {measured.mean:.4f}, max {measured.max:.4f}, order agreement {measured.agreement:.4f}"
    )
    if apart > FLOAT_PARITY:
        raise Problem(f"The float graph gives other logits than PyTorch, by up to {apart:.4f}: the export is wrong.")
    beyond = measured.exceeds(INT8_PARITY)
    if beyond:
        raise Problem(f"The int8 file gives other logits than PyTorch: {beyond}. Nothing is written.")
    return {"float_max": float(apart), **dataclasses.asdict(measured)}


def judge(queries, tokenizer, source, made):
    print(f"judging on {len(queries)} test queries, before and after")
    before = ranking.read_all(Reader(source.onnx), tokenizer, queries)
    after = ranking.read_all(Reader(made), tokenizer, queries)
    results = {"queries": len(queries), "retrieval": float(ranking.retrieval(queries).mean())}
    for name, prior in (("alone", 0.0), ("fused", ranking.LAMBDA)):
        old, new = ranking.judge(queries, before, prior), ranking.judge(queries, after, prior)
        gain, low, high = ranking.interval(old, new)
        results[name] = {
            "before": float(old.mean()),
            "after": float(new.mean()),
            "gain": gain,
            "low": low,
            "high": high,
        }
        print(
            f"  nDCG@10 {name}: {old.mean():.4f} before, {new.mean():.4f} after;"
            f" gain {gain:+.4f}, 95 % in {low:+.4f} to {high:+.4f}"
        )
    print(f"  nDCG@10 of the retrieval: {results['retrieval']:.4f}")
    return results


def describe(folder, source, options, recipe, learned, pairs, steps, losses, parity, results):
    rows = [
        [
            name,
            f"{r['before']:.4f}",
            f"{r['after']:.4f}",
            f"{r['gain']:+.4f} ({r['low']:+.4f} to {r['high']:+.4f})",
        ]
        for name, r in ((n, results[n]) for n in ("alone", "fused"))
    ]
    text = CARD.format(
        name=options.target.name,
        source=source.name,
        sha256=source.sha256(),
        beir=options.beir.resolve().name,
        learned=learned,
        pairs=len(pairs),
        negatives=options.negatives,
        depth=options.depth,
        steps=steps,
        batch=options.batch,
        rate=options.learning_rate,
        seed=options.seed,
        first=f"{losses[0]:.3f}" if losses else "unknown",
        last=f"{losses[-1]:.3f}" if losses else "unknown",
        caution="" if recipe.masked else card.NO_MASK,
        parity_pairs=parity["pairs"],
        parity_float=parity["float_max"],
        parity_mean=parity["mean"],
        parity_max=parity["max"],
        queries=results["queries"],
        retrieval=results["retrieval"],
        prior=ranking.LAMBDA,
        table=card.table(["read by", "before", "after", "gain (95 % interval)"], rows),
    )
    facts = {
        "tool": "fine-tune",
        "source": {"name": source.name, "file": source.onnx.name, "sha256": source.sha256()},
        "steps": steps,
        "losses": losses,
        "parity": parity,
        "ndcg_at_10": results,
        "runtime": card.runtime(),
    }
    card.write(folder, text, facts)


CARD = """
# {name}

{source}, fine-tuned on {beir} by Seine's `tools/fine-tune`; the licence is its source's, and what the licence of
the data asks. The source file's SHA-256 is {sha256}.

Learned from: {pairs} pairs of {learned} train queries, the passages judged relevant and for each up to {negatives}
of the first {depth} of the retrieval that nobody judged so. Binary cross-entropy, {steps} steps of {batch} pairs,
learning rate {rate:g}, seed {seed}; the loss went from {first} to {last}.
{caution}
## Is it the model that was trained?

Its logits against PyTorch's, on {parity_pairs} pairs: the float graph differs by {parity_float:.1e} at most, this
int8 file by {parity_mean:.4f} in the mean and {parity_max:.4f} at most.

## Is it better?

nDCG@10 on {queries} test queries, of which none was learned from; the retrieval alone has {retrieval:.4f}. Fused adds
the prior −{prior:g}·ln(rank). The intervals are of a paired bootstrap over the queries.

{table}
"""


if __name__ == "__main__":
    sys.exit(main())
