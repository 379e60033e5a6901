"""Measures the finished networks against FFmpeg's own filters on real HD clips.

Each original (the 1080p phone and camera clips reduced by two first, which takes their own
compression away) is reduced by the network's ratio with FFmpeg's bicubic filter; «crf30» is then
compressed with x264 medium CRF 30. Enlarged again, every twelfth frame is compared with the original:
luma PSNR (mean of the frames), SSIM (squares of 8×8), and contrast: the summed steps
between neighbouring pixels, in per cent of the original's.

The base of comparison is Lanczos (three lobes, computed here); at 1×, where nothing is enlarged,
the compressed frames as they are and FFmpeg's ``deblock`` and ``hqdn3d`` after them.

Usage: ``python3 evaluate.py [fast-x2 balanced-x2 …] [--strength 0 100] [--flicker]``
"""

from __future__ import annotations

import argparse
import functools
import math
import os
import subprocess
import tempfile
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from network import STRONG, Collapsed, blend, load_onnx, shape_of
from pairs import HERE, SHARED

MODELS = HERE.parent / "models"
CLIPS = {
    "bbb": ("bbb_1080p60_vp8.webm", 1),
    "bedroom_dog": ("bedroom_dog_720p_h264.mp4", 1),
    "sowt": ("sowt_1080p50.mov", 2),
    "whitedog": ("whitedog_1080p_phone.mp4", 2),
}
"""Name: file in ``clips/hd``, and by what it is reduced before use."""
NATURAL = ("bedroom_dog", "sowt", "whitedog")
FRAMES, EVERY = 60, 12
RESTORING = "deblock=filter=weak:block=8,hqdn3d=1:1:2:2"
"""What FFmpeg itself offers against compression damage; these settings were not tuned."""


@dataclass(frozen=True)
class Method:
    """A way to enlarge: a network at a strength, or one of FFmpeg's."""

    label: str
    network: Collapsed | None


def read_luma(arguments: list[str], data: bytes | None = None) -> np.ndarray:
    """Luma of the video that FFmpeg writes, uint8 [frames, height, width]."""
    command = ["ffmpeg", "-v", "error", *arguments, "-pix_fmt", "yuv420p", "-f", "yuv4mpegpipe", "-"]
    raw = subprocess.run(command, input=data, check=True, capture_output=True).stdout
    end = raw.index(b"\n") + 1
    fields = raw[:end].split()
    width, height = (next(int(f[1:]) for f in fields if f[:1] == key) for key in (b"W", b"H"))
    size = width * height + 2 * ((width + 1) // 2) * ((height + 1) // 2) + len(b"FRAME\n")
    frames = np.frombuffer(raw[end:], np.uint8).reshape(-1, size)[:, len(b"FRAME\n") :]
    return frames[:, : width * height].reshape(-1, height, width)


def load_clip(name: str, scale: float) -> dict[str, np.ndarray]:
    """The frames compared: ``hd``, and the reduced ``clean`` and ``crf30``; uint8 [frames, h, w].

    At 1× there is no ``clean``, but ``crf24``, and both also after FFmpeg's filters, ``… filtered``.
    """
    file, reduce = CLIPS[name]
    unit = 4 if scale in (1, 2) else 6
    original = [f"scale=iw/{reduce}:ih/{reduce}:flags=lanczos+accurate_rnd"] if reduce > 1 else []
    original += [f"crop=iw-mod(iw\\,{unit}):ih-mod(ih\\,{unit})"]
    reduction = [f"scale=iw/{scale:g}:ih/{scale:g}:flags=bicubic+accurate_rnd"] if scale != 1 else []
    source = ["-i", str(SHARED / "clips/hd" / file), "-frames:v", str(FRAMES), "-vsync", "0", "-an"]
    clip = {"hd": read_luma([*source, "-vf", ",".join(original)])}
    poor = ",".join([*original, *reduction])
    if scale != 1:
        clip["clean"] = read_luma([*source, "-vf", poor])
    with tempfile.TemporaryDirectory() as folder:
        for crf in ("24", "30") if scale == 1 else ("30",):
            coded = f"{folder}/crf{crf}.mkv"
            encoder = ["-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "medium", "-crf", crf]
            subprocess.run(["ffmpeg", "-v", "error", *source, "-vf", poor, *encoder, coded], check=True)
            clip[f"crf{crf}"] = read_luma(["-i", coded, "-vsync", "0"])
            if scale == 1:
                clip[f"crf{crf} filtered"] = read_luma(["-i", coded, "-vsync", "0", "-vf", RESTORING])
    counts = {len(frames) for frames in clip.values()}
    if len(counts) != 1:
        raise RuntimeError(f"{name}: frame counts differ: {counts}")
    return {kind: frames[::EVERY] for kind, frames in clip.items()}


@functools.lru_cache(maxsize=4)
def lanczos_kernel(side: int) -> Tensor:
    """Lanczos enlargement of two by two pixels to side by side, from the 8×8 around them, float [side², 1, 8, 8]."""
    taps = torch.zeros(side, 8)
    for phase in range(side):
        centre = 3 + (phase + 0.5) * 2 / side - 0.5
        near = [float(np.sinc(i - centre) * np.sinc((i - centre) / 3)) * (abs(i - centre) < 3) for i in range(8)]
        taps[phase] = torch.tensor(near) / sum(near)
    return torch.einsum("ai,bj->abij", taps, taps).reshape(side * side, 1, 8, 8)


def enlarge_lanczos(luma: Tensor, scale: float) -> Tensor:
    """Luma, uint8 [1, 1, H, W], enlarged by the three-lobed Lanczos kernel."""
    if scale == 1:
        return luma
    side = round(2 * scale)
    plane = F.pad(luma.float(), [3] * 4, mode="replicate")
    return F.pixel_shuffle(F.conv2d(plane, lanczos_kernel(side), stride=2), side).round().clamp(0, 255).to(torch.uint8)


def psnr(a: Tensor, b: Tensor) -> float:
    """Peak signal-to-noise ratio of two uint8 planes, dB."""
    return 10 * math.log10(255**2 / max((a.float() - b.float()).square().mean().item(), 1e-9))


def ssim(a: Tensor, b: Tensor) -> float:
    """Structural similarity of two uint8 planes [1, 1, H, W] in squares of 8×8 at every fourth pixel, as FFmpeg's."""
    x, y = a.float(), b.float()

    def mean(plane: Tensor) -> Tensor:
        return F.avg_pool2d(plane, 8, 4)

    mean_x, mean_y = mean(x), mean(y)
    variances = mean(x * x + y * y) - mean_x**2 - mean_y**2
    covariance = mean(x * y) - mean_x * mean_y
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    above = (2 * mean_x * mean_y + c1) * (2 * covariance + c2)
    return (above / ((mean_x**2 + mean_y**2 + c1) * (variances + c2))).mean().item()


def steps(plane: Tensor) -> float:
    """Mean absolute step between neighbouring pixels of a uint8 plane."""
    values = plane.float()
    return (values.diff(dim=2).abs().mean() + values.diff(dim=3).abs().mean()).item()


def load_network(stem: str, strength: float) -> Collapsed:
    """A shipped network at a strength from 0 to 100, as a PyTorch module."""
    faithful = load_onnx(MODELS / f"{stem}.onnx")
    return blend(faithful, load_onnx(MODELS / f"{stem}{STRONG}.onnx"), strength / 100) if strength else faithful


@torch.no_grad()
def measure(scale: float, methods: list[Method]) -> dict[tuple[str, str, str], np.ndarray]:
    """(label, clip, kind) → mean PSNR, SSIM and contrast; the base of comparison is labelled ``base``."""
    torch.set_num_threads(min(2, os.cpu_count() or 1))
    kinds = ("crf24", "crf30") if scale == 1 else ("clean", "crf30")
    figures = {}
    for name in CLIPS:
        clip = load_clip(name, scale)
        for kind in kinds:
            sums = {method.label: np.zeros(3) for method in methods} | {"base": np.zeros(3)}
            filtered = clip.get(f"{kind} filtered")
            sums |= {"filtered": np.zeros(3)} if filtered is not None else {}
            for i, (low, target) in enumerate(zip(clip[kind], clip["hd"])):
                x, y = (torch.from_numpy(p.copy())[None, None] for p in (low, target))
                results = {method.label: method.network(x) for method in methods if method.network is not None}
                results["base"] = enlarge_lanczos(x, scale)
                if filtered is not None:
                    results["filtered"] = torch.from_numpy(filtered[i].copy())[None, None]
                for label, result in results.items():
                    sums[label] += psnr(result, y), ssim(result, y), 100 * steps(result) / steps(y)
            for label, total in sums.items():
                figures[label, name, kind] = total / len(clip["hd"])
    return figures


def table(figures: dict[tuple[str, str, str], np.ndarray], labels: list[str]) -> str:
    """The figures as Markdown: the base as it is, each other method as its difference to that."""
    shown = [*(label for label in ("filtered",) if any(key[0] == label for key in figures)), *labels]
    base_name = "as it is" if "filtered" in shown else "Lanczos"
    heads = ["clip", f"{base_name}: PSNR / SSIM / contrast", *("FFmpeg" if s == "filtered" else s for s in shown)]
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for kind in sorted({key[2] for key in figures}):
        rows = {clip: {m: figures[m, clip, kind] for m in ("base", *shown)} for clip in CLIPS}
        mean = {m: np.mean([rows[c][m] for c in NATURAL], axis=0) for m in ("base", *shown)}
        for clip, row in [*rows.items(), ("natural, mean of three", mean)]:
            base = row["base"]
            cells = [
                f"{row[m][0] - base[0]:+.2f} dB / {row[m][1] - base[1]:+.4f} / {row[m][2]:.0f} %" for m in shown
            ]
            first = f"{base[0]:.2f} / {base[1]:.4f} / {base[2]:.0f} %"
            lines.append(f"| {clip}, {kind} | {first} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


@torch.no_grad()
def measure_flicker(scale: float, methods: list[Method]) -> dict[str, float]:
    """Change between frames where the scene has none, in per cent of the base's own change.

    One frame of each clip stands still for thirty frames under fresh camera noise, is reduced and
    encoded at CRF 30. Measured is the mean absolute step from each output frame to the next.
    """
    sums = {method.label: 0.0 for method in methods} | {"base": 0.0}
    for name, (file, reduce) in CLIPS.items():
        ratio = max(reduce, 1) * scale
        chain = f"select=eq(n\\,9),loop=29:1,scale=floor(iw/{ratio}/2)*2:floor(ih/{ratio}/2)*2:flags=bicubic"
        source = ["-i", str(SHARED / "clips/hd" / file), "-frames:v", "30", "-vsync", "0", "-an"]
        encoder = ["-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "medium", "-crf", "30"]
        with tempfile.TemporaryDirectory() as folder:
            command = ["ffmpeg", "-v", "error", *source, "-vf", f"{chain},noise=c0s=4:c0f=t", *encoder, f"{folder}/a.mkv"]
            subprocess.run(command, check=True)
            frames = read_luma(["-i", f"{folder}/a.mkv", "-vsync", "0"])
        previous: dict[str, Tensor] = {}
        for frame in frames[::3]:
            x = torch.from_numpy(frame.copy())[None, None]
            results = {method.label: method.network(x) for method in methods if method.network is not None}
            results["base"] = enlarge_lanczos(x, scale)
            for label, result in results.items():
                if label in previous:
                    sums[label] += (result.float() - previous[label].float()).abs().mean().item()
            previous = results
    return {label: 100 * total / sums["base"] for label, total in sums.items() if label != "base"}


def main() -> None:
    """Prints a table for each ratio among the named networks."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("stems", nargs="*", default=["fast-x2", "balanced-x2", "best-x2"])
    parser.add_argument("--strength", nargs="*", type=float, default=[0.0], help="0 to 100, one or more")
    parser.add_argument("--flicker", action="store_true", help="measure the change on still scenes instead")
    options = parser.parse_args()
    for scale in sorted({shape_of(stem).scale for stem in options.stems}):
        stems = [stem for stem in options.stems if shape_of(stem).scale == scale]
        pairs = [(stem, strength) for stem in stems for strength in options.strength]
        methods = [Method(f"{stem} at {strength:g}", load_network(stem, strength)) for stem, strength in pairs]
        if options.flicker:
            print({label: round(value, 1) for label, value in measure_flicker(scale, methods).items()})
        else:
            print(table(measure(scale, methods), [method.label for method in methods]))


if __name__ == "__main__":
    main()
