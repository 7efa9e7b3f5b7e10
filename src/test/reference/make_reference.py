"""Computes the vectors and logits that the Java code is compared with, on the same ONNX files.

    pip install onnxruntime==1.29.0 tokenizers numpy
    python make_reference.py BI_ENCODER_DIRECTORY CROSS_ENCODER_DIRECTORY ../resources/reference

The directories are those of bge-small-en-v1.5 and ms-marco-MiniLM-L-12-v2, each with model.onnx and
tokenizer.json. The version of ONNX Runtime is that of the pom: in another one a rounding falls the
other way here and there, which moves a logit of an int8 model by 0.1. One text a run: with dynamic
int8 what else is in a batch changes the numbers.
"""

import json
import pathlib
import sys

import numpy
import onnxruntime
from tokenizers import Tokenizer

PREFIX = "Represent this sentence for searching relevant passages: "
LONG = " ".join(
    f"Station {i} measured a discharge of {i * 37 % 991} cubic metres after {i} hours of rain."
    for i in range(80)
)

TEXTS = [
    "How many people live in Berlin?",
    "Berlin had a population of 3,520,031 registered inhabitants in an area of 891.82 square"
    " kilometers.",
    "a",
    "",
    "   several   spaces\tand\na line break  ",
    "UPPER CASE, Ünïcödé áccents and ﬁ ligatures",
    "東京は日本の首都です。",
    "北京是中国的首都，人口超过两千万。",
    "서울은 대한민국의 수도이다.",
    "Сколько человек живёт в Берлине?",
    "كم عدد سكان برلين؟",
    "Fishing 🎣 with a net 🕸️ on the river 👨‍👩‍👧‍👦!",
    "producer.flush(); // acks=all, enable.idempotence=true",
    "https://example.org/a/b?c=d&e=f#g",
    "3.14159 × 10⁻⁷ µg/mL ± 0.5 %",
    "Don't stop—it's o'clock… “quoted” 'text'",
    "pneumonoultramicroscopicsilicovolcanoconiosis antidisestablishmentarianism",
    "x" * 150 + " is one word of 150 letters",
    "[CLS] special [SEP] tokens [MASK] as text",
    LONG,
]

QUERIES = [
    "How many people live in Berlin?",
    "fishing with a net",
    "東京の人口",
    "what is the capital of China?",
]

PAIRS = [
    ("How many people live in Berlin?", TEXTS[1]),
    (
        "How many people live in Berlin?",
        "New York City is famous for the Metropolitan Museum of Art.",
    ),
    ("How many people live in Berlin?", "Berlin is well known for its museums."),
    ("fishing with a net", TEXTS[11]),
    ("東京の人口", TEXTS[6]),
    ("what is the capital of China?", TEXTS[7]),
    ("what is the capital of Korea?", TEXTS[8]),
    ("population of Berlin", TEXTS[9]),
    ("population of Berlin", TEXTS[10]),
    ("how do I keep a producer from losing messages?", TEXTS[12]),
    ("how do I keep a producer from losing messages?", "Set acks=all and enable idempotence."),
    ("link", TEXTS[13]),
    ("concentration", TEXTS[14]),
    ("quotes", TEXTS[15]),
    ("longest word in English", TEXTS[16]),
    ("", "an empty query"),
    ("an empty passage", ""),
    ("special tokens", TEXTS[18]),
    ("discharge measured at station 12", LONG),
    (TEXTS[1] + " " + TEXTS[15], LONG),
]


class Model:
    def __init__(self, directory):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            str(directory / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self.tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
        self.tokenizer.no_padding()

    def run(self, encoding):
        feeds = {
            "input_ids": encoding.ids,
            "attention_mask": encoding.attention_mask,
            "token_type_ids": encoding.type_ids,
        }
        return self.session.run(
            None, {name: numpy.array([ids], numpy.int64) for name, ids in feeds.items()}
        )[0]

    def embed(self, text):
        self.tokenizer.enable_truncation(512)
        vector = self.run(self.tokenizer.encode(text))[0, 0]
        return vector / numpy.linalg.norm(vector)

    def logit(self, query, passage):
        self.tokenizer.enable_truncation(512, strategy="only_second")
        return self.run(self.tokenizer.encode(query, passage))[0, 0]


def vectors(bi_encoder, texts, prefix):
    return [
        {
            "text": text,
            "vector": [round(float(x), 6) for x in bi_encoder.embed(prefix + text)],
        }
        for text in texts
    ]


def main(bi_encoder, cross_encoder, out):
    bi_encoder = Model(pathlib.Path(bi_encoder))
    cross_encoder = Model(pathlib.Path(cross_encoder))
    tables = {
        "bge-small-en-v1.5.json": {
            "documents": vectors(bi_encoder, TEXTS, ""),
            "queries": vectors(bi_encoder, QUERIES, PREFIX),
        },
        "ms-marco-MiniLM-L-12-v2.json": [
            {
                "query": query,
                "passage": passage,
                "logit": round(float(cross_encoder.logit(query, passage)), 6),
            }
            for query, passage in PAIRS
        ],
    }
    for name, table in tables.items():
        text = json.dumps(table, ensure_ascii=False)
        (pathlib.Path(out) / name).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
