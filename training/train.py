"""Trains one network on the pairs that ``pairs.py`` made for its ratio.

Usage: ``python3 train.py fast-x2 [--steps 40000] [--start FILE] [--device cuda] [--resume]``

What is not said on the command line comes from ``recipes.py``. The learning rate falls to zero along
a cosine over the steps. The checkpoint, rewritten every two minutes, is ``.checkpoints/<stem>.pt``;
the log beside it is ``<stem>.csv``: loss, and the gain over bicubic in dB on clips of the cache that are
kept out of training. ``export.py`` puts it into ``logs``.
"""

from __future__ import annotations

import argparse
import copy
import csv
import json
import math
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from network import STRONG, Collapsed, Shape, Trainable, list_stems, load_onnx, shape_of
from pairs import HERE, KEPT_FRAMES, VALIDATION_CLIPS, cache_of
from recipes import recipe_of

CHECKPOINTS = HERE / ".checkpoints"
MODELS = HERE.parent / "models"
SAVE_S, REPORT_S = 120, 600


class Batches:
    """Random crops of the cache: poor luma and its HD centre, both float in 0..1."""

    def __init__(self, options: argparse.Namespace, shape: Shape) -> None:
        self.shape, self.crop, self.size, self.device = shape, options.crop, options.batch, options.device
        self.clean_share = options.clean
        folder, last = cache_of(shape.scale), -VALIDATION_CLIPS * KEPT_FRAMES
        planes = [np.load(folder / f"{kind}.npy", mmap_mode="c")[:last] for kind in ("poor", "hd")]
        self.poor, self.hd = (torch.from_numpy(plane).to(self.device) for plane in planes)
        self.random = torch.Generator().manual_seed(options.seed)
        lines = (folder / "clips.tsv").read_text().splitlines()[1:-VALIDATION_CLIPS]
        is_clean = torch.tensor([line.endswith("clean") for line in lines]).repeat_interleave(KEPT_FRAMES)
        self.clean, self.coded = is_clean.nonzero()[:, 0], (~is_clean).nonzero()[:, 0]
        clips = self.hd[:, ::8, ::8].reshape(-1, KEPT_FRAMES, *self.hd[0, ::8, ::8].shape)
        stands = (clips == clips[:, :1]).all(3).all(2).all(1).cpu() & ~is_clean[::KEPT_FRAMES]
        self.still = stands.nonzero()[:, 0] * KEPT_FRAMES

    def draw(self) -> tuple[Tensor, Tensor]:
        """Poor [size, 1, crop, crop] and the HD pixels that a network makes of it.

        Of twice as many candidates half are taken, more often those with detail: flat ones teach little.
        """
        crop, halo, scale, count = self.crop, self.shape.halo, self.shape.scale, 2 * self.size
        height, width = self.poor.shape[1:]
        clean = self._integers(len(self.clean), count)
        coded = self._integers(len(self.coded), count)
        takes_clean = torch.rand(count, generator=self.random) < self.clean_share
        frame = torch.where(takes_clean, self.clean[clean], self.coded[coded])
        y = self._integers((height - crop) // 2 + 1, count) * 2
        x = self._integers((width - crop) // 2 + 1, count) * 2
        poor = cut(self.poor, frame, y, x, crop)
        detail = (poor[:, ::2, 2::2].float() - poor[:, ::2, :-2:2].float()).abs().mean((1, 2)).cpu()
        best = (detail * torch.rand(count, generator=self.random)).topk(self.size).indices
        top, left = ((place[best] + halo).mul(scale).round().long() for place in (y, x))
        hd = cut(self.hd, frame[best], top, left, round(scale * (crop - 2 * halo)))
        turns, mirrored = (int(v) for v in self._integers(4, 2))
        pair = (t.float()[:, None] / 255 for t in (poor[best.to(self.device)], hd))
        first, second = (torch.rot90(t, turns, (2, 3)) for t in pair)
        return (first.flip(3), second.flip(3)) if mirrored % 2 else (first, second)

    def draw_still(self) -> tuple[Tensor, Tensor]:
        """Two poor frames of clips in which nothing moves, cut at the same places: [STILL_CROPS, 1, crop, crop]."""
        height, width = self.poor.shape[1:]
        clip = self.still[self._integers(len(self.still), STILL_CROPS)]
        y = self._integers((height - self.crop) // 2 + 1, STILL_CROPS) * 2
        x = self._integers((width - self.crop) // 2 + 1, STILL_CROPS) * 2
        first = self._integers(KEPT_FRAMES, STILL_CROPS)
        second = (first + 1 + self._integers(KEPT_FRAMES - 1, STILL_CROPS)) % KEPT_FRAMES
        before, after = (cut(self.poor, clip + frame, y, x, self.crop).float()[:, None] / 255 for frame in (first, second))
        return before, after

    def _integers(self, limit: int, count: int) -> Tensor:
        return torch.randint(limit, (count,), generator=self.random)


def cut(planes: Tensor, frame: Tensor, y: Tensor, x: Tensor, size: int) -> Tensor:
    """Squares of ``size`` out of planes [N, H, W], one at each (frame, y, x)."""
    reach = torch.arange(size)
    index = (frame[:, None, None], (y[:, None] + reach)[:, :, None], (x[:, None] + reach)[:, None, :])
    return planes[tuple(i.to(planes.device) for i in index)]


LEAST_ERROR, LEAST_ERROR_RESTORE = 2e-6, 3e-5
"""Squared errors below this hardly count: at 1× a clean crop's is nearly 0, and would outweigh all others."""
SHARPENING = 1.0
"""How much of the difference to its blurred self the strong end's target gains."""


def faithful_loss(output: Tensor, target: Tensor, scale: float) -> Tensor:
    """Mean over the crops of the logarithm of their squared error: a gain of one dB counts the same in all."""
    error = (output - target).square().mean((1, 2, 3))
    return 0.5 * torch.log(error + (LEAST_ERROR_RESTORE if scale == 1 else LEAST_ERROR)).mean()


def strong_loss(output: Tensor, target: Tensor, scale: float) -> Tensor:
    """The faithful loss against a crisper picture.

    What can be known from the source comes out with more contrast; what cannot is left out as the
    mean of all that it might be, so neither noise nor compression damage is brought out with it.
    """
    return faithful_loss(output, sharpen(target), scale)


def sharpen(plane: Tensor) -> Tensor:
    """Luma [B, 1, H, W] with stronger detail, which stays within its neighbourhood's range: no halos."""
    reach = torch.arange(-3.0, 4.0, device=plane.device)
    line = torch.exp(-(reach**2) / (2 * 1.2**2))
    line = line / line.sum()
    padded = F.pad(plane, [3] * 4, mode="replicate")
    blurred = F.conv2d(F.conv2d(padded, line.view(1, 1, 7, 1)), line.view(1, 1, 1, 7))
    near = F.pad(plane, [2] * 4, mode="replicate")
    least, most = -F.max_pool2d(-near, 5, 1), F.max_pool2d(near, 5, 1)
    return torch.minimum(torch.maximum(plane + SHARPENING * (plane - blurred), least), most)


STILL_EVERY, STILL_CROPS = 4, 4
"""Every so many steps, on so many crops, steadiness is asked for."""


def flicker_loss(model: Trainable, before: Tensor, after: Tensor) -> Tensor:
    """By how much the outputs of two encodings of one picture differ, in shares of what the sources differ by."""
    edge = model.shape.halo

    def change(first: Tensor, second: Tensor) -> Tensor:
        return (first - second).abs().mean((1, 2, 3))

    inner = change(before[..., edge:-edge, edge:-edge], after[..., edge:-edge, edge:-edge])
    return (change(model(before), model(after)) / (inner + LEAST_CHANGE)).mean()


LEAST_CHANGE = 2e-4
"""Of luma in 0..1: changes of this size and smaller count for less."""


@torch.no_grad()
def validate(model: Trainable, device: str) -> tuple[float, float]:
    """Mean gain in dB over bicubic on the clips kept out: the clean ones, the compressed ones."""
    first, folder = -VALIDATION_CLIPS * KEPT_FRAMES, cache_of(model.shape.scale)
    hd = np.load(folder / "hd.npy", mmap_mode="r")[first::KEPT_FRAMES]
    poor = np.load(folder / "poor.npy", mmap_mode="r")[first::KEPT_FRAMES]
    lines = (folder / "clips.tsv").read_text().splitlines()[-VALIDATION_CLIPS:]
    gains: dict[bool, list[float]] = {True: [], False: []}
    halo, scale = model.shape.halo, model.shape.scale
    edge = round(halo * scale)
    for line, target, luma in zip(lines, hd, poor):
        x, y = (torch.from_numpy(p.copy())[None, None].to(device).float() / 255 for p in (luma, target))
        y = y[..., edge:-edge, edge:-edge]
        plain = F.interpolate(x, scale_factor=scale, mode="bicubic", align_corners=False)[..., edge:-edge, edge:-edge]
        error = [(t.clamp(0, 1) - y).square().mean().item() + 1e-6 for t in (model(x), plain)]
        gains[line.endswith("clean")].append(10 * math.log10(error[1] / error[0]))
    return float(np.mean(gains[True] or [0.0])), float(np.mean(gains[False]))


def load_start(path: Path) -> tuple[Collapsed, str]:
    """A network to start from, out of a checkpoint or an ONNX file, and how it was made."""
    if path.suffix == ".onnx":
        return load_onnx(path), json.loads((HERE / "logs/history.json").read_text())[path.name]
    state = torch.load(path, map_location="cpu")
    model = Trainable(Shape(**state["shape"]))
    model.load_state_dict(state["average"])
    model.ranges = state["ranges"]
    return model.collapse(), f"{state['command']} ({state['step']} steps)"


def find_start(stem: str) -> Path:
    """The newest weights of a network: its checkpoint, or the file that is shipped."""
    checkpoint = CHECKPOINTS / f"{stem}.pt"
    return checkpoint if checkpoint.exists() else MODELS / f"{stem}.onnx"


def train(options: argparse.Namespace) -> None:
    """Runs the training; see the module's text."""
    torch.manual_seed(options.seed)
    if options.threads:
        torch.set_num_threads(options.threads)
    shape, stem = shape_of(options.stem), options.stem
    model, command = Trainable(shape), " ".join(["python3 train.py", *sys.argv[1:]])
    if options.start and not options.resume:
        known, history = load_start(options.start)
        model.start_from(known)
        command = f"{history}, then {command}"
    model.to(options.device)
    batches = Batches(options, shape)
    average = copy.deepcopy(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=options.rate, betas=(0.9, 0.99))
    loss_of = strong_loss if stem.endswith(STRONG) else faithful_loss
    CHECKPOINTS.mkdir(exist_ok=True)
    checkpoint, log = (CHECKPOINTS / f"{stem}.{kind}" for kind in ("pt", "csv"))
    step, spent = 0, 0.0
    if options.resume:
        state = torch.load(checkpoint, map_location="cpu")
        model.load_state_dict(state["model"])
        average.load_state_dict(state["average"])
        model.ranges = average.ranges = state.get("ranges")
        optimizer.load_state_dict(state["optimizer"])
        batches.random.set_state(state["random"])
        step, spent, command = state["step"], state["minutes"], state["command"]
        resumed = f", resumed with --steps {options.steps}"
        command += "" if f"--steps {options.steps}" in command else resumed
    else:
        log.write_text("step,minutes,loss,clean_gain_db,compressed_gain_db\n")
    began, saved, losses = time.monotonic() - spent * 60, time.monotonic(), []
    reported = saved
    while True:
        finished = step >= options.steps
        if finished or time.monotonic() - saved > SAVE_S:
            saved, minutes = time.monotonic(), (time.monotonic() - began) / 60
            state = {"model": model.state_dict(), "average": average.state_dict(), "step": step}
            state.update(optimizer=optimizer.state_dict(), minutes=minutes, random=batches.random.get_state())
            state.update(command=command, shape=vars(shape), ranges=model.ranges)
            torch.save(state, checkpoint.with_suffix(".new"))
            checkpoint.with_suffix(".new").replace(checkpoint)
        if finished or time.monotonic() - reported > REPORT_S:
            reported = time.monotonic()
            row = [step, f"{minutes:.1f}", f"{np.mean(losses or [0.0]):.5f}"]
            row += [f"{gain:.3f}" for gain in validate(average, options.device)]
            losses = []
            with log.open("a", newline="") as file:
                csv.writer(file, lineterminator="\n").writerow(row)
            print(*row, flush=True)
        if finished:
            return
        rate = options.rate * 0.5 * (1 + math.cos(math.pi * step / options.steps)) * min(1, (step + 1) / 200)
        for group in optimizer.param_groups:
            group["lr"] = rate
        # What starts from nothing must have values worth a range first.
        if options.bytes and model.ranges is None and (options.start or step >= options.steps // 2):
            model.measure_ranges(torch.cat([batches.draw()[0] for _ in range(4)]))
            average.ranges = model.ranges
        poor, hd = batches.draw()
        loss = loss_of(model(poor), hd, shape.scale)
        total = loss
        if step % STILL_EVERY == 0:
            total = loss + options.steady * STILL_EVERY * flicker_loss(model, *batches.draw_still())
        optimizer.zero_grad()
        total.backward()
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
    parser.add_argument("stem", choices=list_stems())
    parser.add_argument("--steps", type=int)
    parser.add_argument("--batch", type=int)
    parser.add_argument("--crop", type=int, help="side of the poor crop, its halo included")
    parser.add_argument("--rate", type=float, help="highest learning rate")
    parser.add_argument("--clean", type=float, help="share of crops not compressed")
    parser.add_argument("--steady", type=float, help="weight of steadiness on still clips beside the loss")
    parser.add_argument("--start", type=Path, help="checkpoint or ONNX file of this or another network")
    parser.add_argument("--bytes", action="store_true", default=None, help="train for computing in bytes, as processors do it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    options = parser.parse_args()
    recipe = recipe_of(options.stem)
    if options.start is None and recipe.start is not None:
        options.start = find_start(recipe.start)
    for key in ("steps", "batch", "crop", "rate", "clean", "steady", "bytes"):
        if getattr(options, key) is None:
            setattr(options, key, getattr(recipe, key))
    train(options)


if __name__ == "__main__":
    main()
