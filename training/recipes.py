"""How each network is trained when nothing else is asked for: its start, steps, crops and learning rate."""

from __future__ import annotations

from dataclasses import dataclass, replace

from network import STRONG


@dataclass(frozen=True)
class Recipe:
    """What ``train.py`` does for one network."""

    steps: int
    start: str | None
    """Stem of the network whose weights are taken at first; none: from random ones."""
    batch: int = 16
    crop: int = 80
    """Side of the poor crop in pixels, the halo included."""
    rate: float = 2e-3
    clean: float = 0.15
    """Share of crops that were reduced only."""
    steady: float = 0.03
    """Weight of steadiness on still clips beside the loss."""
    bytes: bool = True
    """Whether its layers compute in bytes on a processor; those of a network for graphics cards do not."""


DOUBLING = {
    "fast": Recipe(60000, None),
    "balanced": Recipe(60000, None),
    "best": Recipe(60000, "balanced-x2", batch=8, crop=112, rate=1e-3, bytes=False),
}
OTHER_RATIO = {
    "fast": Recipe(4000, "fast-x2", rate=1e-3),
    "balanced": Recipe(4000, "balanced-x2", rate=1e-3),
    "best": Recipe(3000, "best-x2", batch=8, crop=112, rate=5e-4, bytes=False),
}
STRONG_END = {
    "fast": Recipe(3000, None, rate=5e-4),
    "balanced": Recipe(2500, None, rate=5e-4),
    "best": Recipe(1500, None, batch=8, crop=112, rate=3e-4, bytes=False),
}

DEFAULT_STRENGTH = {"fast": 0, "balanced": 0, "best": 0}
"""Where between its two ends a network stands unless a person says otherwise, 0 (faithful) to 100 (strong)."""


def recipe_of(stem: str) -> Recipe:
    """The recipe of a network by its file's stem."""
    faithful = stem.removesuffix(STRONG)
    name = faithful.split("-x")[0]
    if stem != faithful:
        return replace(STRONG_END[name], start=faithful, clean=recipe_of(faithful).clean)
    if faithful.endswith("-x2"):
        return DOUBLING[name]
    return replace(OTHER_RATIO[name], clean=0.03) if faithful.endswith("-x1") else OTHER_RATIO[name]
