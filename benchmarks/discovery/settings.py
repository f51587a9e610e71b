"""What was chosen by leaving repositories out, in one place. docs/discovery.md tells what was tried beside it."""

from dataclasses import dataclass, field

from benchmarks.discovery.cut import Shape


@dataclass(frozen=True)
class Settings:
    shape: Shape = field(
        default_factory=lambda: Shape(
            fewest={"title": 3, "text": 3, "paths": 4, "joint": 3, "numbers": 2},
            size={"title": 2.0, "text": 0.8, "paths": 0.8, "joint": 0.8, "numbers": 0.5},
        )
    )
    # Weight of a row: (mean frequency / frequency of its type) ** class_power.
    class_power: float = 1.0
    c: float = 0.1
    rounds: int = 60
    performance_c: float = 0.5
    # How far the natural shares of the types are taken back: 0 keeps them, 1 makes all types equal.
    levelling: float = 0.5
    # Added to the score of a type after that: half of the doubtful features and documents are preventive work.
    lean: dict[str, float] = field(default_factory=lambda: {"feat": -0.3, "docs": -0.3, "style": -0.4})
    smallest_weight: float = 0.02
