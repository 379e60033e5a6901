"""Makes training pairs for one ratio: HD luma frames and the same frames reduced and compressed.

Pictures, video clips and drawn scenes become short moving clips, because what an inter-frame
codec does to a moving picture differs from what it does to a still one. Each clip is reduced by
FFmpeg and, most of the time, compressed and decoded again. A few frames of each clip are kept.

The result is in the cache folder, under ``x<scale>``; luma is limited-range (16..235) or full-range:

- ``hd.npy``   uint8 [frames, 384, 648]
- ``poor.npy`` uint8 [frames, 384 / scale, 648 / scale], pixel-aligned reductions of the former
- ``clips.tsv``, one line a clip: source, kernel, defects, codecs

The last clips, ``VALIDATION_CLIPS`` of them, come from pictures and a video that no other clip shows.

Usage: ``python3 pairs.py 2 [--clips 2400] [--seed 1] [--workers 2]``
"""

from __future__ import annotations

import argparse
import functools
import math
import multiprocessing
import os
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

HERE = Path(__file__).resolve().parent
SHARED = Path(os.environ.get("HD_SHARED", HERE.parent.parent / "shared"))
CACHE = Path(os.environ.get("HD_PAIRS", HERE / ".data"))

HD_WIDTH, HD_HEIGHT = 648, 384
"""Reduced by 1.5, 2 or 3 they stay even."""
SCALES = (1.0, 1.5, 2.0, 3.0)
CLIP_FRAMES = 16
"""Frames rendered and compressed per clip."""
KEPT_FRAMES = 4
"""Frames of each clip that go into the cache."""
VALIDATION_CLIPS = 48
"""Clips at the end of the cache that are never trained on."""
HELD_OUT = frozenset(
    {
        "kleiber-by-lukas-baubkus.jpg",
        "mate-ladybird.jpg",
        "plasma-bythewater.jpg",
        "ukui-firstgeneration.jpg",
        "sam2_05_default_juggle_720p.mp4",
    }
)
"""Sources that only the validation clips are made of."""
CLEAN_SHARE = 0.2
"""Share of the clips that are reduced only. At 1× there is nothing to learn from those but to keep still."""
CLEAN_SHARE_RESTORE = 0.06

FONT_FOLDERS = (
    "/usr/share/fonts/truetype/dejavu",
    "/usr/share/fonts/truetype/liberation",
    "/usr/share/fonts/opentype/noto",
)
LATIN = "The quick brown fox jumps over 13 lazy dogs & 7 wizards, 24:06 — 85% OFF! Subscribe now HD"
CHINESE = "高清视频画质增强字幕新闻天气今日价格优惠点击关注直播人工智能测试清晰模糊你好世界"


# --- Sources of pictures ---------------------------------------------------------------------


@functools.lru_cache(maxsize=64)
def load_photo(path: str) -> Image.Image:
    """Full-range luma of a photo as an 8-bit greyscale image."""
    return Image.open(path).convert("L")


@functools.lru_cache(maxsize=2)
def list_photos(held_out: bool) -> tuple[list[str], np.ndarray]:
    """Paths of the photos and how often each is drawn: in proportion to its area."""
    photos = (SHARED / "train/photos").glob("*.jpg")
    paths = sorted(str(p) for p in photos if (p.name in HELD_OUT) == held_out)
    areas = np.array([math.prod(Image.open(p).size) for p in paths], float)
    return paths, areas / areas.sum()


def choose_photo(rng: np.random.Generator, held_out: bool) -> str:
    """Path of a random photo."""
    paths, shares = list_photos(held_out)
    return str(rng.choice(paths, p=shares))


def choose_video(rng: np.random.Generator, held_out: bool) -> str:
    """Path of a random real clip."""
    videos = (SHARED / "train/video").iterdir()
    return str(rng.choice(sorted(str(p) for p in videos if (p.name in HELD_OUT) == held_out)))


@functools.lru_cache(maxsize=6)
def load_video(path: str) -> np.ndarray:
    """Luma of every second frame of a 720p clip, uint8 [frames, 720, 1280], range as stored."""
    command = ["ffmpeg", "-v", "error", "-threads", "1", "-i", path, "-vf", "select=not(mod(n\\,2))"]
    command += ["-vsync", "0", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-"]
    raw = np.frombuffer(subprocess.run(command, check=True, capture_output=True).stdout, np.uint8)
    return raw.reshape(-1, 720 * 3 // 2, 1280)[:, :720].copy()


@functools.lru_cache(maxsize=1)
def list_fonts() -> list[str]:
    """Paths of the fonts used for drawn text, sorted so that seeds mean the same everywhere."""
    paths = [p for folder in FONT_FOLDERS for p in Path(folder).glob("*.[to]t[fc]")]
    if not paths:
        raise SystemExit("No fonts: install fonts-dejavu, fonts-liberation and fonts-noto-cjk.")
    return sorted(map(str, paths))


def random_text(rng: np.random.Generator, chinese: bool, length: int) -> str:
    """A run of characters cut from the sample sentences."""
    source = CHINESE if chinese else LATIN
    start = int(rng.integers(len(source)))
    return "".join(source[(start + i) % len(source)] for i in range(length))


def draw_scene(rng: np.random.Generator) -> Image.Image:
    """A drawn picture of 1280×768: flat shapes, outlines, curves, gradients and lines of text."""
    width, height, fine = 1280, 768, 2
    tones = rng.integers(0, 256, 8)
    ramp = np.linspace(*rng.integers(0, 256, 2), width * fine)[None, :]
    ramp = ramp + np.linspace(*rng.integers(-80, 81, 2), height * fine)[:, None]
    if rng.random() < 0.5:
        ramp = np.full_like(ramp, float(rng.choice([0, 16, 32, 128, 235, 250, 255])))
    canvas = Image.fromarray(np.clip(ramp, 0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(canvas)
    outline_width = int(rng.integers(1, 9))
    for _ in range(int(rng.integers(4, 40))):
        cx, cy = rng.uniform(0, width * fine), rng.uniform(0, height * fine)
        radius = float(rng.uniform(10, 360))
        fill, outline = int(rng.choice(tones)), int(rng.choice([0, 10, 255, int(rng.choice(tones))]))
        shape = int(rng.integers(5))
        if shape == 0:
            ratio = rng.uniform(0.3, 1)
            box = [cx - radius, cy - radius * ratio, cx + radius, cy + radius * ratio]
            pen.ellipse(box, fill=fill, outline=outline, width=outline_width)
        elif shape == 1:
            corners = int(rng.integers(3, 9))
            angles = np.sort(rng.uniform(0, 2 * math.pi, corners))
            reach = radius * rng.uniform(0.5, 1, corners)
            points = [(cx + r * math.cos(a), cy + r * math.sin(a)) for a, r in zip(angles, reach)]
            pen.polygon(points, fill=fill)
            pen.line([*points, points[0]], fill=outline, width=outline_width, joint="curve")
        elif shape == 2:
            box = [cx - radius, cy - radius / 2, cx + radius, cy + radius / 2]
            pen.rounded_rectangle(box, radius / 8, fill=fill, outline=outline, width=outline_width)
        else:
            steps = np.linspace(0, 1, 40)[:, None]
            a, b, c, d = (np.array([cx, cy]) + rng.normal(0, radius, 2) for _ in range(4))
            curve = (1 - steps) ** 3 * a + 3 * (1 - steps) ** 2 * steps * b
            curve = curve + 3 * (1 - steps) * steps**2 * c + steps**3 * d
            points = [tuple(p) for p in curve.tolist()]
            pen.line(points, fill=outline, width=int(rng.integers(1, 12)), joint="curve")
    canvas = canvas.resize((width, height), Image.Resampling.BOX)
    if rng.random() < 0.2:
        canvas = canvas.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.5, 6))))
    pen = ImageDraw.Draw(canvas)
    for _ in range(int(rng.integers(4, 40))):
        path = str(rng.choice(list_fonts()))
        chinese = "CJK" in path
        font = ImageFont.truetype(path, int(rng.choice([12, 14, 16, 20, 24, 30, 38, 52, 80])))
        text = random_text(rng, chinese, int(rng.integers(3, 40)))
        place = (float(rng.uniform(-80, width - 100)), float(rng.uniform(-10, height - 10)))
        fill = int(rng.choice([0, 16, 64, 200, 235, 255]))
        stroke = int(rng.random() < 0.25) * 2
        pen.text(place, text, font=font, fill=fill, stroke_width=stroke, stroke_fill=255 - fill)
    return canvas


# --- Moving clips ----------------------------------------------------------------------------


def film_picture(rng: np.random.Generator, picture: Image.Image, smooth: bool) -> np.ndarray:
    """Moves a camera over a picture; returns full-range luma, uint8 [CLIP_FRAMES, 384, 648].

    ``smooth`` resamples every frame (sub-pixel pans, zooms, rotations); otherwise the picture is
    cut at whole pixels, which keeps its sharpness. The camera stands still in some clips.
    """
    width, height = picture.size
    largest = min(width / HD_WIDTH, height / HD_HEIGHT)
    still = rng.random() < 0.15
    speed = 0.0 if still else float(rng.choice([0.6, 1.5, 4, 9])) * float(rng.uniform(0.5, 1.5))
    direction = float(rng.uniform(0, 2 * math.pi))
    velocity = np.array([math.cos(direction), math.sin(direction)]) * speed
    if not smooth:
        corner = np.array([rng.uniform(0, width - HD_WIDTH), rng.uniform(0, height - HD_HEIGHT)])
        pixels, frames = np.asarray(picture), []
        for i in range(CLIP_FRAMES):
            x, y = np.rint(corner + velocity * i).astype(int)
            x, y = int(np.clip(x, 0, width - HD_WIDTH)), int(np.clip(y, 0, height - HD_HEIGHT))
            frames.append(pixels[y : y + HD_HEIGHT, x : x + HD_WIDTH])
        return np.stack(frames)
    zoom = float(rng.uniform(min(1.15, largest), min(2.2, largest)))
    growth = 1.0 if still else float(rng.choice([1, 1, 0.99, 1.01]))
    turn = 0.0 if still or rng.random() < 0.6 else float(rng.uniform(-0.6, 0.6))
    kernel = Image.Resampling(int(rng.choice([Image.Resampling.LANCZOS, Image.Resampling.BICUBIC])))
    centre = np.array([width * rng.uniform(0.3, 0.7), height * rng.uniform(0.3, 0.7)])
    tilt, frames = float(rng.uniform(-25, 25)) if turn else 0.0, []
    for i in range(CLIP_FRAMES):
        ratio = min(zoom * growth**i, largest)
        half = np.array([HD_WIDTH, HD_HEIGHT]) * ratio / 2
        spot = np.clip(centre + velocity * ratio * i, half, np.array([width, height]) - half)
        box = (*(spot - half), *(spot + half))
        if turn:
            reach = int(1 + 0.62 * math.hypot(*half) * 2 / 1.2)
            area = [int(v) for v in (spot[0] - reach, spot[1] - reach, spot[0] + reach, spot[1] + reach)]
            patch = picture.crop(area).rotate(tilt + turn * i, Image.Resampling.BICUBIC)
            inner = (reach - half[0], reach - half[1], reach + half[0], reach + half[1])
            frames.append(patch.resize((HD_WIDTH, HD_HEIGHT), kernel, box=inner))
        else:
            frames.append(picture.resize((HD_WIDTH, HD_HEIGHT), kernel, box=box))
    return np.stack([np.asarray(f) for f in frames])


def add_sprite(rng: np.random.Generator, frames: np.ndarray, picture: Image.Image) -> np.ndarray:
    """Moves an oval cut-out of another picture across the clip, so that things get uncovered."""
    size = int(rng.integers(60, 240))
    x = int(rng.integers(picture.width - size))
    y = int(rng.integers(picture.height - size))
    sprite = np.asarray(picture.crop((x, y, x + size, y + size)), np.float32)
    oval = Image.new("L", (size * 2, size * 2))
    ImageDraw.Draw(oval).ellipse([8, 8, size * 2 - 8, size * (1 + rng.random()) - 8], fill=255)
    mask = np.asarray(oval.resize((size, size), Image.Resampling.BOX), np.float32) / 255
    start = np.array([rng.uniform(0, HD_HEIGHT - size), rng.uniform(0, HD_WIDTH - size)])
    velocity, frames = rng.normal(0, 5, 2), frames.copy()
    for i, frame in enumerate(frames):
        top, left = np.rint(start + velocity * i).astype(int)
        top = int(np.clip(top, 0, HD_HEIGHT - size))
        left = int(np.clip(left, 0, HD_WIDTH - size))
        area = frame[top : top + size, left : left + size]
        area[:] = np.rint(area * (1 - mask) + sprite * mask).astype(np.uint8)
    return frames


def soften(rng: np.random.Generator, frames: np.ndarray) -> np.ndarray:
    """Blurs a clip as a lens slightly out of focus does: most real HD is softer than reduced photos."""
    blur = ImageFilter.GaussianBlur(float(rng.uniform(0.5, 1.4)))
    return np.stack([np.asarray(Image.fromarray(f).filter(blur)) for f in frames])


def cut_video(rng: np.random.Generator, video: np.ndarray) -> np.ndarray:
    """A window of a real clip, most often reduced a little to hide its own compression."""
    first = int(rng.integers(len(video) - CLIP_FRAMES))
    ratio = float(rng.choice([1.0, 1.33, 1.5, 1.75]))
    width, height = int(HD_WIDTH * ratio), int(HD_HEIGHT * ratio)
    x = int(rng.integers(0, 1280 - width + 1))
    y = int(rng.integers(0, 720 - height + 1))
    frames = video[first : first + CLIP_FRAMES, y : y + height, x : x + width]
    if ratio == 1.0:
        return frames
    size = (HD_WIDTH, HD_HEIGHT)
    return np.stack([np.asarray(Image.fromarray(f).resize(size, Image.Resampling.LANCZOS)) for f in frames])


# --- Degradation -----------------------------------------------------------------------------


def choose_codec(rng: np.random.Generator, full_range: bool) -> list[str]:
    """FFmpeg encoder arguments, drawn from what phones, messengers, platforms and old files use.

    Motion JPEG is full-range by itself, so full-range clips, which travel untagged, avoid it.
    """
    choice = rng.random() * (0.95 if full_range else 1)
    if choice < 0.68:
        preset = str(rng.choice(["superfast", "veryfast", "faster", "medium", "medium", "medium"]))
        crf = round(float(rng.triangular(19, 30, 37)), 1)
        simple = ["-profile:v", "baseline"] if rng.random() < 0.12 else []
        return ["-c:v", "libx264", "-preset", preset, "-crf", str(crf), *simple]
    if choice < 0.78:
        crf = str(int(rng.integers(22, 36)))
        return ["-c:v", "libx265", "-preset", "veryfast", "-crf", crf, "-x265-params", "log-level=0:pools=1"]
    if choice < 0.85:
        return ["-c:v", "mpeg4", "-q:v", str(int(rng.integers(3, 11)))]
    if choice < 0.89:
        return ["-c:v", "mpeg2video", "-q:v", str(int(rng.integers(3, 11)))]
    if choice < 0.95:
        speed = ["-deadline", "realtime", "-cpu-used", "5"]
        return ["-c:v", "libvpx-vp9", *speed, "-b:v", "0", "-crf", str(int(rng.integers(30, 52)))]
    return ["-c:v", "mjpeg", "-q:v", str(int(rng.integers(4, 13))), "-pix_fmt", "yuvj420p"]


def choose_kernel(rng: np.random.Generator) -> tuple[str, str]:
    """A reduction kernel: its name, and its flags and parameters for FFmpeg's scaler."""
    choice = rng.random()
    if choice < 0.6:
        return "bicubic", "flags=bicubic+accurate_rnd"
    if choice < 0.7:
        sharpness = rng.uniform(0.2, 0.8)
        return "cubic", f"flags=bicubic+accurate_rnd:param0=0:param1={sharpness:.2f}"
    name = str(rng.choice(["area", "area", "lanczos", "lanczos", "bilinear", "spline"]))
    return name, f"flags={name}+accurate_rnd"


def choose_defects(rng: np.random.Generator) -> tuple[list[str], list[str]]:
    """Filters for what cameras and programs do to a picture: before the reduction, and after it."""
    before, after = [], []
    if rng.random() < 0.10:
        before.append(f"gblur=sigma={rng.uniform(0.3, 0.9):.2f}")
    if rng.random() < 0.14:
        noise = f"noise=c0s={int(rng.integers(2, 9))}:c0f=t"
        (before if rng.random() < 0.5 else after).append(noise)
        if rng.random() < 0.4:
            after.append(f"hqdn3d={rng.uniform(2, 6):.1f}")
    if rng.random() < 0.07:
        after.append(f"unsharp=5:5:{rng.uniform(0.2, 0.9):.2f}")
    if rng.random() < 0.04:
        after.append("yadif=deint=all" if rng.random() < 0.6 else "pp=lb")
    return before, after


def degrade(
    rng: np.random.Generator, frames: np.ndarray, full_range: bool, scale: float
) -> tuple[np.ndarray, str]:
    """Reduces a clip and usually compresses it; returns uint8 [CLIP_FRAMES, 384 / scale, 648 / scale] and a note.

    A clip that was encoded twice was so before and after its reduction, as platforms do, or twice after.
    """
    width, height = round(HD_WIDTH / scale), round(HD_HEIGHT / scale)
    kernel, flags = ("none", "") if scale == 1 else choose_kernel(rng)
    before, after = choose_defects(rng)
    reduction = [f"scale={width}:{height}:{flags}"] if scale != 1 else []
    filters = [*before, *reduction, *after]
    clean = rng.random() < (CLEAN_SHARE_RESTORE if scale == 1 else CLEAN_SHARE)
    stages: list[tuple[list[str], list[str]]] = []
    if clean:
        filters = reduction
    else:
        stages.append((filters, choose_codec(rng, full_range)))
        filters = []
        if rng.random() < 0.18:
            good = ["-c:v", "libx264", "-preset", "veryfast", "-crf", f"{rng.uniform(18, 27):.1f}"]
            first = rng.random() < 0.6
            stages = [([], good), *stages] if first else [*stages, ([], choose_codec(rng, full_range))]
    shape = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-color_range", "tv", "-r", "30"]
    grey = np.full((len(frames), HD_HEIGHT // 2, HD_WIDTH), 128, np.uint8)
    data: bytes | None = np.concatenate([frames, grey], axis=1).tobytes()
    with tempfile.TemporaryDirectory() as folder:
        source = [*shape, "-s", f"{HD_WIDTH}x{HD_HEIGHT}", "-i", "-"]
        for i, (chain, codec) in enumerate(stages):
            target = f"{folder}/{i}.mkv"
            run_ffmpeg([*source, "-vf", ",".join(chain or ["null"]), *codec, "-threads", "1", target], data)
            source, data = ["-i", target], None
        ending = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-threads", "1", "-"]
        raw = run_ffmpeg([*source, "-vf", ",".join(filters or ["null"]), *ending], data)
    poor = np.frombuffer(raw, np.uint8).reshape(-1, height * 3 // 2, width)
    if len(poor) != len(frames):
        raise RuntimeError(f"{len(poor)} of {len(frames)} frames came back")
    codecs = " | ".join(" ".join(codec) for _, codec in stages) or "clean"
    defects = "" if clean else " ".join([*before, *after])
    return poor[:, :height], f"{kernel}\t{defects}\t{codecs}"


def run_ffmpeg(arguments: list[str], data: bytes | None) -> bytes:
    """Runs FFmpeg with ``data`` as its input and returns what it writes."""
    command = ["ffmpeg", "-v", "error", "-nostdin"] if data is None else ["ffmpeg", "-v", "error"]
    return subprocess.run([*command, *arguments], input=data, check=True, capture_output=True).stdout


# --- The cache -------------------------------------------------------------------------------


def cache_of(scale: float) -> Path:
    """Folder of the pairs of a ratio."""
    return CACHE / f"x{scale:g}"


def make_clip(scale: float, seed: int, clips: int, index: int) -> tuple[int, np.ndarray, np.ndarray, str]:
    """Clip number ``index``: kept HD frames, kept poor frames and its line for ``clips.tsv``."""
    rng = np.random.default_rng([seed, index])
    held_out = index >= clips - VALIDATION_CLIPS
    choice = rng.random()
    full_range = rng.random() < 0.08
    if choice < 0.22:
        source = choose_video(rng, held_out)
        frames, full_range = cut_video(rng, load_video(source)), False
    else:
        drawn = choice < 0.40
        source = "drawn" if drawn else choose_photo(rng, held_out)
        picture = draw_scene(rng) if drawn else load_photo(source)
        frames = film_picture(rng, picture, smooth=bool(rng.random() < (0.35 if drawn else 0.6)))
        if rng.random() < (0.1 if drawn else 0.3):
            frames = soften(rng, frames)
        if rng.random() < 0.25:
            frames = add_sprite(rng, frames, load_photo(choose_photo(rng, held_out)))
        if not full_range:
            frames = np.rint(16 + frames.astype(np.float32) * (219 / 255)).astype(np.uint8)
    poor, note = degrade(rng, frames, full_range, scale)
    kept = np.sort(rng.choice(CLIP_FRAMES, KEPT_FRAMES, replace=False))
    line = f"{index}\t{Path(source).name}\t{'full' if full_range else 'limited'}\t{note}"
    return index, frames[kept], poor[kept], line


def main() -> None:
    """Fills the cache folder."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("scale", type=float, choices=SCALES)
    parser.add_argument("--clips", type=int, default=2400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    folder = cache_of(options.scale)
    folder.mkdir(parents=True, exist_ok=True)
    count, sides = options.clips * KEPT_FRAMES, (HD_HEIGHT, HD_WIDTH)
    create = functools.partial(np.lib.format.open_memmap, mode="w+", dtype=np.uint8)
    hd = create(folder / "hd.npy", shape=(count, *sides))
    poor = create(folder / "poor.npy", shape=(count, *(round(side / options.scale) for side in sides)))
    lines = [""] * options.clips
    work = functools.partial(make_clip, options.scale, options.seed, options.clips)
    with multiprocessing.Pool(options.workers) as pool:
        results = pool.imap_unordered(work, range(options.clips), chunksize=2)
        for done, (index, hd_frames, poor_frames, line) in enumerate(results, 1):
            place = slice(index * KEPT_FRAMES, (index + 1) * KEPT_FRAMES)
            hd[place], poor[place], lines[index] = hd_frames, poor_frames, line
            if done % 50 == 0:
                print(f"{done} of {options.clips} clips", flush=True)
    hd.flush()
    poor.flush()
    (folder / "clips.tsv").write_text("clip\tsource\trange\tkernel\tdefects\tcodecs\n" + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
