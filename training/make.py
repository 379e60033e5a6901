"""Makes a network anew, from the named data to its card: pairs, both ends, ONNX files, check, card.

Usage: ``python3 make.py fast-x2 [--device cuda]``

What exists already is taken as it is: pairs in the cache folder, checkpoints of networks that this
one starts from. Without ``.checkpoints`` and ``.data`` everything is made from the beginning.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

from network import STRONG, list_stems, shape_of
from pairs import HERE, cache_of
from recipes import recipe_of
from train import CHECKPOINTS


def run(*command: str) -> None:
    """Runs one of the other steps."""
    print(*command, flush=True)
    subprocess.run(command, check=True, cwd=HERE)


def train_chain(stem: str, device: str, again: bool) -> None:
    """Trains a network, and first those that it starts from where there is no checkpoint of them."""
    if not again and (CHECKPOINTS / f"{stem}.pt").exists():
        return
    start = recipe_of(stem).start
    if start is not None:
        train_chain(start, device, again=False)
    scale = shape_of(stem).scale
    if not (cache_of(scale) / "clips.tsv").exists():
        run(sys.executable, "pairs.py", f"{scale:g}")
    run(sys.executable, "train.py", stem, "--device", device)


def main() -> None:
    """Reads the command line."""
    faithful = [stem for stem in list_stems() if not stem.endswith(STRONG)]
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("stem", choices=faithful)
    parser.add_argument("--device", default="cpu")
    options = parser.parse_args()
    ends = [options.stem, f"{options.stem}{STRONG}"]
    for end in ends:
        train_chain(end, options.device, again=True)
    run(sys.executable, "export.py", *ends)
    run("node", "check-export.mjs", *ends)
    run(sys.executable, "card.py", options.stem)


if __name__ == "__main__":
    main()
