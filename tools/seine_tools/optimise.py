"""Makes a faster file of the same model, and checks that it is the same: tools/optimise-model."""

import dataclasses
import json
import pathlib
import shutil
import sys
import tempfile

import onnx

from . import bounds, card, drift, speed
from .dequantise import dequantise, is_quantised
from .optimise_options import parse
from .pairs import own_pairs, read_pairs, sample
from .problem import Problem, told
from .reader import Reader, TextTokenizer
from .recipe import RECIPES, Recipe, make
from .source import Source, open_source
from .target import check_absent, new_folder
from .texts import Texts

MOST_PAIRS = 300


def main():
    arguments = parse()
    try:
        return optimise(arguments)
    except Problem as e:
        print(f"optimise-model: {e}", file=sys.stderr)
        return 1


def optimise(arguments):
    target = arguments.target
    check_absent(target)
    source = open_source(arguments.source)
    with told(f"{source.onnx} is no ONNX file"):
        model = onnx.load(source.onnx)
    print(f"{source.onnx}: {source.onnx.stat().st_size / 1e6:.1f} MB")
    pooling = arguments.pooling or stated_pooling(source)
    limit = arguments.max_tokens or source.max_tokens()
    source_reader = Reader(source.onnx, pooling)
    if source_reader.output in ("last_hidden_state", "token_embeddings") and pooling is None:
        raise Problem(
            "The model gives a vector for each token, and nothing says how they become one: --pooling cls or mean."
        )
    pairs = sample(read_pairs(arguments.pairs) if arguments.pairs else own_pairs(), MOST_PAIRS)
    prompt = source.query_prompt() if arguments.query_prompt is None else arguments.query_prompt
    texts = Texts(TextTokenizer(source.tokenizer, limit), pairs, source_reader.cross_encoder, prompt)
    answers = texts.read(source_reader)

    if is_quantised(model):
        dequantise(model)
        print("taken back from int8 to float")
    with tempfile.TemporaryDirectory(prefix="optimise-model-") as scratch:
        best = None
        for index, recipe in enumerate(r for r in RECIPES if r.masked or not arguments.keep_mask):
            path = pathlib.Path(scratch) / f"{index}.onnx"
            tried = attempt(recipe, model, path, source_reader, pooling, texts, answers)
            if not tried.refusal:
                best = tried
                break
        if best is None:
            raise Problem("Nothing is written: every file answers too differently, see above.")
        if best.short.gain < arguments.min_gain:
            raise Problem(
                f"Nothing is written: here it is faster by {100 * best.short.gain:.1f} %, and"
                f" {100 * arguments.min_gain:g} % is asked for (--min-gain)."
            )
        long = speed.compare(source_reader, Reader(best.path, pooling), texts.long())
        write(target, source, best, long, arguments, limit)
    print(
        f"{target} is written: {best.recipe.name}, {100 * best.short.gain:+.1f} %"
        f" at {best.short.tokens:.0f} tokens, {100 * long.gain:+.1f} % at {long.tokens:.0f}"
    )
    return 0


def stated_pooling(source):
    config = source.description("1_Pooling/config.json")
    if config.get("pooling_mode") in ("cls", "mean"):
        return config["pooling_mode"]
    if config.get("pooling_mode_cls_token"):
        return "cls"
    return "mean" if config.get("pooling_mode_mean_tokens") else None


@dataclasses.dataclass(frozen=True)
class Attempt:
    recipe: Recipe
    path: pathlib.Path
    fused: dict
    first_token: bool
    drift: drift.Drift
    short: speed.Speed
    refusal: str
    cross_encoder: bool

    def steps(self):
        counts = ", ".join(f"{count} {name}" for name, count in self.fused.items())
        steps = [f"fused to {counts}" if counts else "nothing was fused"]
        if self.first_token:
            steps.append("the last layer computed for the first token alone")
        steps.append("a scale for each " + ("channel" if self.recipe.per_channel else "matrix") + " of int8 weights")
        return "; ".join(steps)


def attempt(recipe, model, path, source_reader, pooling, texts, answers):
    states = not source_reader.cross_encoder and source_reader.output != "sentence_embedding"
    counts, pruned = make(recipe, model, path, pool_first=states and pooling == "cls")
    reader = Reader(path, pooling)
    moved = texts.drift(answers, texts.read(reader))
    fast = speed.compare(source_reader, reader, texts.short())
    kind = "cross" if texts.cross_encoder else "bi"
    refusal = moved.exceeds(bounds.BOUNDS[kind])
    print(
        f"{recipe.name}: {100 * fast.gain:+.1f} % ({100 * fast.lowest:+.1f} to"
        f" {100 * fast.highest:+.1f}), drift mean {moved.mean:.4f}, max {moved.max:.4f}, order"
        f" agreement {moved.agreement:.4f}" + (f"; REFUSED: {refusal}" if refusal else "")
    )
    return Attempt(recipe, path, counts, pruned, moved, fast, refusal, texts.cross_encoder)


def write(target, source, best, long, arguments, limit):
    speeds = [best.short, long]
    kind, what = ("cross", "logits") if best.cross_encoder else ("bi", "1 − cosine")
    with new_folder(target) as folder:
        (folder / "onnx").mkdir()
        shutil.copyfile(best.path, folder / "onnx" / "model.onnx")
        source.copy_descriptions(folder)
        describe(folder, arguments, limit, best.cross_encoder)
        text = CARD.format(
            name=target.name,
            source=source.name,
            sha256=source.sha256(),
            file=source.onnx.name,
            steps=best.steps(),
            caution="" if best.recipe.masked else card.NO_MASK,
            pairs=best.drift.pairs,
            drift=card.drift_table(best.drift, bounds.BOUNDS[kind], what),
            machine=card.machine(),
            runtime=card.runtime(),
            speed=card.speed_table(speeds),
        )
        facts = {
            "tool": "optimise-model",
            "source": {"name": source.name, "file": source.onnx.name, "sha256": source.sha256()},
            "recipe": dataclasses.asdict(best.recipe),
            "drift": dataclasses.asdict(best.drift),
            "speed": [dataclasses.asdict(s) for s in speeds],
            "machine": card.machine(),
            "runtime": card.runtime(),
        }
        card.write(folder, text, facts)


def describe(directory, arguments, limit, cross_encoder):
    """Writes into the folder what its source said elsewhere, or the command line did."""
    if arguments.max_tokens:
        _json(directory / "sentence_bert_config.json", {"max_seq_length": limit})
    if arguments.pooling and not cross_encoder:
        modes = {"pooling_mode_cls_token": "cls", "pooling_mode_mean_tokens": "mean"}
        stated = {name: mode == arguments.pooling for name, mode in modes.items()}
        _json(directory / "1_Pooling" / "config.json", stated)
    if arguments.query_prompt is not None:
        name = "config_sentence_transformers.json"
        stated = Source(directory, None).description(name)
        # Those of documents stay: without them the vectors of documents would be others.
        prompts = {**(stated.get("prompts") or {}), "query": arguments.query_prompt}
        _json(directory / name, {**stated, "prompts": prompts})


def _json(path, value):
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


CARD = """
# {name}

{source}, in a file that runs faster; the licence is its source's. Made by Seine's `tools/optimise-model` from
`{file}`, SHA-256 {sha256}.

What was done: {steps}.
{caution}
## Is it the same?

Against its source, on {pairs} pairs:

{drift}

## Is it faster?

One text a run, one thread, the source and this file in turn; {runtime}, {machine}.

{speed}
"""


if __name__ == "__main__":
    sys.exit(main())
