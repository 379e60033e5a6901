"""Measures the finished networks against Lanczos on real HD clips.

Each original (the 1080p phone and camera clips reduced by two first, which takes their own
compression away) is halved by FFmpeg's bicubic filter; «crf30» is then compressed with x264 medium
CRF 30. Doubled again, every sixth frame is compared with the original: luma PSNR (mean of the frames) and
SSIM (11×11 Gaussian window). Lanczos (three lobes) is computed here, by no other library's filter.

Usage: ``python3 evaluate.py [fast balanced best]``
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import tempfile

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from network import Collapsed, lanczos, load_onnx
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
FRAMES, EVERY = 60, 6


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


def load_clip(name: str) -> dict[str, np.ndarray]:
    """The frames compared: ``hd``, and the halves ``clean`` and ``crf30``; uint8 [frames, h, w]."""
    file, reduce = CLIPS[name]
    original = f"scale=iw/{reduce}:ih/{reduce}:flags=lanczos+accurate_rnd," if reduce > 1 else ""
    half = f"{original}scale=iw/2:ih/2:flags=bicubic+accurate_rnd"
    source = ["-i", str(SHARED / "clips/hd" / file), "-frames:v", str(FRAMES), "-vsync", "0", "-an"]
    with tempfile.TemporaryDirectory() as folder:
        coded = f"{folder}/crf30.mkv"
        encoder = ["-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "medium", "-crf", "30"]
        subprocess.run(["ffmpeg", "-v", "error", *source, "-vf", half, *encoder, coded], check=True)
        clip = {
            "hd": read_luma([*source, "-vf", f"{original}null"]),
            "clean": read_luma([*source, "-vf", half]),
            "crf30": read_luma(["-i", coded, "-vsync", "0"]),
        }
    counts = {len(frames) for frames in clip.values()}
    if len(counts) != 1:
        raise RuntimeError(f"{name}: frame counts differ: {counts}")
    return {kind: frames[::EVERY] for kind, frames in clip.items()}


def enlarge_lanczos(luma: Tensor) -> Tensor:
    """Doubles luma, uint8 [1, 1, H, W], by the three-lobed Lanczos kernel."""
    taps = torch.zeros(2, 7)
    for phase in range(2):
        centre = 3 + (phase + 0.5) / 2 - 0.5
        taps[phase] = torch.tensor([lanczos(i - centre) for i in range(7)])
    taps /= taps.sum(1, keepdim=True)
    plane = F.pad(luma.float(), [3] * 4, mode="replicate")
    kernel = torch.einsum("ai,bj->abij", taps, taps).reshape(4, 1, 7, 7)
    return F.pixel_shuffle(F.conv2d(plane, kernel), 2).round().clamp(0, 255).to(torch.uint8)


def psnr(a: Tensor, b: Tensor) -> float:
    """Peak signal-to-noise ratio of two uint8 planes, dB."""
    return 10 * math.log10(255**2 / max((a.double() - b.double()).square().mean().item(), 1e-9))


def ssim(a: Tensor, b: Tensor) -> float:
    """Structural similarity of two uint8 planes [1, 1, H, W]."""
    line = torch.exp(-((torch.arange(11.0) - 5) ** 2) / (2 * 1.5**2))
    line = line / line.sum()

    def blur(plane: Tensor) -> Tensor:
        return F.conv2d(F.conv2d(plane, line.view(1, 1, 11, 1)), line.view(1, 1, 1, 11))

    x, y = a.float(), b.float()
    mean_x, mean_y = blur(x), blur(y)
    variance_x, variance_y = blur(x * x) - mean_x**2, blur(y * y) - mean_y**2
    covariance = blur(x * y) - mean_x * mean_y
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    above = (2 * mean_x * mean_y + c1) * (2 * covariance + c2)
    return (above / ((mean_x**2 + mean_y**2 + c1) * (variance_x + variance_y + c2))).mean().item()


def load_networks(names: list[str]) -> dict[str, Collapsed]:
    """The shipped networks of these names, as PyTorch modules."""
    torch.set_num_threads(min(2, os.cpu_count() or 1))
    return {name: load_onnx(MODELS / f"{name}-x2.onnx") for name in names}


@torch.no_grad()
def measure(networks: dict[str, Collapsed]) -> dict[tuple[str, str, str], tuple[float, float]]:
    """(method, clip, kind) → mean PSNR and SSIM; methods are ``lanczos`` and the networks."""
    methods = {"lanczos": enlarge_lanczos, **networks}
    figures = {}
    for name in CLIPS:
        clip = load_clip(name)
        for kind in ("clean", "crf30"):
            sums = {method: np.zeros(2) for method in methods}
            for low, target in zip(clip[kind], clip["hd"]):
                x, y = (torch.from_numpy(p.copy())[None, None] for p in (low, target))
                for method, enlarge in methods.items():
                    result = enlarge(x)
                    sums[method] += psnr(result, y), ssim(result, y)
            for method, total in sums.items():
                figures[method, name, kind] = tuple(total / len(clip["hd"]))
    return figures


def table(figures: dict[tuple[str, str, str], tuple[float, float]], names: list[str]) -> str:
    """The figures as Markdown: Lanczos as it is, each network as its difference."""
    heads = ["clip", "Lanczos PSNR / SSIM", *names]
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for kind in ("clean", "crf30"):
        rows = {clip: {m: np.array(figures[m, clip, kind]) for m in ("lanczos", *names)} for clip in CLIPS}
        mean = {m: np.mean([rows[c][m] for c in NATURAL], axis=0) for m in ("lanczos", *names)}
        for clip, row in [*rows.items(), ("natural, mean of three", mean)]:
            base = row["lanczos"]
            cells = [f"{row[m][0] - base[0]:+.2f} dB / {row[m][1] - base[1]:+.4f}" for m in names]
            lines.append(f"| {clip}, {kind} | {base[0]:.2f} / {base[1]:.4f} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Prints the table for the named networks."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", default=["fast", "balanced", "best"])
    names = parser.parse_args().names
    print(table(measure(load_networks(names)), names))


if __name__ == "__main__":
    main()
