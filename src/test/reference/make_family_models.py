"""Makes a tiny bi-encoder and two tiny cross-encoders of each family of models, and what they answer.

    pip install onnx onnxruntime tokenizers sentencepiece numpy
    python make_family_models.py ../resources/models/families

Each has the tokenizer of its family, trained on a few sentences: BERT's WordPiece with token types,
RoBERTa's and ModernBERT's byte-level BPE, XLM-R's SentencePiece Unigram with a normalizer of its own. The
cross-encoders have one logit and two. reference.json holds tokens, vectors and logits as the tokenizers
library and ONNX Runtime make them in Python.
"""

import json
import pathlib
import sys
import tempfile

import numpy
import onnxruntime
import sentencepiece
from onnx import TensorProto, helper
from sentencepiece import sentencepiece_model_pb2
from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)

from make_tiny_models import HIDDEN, mean, model, tensor, wordpiece, write

TEXTS = [
    "When does the river boat leave?",
    "Die Bücher stehen im Regal, nicht im Fluß.",
    "Les chevaux de l'école boivent de l'eau.",
    "私は東京都に住んでいます。",
    "Новые книги на полке.",
    "ﬁsh ＮＥＴ 123 🎣",
    "",
    "berlin river fish net " * 40,
]
PAIRS = [
    ("When does the boat leave?", "The river boat leaves at nine in the morning."),
    ("Wo stehen die Bücher?", "Die Bücher stehen im Regal."),
    ("東京", "私は東京都に住んでいます。"),
    ("ﬁsh", "Новые книги на полке 🎣"),
    ("net", ""),
]
MAX_TOKENS = 64


def byte_level(path, first, last, unknown, pad, mask, processor):
    tokenizer = Tokenizer(models.BPE(unk_token=unknown))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(
        TEXTS,
        trainers.BpeTrainer(
            vocab_size=400,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            special_tokens=[first, pad, last, unknown, mask],
            show_progress=False,
        ),
    )
    tokenizer.post_processor = processor(tokenizer)
    tokenizer.save(str(path))
    return tokenizer.get_vocab_size()


def roberta(path):
    return byte_level(
        path,
        "<s>",
        "</s>",
        "<unk>",
        "<pad>",
        "<mask>",
        lambda t: processors.RobertaProcessing(
            ("</s>", t.token_to_id("</s>")), ("<s>", t.token_to_id("<s>")), add_prefix_space=False
        ),
    )


def modernbert(path):
    return byte_level(
        path,
        "[CLS]",
        "[SEP]",
        "[UNK]",
        "[PAD]",
        "[MASK]",
        lambda t: processors.TemplateProcessing(
            single="[CLS] $A [SEP]",
            pair="[CLS] $A [SEP] $B [SEP]",
            special_tokens=[(s, t.token_to_id(s)) for s in ("[CLS]", "[SEP]")],
        ),
    )


def xlm_roberta(path):
    """As transformers converts a SentencePiece model of XLM-R."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        rules = ["FB01\t66 69"] + [f"{0xFF21 + i:X}\t{0x41 + i:X}" for i in range(26)]
        (folder / "rules.tsv").write_text("\n".join(rules) + "\n", encoding="utf-8")
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter([t.strip() for t in TEXTS if t.strip()]),
            model_prefix=str(folder / "spm"),
            vocab_size=160,
            hard_vocab_limit=False,
            normalization_rule_tsv=str(folder / "rules.tsv"),
            minloglevel=2,
        )
        proto = sentencepiece_model_pb2.ModelProto()
        proto.ParseFromString((folder / "spm.model").read_bytes())
    pieces = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    pieces += [(p.piece, p.score) for p in proto.pieces[3:]]
    pieces += [("<mask>", 0.0)]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Precompiled(proto.normalizer_spec.precompiled_charsmap),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="always")]
    )
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    tokenizer.add_special_tokens([AddedToken(s, special=True) for s, _ in pieces[:4]])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    tokenizer.save(str(path))
    return len(pieces)


PLAIN = {"input_ids": TensorProto.INT64, "attention_mask": TensorProto.INT64}
FAMILIES = {
    "bert": {
        "tokenizer": wordpiece,
        "inputs": {**PLAIN, "token_type_ids": TensorProto.INT64},
        "config": {"model_type": "bert", "max_position_embeddings": MAX_TOKENS, "pad_token_id": 0},
        "pooling": "pooling_mode_cls_token",
        "prompts": {"query": "query ", "document": ""},
    },
    "roberta": {
        "tokenizer": roberta,
        "inputs": PLAIN,
        "config": {
            "model_type": "roberta",
            "max_position_embeddings": MAX_TOKENS + 2,
            "pad_token_id": 1,
        },
        "pooling": "pooling_mode_mean_tokens",
        "prompts": {},
    },
    "xlm-roberta": {
        "tokenizer": xlm_roberta,
        "inputs": PLAIN,
        "config": {
            "model_type": "xlm-roberta",
            "max_position_embeddings": MAX_TOKENS + 2,
            "pad_token_id": 1,
        },
        "pooling": "pooling_mode_mean_tokens",
        "prompts": {"query": "query: ", "passage": "passage: "},
    },
    "modernbert": {
        "tokenizer": modernbert,
        "inputs": PLAIN,
        "config": {
            "model_type": "modernbert",
            "max_position_embeddings": MAX_TOKENS,
            "pad_token_id": 50283,
        },
        "pooling": "pooling_mode_cls_token",
        "prompts": {"query": "search_query: ", "document": "search_document: "},
    },
}


def matrix(columns):
    random = numpy.random.default_rng(11)
    return tensor("to", random.uniform(-1, 1, (HIDDEN, columns)).astype(numpy.float32))


def run(directory, text, pair=None):
    tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    encoding = tokenizer.encode(text) if pair is None else tokenizer.encode(text, pair)
    session = onnxruntime.InferenceSession(directory / "model.onnx")
    given = {
        "input_ids": encoding.ids,
        "attention_mask": encoding.attention_mask,
        "token_type_ids": encoding.type_ids,
    }
    feed = {i.name: numpy.array([given[i.name]], numpy.int64) for i in session.get_inputs()}
    return encoding.ids, session.run(None, feed)[0][0]


def bi_encoder(directory, family, size):
    states = (TensorProto.FLOAT, ["batch", "tokens", HIDDEN])
    # A first token that all texts share would be the same in all of them: mix the others in.
    mixed = [
        *mean("mean"),
        helper.make_node("Unsqueeze", ["mean", "axis1d"], ["mean3"]),
        helper.make_node("Add", ["hidden", "mean3"], ["last_hidden_state"]),
    ]
    model(directory / "model.onnx", size, family["inputs"], {"last_hidden_state": states}, mixed)
    write(directory / "config.json", family["config"])
    write(directory / "1_Pooling/config.json", {family["pooling"]: True})
    write(directory / "config_sentence_transformers.json", {"prompts": family["prompts"]})
    cases = []
    for kind, prefix in (
        ("query", family["prompts"].get("query", "")),
        ("document", family["prompts"].get("document", family["prompts"].get("passage", ""))),
    ):
        for text in TEXTS:
            ids, hidden = run(directory, prefix + text)
            first = family["pooling"] == "pooling_mode_cls_token"
            vector = hidden[0] if first else hidden.mean(axis=0)
            vector = vector / numpy.linalg.norm(vector)
            cases.append({"kind": kind, "text": text, "ids": ids, "vector": vector.tolist()})
    return cases


def cross_encoder(directory, family, size, columns):
    head = [*mean("mean"), helper.make_node("MatMul", ["mean", "to"], ["logits"])]
    logits = (TensorProto.FLOAT, ["batch", columns])
    model(
        directory / "model.onnx", size, family["inputs"], {"logits": logits}, head, [matrix(columns)]
    )
    write(directory / "config.json", family["config"])
    cases = []
    for query, passage in PAIRS:
        ids, out = run(directory, query, passage)
        logit = float(out[0] if columns == 1 else out[1] - out[0])
        cases.append({"query": query, "passage": passage, "ids": ids, "logit": logit})
    return cases


def main(out):
    reference = {}
    for name, family in FAMILIES.items():
        answers = reference[name] = {}
        for kind in ("bi-encoder", "cross-encoder", "cross-encoder-of-two"):
            directory = out / name / kind
            directory.mkdir(parents=True, exist_ok=True)
            size = family["tokenizer"](directory / "tokenizer.json")
            if kind == "bi-encoder":
                answers[kind] = bi_encoder(directory, family, size)
            else:
                columns = 1 if kind == "cross-encoder" else 2
                answers[kind] = cross_encoder(directory, family, size, columns)
    path = out / "reference.json"
    path.write_text(json.dumps(reference, ensure_ascii=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
