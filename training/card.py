"""Measures networks and writes their cards, ``models/<stem>.md``.

A card covers both ends of a network's strength control.

Usage: ``python3 card.py fast-x2 [balanced-x1.5 …]``
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import onnx

from evaluate import MODELS, RESTORING, Method, load_network, measure, measure_flicker, table
from export import HISTORY
from network import STRONG, list_stems, load_onnx, shape_of
from pairs import cache_of

PURPOSES = {
    "fast": "any laptop and long clips",
    "balanced": "the default where the machine allows it",
    "best": "a GPU, or patience",
}
DEEDS = {
    "1": "Mends the luma plane of a video frame at the size it has",
    "1.5": "Enlarges the luma plane of a video frame by half",
    "2": "Doubles the luma plane of a video frame",
    "3": "Triples the luma plane of a video frame",
}

IN_FLOATS = "float32"
IN_BYTES = "bytes behind the first layer where a processor runs it, and the same in float32 elsewhere"

CARD = """# {stem}: luma ×{scale}

{deed}; for {purpose}.

| | |
|---|---|
| files | {files} |
| input | `luma`, uint8 [1, 1, H, W], H and W even; limited range (16..235) is what it was mostly trained on |
| output | `luma_hd`, uint8 [1, 1, {scale} H, {scale} W] |
| weights | {weights}, float32: {layers} convolutions of 3×3 at half the input's resolution, {channels} channels, beside a linear interpolation |
| arithmetic | {arithmetic} |
| halo | {halo} input pixels: what lies farther from a pixel does not change it |
| strength | {strength} |
| version | {version} |

## Data

The pictures and clips of `shared/train`, listed with copyright and licence, one by one, in its
`SOURCES.tsv`: photographs under CC0-1.0, CC-BY-4.0, CC-BY-SA-3.0, CC-BY-SA-4.0 and GPL-2+, video
clips under Apache-2.0 and BSD-2. About a fifth are drawn scenes with text in DejaVu (its own free
licence), Liberation and Noto CJK (SIL Open Font License 1.1). None of the clips below was trained on.
{clips} clips of 16 frames were made, four frames of each used, {clean} of these clips reduced only,
the others also compressed (last codec: {codecs}); {twice} were compressed twice. Among the
compressed, {defects} had another defect first: blur, camera noise, its denoising, halos or the
traces of deinterlacing. Kernels: {kernels}.

## Training

`python3 make.py {stem}` makes both ends anew from that data (`training/README.md`). What made
these files, step by step:

{training}

## Figures

Luma against the true HD. {base}; contrast is the steps between neighbouring
pixels, in per cent of the true ones (`python3 evaluate.py {stem}{arguments}`, in `training/`):

{table}

Flicker on a still scene under camera noise and CRF 30, {flicker_base}: {flicker}.

## Limits

- Trained for a short time on processor cores, not to the end of what its size can learn.
- The faithful end invents nothing: what compression erased stays soft. The strong end brings
  contrast back where it was, which costs PSNR where the guess is wrong.
- Gains are smallest on soft or heavily compressed sources, which plain filters already serve well.
- One frame at a time: it has no memory of earlier frames, so it cannot remove noise by comparing them.
- Chroma is not its business, and interlaced pictures must be deinterlaced first.
"""


def describe_pairs(scale: float) -> dict[str, str]:
    """Counts of the pair cache of a ratio, for the text."""
    rows = [line.split("\t") for line in (cache_of(scale) / "clips.tsv").read_text().splitlines()[1:]]
    coded = [row for row in rows if row[5] != "clean"]
    names = {"libx264": "H.264", "libx265": "HEVC", "mpeg4": "MPEG-4", "mpeg2video": "MPEG-2"}
    names |= {"mjpeg": "Motion JPEG", "libvpx-vp9": "VP9"}
    codecs = [names[row[5].split(" | ")[-1].split()[1]] for row in coded]

    def shares(values: list[str]) -> str:
        counts = sorted({(values.count(v), v) for v in values}, reverse=True)
        return ", ".join(f"{value} {100 * count / len(values):.0f} %" for count, value in counts)

    def share(count: int) -> str:
        return f"{100 * count / len(rows):.0f} %"

    return {
        "clips": str(len(rows)),
        "clean": share(len(rows) - len(coded)),
        "twice": share(sum(" | " in row[5] for row in coded)),
        "defects": f"{100 * sum(row[4] != '' for row in coded) / len(coded):.0f} %",
        "codecs": shares(codecs),
        "kernels": shares([row[3] for row in rows]),
    }


def describe_file(file: str, sha256: str) -> str:
    """A line about how a file was trained."""
    return f"- `{file}` (SHA-256 `{sha256}`): {json.loads(HISTORY.read_text())[file]}"


def write_card(stem: str) -> Path:
    """Measures a network at both ends and its default, and writes its card."""
    entries = json.loads((MODELS / "networks.json").read_text())
    entry = next(e for e in entries if e["file"] == f"{stem}.onnx")
    scale, name = shape_of(stem).scale, entry["name"]
    files = {entry["file"]: entry["sha256"]}
    strengths, strength = [0.0], "one only"
    if "strongFile" in entry:
        files[entry["strongFile"]] = entry["strongSha256"]
        default = entry["defaultStrength"]
        strengths = sorted({0.0, float(default), 100.0})
        strength = f"0 is `{stem}.onnx`, 100 is `{stem}{STRONG}.onnx`, between them weight by weight; {default} unless asked"
    methods = [Method(f"strength {value:g}", load_network(stem, value)) for value in strengths]
    labels = [method.label for method in methods]
    flicker = measure_flicker(scale, methods)
    ranges = load_onnx(MODELS / entry["file"]).ranges
    graph = onnx.load(str(MODELS / entry["file"])).graph
    text = CARD.format(
        stem=stem,
        scale=f"{scale:g}",
        deed=DEEDS[f"{scale:g}"],
        purpose=PURPOSES[name],
        files=", ".join(f"`{file}`" for file in files),
        weights=entry["weights"],
        layers=sum(i.name.startswith("bias_") for i in graph.initializer),
        channels=entry["channels"],
        arithmetic=IN_FLOATS if ranges is None else IN_BYTES,
        halo=entry["halo"],
        version=entry["version"],
        strength=strength,
        **describe_pairs(scale),
        training="\n".join(describe_file(file, sha256) for file, sha256 in files.items()),
        base=f"Difference to the compressed frames as they are; «FFmpeg» is `{RESTORING}`"
        if scale == 1
        else "Difference to Lanczos",
        arguments=f" --strength {' '.join(f'{s:g}' for s in strengths)}",
        table=table(measure(scale, methods), labels),
        flicker_base="in per cent of the source's own" if scale == 1 else "in per cent of Lanczos'",
        flicker=", ".join(f"{label} {value:.0f} %" for label, value in flicker.items()),
    )
    path = MODELS / f"{stem}.md"
    path.write_text(text)
    return path


def main() -> None:
    """Writes a card for each named network."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("stems", nargs="+", choices=[stem for stem in list_stems() if not stem.endswith(STRONG)])
    for stem in parser.parse_args().stems:
        print(write_card(stem))


if __name__ == "__main__":
    main()
