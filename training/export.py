"""Writes a trained network as ONNX and registers it in ``models/networks.json``.

The file takes and gives bytes: input ``luma`` uint8 [1, 1, H, W], H and W even, output ``luma_hd``
uint8, as many times as wide and high as the scale says. Scaling, clamping and rounding are inside;
values are rounded to bytes before the shuffle, so that it moves a quarter of the memory. The plane
is continued over its edges by its own outermost pixels, so borders do not darken. Taking positions
apart (two by two pixels to four channels) is folded into the first convolution as a 6×6 kernel of
stride 2.

Usage: ``python3 export.py fast-x2`` and then ``node check-export.mjs fast-x2``
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from network import STRONG, SLOPE, Collapsed, Shape, Trainable, list_stems, load_onnx, positions_to_strided
from pairs import HERE
from recipes import DEFAULT_STRENGTH

CHECKPOINTS = HERE / ".checkpoints"
MODELS = HERE.parent / "models"
HISTORY = HERE / "logs/history.json"
VERSION = "2"


def build_model(network: Collapsed, properties: dict[str, str]) -> onnx.ModelProto:
    """The ONNX graph of a collapsed network; ``properties`` are written into the file."""
    halo, depth = network.shape.halo, len(network.weights)
    arrays = {
        "step": np.float32(1 / 255).reshape(()),
        "zero": np.uint8(0).reshape(()),
        "edges": np.array([0, 0, halo, halo, 0, 0, halo, halo], np.int64),
        "near_edges": np.array([0, 0, 2, 2, 0, 0, 2, 2], np.int64),
        "interpolation": positions_to_strided(network.interpolation).numpy(),
    }
    for i, (weight, bias) in enumerate(zip(network.weights, network.biases)):
        arrays[f"weight_{i}"] = (positions_to_strided(weight) if i == 0 else weight).numpy()
        arrays[f"bias_{i}"] = bias.numpy()
    node = helper.make_node
    nodes = [
        node("Pad", ["luma", "edges"], ["padded"], mode="edge"),
        node("DequantizeLinear", ["padded", "step", "zero"], ["pixels"]),
        node("Pad", ["luma", "near_edges"], ["near"], mode="edge"),
        node("DequantizeLinear", ["near", "step", "zero"], ["near_pixels"]),
        node("Conv", ["near_pixels", "interpolation"], ["linear"], kernel_shape=[6, 6], strides=[2, 2]),
    ]
    name = "pixels"
    for i in range(depth):
        size, stride = list(arrays[f"weight_{i}"].shape[2:]), [2, 2] if i == 0 else [1, 1]
        inputs = [name, f"weight_{i}", f"bias_{i}"]
        name = f"sum_{i}"
        nodes.append(node("Conv", inputs, [name], kernel_shape=size, strides=stride))
        if i < depth - 1:
            nodes.append(node("LeakyRelu", [name], [f"layer_{i}"], alpha=SLOPE))
            name = f"layer_{i}"
    nodes += [
        node("Add", [name, "linear"], ["result"]),
        node("QuantizeLinear", ["result", "step", "zero"], ["bytes"]),
        node("DepthToSpace", ["bytes"], ["luma_hd"], blocksize=network.shape.side, mode="CRD"),
    ]
    planes = [("luma", "height", "width"), ("luma_hd", "height_hd", "width_hd")]
    ends = [helper.make_tensor_value_info(n, TensorProto.UINT8, [1, 1, h, w]) for n, h, w in planes]
    constants = [numpy_helper.from_array(np.ascontiguousarray(a), n) for n, a in arrays.items()]
    graph = helper.make_graph(nodes, "enlarge_luma", ends[:1], ends[1:], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="hd-local-ai")
    model.ir_version = 8
    helper.set_model_props(model, properties)
    onnx.checker.check_model(model)
    return model


def reference_plane() -> np.ndarray:
    """A test picture that reaches every byte value, with noise, ramps and edges; uint8 [94, 130]."""
    rng = np.random.default_rng(7)
    plane = np.add.outer(np.linspace(0, 130, 94), np.linspace(0, 125, 130))
    plane[20:60, 30:80] = rng.integers(0, 256, (40, 50))
    plane[::7, 90:] = 235
    return plane.astype(np.uint8)


def register(stem: str, network: Collapsed, file: Path) -> None:
    """Adds or replaces what ``networks.json`` says of a network; a strong end joins the entry of its faithful end."""
    registry = MODELS / "networks.json"
    faithful, sha256 = stem.removesuffix(STRONG), hashlib.sha256(file.read_bytes()).hexdigest()
    name, scale = faithful.split("-x")
    number = int(scale) if scale.isdigit() else float(scale)
    entries = json.loads(registry.read_text()) if registry.exists() else []
    entry = next((e for e in entries if (e["name"], e["scale"]) == (name, number)), {"name": name, "scale": number})
    if stem == faithful:
        entry |= {"file": file.name, "sha256": sha256, "multiple": 2, "halo": network.shape.halo, "version": VERSION}
        entry |= {"channels": network.shape.channels, "weights": network.count()}
    else:
        entry |= {"strongFile": file.name, "strongSha256": sha256, "defaultStrength": DEFAULT_STRENGTH[name]}
    entries = [e for e in entries if (e["name"], e["scale"]) != (name, number)] + [entry]
    entries.sort(key=lambda e: (e["channels"], e["scale"]))
    registry.write_text(json.dumps(entries, indent=2) + "\n")


def record(stem: str, training: str) -> None:
    """Notes what made a file. Not in the file: both ends of a network differ in nothing but their weights."""
    history = json.loads(HISTORY.read_text()) if HISTORY.exists() else {}
    HISTORY.write_text(json.dumps(dict(sorted((history | {f"{stem}.onnx": training}).items())), indent=2) + "\n")


@torch.no_grad()
def export(stem: str) -> None:
    """Writes and registers the averaged weights of a checkpoint."""
    state = torch.load(CHECKPOINTS / f"{stem}.pt", map_location="cpu")
    trained = Trainable(Shape(**state["shape"]))
    trained.load_state_dict(state["average"])
    MODELS.mkdir(exist_ok=True)
    file = MODELS / f"{stem}.onnx"
    fresh = file.with_suffix(".new")
    onnx.save(build_model(trained.collapse(), {"network": stem.removesuffix(STRONG)}), str(fresh))
    fresh.replace(file)
    network = load_onnx(file)
    plane = torch.from_numpy(reference_plane())[None, None]
    (CHECKPOINTS / f"{stem}.input.bin").write_bytes(plane.numpy().tobytes())
    (CHECKPOINTS / f"{stem}.output.bin").write_bytes(network(plane).numpy().tobytes())
    register(stem, network, file)
    record(stem, f"{state['command']} ({state['step']} steps)")
    shutil.copyfile(CHECKPOINTS / f"{stem}.csv", HERE / "logs" / f"{stem}.csv")
    print(f"{file.name}: {network.count()} weights, halo {network.shape.halo}, {state['step']} steps")


def main() -> None:
    """Exports the named networks."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("stems", nargs="+", choices=list_stems())
    for stem in parser.parse_args().stems:
        export(stem)


if __name__ == "__main__":
    main()
