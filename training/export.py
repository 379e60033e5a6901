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
from torch import Tensor
from onnx import TensorProto, helper, numpy_helper

from network import (
    SLOPE,
    STRONG,
    Collapsed,
    Shape,
    Trainable,
    byte_scale,
    list_stems,
    load_onnx,
    positions_to_strided,
    weight_steps,
)
from pairs import HERE
from recipes import DEFAULT_STRENGTH

CHECKPOINTS = HERE / ".checkpoints"
MODELS = HERE.parent / "models"
HISTORY = HERE / "logs/history.json"
VERSION = "3"

node = helper.make_node


def build_model(network: Collapsed, properties: dict[str, str]) -> onnx.ModelProto:
    """The ONNX graph of a collapsed network; ``properties`` are written into the file.

    Where it has ranges, weights and values pass through bytes behind the first layer. ONNX Runtime makes layers that
    compute in bytes of that on a processor, which takes two thirds of the time; elsewhere it computes the same in
    floats. Weights are whole numbers of at most 64, so that all processors give the same to the last bit: those
    without VNNI add products in pairs of 16 bits, which larger weights would make overflow.
    """
    arrays, nodes = opening(network)
    ranges, last = network.ranges, len(network.weights) - 1

    def in_bytes(name: str, least: float, most: float, result: str) -> str:
        step, zero = byte_scale(least, most)
        arrays[f"{result}_step"], arrays[f"{result}_zero"] = np.float32(step).reshape(()), np.uint8(zero).reshape(())
        form = [f"{result}_step", f"{result}_zero"]
        nodes.append(node("QuantizeLinear", [name, *form], [f"{result}_bytes"]))
        nodes.append(node("DequantizeLinear", [f"{result}_bytes", *form], [result]))
        return result

    def whole(name: str, weight: Tensor) -> str:
        arrays[f"{name}_step"] = weight_steps(weight).flatten().numpy()
        arrays[f"{name}_zero"] = np.zeros(len(weight), np.int8)
        form = [f"{name}_step", f"{name}_zero"]
        nodes.append(node("QuantizeLinear", [name, *form], [f"{name}_whole"], axis=0))
        nodes.append(node("DequantizeLinear", [f"{name}_whole", *form], [f"{name}_used"], axis=0))
        return f"{name}_used"

    name = "pixels"
    for i, (weight, bias) in enumerate(zip(network.weights, network.biases)):
        arrays[f"weight_{i}"] = (positions_to_strided(weight) if i == 0 else weight).numpy()
        arrays[f"bias_{i}"] = bias.numpy()
        size, stride = list(arrays[f"weight_{i}"].shape[2:]), [2, 2] if i == 0 else [1, 1]
        used = whole(f"weight_{i}", weight) if ranges is not None and i > 0 else f"weight_{i}"
        nodes.append(node("Conv", [name, used, f"bias_{i}"], [f"conv_{i}"], kernel_shape=size, strides=stride))
        name = f"conv_{i}"
        if ranges is not None and i > 0:
            name = in_bytes(name, *ranges[i], f"sum_{i}")
        if i < last:
            nodes.append(node("LeakyRelu", [name], [f"rectified_{i}"], alpha=SLOPE))
            name = f"rectified_{i}"
            if ranges is not None:
                name = in_bytes(name, SLOPE * ranges[i][0], ranges[i][1], f"layer_{i}")
    return close(network, arrays, nodes, name, properties)


def opening(network: Collapsed) -> tuple[dict[str, np.ndarray], list[onnx.NodeProto]]:
    """Constants and nodes up to the pixels that the first layer sees, and the interpolation beside the layers."""
    halo = network.shape.halo
    arrays = {
        "step": np.float32(1 / 255).reshape(()),
        "zero": np.uint8(0).reshape(()),
        "edges": np.array([0, 0, halo, halo, 0, 0, halo, halo], np.int64),
        "near_edges": np.array([0, 0, 2, 2, 0, 0, 2, 2], np.int64),
        "interpolation": positions_to_strided(network.interpolation).numpy(),
    }
    nodes = [
        node("Pad", ["luma", "edges"], ["padded"], mode="edge"),
        node("DequantizeLinear", ["padded", "step", "zero"], ["pixels"]),
        node("Pad", ["luma", "near_edges"], ["near"], mode="edge"),
        node("DequantizeLinear", ["near", "step", "zero"], ["near_pixels"]),
        node("Conv", ["near_pixels", "interpolation"], ["linear"], kernel_shape=[6, 6], strides=[2, 2]),
    ]
    return arrays, nodes


def close(
    network: Collapsed, arrays: dict[str, np.ndarray], nodes: list[onnx.NodeProto], added: str, properties: dict[str, str]
) -> onnx.ModelProto:
    """The whole graph: what the layers add is put on the interpolation, rounded to bytes and shuffled."""
    nodes = [
        *nodes,
        node("Add", [added, "linear"], ["result"]),
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
    trained.ranges = state.get("ranges")
    network = trained.collapse()
    file = MODELS / f"{stem}.onnx"
    fresh = file.with_suffix(".new")
    onnx.save(build_model(network, {"network": stem.removesuffix(STRONG)}), str(fresh))
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
