"""Makes the ONNX file of a model that has PyTorch's weights alone, and checks it: tools/export-model."""

import dataclasses
import hashlib
import pathlib
import sys
import tempfile

import numpy
import onnxruntime

from . import bounds, card, optimise
from .export_options import parse
from .pairs import own_pairs, read_pairs, sample
from .problem import Problem
from .reader import Reader, TextTokenizer
from .source import Source, copy_descriptions
from .target import check_absent, new_folder
from .texts import Texts
from .torch_model import TorchModel

MOST_PAIRS = 60
# Of the numbers of a padded text beside the same text alone.
PADDED = 1e-3


def main():
    try:
        return export(parse())
    except Problem as e:
        print(f"export-model: {e}", file=sys.stderr)
        return 1


def export(arguments):
    check_absent(arguments.target)
    directory = arguments.source
    if not directory.is_dir():
        raise Problem(f'There is no folder "{directory}".')
    model = TorchModel(directory)
    kind = "cross-encoder" if model.cross_encoder else "bi-encoder"
    print(f"{directory}: a {kind}, {model.parameters() / 1e6:.1f} million weights")
    if not arguments.int8:
        with new_folder(arguments.target) as folder:
            fill(folder, arguments.target.name, model, arguments)
        print(f"{arguments.target} is written")
        return 0
    with tempfile.TemporaryDirectory(prefix="export-model-") as scratch:
        # Named as what it will be: the card of the int8 file says what that was made from.
        folder = pathlib.Path(scratch) / arguments.target.name
        folder.mkdir()
        fill(folder, arguments.target.name, model, arguments)
        options = ["--keep-mask"] if arguments.keep_mask else []
        options += ["--pairs", str(arguments.pairs)] if arguments.pairs else []
        return optimise.optimise(optimise.parse([str(folder), str(arguments.target), *options]))


def fill(folder, name, model, arguments):
    """Writes the float file and what stands beside it, and checks it."""
    directory = arguments.source
    made = folder / "model.onnx"
    model.save_tokenizer(folder / "tokenizer.json")
    copy_descriptions(directory, folder)
    written = Source(folder, made)
    limit = arguments.max_tokens or written.max_tokens()
    optimise.describe(folder, arguments, limit, model.cross_encoder)
    pooling = None if model.cross_encoder else optimise.stated_pooling(written)
    if not model.cross_encoder and pooling is None:
        raise Problem("Nothing says how the vectors of the tokens become one of the text: --pooling cls or mean.")
    tokenizer = TextTokenizer(written.tokenizer, limit)
    pairs = sample(read_pairs(arguments.pairs) if arguments.pairs else own_pairs(), MOST_PAIRS)
    model.check_tokens(pairs, tokenizer, limit)
    model.write(made)
    measured = check(model, made, tokenizer, pairs, pooling, written)
    describe(folder, name, model, arguments, measured)


def check(model, made, tokenizer, pairs, pooling, written):
    """The written file against PyTorch; only what is the same model is kept."""
    texts = Texts(tokenizer, pairs, model.cross_encoder, written.query_prompt())
    measured = texts.drift(texts.read(_TorchReader(model, pooling)), texts.read(Reader(made, pooling)))
    print(
        f"against PyTorch on {measured.pairs} pairs: mean {measured.mean:.1e}, max {measured.max:.1e}, order"
        f" agreement {measured.agreement:.4f}"
    )
    beyond = measured.exceeds(bounds.EXPORTED["cross" if model.cross_encoder else "bi"])
    if beyond:
        raise Problem(f"The ONNX file answers otherwise than PyTorch: {beyond}. Nothing is written.")
    apart = _padded(model, made, texts.short()[:4])
    if apart > PADDED:
        raise Problem(f"A padded text gets another answer than alone, by up to {apart:.4f}. Nothing is written.")
    return measured


@dataclasses.dataclass(frozen=True)
class _TorchReader:
    model: TorchModel
    pooling: str

    def read(self, feeds):
        return self.model.read(feeds, self.pooling)


def _padded(model, made, texts):
    """How far the answers of texts read together are from PyTorch's to each alone."""
    session = onnxruntime.InferenceSession(str(made), providers=["CPUExecutionProvider"])
    longest = max(text["input_ids"].shape[1] for text in texts)
    together = {
        name: numpy.concatenate([numpy.pad(t[name], [(0, 0), (0, longest - t[name].shape[1])]) for t in texts])
        for name in model.inputs
    }
    (rows,) = session.run([model.output], together)
    apart = 0.0
    for row, text in zip(rows, texts):
        alone = model.raw(text)[0]
        apart = max(apart, float(numpy.abs(row[: len(alone)] - alone).max()))
    return apart


def describe(folder, name, model, arguments, measured):
    sums = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in model.weight_files}
    kind = "cross" if model.cross_encoder else "bi"
    text = CARD.format(
        name=name,
        source=arguments.source.resolve().name,
        sums="\n".join(f"* `{file}`, SHA-256 {value}" for file, value in sums.items()),
        pairs=measured.pairs,
        drift=card.drift_table(measured, bounds.EXPORTED[kind], "logits" if kind == "cross" else "1 − cosine"),
    )
    facts = {
        "tool": "export-model",
        "source": {"name": arguments.source.resolve().name, "sha256": sums},
        "drift": dataclasses.asdict(measured),
        "runtime": card.runtime(),
    }
    card.write(folder, text, facts)


CARD = """
# {name}

{source} as ONNX; the licence is its source's. Made by Seine's `tools/export-model` from

{sums}

## Is it the same?

Against PyTorch, on {pairs} pairs:

{drift}
"""


if __name__ == "__main__":
    sys.exit(main())
