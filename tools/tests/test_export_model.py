import contextlib
import io
import json
import pathlib
import shutil
import sys
import tempfile
import unittest
from unittest import mock

import numpy
import onnx
import torch
import transformers

from seine_tools import bounds, export, optimise
from seine_tools.reader import Reader, TextTokenizer
from seine_tools.source import Source

from . import tiny

SIZES = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}


def configs(vocabulary):
    """By family; the tokens of all are those of tiny.tokenizer, whose padding is 0."""
    common = {"vocab_size": vocabulary, "pad_token_id": 0}
    distilled = {"dim": 32, "n_layers": 2, "n_heads": 2, "hidden_dim": 64}
    modern = {name: 2 for name in ("eos_token_id", "bos_token_id", "cls_token_id", "sep_token_id")}
    return {
        "bert": transformers.BertConfig(**common, **SIZES, max_position_embeddings=tiny.POSITIONS),
        "distilbert": transformers.DistilBertConfig(**common, **distilled, max_position_embeddings=tiny.POSITIONS),
        # Its first position is kept for padding.
        "xlm-roberta": transformers.XLMRobertaConfig(
            **common, **SIZES, max_position_embeddings=tiny.POSITIONS + 1, type_vocab_size=1
        ),
        "modernbert": transformers.ModernBertConfig(
            **common, **SIZES, **modern, max_position_embeddings=tiny.POSITIONS
        ),
    }


def directory(path, family="bert", cross_encoder=True, labels=1):
    """A folder with a tiny model of PyTorch and no ONNX file; returns it."""
    torch.manual_seed(5)
    tokenizer = tiny.tokenizer()
    config = configs(tokenizer.get_vocab_size())[family]
    config.num_labels = labels
    # Weights so large that another position or mask makes another answer.
    config.initializer_range = 0.3
    kind = transformers.AutoModelForSequenceClassification if cross_encoder else transformers.AutoModel
    kind.from_config(config).eval().save_pretrained(path)
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=tiny.POSITIONS,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_input_names=["input_ids", "attention_mask"] + (["token_type_ids"] if family == "bert" else []),
    ).save_pretrained(path)
    if not cross_encoder:
        (path / "1_Pooling").mkdir()
        (path / "1_Pooling" / "config.json").write_text('{"pooling_mode_mean_tokens": true}')
    return path


@contextlib.contextmanager
def whatever_int8_is_worth():
    """A model of so few numbers suffers from it, and need not be faster."""
    loose = bounds.Bound(mean=9, max=9, agreement=0)
    parse = optimise.parse
    with (
        mock.patch.dict(bounds.BOUNDS, {"cross": loose, "bi": loose}),
        mock.patch("seine_tools.speed.ROUNDS", 1),
        mock.patch.object(optimise, "parse", lambda words: parse([*words, "--min-gain", "-9"])),
    ):
        yield


class ExportTest(unittest.TestCase):
    def setUp(self):
        self.scratch = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.scratch)
        self.target = self.scratch / "made"
        lines = [json.dumps({"query": q, "passage": p}) for q, p in tiny.pairs()]
        self.pairs = self.scratch / "pairs.jsonl"
        self.pairs.write_text("\n".join(lines) + "\n")

    def export(self, source, *arguments):
        out, err = io.StringIO(), io.StringIO()
        command = ["export-model", source, self.target, "--pairs", self.pairs, *arguments]
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            mock.patch.object(sys, "argv", [str(word) for word in command]),
        ):
            status = export.main()
        return status, out.getvalue(), err.getvalue()

    def assert_refused(self, source, reason, *arguments):
        status, _, err = self.export(source, *arguments)
        self.assertEqual(status, 1)
        self.assertIn(reason, err)
        self.assertFalse(self.target.exists())
        self.assertEqual(list(self.scratch.glob(".made*")), [])

    def test_a_cross_encoder_of_each_family_gives_the_logits_of_pytorch(self):
        for family in ("bert", "distilbert", "xlm-roberta", "modernbert"):
            with self.subTest(family):
                source = directory(self.scratch / family, family)
                status, out, err = self.export(source)
                self.assertEqual(status, 0, out + err)
                model = transformers.AutoModelForSequenceClassification.from_pretrained(source).eval()
                tokenizer = transformers.AutoTokenizer.from_pretrained(source)
                reader = Reader(self.target / "model.onnx")
                feeds = TextTokenizer(self.target / "tokenizer.json", tiny.POSITIONS)
                logits = []
                for pair in tiny.pairs()[:8]:
                    known = tokenizer(*pair, return_tensors="pt")
                    with torch.no_grad():
                        expected = float(model(**known).logits[0, 0])
                    logits.append(reader.read(feeds.pair(*pair)))
                    self.assertAlmostEqual(logits[-1], expected, delta=1e-4)
                self.assertGreater(numpy.std(logits), 0.01)
                shutil.rmtree(self.target)

    def test_a_bi_encoder_is_written_with_what_describes_it(self):
        source = directory(self.scratch / "model", "xlm-roberta", cross_encoder=False)
        status, out, err = self.export(source)
        self.assertEqual(status, 0, out + err)
        self.assertEqual(Reader(self.target / "model.onnx").output, "last_hidden_state")
        for name in ("tokenizer.json", "config.json", "1_Pooling/config.json"):
            self.assertEqual((self.target / name).read_bytes(), (source / name).read_bytes())
        facts = json.loads((self.target / "seine-tools.json").read_text())
        self.assertLess(facts["drift"]["max"], 1e-5)
        self.assertIn(facts["source"]["sha256"]["model.safetensors"], (self.target / "README.md").read_text())

    def test_int8_is_made_by_the_same_steps_as_of_any_other_file(self):
        source = directory(self.scratch / "model")
        with whatever_int8_is_worth():
            status, out, err = self.export(source, "--int8", "--keep-mask")
        self.assertEqual(status, 0, out + err)
        kinds = {node.op_type for node in onnx.load(self.target / "onnx" / "model.onnx").graph.node}
        self.assertTrue({"Attention", "MatMulIntegerToFloat", "DynamicQuantizeLinear"} & kinds, kinds)

    def test_the_pooling_that_the_folder_does_not_say_is_written_into_the_new_one(self):
        source = directory(self.scratch / "model", cross_encoder=False)
        shutil.rmtree(source / "1_Pooling")
        for pooling, options in (("cls", []), ("mean", []), ("cls", ["--int8"]), ("mean", ["--int8"])):
            with self.subTest(pooling, options=options):
                with whatever_int8_is_worth():
                    status, out, err = self.export(source, "--pooling", pooling, *options)
                self.assertEqual(status, 0, out + err)
                self.assertEqual(optimise.stated_pooling(Source(self.target, None)), pooling)
                shutil.rmtree(self.target)

    def test_what_answers_otherwise_than_pytorch_is_not_written(self):
        source = directory(self.scratch / "model")
        with mock.patch.dict(bounds.EXPORTED, {"cross": bounds.Bound(mean=-1, max=1, agreement=1)}):
            self.assert_refused(source, "answers otherwise than PyTorch: mean")
        with mock.patch.object(export, "PADDED", -1):
            self.assert_refused(source, "A padded text gets another answer")

    def test_a_tokenizer_that_is_not_the_one_of_transformers_is_refused(self):
        def misspelt(path, limit):
            described = json.loads(path.read_text())
            words = described["model"]["vocab"]
            words["rivers"] = words.pop("river")
            path.write_text(json.dumps(described))
            return TextTokenizer(path, limit)

        source = directory(self.scratch / "model")
        with mock.patch.object(export, "TextTokenizer", misspelt):
            self.assert_refused(source, "otherwise than transformers does")

    def test_weights_that_lack_the_head_are_refused(self):
        source = directory(self.scratch / "model", cross_encoder=False)
        config = json.loads((source / "config.json").read_text())
        config["architectures"] = ["BertForSequenceClassification"]
        config["num_labels"] = 1
        config["id2label"] = {"0": "LABEL_0"}
        (source / "config.json").write_text(json.dumps(config))
        self.assert_refused(source, "lack classifier.bias, classifier.weight")

    def test_code_that_comes_with_a_model_is_not_run_whatever_is_answered(self):
        ran = self.scratch / "ran"
        source = directory(self.scratch / "model")
        (source / "own.py").write_text(f"open({str(ran)!r}, 'w')\nclass Own: pass\n")
        config = json.loads((source / "config.json").read_text())
        config |= {"model_type": "own", "auto_map": {"AutoConfig": "own.Own"}}
        (source / "config.json").write_text(json.dumps(config))
        with mock.patch("builtins.input", return_value="y") as asked:
            self.assert_refused(source, "needs the code that comes with it, which is never run")
        asked.assert_not_called()
        self.assertFalse(ran.exists())

    def test_says_what_is_wrong_with_the_source(self):
        self.assert_refused(self.scratch / "none", "There is no folder")
        self.assert_refused(directory(self.scratch / "three", labels=3), "has 3 labels")
        bi = directory(self.scratch / "bi", cross_encoder=False)
        (bi / "modules.json").write_text('[{"type": "sentence_transformers.models.Dense"}]')
        self.assert_refused(bi, "go through Dense after the last layer")
        for malformed in ("{", '[{"name": "0"}]', '["Pooling"]'):
            (bi / "modules.json").write_text(malformed)
            self.assert_refused(bi, "modules.json is no list of modules")
        (bi / "modules.json").unlink()
        # A query alone is longer.
        (bi / "sentence_bert_config.json").write_text('{"max_seq_length": 4}')
        self.assert_refused(bi, "into 4 tokens at most")
        (bi / "sentence_bert_config.json").unlink()
        shutil.rmtree(bi / "1_Pooling")
        self.assert_refused(bi, "--pooling")
        (bi / "model.safetensors").write_bytes(b"no weights")
        self.assert_refused(bi, "transformers cannot load")
        (bi / "model.safetensors").unlink()
        self.assert_refused(bi, "has no weights of PyTorch")


if __name__ == "__main__":
    unittest.main()
