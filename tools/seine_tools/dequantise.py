"""Turns a graph with dynamic int8 products back into the float graph that it was made from.

The weights come back as what the integers stand for, (w - zero point) * scale: the rounding of the
first quantisation stays in them. What was rounded at run time, the activations, is not any more.
"""

import numpy
from onnx import helper

from .graph import Graph
from .problem import Problem

# What tells of a quantisation that is not the one understood here.
FOREIGN = {
    "Attention",
    "ConvInteger",
    "DynamicQuantizeLSTM",
    "DynamicQuantizeMatMul",
    "MatMulBnb4",
    "MatMulIntegerToFloat",
    "MatMulNBits",
    "MultiHeadAttention",
    "QAttention",
    "QGemm",
    "QLinearMatMul",
    "QuantizeLinear",
}


def is_quantised(model):
    return any(node.op_type in ("MatMulInteger", "DequantizeLinear") for node in model.graph.node)


def dequantise(model):
    """Replaces, in place, each quantised product and look-up by its float one."""
    strange = sorted({node.op_type for node in model.graph.node} & FOREIGN)
    if strange:
        raise Problem(
            f"The model holds {', '.join(strange)}: it is fused or quantised in a way that cannot be"
            " taken back. Give the model as it was exported, in float or in dynamic int8."
        )
    graph = Graph(model)
    for node in list(graph.nodes):
        if node.op_type == "MatMulInteger":
            product(graph, node)
        elif node.op_type == "DequantizeLinear":
            lookup(graph, node)
    graph.finish()
    left = sorted(
        {n.op_type for n in model.graph.node} & {"MatMulInteger", "DynamicQuantizeLinear", "DequantizeLinear"}
    )
    if left:
        raise Problem(
            f"Some of the model's {', '.join(left)} could not be taken back: it was not quantised by"
            " ONNX Runtime's dynamic quantisation. Give the float model."
        )


def product(graph, node):
    """MatMulInteger, Cast and Mul become the MatMul of what DynamicQuantizeLinear was given."""
    activation = graph.producer(node.input[0])
    cast = graph.only_user(node.output[0])
    scaled = cast and graph.only_user(cast.output[0])
    weight = graph.array(node.input[1])
    if (
        activation is None
        or activation.op_type != "DynamicQuantizeLinear"
        or scaled is None
        or scaled.op_type != "Mul"
        or weight is None
    ):
        return
    scales = graph.producer(scaled.input[1] if scaled.input[0] == cast.output[0] else scaled.input[0])
    if scales is None or scales.op_type != "Mul" or activation.output[1] not in scales.input:
        return
    scale = graph.array(scales.input[1] if scales.input[0] == activation.output[1] else scales.input[0])
    zero = graph.array(node.input[3]) if len(node.input) > 3 and node.input[3] else 0
    if scale is None:
        return
    name = node.input[1].removesuffix("_quantized")
    graph.add_initializer(name, (weight.astype(numpy.float32) - numpy.float32(zero)) * scale.astype(numpy.float32))
    matmul = helper.make_node(
        "MatMul",
        [activation.input[0], name],
        [scaled.output[0]],
        name=node.name.removesuffix("_quant"),
    )
    graph.replace(scaled, matmul)


def lookup(graph, node):
    """The dequantised rows of a table become the rows of the dequantised table."""
    scale, zero = graph.array(node.input[1]), 0
    if len(node.input) > 2 and node.input[2]:
        zero = graph.array(node.input[2])
    gather = graph.producer(node.input[0])
    table = graph.array(gather.input[0] if gather is not None else node.input[0])
    if scale is None or scale.ndim != 0 or table is None or zero is None:
        return
    values = (table.astype(numpy.float32) - numpy.float32(zero)) * numpy.float32(scale)
    if gather is None:
        graph.add_initializer(node.output[0], values)
        graph.replace(node)
    elif gather.op_type == "Gather":
        name = gather.input[0].removesuffix("_quantized")
        graph.add_initializer(name, values)
        float_gather = helper.make_node("Gather", [name, gather.input[1]], [node.output[0]], name=gather.name)
        float_gather.attribute.extend(gather.attribute)
        graph.replace(node, float_gather)
