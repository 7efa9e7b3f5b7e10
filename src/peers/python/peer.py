"""Runs a contender written in Python at the word of whoever started it, as PeerProcess does those in Java.

python peer.py CONTENDER MODEL_DIRECTORY CORES BATCH

It reads commands, a line each, from standard input: `load FILE` takes in a set (JSON: a list of {"query", "passages"})
and answers `loaded`; `run` reads the set once and answers `ran NANOSECONDS`. It ends with its input.
"""
import json
import os
import shutil
import sys
import tempfile
import time

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TOKENIZERS_PARALLELISM"] = "false"

# What a BERT of this file's kind says of itself: the libraries want to be told, the ONNX file needs none of it.
CONFIG = {
    "architectures": ["BertForSequenceClassification"],
    "model_type": "bert",
    "num_labels": 1,
    "id2label": {"0": "LABEL_0"},
    "label2id": {"LABEL_0": 0},
    "hidden_size": 384,
    "num_hidden_layers": 12,
    "num_attention_heads": 12,
    "intermediate_size": 1536,
    "max_position_embeddings": 512,
    "vocab_size": 30522,
    "pad_token_id": 0,
}
TOKENIZER = {
    "tokenizer_class": "BertTokenizerFast",
    "model_max_length": 512,
    "do_lower_case": True,
    "pad_token": "[PAD]",
}
SPECIAL = {
    "cls_token": "[CLS]",
    "mask_token": "[MASK]",
    "pad_token": "[PAD]",
    "sep_token": "[SEP]",
    "unk_token": "[UNK]",
}


def model_directory(source, target):
    """A copy of the model with the files beside it that the libraries look for."""
    shutil.copytree(source, target)
    for name, content in [
        ("config.json", CONFIG),
        ("tokenizer_config.json", TOKENIZER),
        ("special_tokens_map.json", SPECIAL),
    ]:
        path = os.path.join(target, name)
        if not os.path.exists(path):
            with open(path, "w") as file:
                json.dump(content, file)
    return target


class SentenceTransformers:
    def __init__(self, directory, cores, batch):
        import onnxruntime
        from sentence_transformers import CrossEncoder

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = cores
        self.batch = batch
        self.model = CrossEncoder(
            directory,
            backend="onnx",
            model_kwargs={"file_name": "model.onnx", "session_options": options},
            max_length=512,
        )

    def load(self, groups):
        self.pairs = [(g["query"], p) for g in groups for p in g["passages"]]

    def run(self):
        self.model.predict(self.pairs, batch_size=self.batch, show_progress_bar=False)


class FlashRank:
    def __init__(self, directory, cores, batch):
        from flashrank import Ranker, RerankRequest

        self.request = RerankRequest
        self.batch = batch
        shutil.copy(
            os.path.join(directory, "model.onnx"),
            os.path.join(directory, "flashrank-MiniLM-L-12-v2_Q.onnx"),
        )
        # It goes by names: the directory has to be called as one of its models is.
        self.ranker = Ranker(
            model_name="ms-marco-MiniLM-L-12-v2", cache_dir=os.path.dirname(directory), max_length=512
        )

    def load(self, groups):
        self.calls = [
            (g["query"], [{"text": p} for p in g["passages"][i : i + self.batch]])
            for g in groups
            for i in range(0, len(g["passages"]), self.batch)
        ]

    def run(self):
        for query, passages in self.calls:
            self.ranker.rerank(self.request(query=query, passages=passages))


def main():
    contender, source, cores, batch = sys.argv[1:]
    kinds = {"sentence-transformers": SentenceTransformers, "flashrank": FlashRank}
    with tempfile.TemporaryDirectory() as scratch:
        directory = model_directory(source, os.path.join(scratch, "ms-marco-MiniLM-L-12-v2"))
        peer = kinds[contender](directory, int(cores), int(batch))
        print("READY", flush=True)
        for line in sys.stdin:
            command, _, argument = line.strip().partition(" ")
            if command == "load":
                with open(argument) as file:
                    peer.load(json.load(file))
                print("loaded", flush=True)
            else:
                start = time.perf_counter_ns()
                peer.run()
                print(f"ran {time.perf_counter_ns() - start}", flush=True)


if __name__ == "__main__":
    main()
