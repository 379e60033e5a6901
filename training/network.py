"""The networks: small stacks of convolutions that enlarge a luma plane by 1, 1.5, 2 or 3.

All of a network works at half the resolution of its *input*: two by two pixels become four
channels («positions» below), and the last layer's channels become two, three, four or six by as
many pixels of the output.
A linear interpolation, itself a learned convolution, runs beside the stack, which only adds to it.

Two forms of the same function:

- ``Trainable``: what is optimised. Every convolution carries a wide linear branch (3×3 to many
  channels, then 1×1 back) whose product is added to its weight, which trains better than the
  weight alone and costs nothing afterwards.
- ``Collapsed``: plain convolutions, what is exported, measured and shipped.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional as F

SLOPE = 0.1
"""Slope of the leaky rectifier for negative values."""


@dataclass(frozen=True)
class Shape:
    """Size of a network."""

    channels: int
    hidden: int
    """3×3 layers between the first (4 → channels) and the last (channels → side²)."""
    side: int = 4
    """Output pixels, per side, of two by two input pixels: twice the scale."""
    last: int = 3
    """Side of the last layer's kernel, 1 or 3."""

    @property
    def halo(self) -> int:
        """How many input pixels around an output pixel's own can change it, per side."""
        return 2 * (self.margin + 1)

    @property
    def margin(self) -> int:
        """By how many positions, per side, the layers after the first make a plane smaller."""
        return self.hidden + self.last // 2

    @property
    def scale(self) -> float:
        """How many times as wide and high the output is."""
        return self.side / 2


SHAPES = {"fast": Shape(16, 2), "balanced": Shape(32, 3), "best": Shape(48, 6)}
SCALES = (1.0, 1.5, 2.0, 3.0)
STRONG = "-strong"


Ranges = list[tuple[float, float]]
"""For each layer what its values are kept between in bytes: before the rectifier, and of the last layer what it adds."""
LARGEST_WEIGHT = 64
"""Of a weight as a whole number. Twice 255 times 64 is what processors without VNNI add up exactly."""


def byte_scale(least: float, most: float) -> tuple[float, int]:
    """Step and zero of bytes that stand for the values of a range."""
    step = (most - least) / 255
    return step, round(-least / step)


def snapped(ranges: Ranges) -> Ranges:
    """Ranges in which zero is a byte."""
    forms = [byte_scale(*bounds) for bounds in ranges]
    return [(-zero * step, (255 - zero) * step) for step, zero in forms]


def in_bytes(values: Tensor, least: float, most: float) -> Tensor:
    """Values as bytes of a range can hold them; the gradient is that of the clamped values."""
    step, zero = byte_scale(least, most)
    inner = values.clamp(-zero * step, (255 - zero) * step)
    return inner + ((inner / step).round() * step - inner).detach()


def weight_steps(weight: Tensor) -> Tensor:
    """What one step of a whole-numbered weight is, for each output [O, 1, 1, 1]."""
    return weight.detach().abs().amax((1, 2, 3), keepdim=True).clamp(min=1e-8) / LARGEST_WEIGHT


def in_whole_numbers(weight: Tensor) -> Tensor:
    """A weight as whole numbers of small size hold it."""
    step = weight_steps(weight)
    return weight + ((weight / step).round() * step - weight).detach()


def rectified(values: Tensor, bounds: tuple[float, float] | None, first: bool) -> Tensor:
    """What the leaky rectifier gives, in bytes where there are bounds. The first layer's sums are never in bytes."""
    if bounds is None:
        return F.leaky_relu(values, SLOPE)
    least, most = bounds
    values = values if first else in_bytes(values, least, most)
    return in_bytes(F.leaky_relu(values, SLOPE), SLOPE * least, most)


def shape_of(stem: str) -> Shape:
    """The shape that belongs to a file's stem, such as ``fast-x1.5`` or ``best-x2-strong``."""
    name, scale = stem.removesuffix(STRONG).split("-x")
    return replace(SHAPES[name], side=round(2 * float(scale)))


def list_stems() -> list[str]:
    """Stems of all networks, faithful ends and strong ends."""
    return [f"{name}-x{scale:g}{end}" for name in SHAPES for scale in SCALES for end in ("", STRONG)]


def cubic(distance: float, sharpness: float = -0.5) -> float:
    """Keys' cubic kernel at a distance in pixels."""
    a, d = sharpness, abs(distance)
    if d < 1:
        return (a + 2) * d**3 - (a + 3) * d**2 + 1
    return a * d**3 - 5 * a * d**2 + 8 * a * d - 4 * a if d < 2 else 0.0


def interpolation_weight(side: int) -> Tensor:
    """Bicubic enlargement as a convolution over positions, float [side², 4, 3, 3]."""
    taps = torch.zeros(side, 6)
    for phase in range(side):
        centre = 2 + (phase + 0.5) * 2 / side - 0.5
        taps[phase] = torch.tensor([cubic(i - centre) for i in range(6)])
    plane = torch.einsum("ai,bj->abij", taps, taps).reshape(side * side, 1, 6, 6)
    return strided_to_positions(plane)


def strided_to_positions(weight: Tensor) -> Tensor:
    """A 6×6 kernel of stride 2 on pixels [O, 1, 6, 6] as a 3×3 kernel on positions [O, 4, 3, 3]."""
    return weight.reshape(-1, 3, 2, 3, 2).permute(0, 2, 4, 1, 3).reshape(-1, 4, 3, 3)


def positions_to_strided(weight: Tensor) -> Tensor:
    """The inverse of ``strided_to_positions``."""
    return weight.reshape(-1, 2, 2, 3, 3).permute(0, 3, 1, 4, 2).reshape(-1, 1, 6, 6)


RARE, LOW_SHARE, MOST_ADDED = 2e-4, 0.5, 40 / 255
"""Share of values that may lie beyond a range at either end; how much of the low end is kept, of which the rectifier
leaves a tenth; and what the last layer may add at most. Finer steps are worth more than the rare values beyond."""


class WideConvolution(nn.Module):
    """A convolution without padding whose weight has a wide linear branch added to it."""

    def __init__(self, inputs: int, outputs: int, gain: float, identity: bool, side: int = 3) -> None:
        super().__init__()
        wide, taps = 4 * max(inputs, outputs), inputs * side**2
        self.weight = nn.Parameter(torch.empty(outputs, inputs, side, side))
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.spread = nn.Parameter(torch.empty(wide, taps))
        self.gather = nn.Parameter(torch.empty(outputs, wide))
        nn.init.normal_(self.weight, std=gain / math.sqrt(taps))
        nn.init.normal_(self.spread, std=1 / math.sqrt(taps))
        nn.init.normal_(self.gather, std=gain / math.sqrt(wide) / 4)
        if identity:
            with torch.no_grad():
                self.weight += torch.eye(outputs, inputs)[:, :, None, None] * F.pad(torch.ones(1, 1), [1] * 4)

    def collapse(self) -> tuple[Tensor, Tensor]:
        """Weight [outputs, inputs, side, side] and bias [outputs] of the equal plain convolution."""
        return self.weight + (self.gather @ self.spread).view_as(self.weight), self.bias

    def forward(self, x: Tensor) -> Tensor:
        return F.conv2d(x, *self.collapse())


class Trainable(nn.Module):
    """A network while it is trained."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.ranges: Ranges | None = None
        wide = shape.channels
        self.interpolation = nn.Parameter(interpolation_weight(shape.side))
        self.layers = nn.ModuleList([WideConvolution(4, wide, 1.4, identity=False)])
        self.layers.extend(WideConvolution(wide, wide, 0.5, identity=True) for _ in range(shape.hidden))
        self.layers.append(WideConvolution(wide, shape.side**2, 0.05, identity=False, side=shape.last))

    def forward(self, luma: Tensor) -> Tensor:
        """Luma in 0..1 [B, 1, H, W] to luma, scaled, without its halo: not clamped."""
        x = F.pixel_unshuffle(luma, 2).contiguous(memory_format=torch.channels_last)
        margin = self.shape.margin
        linear = F.conv2d(x[:, :, margin:-margin, margin:-margin], self.interpolation)
        x = x - 0.5
        ranges = self.ranges or [None] * len(self.layers)
        for i, (layer, bounds) in enumerate(zip(self.layers, ranges)):
            weight, bias = layer.collapse()
            whole = i > 0 and bounds is not None
            x = F.conv2d(x, in_whole_numbers(weight) if whole else weight, bias)
            if i < len(self.layers) - 1:
                x = rectified(x, bounds, first=i == 0)
            elif bounds is not None:
                x = in_bytes(x, *bounds)
        return F.pixel_shuffle(x + linear, self.shape.side)

    @torch.no_grad()
    def measure_ranges(self, luma: Tensor) -> None:
        """Chooses the ranges from what some pictures need, so that training goes on in bytes."""
        x = F.pixel_unshuffle(luma, 2) - 0.5
        ranges = []
        for layer in self.layers[:-1]:
            x = layer(x)
            some = x.flatten()[:: max(1, x.numel() // 1_000_000)]
            least, most = some.quantile(RARE).item(), some.quantile(1 - RARE).item()
            ranges.append((LOW_SHARE * least, most))
            x = F.leaky_relu(x, SLOPE)
        self.ranges = snapped([*ranges, (-MOST_ADDED, MOST_ADDED)])

    @torch.no_grad()
    def start_from(self, known: Collapsed) -> None:
        """Takes over as much of another network as there is room for; of a smaller one all, at first unchanged.

        Its hidden layers come first, missing ones start as identities, and those too many are left out, last ones
        first. Of channels too many the weakest go. New channels start at random but unheard: nothing reads them
        until training says so. A last layer for another scale is interpolated from the one that is there; one
        without neighbours takes the middle of one with them.
        """
        own = self.shape
        self.ranges = known.ranges if known.shape == own else None
        known = narrowed(known, own)
        weights, biases = list(known.weights), list(known.biases)
        biases[0] = biases[0] + 0.5 * weights[0].sum((1, 2, 3))
        if own.side == known.shape.side:
            self.interpolation.copy_(known.interpolation)
        else:
            weights[-1], biases[-1] = (resize_outputs(t, known.shape.side, own.side) for t in (weights[-1], biases[-1]))
        if own.last < known.shape.last:
            weights[-1] = weights[-1][:, :, 1:2, 1:2]
        elif own.last > known.shape.last:
            weights[-1] = F.pad(weights[-1], [1] * 4)
        added, width = own.hidden - known.shape.hidden, known.shape.channels
        identity = torch.eye(width)[:, :, None, None] * F.pad(torch.ones(1, 1), [1] * 4)
        weights[-1:-1] = [identity] * added
        biases[-1:-1] = [torch.zeros(width)] * added
        for layer, weight, bias in zip(self.layers, weights, biases):
            rows, columns = weight.shape[:2]
            layer.gather.zero_()
            layer.weight[:rows] = 0
            layer.weight[:rows, :columns], layer.bias[:rows] = weight, bias

    def collapse(self) -> Collapsed:
        """The equal network of plain convolutions."""
        pairs = [tuple(t.detach().float().cpu() for t in layer.collapse()) for layer in self.layers]
        weight, bias = pairs[0]
        pairs[0] = (weight, bias - 0.5 * weight.sum((1, 2, 3)))
        weights, biases = [w for w, _ in pairs], [b for _, b in pairs]
        if self.ranges is not None:
            weights[1:] = [in_whole_numbers(weight) for weight in weights[1:]]
        return Collapsed(weights, biases, self.interpolation.detach().float().cpu(), self.ranges and snapped(self.ranges))


def resize_outputs(values: Tensor, known: int, side: int) -> Tensor:
    """Per-output values [known², …] of one scale interpolated for another: [side², …]."""
    planes = values.reshape(1, known, known, -1).permute(0, 3, 1, 2)
    planes = F.interpolate(planes, size=(side, side), mode="bilinear", align_corners=False, antialias=side < known)
    return planes.permute(0, 2, 3, 1).reshape(side * side, *values.shape[1:])


class Collapsed(nn.Module):
    """A finished network: exactly what the ONNX file computes, in bytes where it has ranges."""

    def __init__(
        self, weights: list[Tensor], biases: list[Tensor], interpolation: Tensor, ranges: Ranges | None = None
    ) -> None:
        super().__init__()
        self.weights, self.biases, self.interpolation, self.ranges = weights, biases, interpolation, ranges
        side, last = math.isqrt(weights[-1].shape[0]), weights[-1].shape[-1]
        self.shape = Shape(weights[0].shape[0], len(weights) - 2, side, last)

    def forward(self, luma: Tensor) -> Tensor:
        """Luma, uint8 [B, 1, H, W] with even H and W, to luma, uint8, scaled."""
        halo = self.shape.halo
        pixels = F.pad(luma.float() / 255, [halo] * 4, mode="replicate")
        x = F.pixel_unshuffle(pixels, 2)
        margin = self.shape.margin
        linear = F.conv2d(x[:, :, margin:-margin, margin:-margin], self.interpolation)
        ranges = self.ranges or [None] * len(self.weights)
        for i, (weight, bias) in enumerate(zip(self.weights[:-1], self.biases[:-1])):
            x = rectified(F.conv2d(x, weight, bias), ranges[i], first=i == 0)
        x = F.conv2d(x, self.weights[-1], self.biases[-1])
        x = linear + (x if ranges[-1] is None else in_bytes(x, *ranges[-1]))
        return F.pixel_shuffle((x * 255).round().clamp(0, 255).to(torch.uint8), self.shape.side)

    def count(self) -> int:
        """Number of weights."""
        return sum(t.numel() for t in [*self.weights, *self.biases, self.interpolation])


def narrowed(network: Collapsed, shape: Shape) -> Collapsed:
    """A network without what is too much for a shape: the last hidden layers, and the weakest channels.

    Weak are those whose weights, going in and coming out, are small.
    """
    weights, biases = list(network.weights), list(network.biases)
    surplus = slice(shape.hidden + 1, -1)
    del weights[surplus], biases[surplus]
    for i in range(len(weights) - 1):
        strength = weights[i].square().sum((1, 2, 3)) * weights[i + 1].square().sum((0, 2, 3))
        kept = strength.topk(min(shape.channels, len(strength))).indices.sort().values
        weights[i], biases[i], weights[i + 1] = weights[i][kept], biases[i][kept], weights[i + 1][:, kept]
    return Collapsed(weights, biases, network.interpolation)


def blend(faithful: Collapsed, strong: Collapsed, share: float) -> Collapsed:
    """The network between two ends, weight by weight: ``share`` 0 is the first, 1 the second."""
    weights = [a.lerp(b, share) for a, b in zip(faithful.weights, strong.weights)]
    if faithful.ranges is not None:
        for i, (a, b) in enumerate(zip(faithful.weights[1:], strong.weights[1:]), 1):
            steps = weight_steps(a).lerp(weight_steps(b), share)
            weights[i] = (weights[i] / steps).round() * steps
    biases = [a.lerp(b, share) for a, b in zip(faithful.biases, strong.biases)]
    return Collapsed(weights, biases, faithful.interpolation.lerp(strong.interpolation, share), faithful.ranges)


def load_onnx(path: Path) -> Collapsed:
    """Reads a network back from the file that ``export.py`` wrote."""
    graph = onnx.load(str(path)).graph
    arrays = {i.name: torch.from_numpy(numpy_helper.to_array(i).copy()) for i in graph.initializer}
    depth = sum(name.startswith("bias_") for name in arrays)
    weights = [arrays[f"weight_{i}"] for i in range(depth)]
    weights[0] = strided_to_positions(weights[0])
    biases = [arrays[f"bias_{i}"] for i in range(depth)]
    ranges = None
    if "layer_0_step" in arrays:
        forms = [(f"sum_{i}" if i else "layer_0", SLOPE if i == 0 else 1) for i in range(depth)]
        bounds = [(arrays[f"{n}_step"].item() / share, arrays[f"{n}_zero"].item()) for n, share in forms]
        ranges = [(-zero * step, (255 - zero) * step) for step, zero in bounds]
        ranges[0] = (ranges[0][0], ranges[0][1] * SLOPE)
    return Collapsed(weights, biases, strided_to_positions(arrays["interpolation"]), ranges)
