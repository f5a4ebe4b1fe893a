"""The directory of a judge of your own: what lies in it, and what its `judge.json` says. Loads no model.

It is laid out as model hubs do: `model.onnx` (or `onnx/model.onnx`), `tokenizer.json`, `config.json`.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .labels import columns_of

THRESHOLD = 0.9
"""For a model whose `judge.json` says nothing: high, as nobody has measured what its scores are worth."""

ANY_LANGUAGE = "*"


@dataclass(frozen=True)
class JudgeFile:
    """`judge.json` beside a model, all of it optional: how the model is to be used.

    `file` is the model's, relative to the directory. `claim_first` is for models that were trained on (claim,
    passage) instead of (premise, hypothesis). `languages` are those that it reads, or `["*"]`.
    """

    version: str = "1"
    support_threshold: float = THRESHOLD
    refute_threshold: float = THRESHOLD
    languages: tuple[str, ...] = ("en",)
    claim_first: bool = False
    file: str = ""

    @classmethod
    def read(cls, directory: Path) -> "JudgeFile":
        """That of a directory, the defaults where it has none. Raises ValueError naming the field at fault."""
        path = directory / "judge.json"
        if not path.exists():
            return cls()
        found = read_json(path)
        if unknown := sorted(found.keys() - cls.__dataclass_fields__.keys()):
            known = ", ".join(cls.__dataclass_fields__)
            raise ValueError(f"{path}: unknown field {', '.join(unknown)}; known are {known}")
        for name, value in found.items():
            if not _fits(name, value):
                raise ValueError(f"{path}: {name} must be {_WANTED[name]}, not {value!r}")
        return cls(**found | {"languages": tuple(found.get("languages", cls.languages))})

    @property
    def languages_read(self) -> frozenset[str]:
        return frozenset(language.lower().partition("-")[0] for language in self.languages)


_WANTED = {
    "version": "a text",
    "support_threshold": "a number above 0.5 and up to 1",
    "refute_threshold": "a number above 0.5 and up to 1",
    "languages": 'a list of languages such as ["en"], or ["*"]',
    "claim_first": "true or false",
    "file": "a text",
}


def _fits(name: str, value: Any) -> bool:
    if name.endswith("threshold"):
        return isinstance(value, int | float) and not isinstance(value, bool) and 0.5 < value <= 1
    if name == "languages":
        return isinstance(value, list) and bool(value) and all(isinstance(item, str) and item for item in value)
    return isinstance(value, bool) if name == "claim_first" else isinstance(value, str)


def check_files(directory: Path) -> None:
    """What can be said of a directory without loading its model. Raises ValueError naming the file at fault."""
    if not directory.is_dir():
        raise ValueError(f"{directory} is not a directory")
    columns_of(read_json(directory / "config.json"))
    model_file(directory, JudgeFile.read(directory).file)
    if not (directory / "tokenizer.json").is_file():
        raise ValueError(f"{directory} has no tokenizer.json")


def model_file(directory: Path, named: str = "") -> Path:
    """The model of a directory: the one `named` (relative), else `model.onnx`, `onnx/model.onnx`, or the only one in
    `onnx/`. Raises ValueError where there is none, or several and none goes first."""
    if named:
        path = directory / named
        if not path.resolve().is_relative_to(directory.resolve()) or not path.is_file():
            raise ValueError(f"judge.json names the file {named!r}, which is not in {directory}")
        return path
    for path in (directory / "model.onnx", directory / "onnx" / "model.onnx"):
        if path.is_file():
            return path
    found = sorted((directory / "onnx").glob("model*.onnx"))
    if len(found) == 1:
        return found[0]
    there = f"there are {', '.join(path.name for path in found)} in onnx/" if found else "there is none in onnx/ either"
    raise ValueError(f"{directory} has no model.onnx, and {there}; name one as “file” in a judge.json beside it")


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file. Raises ValueError, naming the file, where there is none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from None
    except ValueError:
        raise ValueError(f"{path} is not JSON") from None
    if not isinstance(found, dict):
        raise ValueError(f"{path} does not hold a JSON object")
    return found
