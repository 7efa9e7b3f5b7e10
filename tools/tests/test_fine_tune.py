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

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "fine-tune"))

import fine_tune
import ranking
import training
import weights
from examples import Candidate, Query, read_queries, training_pairs
from seine_tools import bounds
from seine_tools.dequantise import dequantise
from seine_tools.problem import Problem
from seine_tools.quantise import quantise
from seine_tools.reader import Reader, TextTokenizer

from . import tiny


def query(name, ranked, grades):
    found = [Candidate(document, i + 1, "text of " + document) for i, document in enumerate(ranked)]
    return Query(name, "query " + name, found, grades)


class Scratch(unittest.TestCase):
    def setUp(self):
        self.scratch = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.scratch)


class WeightsTest(Scratch):
    def setUp(self):
        super().setUp()
        self.source = tiny.directory(self.scratch / "model")
        tokenizer = TextTokenizer(self.source / "tokenizer.json", tiny.POSITIONS)
        self.pairs = tiny.pairs()
        self.feeds = [tokenizer.pair(*pair) for pair in self.pairs]

    def onnx_logits(self, path):
        reader = Reader(path)
        return numpy.array([reader.read(feeds) for feeds in self.feeds])

    def torch_logits(self, graph):
        classifier = weights.to_torch(graph)
        start = self.scratch / "start"
        training.save_start(classifier, self.source / "tokenizer.json", tiny.POSITIONS, start)
        model = training.CrossEncoder(str(start), num_labels=1, local_files_only=True)
        return training.logits(model.eval(), self.pairs)

    def test_pytorch_gives_the_logits_of_the_graph(self):
        graph = onnx.load(self.source / "model.onnx")
        numpy.testing.assert_allclose(self.torch_logits(graph), self.onnx_logits(self.source / "model.onnx"), atol=1e-4)

    def test_the_weights_of_an_int8_file_are_read_back(self):
        path = self.scratch / "int8.onnx"
        quantise(onnx.load(self.source / "model.onnx"), path, per_channel=False)
        graph = onnx.load(path)
        dequantise(graph)
        onnx.save(graph, self.scratch / "float.onnx")
        numpy.testing.assert_allclose(
            self.torch_logits(graph), self.onnx_logits(self.scratch / "float.onnx"), atol=1e-4
        )

    def test_what_is_written_is_what_is_read(self):
        graph = onnx.load(self.source / "model.onnx")
        state = weights.to_torch(graph).state_dict()
        changed = {name: values * 1.5 + 0.01 for name, values in state.items()}
        weights.GraphWeights(graph).write(changed)
        again = weights.to_torch(graph).state_dict()
        self.assertEqual(set(again), set(changed))
        for name, values in changed.items():
            numpy.testing.assert_array_equal(again[name], values, err_msg=name)

    def test_a_graph_of_another_kind_is_refused(self):
        graph = tiny.model(tiny.tokenizer().get_vocab_size(), cross_encoder=False)
        with self.assertRaisesRegex(Problem, "not a BERT classifier"):
            weights.to_torch(graph)


class RankingTest(unittest.TestCase):
    def test_ndcg_counts_what_was_not_brought_up(self):
        asked = query("q", ["a", "b"], {"b": 1, "missing": 1})
        ideal = 1 + 1 / numpy.log2(3)
        self.assertAlmostEqual(ranking.ndcg(asked, ["a", "b"]), (1 / numpy.log2(3)) / ideal)

    def test_the_gain_is_the_grade(self):
        asked = query("q", ["a", "b"], {"a": 1, "b": 2})
        expected = (1 + 2 / numpy.log2(3)) / (2 + 1 / numpy.log2(3))
        self.assertAlmostEqual(ranking.ndcg(asked, ["a", "b"]), expected)
        self.assertEqual(ranking.ndcg(asked, ["b", "a"]), 1)

    def test_the_prior_holds_back_what_stood_low(self):
        asked = query("q", ["a", "b", "c"], {"b": 1})
        self.assertEqual(ranking.order(asked, [1.0, 2.0], 0), ["b", "a", "c"])
        self.assertEqual(ranking.order(asked, [1.0, 2.0], 3), ["a", "b", "c"])

    def test_the_interval_holds_the_mean_and_is_narrow_where_all_gain_alike(self):
        before = numpy.zeros(50)
        numpy.testing.assert_allclose(ranking.interval(before, before + 0.1), (0.1, 0.1, 0.1))
        gains = numpy.random.default_rng(1).normal(0.05, 0.2, 200)
        mean, low, high = ranking.interval(numpy.zeros(200), gains)
        self.assertLess(low, mean)
        self.assertLess(mean, high)
        # Of a normal mean: 2 * 1.96 * 0.2 / sqrt(200).
        self.assertAlmostEqual(high - low, 0.055, delta=0.01)


class ExamplesTest(Scratch):
    def test_negatives_are_what_retrieval_brought_up_and_nobody_judged_relevant(self):
        asked = query("q", ["n1", "yes", "no", "n2", "deep"], {"yes": 1, "no": 0, "absent": 1})
        pairs = training_pairs([asked], negatives=5, depth=4, seed=1)
        labelled = {passage: label for _, passage, label in pairs}
        self.assertEqual(
            labelled,
            {"text of yes": 1, "text of n1": 0, "text of no": 0, "text of n2": 0},
        )

    def test_the_same_seed_gives_the_same_pairs(self):
        asked = query("q", [f"d{i}" for i in range(40)], {"d3": 1})
        one, two, other = (training_pairs([asked], 5, 30, seed) for seed in (1, 1, 2))
        self.assertEqual(one, two)
        self.assertNotEqual(one, other)

    def test_candidates_are_read_in_the_order_of_the_retrieval(self):
        hits = [
            {"id": "b", "title": "B", "passage": "two", "rank": 2},
            {"id": "a", "title": "", "passage": "one", "rank": 1},
        ]
        results = self.scratch / "results.jsonl"
        lines = [{"query_id": name, "text": "t", "candidates": hits} for name in ("1", "unjudged")]
        results.write_text("\n".join(json.dumps(line) for line in lines))
        judgements = self.scratch / "train.tsv"
        judgements.write_text("query-id\tcorpus-id\tscore\n1\ta\t1\n")
        (read,) = read_queries(results, judgements)
        self.assertEqual([c.passage for c in read.candidates], ["one", "B two"])
        self.assertTrue(read.relevant(read.candidates[0]))
        self.assertFalse(read.relevant(read.candidates[1]))


class CommandTest(Scratch):
    """A whole training of a tiny model: what is relevant speaks of rivers, and nothing else does."""

    def beir(self, splits):
        folder = self.scratch / "beir"
        (folder / "qrels").mkdir(parents=True)
        found = self.scratch / "found"
        found.mkdir()
        random = numpy.random.default_rng(4)
        for split, first, count in splits:
            judgements, results = ["query-id\tcorpus-id\tscore"], []
            for number in range(first, first + count):
                others = [word for word in tiny.WORDS if word != "river"]
                hits = []
                for rank in range(1, 9):
                    words = list(random.choice(others, 6))
                    if rank == 5:
                        words[0:3] = ["river"] * 3
                        judgements.append(f"{number}\t{number}-{rank}\t1")
                    hits.append(
                        {
                            "id": f"{number}-{rank}",
                            "title": "",
                            "passage": " ".join(words),
                            "rank": rank,
                        }
                    )
                results.append({"query_id": str(number), "text": "boat", "candidates": hits})
            (folder / "qrels" / f"{split}.tsv").write_text("\n".join(judgements) + "\n")
            (found / f"{split}.jsonl").write_text("\n".join(map(json.dumps, results)) + "\n")
        return folder, found

    def run_with(self, *arguments):
        out, err = io.StringIO(), io.StringIO()
        with (
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            mock.patch.object(sys, "argv", ["fine-tune", *map(str, arguments)]),
        ):
            status = fine_tune.main()
        return status, out.getvalue(), err.getvalue()

    def test_trains_checks_judges_and_writes(self):
        folder, found = self.beir([("train", 0, 40), ("test", 100, 10)])
        source = tiny.directory(self.scratch / "model")
        target = self.scratch / "tuned"
        options = ["--model", source, "--candidates", found, "--steps", "60", "--learning-rate", "0.003"]
        # A model of so few numbers suffers more from int8 than a real one.
        with mock.patch.object(fine_tune, "INT8_PARITY", bounds.Bound(mean=1, max=5, agreement=0.5)):
            status, out, err = self.run_with(folder, target, *options)
        self.assertEqual(status, 0, out + err)
        facts = json.loads((target / "seine-tools.json").read_text())
        self.assertEqual(facts["steps"], 60)
        self.assertLess(facts["losses"][-1], 0.7 * facts["losses"][0])
        self.assertLess(facts["parity"]["float_max"], 1e-2)
        self.assertGreater(facts["ndcg_at_10"]["alone"]["gain"], 0)
        self.assertTrue(Reader(target / "onnx" / "model.onnx").cross_encoder)
        self.assertEqual((target / "tokenizer.json").read_bytes(), (source / "tokenizer.json").read_bytes())
        self.assertIn("Is it better?", (target / "README.md").read_text())
        self.assertFalse((self.scratch / "tuned.work").exists())

    def test_goes_on_where_it_was_stopped(self):
        source = tiny.directory(self.scratch / "model")
        classifier = weights.to_torch(onnx.load(source / "model.onnx"))
        start = self.scratch / "start"
        training.save_start(classifier, source / "tokenizer.json", tiny.POSITIONS, start)
        pairs = [(query, passage, 1.0) for query, passage in tiny.pairs()]
        folder = ["dir", "target", "--batch", "4", "--epochs", "9"]
        work = self.scratch / "work"
        steps, printed = [], []
        for most in (training.SAVE_STEPS, training.SAVE_STEPS + 2):
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                options = fine_tune.parse([*folder, "--steps", str(most)])
                steps.append(training.train(start, pairs, work, options)[2])
            printed.append(out.getvalue())
        self.assertEqual(steps, [training.SAVE_STEPS, training.SAVE_STEPS + 2])
        self.assertNotIn("going on from", printed[0])
        self.assertIn(f"going on from {work / f'checkpoint-{training.SAVE_STEPS}'}", printed[1])

    def test_what_another_training_left_is_not_gone_on_from(self):
        folder, found = self.beir([("train", 0, 10), ("test", 5, 10)])
        source = tiny.directory(self.scratch / "model")
        target = self.scratch / "tuned"
        # Stopped, here by queries that are in both files.
        begun = [folder, target, "--model", source, "--candidates", found]
        self.assertIn("5 queries are judged", self.run_with(*begun)[2])
        status, _, err = self.run_with(*begun, "--seed", "8", "--batch", "2")
        self.assertEqual(status, 1)
        self.assertIn("tuned.work is of a training that was begun with another --batch, --seed.", err)
        self.assertIn("5 queries are judged", self.run_with(*begun, "--steps", "9")[2])

    def test_a_gpu_is_used_where_there_is_one_and_bfloat16_where_a_cpu_has_it(self):
        for gpu, bfloat16, expected in (
            (True, True, {"use_cpu": False, "bf16": False}),
            (False, True, {"use_cpu": True, "bf16": True}),
            (False, False, {"use_cpu": True, "bf16": False}),
        ):
            with (
                self.subTest(gpu=gpu, bfloat16=bfloat16),
                mock.patch("torch.cuda.is_available", return_value=gpu),
                mock.patch("torch.cpu.get_capabilities", return_value={"avx512_bf16": bfloat16}),
            ):
                self.assertEqual(training.device(), expected)

    def test_says_so_where_retrieval_brought_up_nothing_relevant(self):
        folder, found = self.beir([("train", 0, 10), ("test", 100, 10)])
        judged = (folder / "qrels" / "train.tsv").read_text().replace("-5\t", "-9\t")
        (folder / "qrels" / "train.tsv").write_text(judged)
        source = tiny.directory(self.scratch / "model")
        status, _, err = self.run_with(folder, self.scratch / "tuned", "--model", source, "--candidates", found)
        self.assertEqual(status, 1)
        self.assertIn("there is nothing to learn from", err)

    def test_refuses_test_queries_that_were_learned_from(self):
        folder, found = self.beir([("train", 0, 10), ("test", 5, 10)])
        source = tiny.directory(self.scratch / "model")
        status, _, err = self.run_with(folder, self.scratch / "tuned", "--model", source, "--candidates", found)
        self.assertEqual(status, 1)
        self.assertIn("5 queries are judged in train.tsv and in test.tsv", err)


if __name__ == "__main__":
    unittest.main()
