"""Runs a model as Seine does on a CPU: one text or pair a run, in a session of one thread."""

import time

import numpy
import onnxruntime
from tokenizers import Tokenizer

from .problem import Problem, told


def open_session(path):
    """The settings of io.seine.inference.OnnxModel."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class TextTokenizer:
    """Token ids as Seine makes them: never padded, the end of the passage cut."""

    def __init__(self, path, max_tokens):
        with told(f"{path} is no tokenizer"):
            self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_padding()
        self._max_tokens = max_tokens

    def pair(self, query, passage):
        self._tokenizer.enable_truncation(self._max_tokens, strategy="only_second")
        return self._feeds(self._tokenizer.encode(query, passage))

    def text(self, text):
        self._tokenizer.enable_truncation(self._max_tokens)
        return self._feeds(self._tokenizer.encode(text))

    @staticmethod
    def _feeds(encoding):
        values = {
            "input_ids": encoding.ids,
            "attention_mask": encoding.attention_mask,
            "token_type_ids": encoding.type_ids,
        }
        return {name: numpy.array([ids], numpy.int64) for name, ids in values.items()}


def answer(raw, output, pooling):
    """What the output of one text or pair says: a logit, or a vector of length 1."""
    if output == "logits":
        row = raw[0]
        return float(row[0]) if len(row) == 1 else float(row[1] - row[0])
    if output != "sentence_embedding":
        raw = raw[:, 0] if pooling == "cls" else raw.mean(axis=1)
    return raw[0] / numpy.linalg.norm(raw[0])


class Reader:
    """An ONNX file that can be read with; the result is a logit or a vector of length 1."""

    def __init__(self, path, pooling=None):
        self._session = open_session(path)
        self._inputs = [given.name for given in self._session.get_inputs()]
        outputs = [output.name for output in self._session.get_outputs()]
        known = ("logits", "sentence_embedding", "last_hidden_state", "token_embeddings")
        self.output = next((name for name in known if name in outputs), None)
        if self.output is None:
            raise Problem(f"{path} has the outputs {', '.join(outputs)}, and none that is known.")
        self.cross_encoder = self.output == "logits"
        self._pooling = pooling

    def read(self, feeds):
        (raw,) = self._session.run([self.output], {name: feeds[name] for name in self._inputs})
        return answer(raw, self.output, self._pooling)

    def seconds(self, feeds):
        """How much of a core's time one reading takes; what else the machine does is not counted."""
        given = {name: feeds[name] for name in self._inputs}
        start = time.thread_time()
        self._session.run([self.output], given)
        return time.thread_time() - start
