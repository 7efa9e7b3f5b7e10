"""Fuses attention, layer norm and GELU into the single operators that ONNX Runtime has for them."""

import logging

import onnx
from onnx import helper
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model

DOMAIN = "com.microsoft"
OPERATORS = ("Attention", "SkipLayerNormalization", "BiasGelu", "Gelu")


def fuse(model):
    """A fused copy of a float graph of the BERT family, with one product for query, key and value."""
    options = FusionOptions("bert")
    options.use_raw_attention_mask(True)
    # The library warns of each pattern that a graph lacks.
    logging.getLogger("onnxruntime.transformers").setLevel(logging.ERROR)
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    # The exporter whose patterns are looked for; a quantised file names who quantised it.
    copy.producer_name = "pytorch"
    # 0: the number of heads is read from the graph. Level 0: its own fusions come when it is loaded.
    fused = optimize_model(
        copy, "bert", num_heads=0, hidden_size=0, optimization_options=options, opt_level=0
    )
    if all(opset.domain != DOMAIN for opset in fused.model.opset_import):
        fused.model.opset_import.append(helper.make_opsetid(DOMAIN, 1))
    return fused.model


def operators(model, names=OPERATORS):
    """How many there are of each kind, those of which there is none left out."""
    kinds = [node.op_type for node in model.graph.node]
    return {name: kinds.count(name) for name in names if name in kinds}
