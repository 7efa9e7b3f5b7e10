"""A model's directory as Seine reads it: an ONNX file, tokenizer.json, and what describes both."""

import dataclasses
import hashlib
import json
import pathlib
import shutil

from .problem import Problem, told

CACHE = pathlib.Path.home() / ".seine" / "models"
# The list of io.seine.inference.ModelFiles.
DESCRIPTIONS = (
    "config.json",
    "tokenizer_config.json",
    "sentence_bert_config.json",
    "config_sentence_transformers.json",
    "1_Pooling/config.json",
)
# The list of io.seine.inference.ModelDescription: their first positions are kept for padding.
OFFSET_POSITIONS = {"roberta", "xlm-roberta", "xlm-roberta-xl", "camembert", "mpnet", "longformer"}


@dataclasses.dataclass(frozen=True)
class Source:
    directory: pathlib.Path
    onnx: pathlib.Path

    @property
    def name(self):
        return self.directory.name

    @property
    def tokenizer(self):
        return self.directory / "tokenizer.json"

    def description(self, name):
        """What a describing file holds; an empty dictionary when there is none."""
        path = self.directory / name
        if not path.is_file():
            return {}
        with told(f"{path} cannot be read as JSON"):
            described = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(described, dict):
            raise Problem(f"{path} holds no JSON object.")
        return described

    def max_tokens(self):
        config = self.description("config.json")
        stated = (
            config.get("max_position_embeddings"),
            self.description("tokenizer_config.json").get("model_max_length"),
            self.description("sentence_bert_config.json").get("max_seq_length"),
        )
        with told(f"The limits of tokens that {self.directory} states, {stated}, are not all numbers"):
            positions, *others = stated
            if positions and config.get("model_type") in OFFSET_POSITIONS:
                padding = config.get("pad_token_id")
                positions -= 2 if padding is None else padding + 1
            return int(min([limit for limit in (positions, *others) if limit] + [512]))

    def query_prompt(self):
        """What stands before each query; empty when nothing is said."""
        name = "config_sentence_transformers.json"
        prompts = self.description(name).get("prompts") or {}
        prompt = (prompts.get("query") or "") if isinstance(prompts, dict) else None
        if not isinstance(prompt, str):
            raise Problem(f"The prompts in {self.directory / name} are no texts by name.")
        return prompt

    def sha256(self):
        return hashlib.sha256(self.onnx.read_bytes()).hexdigest()

    def copy_descriptions(self, target):
        """Copies everything but the model file."""
        shutil.copyfile(self.tokenizer, target / "tokenizer.json")
        copy_descriptions(self.directory, target)


def copy_descriptions(directory, target):
    """Copies what describes the model and its tokenizer."""
    for name in DESCRIPTIONS:
        if (directory / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(directory / name, target / name)


def open_source(reference):
    """A folder, an ONNX file in one, or the name of a model that `seine models fetch` has fetched."""
    path = pathlib.Path(reference)
    if not path.exists() and (CACHE / reference).is_dir():
        path = CACHE / reference
    if path.is_file() and path.suffix == ".onnx":
        directory = path.parent.parent if path.parent.name == "onnx" else path.parent
        return _checked(Source(directory.resolve(), path.resolve()))
    if not path.is_dir():
        raise Problem(
            f'There is no model "{reference}": give a folder, an ONNX file, or the name of a model'
            f" that ./seine models fetch has brought to {CACHE}."
        )
    found = sorted(path.glob("*.onnx")) + sorted(path.glob("onnx/*.onnx"))
    if not found:
        raise Problem(
            f"{path} has no ONNX file, neither in itself nor in onnx/. Make one first:"
            " tools/export-model SOURCE TARGET."
        )
    if len(found) > 1:
        usual = [path / name for name in ("model.onnx", "onnx/model.onnx") if path / name in found]
        if not usual:
            raise Problem(
                f"{path} has several ONNX files and none is called model.onnx. Name one of "
                + ", ".join(str(file) for file in found)
                + "."
            )
        found = usual
    return _checked(Source(path.resolve(), found[0].resolve()))


def _checked(source):
    if not source.tokenizer.is_file():
        raise Problem(f"{source.directory} has no tokenizer.json.")
    return source
