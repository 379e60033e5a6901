"""Measures networks and writes their cards, ``models/<name>-x2.md``.

Usage: ``python3 card.py fast [balanced best]``
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import onnx

from evaluate import MODELS, load_networks, measure, table
from pairs import CACHE

PURPOSES = {
    "fast": "any laptop and long clips",
    "balanced": "the default where the machine allows it",
    "best": "a GPU, or patience",
}

CARD = """# {name}: luma ×2

Doubles the luma plane of a video frame; for {purpose}. `{file}`, SHA-256 `{sha256}`.

| | |
|---|---|
| input | `luma`, uint8 [1, 1, H, W], H and W even; limited range (16..235) is what it was mostly trained on |
| output | `luma_hd`, uint8 [1, 1, 2H, 2W] |
| weights | {weights}, float32: {layers} convolutions of 3×3 at half the input's resolution, {channels} channels, beside a linear interpolation |
| halo | {halo} input pixels: what lies farther from a pixel does not change it |
| version | {version} |

## Data

The pictures and clips of `shared/train`, listed with copyright and licence, one by one, in its
`SOURCES.tsv`: photographs under CC0-1.0, CC-BY-4.0, CC-BY-SA-3.0, CC-BY-SA-4.0 and GPL-2+, video
clips under Apache-2.0 and BSD-2. About a fifth are drawn scenes with text in DejaVu (its own free licence), Liberation and Noto
CJK (SIL Open Font License 1.1). None of the clips below was trained on. {clips} clips of 12 frames
were made, three frames of each used, {clean} of these clips halved only, the others also
compressed ({codecs}), some of them twice, blurred a little or with noise.
Kernels: {kernels}.

## Training

`python3 pairs.py --clips {clips}`, then `{training}` ({steps} steps), then
`python3 export.py {name}`. `training/README.md` says what is needed; the log is
`training/logs/{name}.csv`.

## Figures

Luma against the true HD, difference to Lanczos (`python3 card.py {name}`, in `training/`):

{table}

## Limits

- Trained for a short time on two processor cores: these figures are a start.
- Trained for fidelity: what compression erased stays soft, nothing is invented.
- Gains are smallest on soft or heavily compressed sources, which Lanczos already serves well.
- One frame at a time: it has no memory of earlier frames, so it cannot remove noise by comparing them.
- Chroma is not its business, and interlaced pictures must be deinterlaced first.
"""


def describe_pairs() -> dict[str, str]:
    """Counts of the pair cache, for the text."""
    rows = [line.split("\t") for line in (CACHE / "clips.tsv").read_text().splitlines()[1:]]
    last = [row[4].split(" | ")[-1].split() for row in rows if row[4] != "clean"]
    names = {"libx264": "H.264", "libx265": "HEVC", "mpeg4": "MPEG-4", "mpeg2video": "MPEG-2"}
    names |= {"mjpeg": "Motion JPEG", "libvpx-vp9": "VP9"}
    codecs = [names[words[1]] for words in last]
    kernels = [row[3] for row in rows]

    def shares(values: list[str]) -> str:
        counts = sorted({(values.count(v), v) for v in values}, reverse=True)
        return ", ".join(f"{value} {100 * count / len(values):.0f} %" for count, value in counts)

    clean = f"{100 * (len(rows) - len(last)) / len(rows):.0f} %"
    return {"clips": str(len(rows)), "clean": clean, "codecs": shares(codecs), "kernels": shares(kernels)}


def write_card(entry: dict[str, str | int], figures: str, pairs: dict[str, str]) -> Path:
    """Writes the card of one entry of ``networks.json``."""
    name = str(entry["name"])
    model = onnx.load(str(MODELS / str(entry["file"])))
    properties = {p.key: p.value for p in model.metadata_props}
    layers = sum(i.name.startswith("weight_") for i in model.graph.initializer)
    text = CARD.format(**entry, **properties, **pairs, layers=layers, purpose=PURPOSES[name], table=figures)
    path = MODELS / f"{name}-x2.md"
    path.write_text(text)
    return path


def main() -> None:
    """Measures the named networks in one run and writes a card for each."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="+", choices=PURPOSES)
    names = parser.parse_args().names
    figures, pairs = measure(load_networks(names)), describe_pairs()
    entries = {entry["name"]: entry for entry in json.loads((MODELS / "networks.json").read_text())}
    for name in names:
        print(write_card(entries[name], table(figures, [name]), pairs))
    print(table(figures, names))


if __name__ == "__main__":
    main()
