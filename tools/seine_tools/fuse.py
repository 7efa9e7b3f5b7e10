"""Fuses attention, layer norm and GELU into the single operators that ONNX Runtime has for them."""

import logging

import onnx
from onnx import helper
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model

from .graph import Graph

DOMAIN = "com.microsoft"
OPERATORS = ("Attention", "MultiHeadAttention", "SkipLayerNormalization", "BiasGelu", "Gelu")


def fuse(model, masked=True):
    """A fused copy of a float graph of the BERT family.

    Without a mask it is for whoever reads one text a run, and so never pads. Query, key and value are
    then products apart, which ONNX Runtime's MultiHeadAttention reads block by block, as long as
    there is no mask.
    """
    options = FusionOptions("bert")
    options.use_raw_attention_mask(True)
    options.use_multi_head_attention = not masked
    # The library warns of each pattern that a graph lacks.
    logging.getLogger("onnxruntime.transformers").setLevel(logging.ERROR)
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    # The exporter whose patterns are looked for; a quantised file names who quantised it.
    copy.producer_name = "pytorch"
    # 0: the number of heads is read from the graph. Level 0: its own fusions come when it is loaded.
    fused = optimize_model(copy, "bert", num_heads=0, hidden_size=0, optimization_options=options, opt_level=0)
    if all(opset.domain != DOMAIN for opset in fused.model.opset_import):
        fused.model.opset_import.append(helper.make_opsetid(DOMAIN, 1))
    if not masked:
        _drop_mask(fused.model)
    return fused.model


def _drop_mask(model):
    graph = Graph(model)
    for node in graph.nodes:
        place = {"Attention": 3, "MultiHeadAttention": 4, "EmbedLayerNormalization": 7}.get(node.op_type)
        if place is not None:
            del node.input[place:]
    # A graph whose attention was not fused still needs its mask.
    graph.finish()
    used = {name for node in model.graph.node for name in node.input}
    kept = [given for given in model.graph.input if given.name != "attention_mask" or given.name in used]
    kept = [type(given).FromString(given.SerializeToString()) for given in kept]
    del model.graph.input[:]
    model.graph.input.extend(kept)


def operators(model):
    """How many there are of each fused kind, those of which there is none left out."""
    kinds = [node.op_type for node in model.graph.node]
    return {name: kinds.count(name) for name in OPERATORS if name in kinds}
