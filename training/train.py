"""Trains one network on the pairs that ``pairs.py`` made.

Usage: ``python3 train.py fast (--steps 40000 | --minutes 30) [--start FILE] [--resume]``

The learning rate falls to zero along a cosine over the steps, or over the minutes where a time is
given instead (the steps reached are then in the log). The checkpoint, rewritten every two minutes,
is ``.checkpoints/<name>.pt``; the log is ``logs/<name>.csv``: loss, and the gain over bicubic in dB
on clips of the cache that are kept out of training.
"""

from __future__ import annotations

import argparse
import copy
import csv
import math
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from network import SHAPES, Shape, Trainable
from pairs import CACHE, CLEAN_SHARE, HERE, KEPT_FRAMES

CHECKPOINTS = HERE / ".checkpoints"
VALIDATION_CLIPS = 48
"""Clips at the end of the cache that are never trained on."""


class Batches:
    """Random crops of the cache: poor luma and its HD centre, both float in 0..1."""

    def __init__(self, options: argparse.Namespace, halo: int) -> None:
        self.crop, self.size, self.device = options.crop, options.batch, options.device
        self.halo, self.clean_share = halo, options.clean
        mode = None if self.device == "cuda" else "r"
        last = -VALIDATION_CLIPS * KEPT_FRAMES
        self.hd = np.load(CACHE / "hd.npy", mmap_mode=mode)[:last]
        self.poor = np.load(CACHE / "poor.npy", mmap_mode=mode)[:last]
        self.rng = np.random.default_rng(options.seed)
        lines = (CACHE / "clips.tsv").read_text().splitlines()[1:-VALIDATION_CLIPS]
        is_clean = np.repeat([line.endswith("clean") for line in lines], KEPT_FRAMES)
        self.clean, self.coded = np.flatnonzero(is_clean), np.flatnonzero(~is_clean)

    def draw(self) -> tuple[Tensor, Tensor]:
        """Poor [size, 1, crop, crop] and HD [size, 1, 2 (crop - 2 halo), 2 (crop - 2 halo)].

        Of twice as many candidates half are taken, more often those with detail: flat ones teach little.
        """
        crop, halo, candidates = self.crop, self.halo, []
        height, width = self.poor.shape[1:]
        for _ in range(2 * self.size):
            frame = int(self.rng.choice(self.clean if self.rng.random() < self.clean_share else self.coded))
            y = int(self.rng.integers((height - crop) // 2 + 1)) * 2
            x = int(self.rng.integers((width - crop) // 2 + 1)) * 2
            patch = self.poor[frame, y : y + crop, x : x + crop]
            detail = np.abs(np.diff(patch[::2, ::2].astype(np.int16))).mean()
            candidates.append((detail * float(self.rng.uniform(0, 1)), frame, y, x))
        candidates.sort(reverse=True)
        poor, hd = [], []
        for _, frame, y, x in candidates[: self.size]:
            top, left, span = 2 * (y + halo), 2 * (x + halo), 2 * (crop - 2 * halo)
            a = self.poor[frame, y : y + crop, x : x + crop]
            b = self.hd[frame, top : top + span, left : left + span]
            turns, mirror = int(self.rng.integers(4)), int(self.rng.integers(2))
            poor.append(np.rot90(a, turns)[:, :: 1 - 2 * mirror])
            hd.append(np.rot90(b, turns)[:, :: 1 - 2 * mirror])
        pair = (torch.from_numpy(np.stack(part)[:, None]) for part in (poor, hd))
        first, second = (t.to(self.device).float() / 255 for t in pair)
        return first, second


def loss_of(output: Tensor, target: Tensor) -> Tensor:
    """Mean over the crops of the logarithm of their error.

    A crop's error is the mean Charbonnier distance of its pixels and, at a tenth, of the steps
    between them. The logarithm makes a gain of one dB count the same in easy and in hard crops.
    """

    def distance(error: Tensor) -> Tensor:
        return torch.sqrt(error**2 + 0.002**2).mean((1, 2, 3))

    error = output - target
    steps = distance(error[..., 1:] - error[..., :-1]) + distance(error[..., 1:, :] - error[..., :-1, :])
    return torch.log(distance(error) + 0.1 * steps).mean()


@torch.no_grad()
def validate(model: Trainable, device: str) -> tuple[float, float]:
    """Mean gain in dB over bicubic on the clips kept out: the clean ones, the compressed ones."""
    first = -VALIDATION_CLIPS * KEPT_FRAMES
    hd = np.load(CACHE / "hd.npy", mmap_mode="r")[first::KEPT_FRAMES]
    poor = np.load(CACHE / "poor.npy", mmap_mode="r")[first::KEPT_FRAMES]
    lines = (CACHE / "clips.tsv").read_text().splitlines()[-VALIDATION_CLIPS:]
    gains: dict[bool, list[float]] = {True: [], False: []}
    halo = model.shape.halo
    for line, target, luma in zip(lines, hd, poor):
        x = torch.from_numpy(luma.copy())[None, None].to(device).float() / 255
        y = torch.from_numpy(target.copy())[None, None].to(device).float() / 255
        y = y[..., 2 * halo : -2 * halo, 2 * halo : -2 * halo]
        plain = F.interpolate(x, scale_factor=2, mode="bicubic", align_corners=False)
        plain = plain[..., 2 * halo : -2 * halo, 2 * halo : -2 * halo]
        error = [(t.clamp(0, 1) - y).square().mean().item() + 1e-6 for t in (model(x), plain)]
        gains[line.endswith("clean")].append(10 * math.log10(error[1] / error[0]))
    return float(np.mean(gains[True])), float(np.mean(gains[False]))


def train(options: argparse.Namespace) -> None:
    """Runs the training; see the module's text."""
    torch.manual_seed(options.seed)
    if options.threads:
        torch.set_num_threads(options.threads)
    model = Trainable(SHAPES[options.name]).to(options.device)
    command = " ".join(["python3 train.py", *sys.argv[1:]])
    if options.start:
        state = torch.load(options.start, map_location=options.device)
        small = Trainable(Shape(**state["shape"])).to(options.device)
        small.load_state_dict(state["average"])
        model.grow_from(small)
        command = f"{state['command']} ({state['step']} steps), then {command}"
    average = copy.deepcopy(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=options.rate, betas=(0.9, 0.99))
    batches = Batches(options, model.shape.halo)
    CHECKPOINTS.mkdir(exist_ok=True)
    checkpoint, log = CHECKPOINTS / f"{options.name}.pt", HERE / "logs" / f"{options.name}.csv"
    log.parent.mkdir(exist_ok=True)
    step, spent = 0, 0.0
    if options.resume:
        state = torch.load(checkpoint, map_location=options.device)
        model.load_state_dict(state["model"])
        average.load_state_dict(state["average"])
        optimizer.load_state_dict(state["optimizer"])
        step, spent, batches.rng = state["step"], state["minutes"], state["rng"]
        command = state["command"]
    else:
        log.write_text("step,minutes,loss,clean_gain_db,compressed_gain_db\n")
    began, saved, losses = time.monotonic() - spent * 60, time.monotonic(), []
    while True:
        minutes = (time.monotonic() - began) / 60
        progress = step / options.steps if options.steps else minutes / options.minutes
        finished = progress >= 1
        if finished or time.monotonic() - saved > 120:
            saved = time.monotonic()
            state = {"model": model.state_dict(), "average": average.state_dict(), "step": step}
            state.update(optimizer=optimizer.state_dict(), minutes=minutes, rng=batches.rng)
            state.update(command=command, shape=vars(model.shape))
            torch.save(state, checkpoint.with_suffix(".new"))
            checkpoint.with_suffix(".new").replace(checkpoint)
            row = [step, f"{minutes:.1f}", f"{np.mean(losses):.5f}"]
            row += [f"{gain:.3f}" for gain in validate(average, options.device)]
            losses = []
            with log.open("a", newline="") as file:
                csv.writer(file, lineterminator="\n").writerow(row)
            print(*row, flush=True)
        if finished:
            return
        rate = options.rate * 0.5 * (1 + math.cos(math.pi * progress)) * min(1, (step + 1) / 200)
        for group in optimizer.param_groups:
            group["lr"] = rate
        poor, hd = batches.draw()
        loss = loss_of(model(poor), hd)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
        step += 1
        decay = min(0.999, step / (step + 10))
        with torch.no_grad():
            for mean, value in zip(average.parameters(), model.parameters()):
                mean.lerp_(value, 1 - decay)


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("name", choices=SHAPES)
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--steps", type=int)
    length.add_argument("--minutes", type=float)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--crop", type=int, default=80, help="side of the poor crop, its halo included")
    parser.add_argument("--rate", type=float, default=2e-3, help="highest learning rate")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--clean", type=float, default=CLEAN_SHARE, help="share of crops not compressed")
    parser.add_argument("--start", type=Path, help="checkpoint of this or a smaller network to start from")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    train(parser.parse_args())


if __name__ == "__main__":
    main()
