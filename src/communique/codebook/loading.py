"""YAML with line numbers, so that an error can name file and line."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from communique.model.errors import CommuniqueError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DATA = Path(str(resources.files("communique.codebook") / "data"))


class CodebookError(CommuniqueError):
    """A codebook file is wrong; ``file`` and ``line`` (1-based) say where."""

    def __init__(self, file: Path | str, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}")
        self.file = str(file)
        self.line = line
        self.reason = reason


class Node:
    """A YAML node with its place; ``value`` is plain Python."""

    def __init__(self, file: Path, node: yaml.Node) -> None:
        self.file = file
        self.node = node

    def fail(self, reason: str) -> CodebookError:
        """The error to raise when this node is wrong."""
        return CodebookError(self.file, self.node.start_mark.line + 1, reason)

    def items(self) -> Iterator[tuple[str, Node]]:
        """The entries of a mapping; a repeated key is an error."""
        if not isinstance(self.node, yaml.MappingNode):
            raise self.fail("expected a mapping (key: value)")
        seen: set[str] = set()
        for key, value in self.node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise CodebookError(self.file, key.start_mark.line + 1, "a key must be a word")
            if key.value in seen:
                raise CodebookError(
                    self.file, key.start_mark.line + 1, f"{key.value!r} is given twice"
                )
            seen.add(key.value)
            yield key.value, Node(self.file, value)

    def rows(self) -> Iterator[Node]:
        """The entries of a sequence."""
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.fail("expected a list")
        for item in self.node.value:
            yield Node(self.file, item)

    def words(self) -> tuple[str, ...]:
        """A list of words, each taken as written (``on`` is a word here, not a truth value)."""
        found = []
        for row in self.rows():
            if not isinstance(row.node, yaml.ScalarNode):
                raise row.fail("expected a word")
            found.append(str(row.node.value))
        return tuple(found)

    def scalar(self) -> Any:
        """A single value, typed as YAML types it."""
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.fail("expected a single value")
        text: str = self.node.value
        match self.node.tag.rpartition(":")[2]:
            case "int" | "float" as kind:
                try:
                    return int(text) if kind == "int" else float(text)
                except ValueError:
                    raise self.fail(f"{text!r} is no decimal number") from None
            case "bool":
                return text.lower() in ("true", "yes", "on")
            case _:
                return text

    def number(self) -> float:
        """A number."""
        value = self.scalar()
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.fail(f"expected a number, found {value!r}")
        return float(value)


def read(file: Path) -> Node:
    """The root node of a YAML file.

    Raises:
        CodebookError: the file is missing, empty or no YAML.
    """
    try:
        with file.open(encoding="utf-8") as stream:
            node = yaml.compose(stream, _Loader)
    except OSError as error:
        raise CodebookError(file, 1, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise CodebookError(file, 1, f"is not UTF-8: byte {error.start}") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CodebookError(file, line, f"not YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise CodebookError(file, 1, f"not YAML: {str(error).splitlines()[0]}") from None
    if node is None:
        raise CodebookError(file, 1, "the file is empty")
    return Node(file, node)
