"""Makes the tiny models that the unit tests run: a few hidden numbers, fixed weights, real inputs.

    pip install onnx tokenizers numpy
    python make_tiny_models.py ../resources/models

They have the inputs and outputs of the real kinds, and some have wrong ones. Each output depends on
every input, so that a test sees when one is missing or mixed up.
"""

import json
import pathlib
import sys

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

HIDDEN = 4
WORDS = (
    "a the how many people live in berlin population city of is was water river fish net"
    " search query passage answer one two three"
).split()


def tensor(name, array):
    return numpy_helper.from_array(array, name)


def weights(vocabulary):
    random = numpy.random.default_rng(7)
    return random.uniform(-1, 1, (vocabulary, HIDDEN)).astype(numpy.float32)


def hidden_states(vocabulary, types):
    """Token vectors, plus the type's vector, scaled by each token's place; masked ones are 0."""
    initializers = [
        tensor("words", weights(vocabulary)),
        tensor("axis2", numpy.array([2], numpy.int64)),
        tensor("axis1", numpy.array(1, numpy.int64)),
        tensor("types", numpy.array([[0] * HIDDEN, [0.5] * HIDDEN], numpy.float32)),
    ]
    nodes = [
        helper.make_node("Gather", ["words", "input_ids"], ["embedded"]),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("CumSum", ["mask", "axis1"], ["place"]),
        helper.make_node("Unsqueeze", ["place", "axis2"], ["place3"]),
        helper.make_node("Unsqueeze", ["mask", "axis2"], ["mask3"]),
    ]
    summed = "embedded"
    if types:
        nodes.append(helper.make_node("Gather", ["types", "token_type_ids"], ["typed"]))
        nodes.append(helper.make_node("Add", ["embedded", "typed"], ["summed"]))
        summed = "summed"
    nodes.append(helper.make_node("Mul", [summed, "place3"], ["placed"]))
    nodes.append(helper.make_node("Mul", ["placed", "mask3"], ["hidden"]))
    return nodes, initializers


def used(initializers, nodes):
    read = {name for node in nodes for name in node.input}
    return [initializer for initializer in initializers if initializer.name in read]


def mean(name):
    """The mean of the token vectors, of which padding is none."""
    return [
        helper.make_node("ReduceSum", ["hidden", "axis1d"], ["sum"], keepdims=0),
        helper.make_node("ReduceSum", ["mask3", "axis1d"], ["count"], keepdims=0),
        helper.make_node("Div", ["sum", "count"], [name]),
    ]


def model(path, vocabulary, inputs, outputs, head, more=(), first=()):
    nodes, initializers = hidden_states(vocabulary, "token_type_ids" in inputs)
    nodes = list(first) + nodes + list(head)
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(n, t, ["batch", "tokens"]) for n, t in inputs.items()],
        [helper.make_tensor_value_info(n, t, shape) for n, (t, shape) in outputs.items()],
        used(
            initializers + [tensor("axis1d", numpy.array([1], numpy.int64))] + list(more),
            nodes,
        ),
    )
    made = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 18)], producer_name="make_tiny_models"
    )
    made.ir_version = 9
    onnx.checker.check_model(made)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(made, path)


def wordpiece(path):
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    letters = [prefix + c for c in "abcdefghijklmnopqrstuvwxyz0123456789" for prefix in ("", "##")]
    vocabulary = {w: i for i, w in enumerate(dict.fromkeys(special + letters + WORDS))}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.add_special_tokens(special)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    # As published tokenizers often come: this must not take effect.
    tokenizer.enable_truncation(6)
    tokenizer.enable_padding(length=6, pad_id=0, pad_token="[PAD]")
    tokenizer.save(str(path))
    return len(vocabulary)


def unigram(path):
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    pieces = [(p, 0.0) for p in special]
    pieces += [("▁" + w, -3.0) for w in WORDS]
    pieces += [(c, -8.0) for c in "▁abcdefghijklmnopqrstuvwxyz0123456789"]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.add_special_tokens(special)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    tokenizer.save(str(path))
    return len(pieces)


def write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


def main(out):
    ids = {"input_ids": TensorProto.INT64}
    plain = {**ids, "attention_mask": TensorProto.INT64}
    typed = {**plain, "token_type_ids": TensorProto.INT64}
    states = (TensorProto.FLOAT, ["batch", "tokens", HIDDEN])
    vector = (TensorProto.FLOAT, ["batch", HIDDEN])
    one = (TensorProto.FLOAT, ["batch", 1])
    two = (TensorProto.FLOAT, ["batch", 2])
    random = numpy.random.default_rng(11)
    to_one = tensor("to", random.uniform(-1, 1, (HIDDEN, 1)).astype(numpy.float32))
    to_two = tensor("to", random.uniform(-1, 1, (HIDDEN, 2)).astype(numpy.float32))
    to_three = tensor("to", random.uniform(-1, 1, (HIDDEN, 3)).astype(numpy.float32))
    logits = [*mean("mean"), helper.make_node("MatMul", ["mean", "to"], ["logits"])]
    last = [helper.make_node("Identity", ["hidden"], ["last_hidden_state"])]

    def bert(name):
        directory = out / name
        directory.mkdir(parents=True, exist_ok=True)
        return directory, wordpiece(directory / "tokenizer.json")

    directory, size = bert("bert-bi-encoder")
    model(directory / "model.onnx", size, typed, {"last_hidden_state": states}, last)
    write(directory / "1_Pooling/config.json", {"pooling_mode_mean_tokens": True})
    write(
        directory / "config_sentence_transformers.json",
        {"prompts": {"query": "query ", "document": "passage "}},
    )
    write(directory / "sentence_bert_config.json", {"max_seq_length": 32})

    directory, size = bert("bert-cross-encoder")
    model(directory / "onnx/model.onnx", size, typed, {"logits": one}, logits, [to_one])
    write(directory / "tokenizer_config.json", {"model_max_length": 32})

    directory = out / "xlm-roberta-cross-encoder"
    directory.mkdir(parents=True, exist_ok=True)
    size = unigram(directory / "tokenizer.json")
    model(directory / "model.onnx", size, plain, {"logits": two}, logits, [to_two])
    write(
        directory / "config.json",
        {"model_type": "xlm-roberta", "max_position_embeddings": 34, "pad_token_id": 1},
    )

    directory, size = bert("pooled-bi-encoder")
    model(
        directory / "model.onnx",
        size,
        plain,
        {"token_embeddings": states, "sentence_embedding": vector},
        [
            helper.make_node("Identity", ["hidden"], ["token_embeddings"]),
            *mean("sentence_embedding"),
        ],
    )

    directory, size = bert("wrong")
    renamed = {"tokens": TensorProto.INT64, "attention_mask": TensorProto.INT64}
    model(
        directory / "no-input-ids.onnx",
        size,
        renamed,
        {"last_hidden_state": states},
        last,
        first=[helper.make_node("Identity", ["tokens"], ["input_ids"])],
    )
    model(
        directory / "position-ids.onnx",
        size,
        {**plain, "position_ids": TensorProto.INT64},
        {"last_hidden_state": states, "positions": (TensorProto.INT64, ["batch", "tokens"])},
        last + [helper.make_node("Identity", ["position_ids"], ["positions"])],
    )
    model(
        directory / "rank-two.onnx",
        size,
        plain,
        {"last_hidden_state": vector},
        mean("last_hidden_state"),
    )
    model(
        directory / "three-logits.onnx",
        size,
        plain,
        {"logits": (TensorProto.FLOAT, ["batch", 3])},
        logits,
        [to_three],
    )
    model(
        directory / "no-number.onnx",
        size,
        plain,
        {"logits": one},
        logits,
        [tensor("to", numpy.full((HIDDEN, 1), numpy.nan, numpy.float32))],
    )


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
