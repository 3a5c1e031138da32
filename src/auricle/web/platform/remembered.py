"""What was asked of a workspace is asked once per version of its facts, and kept in this process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar
from weakref import WeakKeyDictionary

from auricle.model.labels import Labels, read_labels
from auricle.workspace import Workspace

KEPT = 500
Found = TypeVar("Found")


@dataclass
class Memory:
    """Answers of one opened workspace; those of older facts are forgotten, the longest unused ones too."""

    labels: Labels
    version: int = -1
    answers: OrderedDict[Hashable, object] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)


_memories: WeakKeyDictionary[Workspace, Memory] = WeakKeyDictionary()
_lock = Lock()


def memory_of(workspace: Workspace) -> Memory:
    with _lock:
        if workspace not in _memories:
            _memories[workspace] = Memory(read_labels(workspace.folder))
        return _memories[workspace]


def is_known(workspace: Workspace, question: Hashable) -> bool:
    """Whether ``remembered`` would answer without looking at the facts."""
    memory, version = memory_of(workspace), workspace.version
    with memory.lock:
        return memory.version == version and question in memory.answers


def remembered(workspace: Workspace, question: Hashable, look: Callable[[], Found]) -> Found:
    """The answer to a question, looked up the first time."""
    memory, version = memory_of(workspace), workspace.version
    with memory.lock:
        if memory.version != version:
            memory.version, memory.labels = version, read_labels(workspace.folder)
            memory.answers.clear()
        if question in memory.answers:
            memory.answers.move_to_end(question)
            return memory.answers[question]  # type: ignore[return-value]
    found = look()
    with memory.lock:
        if memory.version == version:
            memory.answers[question] = found
            while len(memory.answers) > KEPT:
                memory.answers.popitem(last=False)
    return found
