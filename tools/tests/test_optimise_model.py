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

from seine_tools import bounds, drift, optimise
from seine_tools.dequantise import dequantise
from seine_tools.first_token import keep_first_token, pool_first_token
from seine_tools.fuse import fuse, operators
from seine_tools.pairs import own_pairs, read_pairs
from seine_tools.problem import Problem
from seine_tools.quantise import quantise
from seine_tools.reader import Reader, TextTokenizer
from seine_tools.source import Source

from . import tiny


class Scratch(unittest.TestCase):
    def setUp(self):
        self.scratch = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.scratch)

    def saved(self, model, name="made.onnx"):
        path = self.scratch / name
        onnx.save(model, path)
        return path


class GraphsTest(Scratch):
    def setUp(self):
        super().setUp()
        self.source = tiny.directory(self.scratch / "model")
        self.model = onnx.load(self.source / "model.onnx")
        tokenizer = TextTokenizer(self.source / "tokenizer.json", 64)
        self.read = [tokenizer.pair(*pair) for pair in tiny.pairs()]
        self.logits = self.of(self.source / "model.onnx")

    def of(self, path):
        reader = Reader(path)
        return numpy.array([reader.read(feeds) for feeds in self.read])

    def test_fusing_changes_operators_and_no_score(self):
        fused = fuse(self.model)
        counts = operators(fused)
        self.assertEqual(counts["Attention"], tiny.LAYERS)
        self.assertEqual(counts["SkipLayerNormalization"], 2 * tiny.LAYERS)
        self.assertEqual(counts["BiasGelu"], tiny.LAYERS)
        numpy.testing.assert_allclose(self.of(self.saved(fused)), self.logits, atol=1e-4)

    def test_without_a_mask_one_text_a_run_gives_the_same_scores(self):
        fused = fuse(self.model, masked=False)
        self.assertEqual(operators(fused)["MultiHeadAttention"], tiny.LAYERS)
        self.assertNotIn("attention_mask", [given.name for given in fused.graph.input])
        numpy.testing.assert_allclose(self.of(self.saved(fused)), self.logits, atol=1e-4)

    def test_the_last_layer_for_the_first_token_alone_gives_the_same_scores(self):
        for masked in (True, False):
            with self.subTest(masked=masked):
                fused = fuse(self.model, masked)
                self.assertTrue(keep_first_token(fused))
                onnx.checker.check_model(fused)
                numpy.testing.assert_allclose(self.of(self.saved(fused)), self.logits, atol=1e-4)

    def test_only_keys_and_values_of_the_last_layer_are_computed_for_all_tokens(self):
        for masked, attention in (
            (True, {"Attention": tiny.LAYERS - 1, "MultiHeadAttention": 1}),
            (False, {"MultiHeadAttention": tiny.LAYERS}),
        ):
            with self.subTest(masked=masked):
                fused = fuse(self.model, masked)
                keep_first_token(fused)
                first = [node.op_type for node in fused.graph.node if node.name.endswith("_first")]
                self.assertEqual(first.count("SkipLayerNormalization"), 2)
                self.assertEqual(first.count("BiasGelu"), 1)
                counts = operators(fused)
                self.assertEqual({name: counts[name] for name in attention}, attention)
                self.assertEqual(counts["SkipLayerNormalization"], 2 * tiny.LAYERS)

    def test_a_quantised_file_comes_back_to_float(self):
        path = self.scratch / "int8.onnx"
        for per_channel in (False, True):
            with self.subTest(per_channel=per_channel):
                quantise(self.model, path, per_channel)
                back = onnx.load(path)
                dequantise(back)
                kinds = {node.op_type for node in back.graph.node}
                self.assertFalse(kinds & {"MatMulInteger", "DynamicQuantizeLinear"})
                # What the int8 weights stand for: as near to the first model as its int8 form is.
                apart = numpy.abs(self.of(self.saved(back)) - self.logits).mean()
                self.assertLess(apart, 2 * numpy.abs(self.of(path) - self.logits).mean() + 0.01)
                self.assertGreater(numpy.corrcoef(self.of(self.saved(back)), self.logits)[0, 1], 0.99)

    def test_a_fused_file_is_refused_with_the_reason(self):
        with self.assertRaisesRegex(Problem, "Attention.*as it was exported"):
            dequantise(fuse(self.model))

    def test_a_vector_of_the_first_token_is_the_one_that_cls_pooling_makes(self):
        model = tiny.model(tiny.tokenizer().get_vocab_size(), cross_encoder=False)
        expected = Reader(self.saved(model, "states.onnx"), pooling="cls")
        fused = fuse(model)
        pool_first_token(fused)
        self.assertTrue(keep_first_token(fused))
        pooled = Reader(self.saved(fused, "pooled.onnx"))
        self.assertEqual(pooled.output, "sentence_embedding")
        for feeds in self.read:
            numpy.testing.assert_allclose(pooled.read(feeds), expected.read(feeds), atol=1e-5)


class DriftTest(unittest.TestCase):
    PAIRS = (("a", "1"), ("a", "2"), ("a", "3"), ("b", "1"), ("b", "2"))

    def test_says_how_far_scores_are_apart_and_how_often_the_order_is_kept(self):
        source, target = [3, 2, 1, 5, 4], [3, 1, 2.5, 5.5, 4]
        measured = drift.of_logits(self.PAIRS, source, target)
        self.assertAlmostEqual(measured.mean, 0.6)
        self.assertAlmostEqual(measured.max, 1.5)
        # Of four pairs of passages one has changed: 2 and 3 of the query a.
        self.assertAlmostEqual(measured.agreement, 3 / 4)

    def test_what_is_nearly_equal_may_change_places(self):
        measured = drift.of_logits(self.PAIRS[:2], [1.0, 1.05], [1.05, 1.0])
        self.assertEqual(measured.agreement, 1)

    def test_names_what_is_beyond_the_bound(self):
        bound = bounds.Bound(mean=0.5, max=2, agreement=0.9)
        beyond = drift.Drift(5, mean=0.6, max=1, agreement=0.8).exceeds(bound)
        self.assertIn("mean 0.6000 > 0.5", beyond)
        self.assertIn("order agreement 0.8000 < 0.9", beyond)
        self.assertNotIn("max", beyond)
        self.assertEqual(drift.Drift(5, 0.5, 2, 0.9).exceeds(bound), "")


class PairsTest(Scratch):
    def test_reads_candidates_ranked_results_and_plain_pairs(self):
        path = self.scratch / "pairs.jsonl"
        hits = [{"title": "T", "passage": "p"}, {"title": "", "passage": "r"}]
        lines = [
            {"text": "q", "candidates": hits},
            {"text": "s", "hits": hits[:1], "candidates": 50},
            {"query": "t", "passage": "u"},
        ]
        path.write_text("\n".join(map(json.dumps, lines)))
        self.assertEqual(read_pairs(path), [("q", "T p"), ("q", "r"), ("s", "T p"), ("t", "u")])

    def test_says_which_line_is_neither(self):
        path = self.scratch / "pairs.jsonl"
        path.write_text('{"query": "s", "passage": "t"}\n{"query": "s"}\n')
        with self.assertRaisesRegex(Problem, "line 2"):
            read_pairs(path)

    def test_its_own_pairs_are_questions_with_several_passages_each(self):
        pairs = own_pairs()
        self.assertGreater(len(pairs), 200)
        self.assertGreater(len(pairs) / len({query for query, _ in pairs}), 5)


class CommandTest(Scratch):
    def run_with(self, *arguments):
        out, err = io.StringIO(), io.StringIO()
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            mock.patch.object(sys, "argv", ["optimise-model", *map(str, arguments)]),
        ):
            status = optimise.main()
        return status, out.getvalue(), err.getvalue()

    def pairs(self):
        path = self.scratch / "pairs.jsonl"
        lines = [json.dumps({"query": q, "passage": p}) for q, p in tiny.pairs()]
        path.write_text("\n".join(lines) + "\n")
        return path

    def test_writes_a_folder_that_can_be_read_with_a_card(self):
        source = tiny.directory(self.scratch / "model")
        target = self.scratch / "made"
        loose = {"cross": bounds.Bound(mean=9, max=9, agreement=0)}
        with mock.patch.dict(bounds.BOUNDS, loose):
            status, out, err = self.run_with(source, target, "--pairs", self.pairs(), "--min-gain", "-9")
        self.assertEqual(status, 0, err + out)
        self.assertTrue(Reader(target / "onnx" / "model.onnx").cross_encoder)
        for name in ("tokenizer.json", "config.json"):
            self.assertEqual((target / name).read_bytes(), (source / name).read_bytes())
        card = (target / "README.md").read_text()
        facts = json.loads((target / "seine-tools.json").read_text())
        self.assertIn(facts["source"]["sha256"], card)
        self.assertIn("ms of a core", card)
        self.assertGreater(facts["drift"]["mean"], 0)
        self.assertEqual([path.name for path in self.scratch.glob(".made*")], [])

    def test_a_file_for_batches_keeps_its_mask(self):
        source = tiny.directory(self.scratch / "model")
        target = self.scratch / "made"
        loose = {"cross": bounds.Bound(mean=9, max=9, agreement=0)}
        with mock.patch.dict(bounds.BOUNDS, loose):
            options = ["--pairs", self.pairs(), "--min-gain", "-9", "--keep-mask"]
            status, out, err = self.run_with(source, target, *options)
        self.assertEqual(status, 0, err + out)
        self.assertNotIn("without a mask", out)
        inputs = [given.name for given in onnx.load(target / "onnx" / "model.onnx").graph.input]
        self.assertIn("attention_mask", inputs)

    def test_writes_nothing_when_the_answers_are_others(self):
        source = tiny.directory(self.scratch / "model")
        target = self.scratch / "made"
        tight = {"cross": bounds.Bound(mean=0, max=0, agreement=1)}
        with mock.patch.dict(bounds.BOUNDS, tight):
            status, out, err = self.run_with(source, target, "--pairs", self.pairs(), "--min-gain", "-9")
        self.assertEqual(status, 1)
        self.assertIn("REFUSED: mean", out)
        self.assertIn("answers too differently", err)
        self.assertFalse(target.exists())

    def test_writes_nothing_when_it_is_not_faster(self):
        source = tiny.directory(self.scratch / "model")
        target = self.scratch / "made"
        loose = {"cross": bounds.Bound(mean=9, max=9, agreement=0)}
        with mock.patch.dict(bounds.BOUNDS, loose):
            status, _, err = self.run_with(source, target, "--pairs", self.pairs(), "--min-gain", "99")
        self.assertEqual(status, 1)
        self.assertIn("--min-gain", err)
        self.assertFalse(target.exists())

    def test_says_what_is_wrong_with_the_source_and_the_target(self):
        status, _, err = self.run_with(self.scratch / "none", self.scratch / "made")
        self.assertEqual(status, 1)
        self.assertIn("There is no model", err)
        source = tiny.directory(self.scratch / "model")
        status, _, err = self.run_with(source, source)
        self.assertEqual(status, 1)
        self.assertIn("exists already", err)
        (source / "tokenizer.json").unlink()
        status, _, err = self.run_with(source, self.scratch / "made")
        self.assertIn("no tokenizer.json", err)

    def test_says_which_file_of_a_stranger_is_malformed(self):
        malformed = {
            "config.json": {"{": "cannot be read as JSON", "[]": "holds no JSON object"},
            "sentence_bert_config.json": {'{"max_seq_length": "long"}': "are not all numbers"},
            "config_sentence_transformers.json": {
                '{"prompts": ["query: "]}': "are no texts by name",
                '{"prompts": {"query": 1}}': "are no texts by name",
            },
            "tokenizer.json": {"{}": "is no tokenizer"},
            "model.onnx": {"not one": "is no ONNX file"},
        }
        cases = [(name, text, reason) for name, texts in malformed.items() for text, reason in texts.items()]
        for number, (name, text, reason) in enumerate(cases):
            with self.subTest(text, file=name):
                source = tiny.directory(self.scratch / str(number))
                (source / name).write_text(text)
                status, _, err = self.run_with(source, self.scratch / "made", "--pairs", self.pairs())
                self.assertEqual(status, 1)
                self.assertIn(reason, err)
                self.assertIn(str(source), err)

    def test_a_bi_encoder_must_say_how_it_pools(self):
        source = tiny.directory(self.scratch / "bi", cross_encoder=False)
        status, _, err = self.run_with(source, self.scratch / "made", "--pairs", self.pairs())
        self.assertEqual(status, 1)
        self.assertIn("--pooling", err)

    def test_how_a_bi_encoder_pools_is_written_into_the_new_folder(self):
        source = tiny.directory(self.scratch / "bi", cross_encoder=False)
        (source / "config_sentence_transformers.json").write_text('{"prompts": {"document": "passage: "}}')
        target = self.scratch / "made"
        loose = {"bi": bounds.Bound(mean=9, max=9, agreement=0)}
        options = ["--pooling", "cls", "--query-prompt", "query: ", "--pairs", self.pairs(), "--min-gain", "-9"]
        with mock.patch.dict(bounds.BOUNDS, loose):
            status, out, err = self.run_with(source, target, *options)
        self.assertEqual(status, 0, err + out)
        self.assertEqual(optimise.stated_pooling(Source(target, None)), "cls")
        prompts = json.loads((target / "config_sentence_transformers.json").read_text())["prompts"]
        self.assertEqual(prompts, {"document": "passage: ", "query": "query: "})


if __name__ == "__main__":
    unittest.main()
