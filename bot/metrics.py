"""A few counts of what the process has done, read by the web room and by nobody else."""

from collections import Counter
from collections.abc import Iterator


class Metrics:
    """Counters by name and labels; monotonic since the start of the process."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, tuple[tuple[str, str], ...]]] = Counter()

    def add(self, name: str, amount: float = 1, **labels: str) -> None:
        self._counts[name, tuple(sorted(labels.items()))] += amount  # pyright: ignore[reportArgumentType]

    def lines(self) -> Iterator[str]:
        """The counts in the text format that Prometheus reads."""
        seen: set[str] = set()
        for (name, labels), value in sorted(self._counts.items()):
            if name not in seen:
                seen.add(name)
                yield f"# TYPE convenor_{name} counter"
            shown = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels)
            yield f"convenor_{name}{{{shown}}} {value:g}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


metrics = Metrics()
"""The process's own; the only value of the core that outlives an interaction."""
