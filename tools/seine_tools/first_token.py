"""Leaves out what the last layer computes for other tokens than the first.

A cross-encoder's logits, and the vector of a bi-encoder with CLS pooling, are made from the first
token's state alone. In the last layer only keys and values are then needed of all the others.
"""

import numpy
from onnx import helper

from .graph import Graph

POSITIONWISE = {"Add", "BiasGelu", "FastGelu", "Gelu", "MatMul", "LayerNormalization"}


def keep_first_token(model):
    """Changes a fused graph in place; returns whether there was anything to leave out."""
    graph = Graph(model)
    changed = False
    for node in list(graph.nodes):
        if node.op_type == "Gather" and _picks_first(graph, node):
            restricted = _Restriction(graph)
            name = restricted.first(node.input[0])
            if restricted.layers:
                picked = helper.make_node(
                    "Gather", [name, node.input[1]], list(node.output), name=node.name, axis=1
                )
                graph.replace(node, *restricted.nodes, picked)
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


class _Restriction:
    """The nodes that compute the first token's part of a value of shape [batch, tokens, hidden]."""

    def __init__(self, graph):
        self.graph = graph
        self.nodes = []
        self.done = {}
        self.layers = 0

    def first(self, name):
        if name not in self.done:
            self.done[name] = self._first(name)
        return self.done[name]

    def _first(self, name):
        node = self.graph.producer(name)
        if node is not None and node.op_type == "SkipLayerNormalization":
            inputs = [self.first(node.input[0]), self.first(node.input[1]), *node.input[2:]]
            return self._again(node, inputs)
        if node is not None and node.op_type in POSITIONWISE:
            constant = [self.graph.array(given) is not None for given in node.input]
            if not all(constant):
                inputs = [given if fixed else self.first(given) for given, fixed in zip(node.input, constant)]
                return self._again(node, inputs)
        # Below the first attention that is met, and no deeper: its keys need every token.
        if node is not None and node.op_type == "Attention" and self.layers == 0:
            return self._attention(node)
        return self._emit("Gather", [name, self._index()], name + "_first", axis=1)

    def _attention(self, node):
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        weight, bias = self.graph.array(node.input[1]), self.graph.array(node.input[2])
        if weight is None or bias is None or set(node.input[4:]) - {""}:
            return self._emit("Gather", [node.output[0], self._index()], node.output[0] + "_first", axis=1)
        self.layers += 1
        states = node.input[0]
        parts = zip("qkv", numpy.split(weight, 3, axis=1), [self.first(states), states, states])
        projected = []
        for letter, part, given in parts:
            stored = self.graph.add_initializer(f"{node.input[1]}_{letter}", part)
            projected.append(self._emit("MatMul", [given, stored], f"{node.output[0]}_{letter}"))
        mask = node.input[3] if len(node.input) > 3 else ""
        return self._emit(
            "MultiHeadAttention",
            [*projected, node.input[2], mask] if mask else [*projected, node.input[2]],
            node.output[0] + "_first",
            domain="com.microsoft",
            num_heads=attributes["num_heads"],
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
