"""Quantises the weights to int8, and has the activations rounded at run time."""

import logging
import pathlib
import tempfile

import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic

KINDS = ["Attention", "EmbedLayerNormalization", "Gather", "Gemm", "MatMul"]


def quantise(model, path, per_channel):
    """
    Writes the quantised model. The weights get all 8 bits: on instructions that add products
    without saturation (VNNI), 7 bits would lose accuracy and gain nothing.
    """
    logging.getLogger().setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as scratch:
        float_file = pathlib.Path(scratch) / "float.onnx"
        onnx.save(model, float_file)
        quantize_dynamic(
            float_file,
            path,
            op_types_to_quantize=KINDS,
            per_channel=per_channel,
            reduce_range=False,
            weight_type=QuantType.QInt8,
            # Behind fused operators no type can be inferred, and there is one only.
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
