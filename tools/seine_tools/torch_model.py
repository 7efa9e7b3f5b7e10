"""A model as PyTorch has it: a folder with config.json and weights, as Hugging Face lays it out."""

import contextlib
import inspect
import json
import shutil

import torch
import transformers

from .problem import Problem, told
from .reader import answer

WEIGHTS = ("*.safetensors", "pytorch_model*.bin")
# What Seine does itself after the last layer.
MODULES = {"Transformer", "Pooling", "Normalize"}
# A file of ONNX holds no more.
MOST_BYTES = 2_000_000_000
CLASSIFIER = "ForSequenceClassification"
OPSET = 17
TYPES = "token_type_ids"
CODE = "trust_remote_code"
# Unsaid, transformers asks at the terminal whether a stranger's code may run.
LOCAL = {"local_files_only": True, CODE: False}

# Its own words say less than ours, and go to the same place.
transformers.utils.logging.set_verbosity_error()
transformers.utils.logging.disable_progress_bar()


@contextlib.contextmanager
def _loaded(what):
    """As told; transformers would tell its reader to have the model's own code run."""
    with told(what):
        try:
            yield
        except Exception as e:
            if CODE in str(e):
                raise Problem(f"{what}: it needs the code that comes with it, which is never run.") from e
            raise


def weight_files(directory):
    """The files with weights, of the first kind that there is."""
    for pattern in WEIGHTS:
        found = sorted(directory.glob(pattern))
        if found:
            return found
    raise Problem(f"{directory} has no weights of PyTorch: neither model.safetensors nor pytorch_model.bin.")


class TorchModel:
    """What PyTorch answers to one text or pair a run, and the graph by which it does so."""

    def __init__(self, directory):
        self.directory = directory
        self.weight_files = weight_files(directory)
        _check_modules(directory)
        with _loaded(f"{directory} is no model that transformers knows"):
            config = transformers.AutoConfig.from_pretrained(directory, **LOCAL)
        if config.is_encoder_decoder:
            raise Problem(f"{directory} is a model with a decoder ({config.model_type}); Seine runs encoders.")
        self.cross_encoder = any(name.endswith(CLASSIFIER) for name in config.architectures or [])
        if self.cross_encoder and config.num_labels not in (1, 2):
            raise Problem(f"The model has {config.num_labels} labels; a cross-encoder has one, or two.")
        self.output = "logits" if self.cross_encoder else "last_hidden_state"
        self._model = self._load(directory)
        size = 4 * self.parameters()
        if size > MOST_BYTES:
            raise Problem(f"The model has {size / 1e9:.1f} GB of float weights; a file of ONNX takes 2 GB.")
        self.tokenizer = _tokenizer(directory)
        self.inputs = ["input_ids", "attention_mask"]
        # What transformers would not give it, the file must not ask for.
        takes = inspect.signature(self._model.forward).parameters.keys() & set(self.tokenizer.model_input_names)
        if TYPES in takes and getattr(config, "type_vocab_size", 0) > 1:
            self.inputs.append(TYPES)
        self._answer = _Answer(self._model, self.inputs, self.output).eval()

    def _load(self, directory):
        kind = transformers.AutoModelForSequenceClassification if self.cross_encoder else transformers.AutoModel
        options = {**LOCAL, "dtype": torch.float32, "attn_implementation": "eager"}
        with _loaded(f"transformers cannot load {directory}"):
            model, loaded = kind.from_pretrained(directory, output_loading_info=True, **options)
        # A pooler stands after the last layer, and a bi-encoder's vectors are made before it.
        missing = sorted(name for name in loaded["missing_keys"] if self.cross_encoder or "pooler" not in name)
        if missing:
            raise Problem(f"The weights of {directory} lack {', '.join(missing[:5])}: PyTorch would invent them.")
        return model

    def save_tokenizer(self, path):
        """Writes tokenizer.json: the one that is there, or the one that transformers makes."""
        there = self.directory / path.name
        if there.is_file():
            shutil.copyfile(there, path)
            return
        if not self.tokenizer.is_fast:
            raise Problem(f"{self.directory} has no tokenizer.json, and transformers makes none of its tokenizer.")
        self.tokenizer.backend_tokenizer.save(str(path))

    def check_tokens(self, pairs, tokenizer, max_tokens):
        """Refuses a tokenizer.json that splits texts otherwise than transformers does."""
        for pair in pairs:
            which = f"“{pair[0]}” and its passage"
            with told(f"The tokenizer of {self.directory} cannot split {which} into {max_tokens} tokens at most"):
                expected = self.tokenizer(*pair, truncation="only_second", max_length=max_tokens)
                found = tokenizer.pair(*pair)
                if any(found[name][0].tolist() != list(expected[name]) for name in self.inputs):
                    raise Problem(f"tokenizer.json splits {which} otherwise than transformers does.")

    def parameters(self):
        """How many weights there are."""
        return sum(weight.numel() for weight in self._model.parameters())

    def read(self, feeds, pooling=None):
        """As seine_tools.reader.Reader reads: a logit, or a vector of length 1."""
        return answer(self.raw(feeds), self.output, pooling)

    def raw(self, feeds):
        with torch.no_grad():
            return self._answer(*(torch.from_numpy(feeds[name]) for name in self.inputs)).numpy()

    def write(self, path):
        """Writes the graph, for any number of texts of any length."""
        # Traced with two of several tokens: what is 1 might be taken for a constant.
        ids = torch.full((2, 6), self._model.config.pad_token_id or 0, dtype=torch.int64)
        ids[:, :4] = 3
        given = (ids, torch.ones_like(ids), torch.zeros_like(ids))[: len(self.inputs)]
        axes = {name: {0: "batch", 1: "tokens"} for name in self.inputs}
        axes[self.output] = {0: "batch"} if self.cross_encoder else {0: "batch", 1: "tokens"}
        with torch.no_grad(), told("PyTorch's exporter cannot write this model"):
            torch.onnx.export(
                self._answer,
                given,
                path,
                input_names=self.inputs,
                output_names=[self.output],
                dynamic_axes=axes,
                opset_version=OPSET,
                dynamo=False,
            )


class _Answer(torch.nn.Module):
    """The one output that is wanted, of inputs in a fixed order."""

    def __init__(self, model, inputs, output):
        super().__init__()
        self.model = model
        self._inputs = inputs
        self._output = output

    def forward(self, *given):
        return getattr(self.model(**dict(zip(self._inputs, given))), self._output)


def _tokenizer(directory):
    with _loaded(f"transformers cannot load the tokenizer of {directory}"):
        return transformers.AutoTokenizer.from_pretrained(directory, **LOCAL)


def _check_modules(directory):
    path = directory / "modules.json"
    if not path.is_file():
        return
    with told(f"{path} is no list of modules, each with its type, as Sentence Transformers writes it"):
        modules = json.loads(path.read_text(encoding="utf-8"))
        unknown = sorted({module["type"].rsplit(".", 1)[-1] for module in modules} - MODULES)
    if unknown:
        raise Problem(
            f"The vectors of {directory} go through {', '.join(unknown)} after the last layer, which"
            " Seine does not do: they would be others."
        )
