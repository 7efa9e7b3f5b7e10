"""Leaves out what the last layer computes for other tokens than the first.

A cross-encoder's logits, and the vector of a bi-encoder with CLS pooling, are made from the first
token's state alone. In the last layer only keys and values are then needed of all the others.
"""

import numpy
from onnx import helper

from .graph import Graph

ATTENTION = ("Attention", "MultiHeadAttention")
POSITIONWISE = {
    "Add",
    "BiasGelu",
    "FastGelu",
    "Gelu",
    "Identity",
    "LayerNormalization",
    "MatMul",
    "SkipLayerNormalization",
}


def keep_first_token(model):
    """Changes a fused graph in place; returns whether there was anything to leave out."""
    graph = Graph(model)
    changed = False
    for node in list(graph.nodes):
        if node.op_type == "Gather" and _picks_first(graph, node):
            attention = _last_attention(graph, node.input[0])
            if attention is not None:
                restriction = _Restriction(graph, attention)
                name = restriction.first(node.input[0])
                picked = helper.make_node("Gather", [name, node.input[1]], list(node.output), name=node.name, axis=1)
                graph.replace(node, *restriction.nodes, picked)
                changed = True
    graph.finish()
    return changed


def pool_first_token(model):
    """Makes sentence_embedding, the first token's state, the output in place of all states."""
    states = model.graph.output[0]
    hidden = states.type.tensor_type.shape.dim[2]
    pooled = helper.make_tensor_value_info(
        "sentence_embedding",
        states.type.tensor_type.elem_type,
        [states.type.tensor_type.shape.dim[0].dim_param or None, hidden.dim_value or None],
    )
    graph = Graph(model)
    graph.add_initializer("first_token", numpy.array(0, numpy.int64))
    graph.nodes.append(
        helper.make_node("Gather", [states.name, "first_token"], ["sentence_embedding"], name="pool", axis=1)
    )
    del model.graph.output[:]
    model.graph.output.append(pooled)
    graph.finish()


def _picks_first(graph, node):
    index = graph.array(node.input[1])
    axis = next((a.i for a in node.attribute if a.name == "axis"), 0)
    return axis == 1 and index is not None and index.ndim == 0 and index == 0


def _last_attention(graph, name):
    """The last attention that a value is made from, nothing after it mixing tokens; or None."""
    seen, waiting, found = set(), [name], []
    while waiting:
        node = graph.producer(waiting.pop())
        if node is None or node.output[0] in seen:
            continue
        seen.add(node.output[0])
        if node.op_type in ATTENTION:
            found.append(node)
        elif node.op_type in POSITIONWISE:
            waiting += [given for given in node.input if given and graph.array(given) is None]
    # A residual connection leads past the last one to those before it.
    last = next((node for node in reversed(graph.nodes) if any(node is other for other in found)), None)
    if last is None or last.op_type == "MultiHeadAttention":
        return last
    plain = graph.array(last.input[1]) is not None and last.input[2] and not set(last.input[4:]) - {""}
    return last if plain else None


class _Restriction:
    """The nodes that compute the first token's part of a value of shape [batch, tokens, hidden]."""

    def __init__(self, graph, attention):
        self.graph = graph
        self.attention = attention
        self.nodes = []
        self.done = {}
        # What keys and values are made from is there for all tokens, and is cut, not made again.
        self.whole = set()
        waiting = list(attention.input[:1] if attention.op_type == "Attention" else attention.input[1:3])
        while waiting:
            name = waiting.pop()
            if name not in self.whole:
                self.whole.add(name)
                node = graph.producer(name)
                waiting += node.input if node is not None else []

    def first(self, name):
        if name not in self.done:
            self.done[name] = self._first(name)
        return self.done[name]

    def _first(self, name):
        node = self.graph.producer(name)
        if name in self.whole or node is None:
            return self._emit("Gather", [name, self._index()], name + "_first", axis=1)
        if node is self.attention:
            return self._attention(node)
        inputs = [
            given if not given or self.graph.array(given) is not None else self.first(given) for given in node.input
        ]
        return self._again(node, inputs)

    def _attention(self, node):
        if node.op_type == "MultiHeadAttention":
            return self._again(node, [self.first(node.input[0]), *node.input[1:]])
        heads = next(a.i for a in node.attribute if a.name == "num_heads")
        states = node.input[0]
        weights = numpy.split(self.graph.array(node.input[1]), 3, axis=1)
        projected = []
        for letter, weight, given in zip("qkv", weights, [self.first(states), states, states]):
            stored = self.graph.add_initializer(f"{node.input[1]}_{letter}", weight)
            projected.append(self._emit("MatMul", [given, stored], f"{node.output[0]}_{letter}"))
        mask = [name for name in node.input[3:4] if name]
        return self._emit(
            "MultiHeadAttention",
            [*projected, node.input[2], *mask],
            node.output[0] + "_first",
            domain="com.microsoft",
            num_heads=heads,
        )

    def _again(self, node, inputs):
        name = node.output[0] + "_first"
        copy = helper.make_node(node.op_type, inputs, [name], name=node.name + "_first", domain=node.domain)
        copy.attribute.extend(node.attribute)
        self.nodes.append(copy)
        return name

    def _emit(self, kind, inputs, output, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output + "_" + kind, **attributes))
        return output

    def _index(self):
        return self.graph.add_initializer("first_token_row", numpy.array([0], numpy.int64))
