"""The command line of tools/fine-tune/fine-tune, read before any package is installed."""

import argparse
import pathlib


def parse(arguments=None):
    parser = argparse.ArgumentParser(
        prog="fine-tune",
        allow_abbrev=False,
        description="Trains a cross-encoder on the train judgements of a BEIR folder (corpus.jsonl,"
        " queries.jsonl, qrels/train.tsv and qrels/test.tsv) and on what Seine's own retrieval wrongly"
        " brings up for them, writes it as int8 ONNX, and judges it on the test queries. Stopped, it"
        " goes on from its last checkpoint when it is called again.",
    )
    parser.add_argument("beir", metavar="DIR", type=pathlib.Path, help="the BEIR folder")
    parser.add_argument("target", metavar="TARGET", type=pathlib.Path, help="the folder to write")
    parser.add_argument(
        "--model",
        metavar="SOURCE",
        default="ms-marco-MiniLM-L-12-v2",
        help="where to begin: a folder with a BERT cross-encoder as ONNX, float or int8, or the name"
        " of a fetched model of the catalogue (default: %(default)s)",
    )
    parser.add_argument(
        "--candidates",
        metavar="FOLDER",
        type=pathlib.Path,
        help="a folder with train.jsonl and test.jsonl as ./seine eval --candidates writes them; by default"
        " they are asked of the Seine that runs, in which the folder's corpus is indexed",
    )
    parser.add_argument(
        "--bootstrap",
        metavar="HOST:PORT",
        default="localhost:9092",
        help="the Kafka of that Seine (default: %(default)s)",
    )
    parser.add_argument(
        "--work",
        metavar="FOLDER",
        type=pathlib.Path,
        help="for candidates and checkpoints (default: TARGET.work); deleted when all is done",
    )
    number = {"metavar": "N", "type": int}
    parser.add_argument("--epochs", **number, default=2, help="(default: %(default)s)")
    parser.add_argument("--steps", **number, help="so many steps in place of the epochs")
    parser.add_argument("--batch", **number, default=16, help="pairs a step (default: %(default)s)")
    parser.add_argument("--negatives", **number, default=5, help="for each relevant passage (default: %(default)s)")
    parser.add_argument(
        "--depth",
        **number,
        default=30,
        help="how deep in the retrieval they are looked for (default: %(default)s)",
    )
    parser.add_argument("--learning-rate", metavar="X", type=float, default=2e-5, help="(default: %(default)s)")
    parser.add_argument("--seed", **number, default=7, help="(default: %(default)s)")
    parser.add_argument("--test-queries", **number, help="judge on the first N only, for a quick look")
    parser.add_argument(
        "--keep-mask",
        action="store_true",
        help="write a file that can read padded texts, too; without a mask it is faster where one text is read a run",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    parse()
