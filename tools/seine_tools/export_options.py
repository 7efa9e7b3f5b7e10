"""The command line of tools/export-model, read before any package is installed."""

import argparse
import pathlib

from . import bounds


def parse(arguments=None):
    cross, bi = bounds.EXPORTED["cross"], bounds.EXPORTED["bi"]
    parser = argparse.ArgumentParser(
        prog="export-model",
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Writes the ONNX file of a bi-encoder or cross-encoder that has PyTorch's weights alone,"
        " with its tokenizer.json and what describes it, as a folder that Seine reads.",
        epilog=f"""
The file is refused when it answers otherwise than PyTorch. The bounds:
  cross-encoder: logits differ by {cross.mean:g} in the mean and {cross.max:g} at most
  bi-encoder:    1 - cosine of the vectors is {bi.mean:g} in the mean and {bi.max:g} at most
and in {100 * bi.agreement:g} % of the cases the same one of two passages is first. It is refused, too, when a
text that is padded gets another answer than alone. Code that comes with a model is not run. Status 0:
written; 1: not; 69: what the tool needs cannot be had.
""",
    )
    parser.add_argument(
        "source",
        metavar="SOURCE",
        type=pathlib.Path,
        help="a folder as Hugging Face lays it out: config.json, model.safetensors or pytorch_model.bin, and the"
        " tokenizer's files",
    )
    parser.add_argument("target", metavar="TARGET", type=pathlib.Path, help="the folder to write")
    parser.add_argument("--int8", action="store_true", help="make it faster and smaller, as tools/optimise-model does")
    parser.add_argument("--keep-mask", action="store_true", help="with --int8: a file that can read padded texts, too")
    parser.add_argument(
        "--pairs",
        metavar="FILE",
        type=pathlib.Path,
        help="real pairs to compare on, as tools/optimise-model takes them; by default the built-in questions",
    )
    parser.add_argument(
        "--pooling", choices=["cls", "mean"], help="of a bi-encoder, where its folder does not say it"
    )
    parser.add_argument(
        "--query-prompt",
        metavar="TEXT",
        help="what stands before each query of a bi-encoder, where its folder does not say it",
    )
    parser.add_argument("--max-tokens", metavar="N", type=int, help="of one text, where the folder does not say it")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    parse()
