"""The command line of tools/optimise-model, read before any package is installed."""

import argparse
import pathlib

from . import bounds


def parse(arguments=None):
    cross, bi = bounds.BOUNDS["cross"], bounds.BOUNDS["bi"]
    parser = argparse.ArgumentParser(
        prog="optimise-model",
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Writes a faster ONNX file of the same model: attention, layer norm and GELU"
        " fused, int8 weights, nothing computed that the answer does not need.",
        epilog=f"""
The new file is refused when its answers are not its source's. The bounds:
  cross-encoder: logits differ by {cross.mean:g} in the mean and {cross.max:g} at most, and of any two
                 passages of a query the same one is first in {100 * cross.agreement:g} % (logits nearer than
                 {bounds.TIE["cross"]:g} not counted)
  bi-encoder:    1 - cosine of the vectors is {bi.mean:g} in the mean and {bi.max:g} at most, and of any
                 two passages the same one is nearer to the query in {100 * bi.agreement:g} %
It is refused, too, when it is not faster here by --min-gain. Status 0: written; 1: not.
""",
    )
    parser.add_argument(
        "source",
        metavar="SOURCE",
        help="a folder with a model as Hugging Face lays it out (float or dynamic int8 ONNX), an ONNX"
        " file in one, or the name of a fetched model of the catalogue",
    )
    parser.add_argument("target", metavar="TARGET", type=pathlib.Path, help="the folder to write")
    parser.add_argument(
        "--pairs",
        metavar="FILE",
        type=pathlib.Path,
        help="real pairs to compare on, as JSON lines: candidates (./seine eval --candidates),"
        ' ranked results, or {"query": "…", "title": "…", "passage": "…"}; by default the built-in'
        " questions with passages of Seine's documentation",
    )
    parser.add_argument(
        "--pooling",
        choices=["cls", "mean"],
        help="of a bi-encoder, where its folder does not say it",
    )
    parser.add_argument(
        "--query-prompt",
        metavar="TEXT",
        help="what stands before each query of a bi-encoder, where its folder does not say it",
    )
    parser.add_argument("--max-tokens", metavar="N", type=int, help="of one text, where the folder does not say it")
    parser.add_argument(
        "--min-gain",
        metavar="X",
        type=float,
        default=0.03,
        help="how much faster it must be (default: %(default)s, three per cent)",
    )
    parser.add_argument(
        "--keep-mask",
        action="store_true",
        help="write a file that can read padded texts, too; Seine reads one text a run on a CPU, and without a"
        " mask that is faster",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    parse()
