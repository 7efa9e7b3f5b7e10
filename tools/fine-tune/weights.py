"""The weights of a BERT classifier between its ONNX graph and PyTorch.

PyTorch's exporter keeps the names of most parameters, but not those of the matrices: each is found
by the bias that is added to its product, and stands there transposed.
"""

import numpy
import torch
from transformers import BertConfig, BertForSequenceClassification

from seine_tools.fuse import fuse
from seine_tools.graph import Graph
from seine_tools.problem import Problem

PREFIXES = ("bert.", "classifier.")
SUFFIXES = (".weight", ".bias")
FIRST_MATRIX = "bert.encoder.layer.{}.intermediate.dense.weight"


class GraphWeights:
    """Where each parameter stands in the float graph of a BERT classifier."""

    def __init__(self, model):
        self._graph = Graph(model)
        self._places = {}
        for node in self._graph.nodes:
            if node.op_type == "Add":
                self._matrix(node)
        taken = {place for place, _ in self._places.values()}
        for name in self._graph.initializers:
            if name.startswith(PREFIXES) and name.endswith(SUFFIXES) and name not in taken:
                self._places.setdefault(name, (name, False))
        if FIRST_MATRIX.format(0) not in self._places or "classifier.weight" not in self._places:
            raise Problem(
                "The graph is not a BERT classifier as PyTorch's exporter names its weights: only such"
                " a cross-encoder can be fine-tuned (the default one, and other exports of BERT and"
                " MiniLM)."
            )

    def _matrix(self, add):
        biases = [name for name in add.input if name.endswith(".bias")]
        products = [self._graph.producer(name) for name in add.input]
        products = [node for node in products if node is not None and node.op_type == "MatMul"]
        if len(biases) == 1 and len(products) == 1 and biases[0].startswith(PREFIXES):
            matrix = products[0].input[1]
            if self._graph.array(matrix) is not None:
                name = biases[0].removesuffix("bias") + "weight"
                self._places[name] = (matrix, True)

    def read(self):
        """Names and values as PyTorch has them."""
        return {
            name: torch.tensor(numpy.array(self._oriented(self._graph.array(place), transposed)))
            for name, (place, transposed) in self._places.items()
        }

    def write(self, state):
        """Puts the parameters of the same names into the graph."""
        for name, (place, transposed) in self._places.items():
            values = state[name].detach().cpu().numpy().astype(numpy.float32)
            self._graph.add_initializer(place, self._oriented(values, transposed))
        self._graph.finish()

    @staticmethod
    def _oriented(values, transposed):
        return values.T if transposed else values


def heads(model):
    for node in fuse(model).graph.node:
        for attribute in node.attribute:
            if attribute.name == "num_heads":
                return attribute.i
    raise Problem("The graph's attention is not of a known form: its number of heads is not seen.")


def to_torch(model):
    """The classifier that a float graph is, with the graph's weights."""
    state = GraphWeights(model).read()
    vocabulary, hidden = state["bert.embeddings.word_embeddings.weight"].shape
    config = BertConfig(
        vocab_size=vocabulary,
        hidden_size=hidden,
        num_hidden_layers=1 + max(int(n.split(".")[3]) for n in state if ".layer." in n),
        num_attention_heads=heads(model),
        intermediate_size=state[FIRST_MATRIX.format(0)].shape[0],
        max_position_embeddings=state["bert.embeddings.position_embeddings.weight"].shape[0],
        type_vocab_size=state["bert.embeddings.token_type_embeddings.weight"].shape[0],
        num_labels=state["classifier.weight"].shape[0],
    )
    made = BertForSequenceClassification(config)
    missing, unknown = made.load_state_dict(state, strict=False)
    missing = [name for name in missing if not name.endswith("position_ids")]
    if missing or unknown:
        raise Problem(f"The graph lacks {missing} and has {unknown}: it is no plain BERT classifier.")
    if config.num_labels != 1:
        raise Problem(f"The model gives {config.num_labels} logits; one of one logit is needed.")
    return made
