"""Tiny models of the BERT kind, as PyTorch exports them: random weights, real operators."""

import json

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

HIDDEN, HEADS, INNER, LAYERS, POSITIONS = 32, 2, 64, 2, 64
WORDS = (
    "a the how many people live in berlin population city of is was water river fish net search"
    " query passage answer one two three boat leaves at nine morning capital museum"
).split()


class _Builder:
    def __init__(self, seed):
        self.nodes, self.weights = [], []
        self.random = numpy.random.default_rng(seed)

    def weight(self, name, *shape, scale=0.3):
        values = self.random.normal(0, scale, shape).astype(numpy.float32)
        return self.constant(name, values)

    def constant(self, name, values):
        self.weights.append(numpy_helper.from_array(numpy.asarray(values), name))
        return name

    def node(self, kind, inputs, output, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def linear(self, given, path, inside, outside):
        weight = self.weight("onnx::MatMul_" + path, inside, outside)
        bias = self.weight(path + ".bias", outside)
        return self.node("Add", [bias, self.node("MatMul", [given, weight], path + "/MatMul")], path)

    def norm(self, given, path):
        ones = numpy.ones(HIDDEN, numpy.float32)
        scale = self.constant(path + ".weight", ones + self.random.normal(0, 0.1, HIDDEN).astype("f"))
        bias = self.weight(path + ".bias", HIDDEN)
        inputs = [given, scale, bias]
        return self.node("LayerNormalization", inputs, path, epsilon=1e-12, axis=-1)

    def heads(self, given, path, order):
        shape = self.constant(path + "_shape", numpy.array([0, 0, HEADS, HIDDEN // HEADS]))
        return self.node("Transpose", [self.node("Reshape", [given, shape], path + "_split")], path, perm=order)

    def layer(self, states, mask, path):
        self_path = path + ".attention.self"
        query, key, value = (
            self.heads(self.linear(states, f"{self_path}.{part}", HIDDEN, HIDDEN), f"{self_path}/{part}", order)
            for part, order in (("query", [0, 2, 1, 3]), ("key", [0, 2, 3, 1]), ("value", [0, 2, 1, 3]))
        )
        scores = self.node("MatMul", [query, key], path + "/scores")
        root = self.constant(path + "_root", numpy.array((HIDDEN // HEADS) ** 0.5, numpy.float32))
        scores = self.node("Div", [scores, root], path + "/scaled")
        scores = self.node("Add", [scores, mask], path + "/masked")
        context = self.node(
            "MatMul", [self.node("Softmax", [scores], path + "/softmax", axis=-1), value], path + "/mixed"
        )
        context = self.node("Transpose", [context], path + "/back", perm=[0, 2, 1, 3])
        shape = self.constant(path + "_joined", numpy.array([0, 0, HIDDEN]))
        context = self.node("Reshape", [context, shape], path + "/context")
        output = self.linear(context, path + ".attention.output.dense", HIDDEN, HIDDEN)
        states = self.norm(self.node("Add", [output, states], path + "/first"), path + ".attention.output.LayerNorm")
        inner = self.gelu(self.linear(states, path + ".intermediate.dense", HIDDEN, INNER), path)
        output = self.linear(inner, path + ".output.dense", INNER, HIDDEN)
        return self.norm(self.node("Add", [output, states], path + "/second"), path + ".output.LayerNorm")

    def gelu(self, given, path):
        numbers = {"root2": 2**0.5, "one": 1, "half": 0.5}
        named = {
            name: self.constant(f"{path}_{name}", numpy.array(value, numpy.float32)) for name, value in numbers.items()
        }
        divided = self.node("Div", [given, named["root2"]], path + "/divided")
        erf = self.node("Erf", [divided], path + "/erf")
        added = self.node("Add", [erf, named["one"]], path + "/added")
        return self.node(
            "Mul",
            [self.node("Mul", [given, added], path + "/multiplied"), named["half"]],
            path + "/gelu",
        )


def model(vocabulary, cross_encoder=True, seed=5):
    b = _Builder(seed)
    embeddings = "bert.embeddings"
    words = b.weight(embeddings + ".word_embeddings.weight", vocabulary, HIDDEN)
    kinds = b.weight(embeddings + ".token_type_embeddings.weight", 2, HIDDEN)
    places = b.weight(embeddings + ".position_embeddings.weight", POSITIONS, HIDDEN)
    shape = b.node("Shape", ["input_ids"], "shape")
    length = b.node("Gather", [shape, b.constant("one_index", numpy.array(1))], "length", axis=0)
    ends = b.node("Unsqueeze", [length, b.constant("zero_axis", numpy.array([0]))], "ends")
    ids = b.constant("position_ids", numpy.arange(POSITIONS)[None])
    ids = b.node(
        "Slice",
        [ids, b.constant("begin", numpy.array([0])), ends, b.constant("axis", numpy.array([1]))],
        "places",
    )
    states = b.node(
        "Add",
        [
            b.node("Gather", [words, "input_ids"], "words"),
            b.node("Gather", [kinds, "token_type_ids"], "kinds"),
        ],
        "typed",
    )
    states = b.node("Add", [states, b.node("Gather", [places, ids], "placed")], "embedded")
    states = b.norm(states, embeddings + ".LayerNorm")
    mask = b.node("Unsqueeze", ["attention_mask", b.constant("axis1", numpy.array([1]))], "mask3")
    mask = b.node("Unsqueeze", [mask, b.constant("axis2", numpy.array([2]))], "mask4")
    mask = b.node("Cast", [mask], "mask_float", to=TensorProto.FLOAT)
    mask = b.node("Sub", [b.constant("unit", numpy.array(1, numpy.float32)), mask], "hidden_ones")
    mask = b.node("Mul", [mask, b.constant("low", numpy.array(-10000, numpy.float32))], "bias")
    for layer in range(LAYERS):
        states = b.layer(states, mask, f"bert.encoder.layer.{layer}")
    if cross_encoder:
        first = b.constant("first", numpy.array(0))
        first = b.node("Gather", [states, first], "first_state", axis=1)
        pooled = b.node("Tanh", [b.linear(first, "bert.pooler.dense", HIDDEN, HIDDEN)], "pooled")
        output = b.linear(pooled, "classifier", HIDDEN, 1)
        name, dims = "logits", ["batch", 1]
    else:
        output, name, dims = states, "last_hidden_state", ["batch", "tokens", HIDDEN]
    b.node("Identity", [output], name)
    graph = helper.make_graph(
        b.nodes,
        "tiny",
        [
            helper.make_tensor_value_info(given, TensorProto.INT64, ["batch", "tokens"])
            for given in ("input_ids", "attention_mask", "token_type_ids")
        ],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, dims)],
        b.weights,
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="pytorch", ir_version=9)
    onnx.checker.check_model(made)
    return made


def tokenizer():
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    letters = [mark + c for c in "abcdefghijklmnopqrstuvwxyz" for mark in ("", "##")]
    vocabulary = {w: i for i, w in enumerate(dict.fromkeys(special + letters + WORDS))}
    made = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.add_special_tokens(special)
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    return made


def directory(path, cross_encoder=True):
    """A folder with a tiny model; returns it."""
    path.mkdir(parents=True)
    made = tokenizer()
    made.save(str(path / "tokenizer.json"))
    onnx.save(model(made.get_vocab_size(), cross_encoder), path / "model.onnx")
    config = {"model_type": "bert", "max_position_embeddings": POSITIONS, "num_attention_heads": HEADS}
    (path / "config.json").write_text(json.dumps(config))
    return path


def pairs(count=24, seed=3):
    random = numpy.random.default_rng(seed)

    def words(n):
        return " ".join(random.choice(WORDS, n))

    queries = [words(4) for _ in range(count // 6)]
    return [(queries[i // 6], words(12)) for i in range(6 * len(queries))]
