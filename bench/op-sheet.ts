/** A picture of what each edit does to a picture: docs/edits.jpg. */
import { present } from "../src/media/ffmpeg.js";
import { buildGraph, receiveFrames } from "../src/media/filter-chain.js";
import { writePicture } from "../src/media/picture-file.js";
import { StillPicture } from "../src/media/still-picture.js";
import { applyEdits } from "../src/timeline/apply-edit.js";
import { addAsset } from "../src/timeline/assets.js";
import { canvasOf } from "../src/timeline/canvas.js";
import { type Asset, type Draft, emptyDraft } from "../src/timeline/draft.js";
import type { Edit } from "../src/timeline/edit.js";
import { Scratch, sharedClip } from "./measured-process.js";

const CELL = { width: 320, height: 180 };
const COLUMNS = 6;
const TICK = { num: 1, den: 1 };
/** Where the picture is taken, if nothing else is said. */
const MOMENT_MS = 3000;

interface Cell {
  label: string;
  edits: Edit[];
  atMs?: number;
  /** A second clip behind the first. */
  isPair?: boolean;
}

const title = (text: string, more: object = {}): Edit =>
  ({ op: "title", text, start: 0, end: null, position: "center", size: "large", ...more }) as Edit;

const CELLS: Cell[] = [
  { label: "as it is", edits: [] },
  { label: "denoise", edits: [{ op: "denoise", strength: "strong" }] },
  { label: "deblock", edits: [{ op: "deblock", strength: "strong" }] },
  { label: "sharpen", edits: [{ op: "sharpen", strength: "strong" }] },
  { label: "stabilize", edits: [{ op: "stabilize" }] },
  { label: "deinterlace", edits: [{ op: "deinterlace" }] },
  { label: "color: brighter", edits: [{ op: "color", brightness: 45 }] },
  { label: "color: contrast", edits: [{ op: "color", contrast: 50 }] },
  { label: "color: vivid", edits: [{ op: "color", saturation: 70 }] },
  { label: "color: warmer", edits: [{ op: "color", temperature: 60 }] },
  { label: "color: auto", edits: [{ op: "color", auto: true }] },
  { label: "look: warm", edits: [{ op: "color", look: "warm" }] },
  { label: "look: cool", edits: [{ op: "color", look: "cool" }] },
  { label: "look: cinematic", edits: [{ op: "color", look: "cinematic" }] },
  { label: "look: vintage", edits: [{ op: "color", look: "vintage" }] },
  { label: "look: bw", edits: [{ op: "color", look: "bw" }] },
  { label: "rotate", edits: [{ op: "rotate", degrees: 90 }] },
  { label: "flip", edits: [{ op: "flip", axis: "horizontal" }] },
  { label: "crop", edits: [{ op: "crop", x: 40, y: 20, width: 50, height: 50, unit: "percent" }] },
  { label: "reframe 9:16 crop", edits: [{ op: "reframe", aspect: "9:16", fit: "crop" }] },
  { label: "reframe 9:16 blur", edits: [{ op: "reframe", aspect: "9:16", fit: "blur" }] },
  { label: "reframe 1:1 pad", edits: [{ op: "reframe", aspect: "1:1", fit: "pad" }] },
  { label: "enhance: fast", edits: [{ op: "enhance", quality: "fast" }] },
  { label: "fps, smooth", edits: [{ op: "fps", value: 60, smooth: true }], atMs: 3010 },
  { label: "title", edits: [title("Day 1")] },
  { label: "title", edits: [title("第一天：出发")] },
  { label: "title", edits: [title("東京の夜")] },
  { label: "title", edits: [title("서울의 밤")] },
  { label: "title", edits: [title("مرحبًا بالعالم")] },
  { label: "title", edits: [title("שלום עולם")] },
  { label: "title", edits: [title("สวัสดีชาวโลก")] },
  { label: "title", edits: [title("नमस्ते दुनिया")] },
  { label: "title", edits: [title("Привет Γειά")] },
  { label: "title", edits: [title("Party 🎉👩‍👩‍👧🇩🇪")] },
  { label: "title: top, gold", edits: [title("Day 1", { position: "top", color: "gold" })] },
  { label: "captions", edits: [{ op: "captions", source: "file" }] },
  { label: "overlay", edits: [{ op: "overlay", asset: "logo.png", position: "top_right", scale: 0.25 }] },
  { label: "fade in", edits: [{ op: "fade", what: "video", in: 2000 }], atMs: 800 },
  ...(["crossfade", "fade_black", "wipe", "slide", "zoom", "circle", "blur", "pixelize"] as const).map((type) => ({
    label: `transition: ${type}`,
    edits: [{ op: "transition", type, duration: 1000 } as Edit],
    isPair: true,
    atMs: 3500,
  })),
  {
    label: "move",
    edits: [{ op: "move_clip", clip: 2, to: 1 }],
    isPair: true,
    atMs: 500,
  },
  { label: "trim", edits: [{ op: "trim", remove: [[0, 2000]] }], atMs: 500 },
];

/** `edits [picture]` */
export async function drawEdits([output = "docs/edits.jpg"]: string[]): Promise<void> {
  using scratch = new Scratch();
  process.env["HD_LOCAL_CACHE"] = scratch.file("cache");
  // Workers are started from files beside the module that starts them, which are the built ones.
  const built = (module: string): string => new URL(`../dist/render/${module}.js`, import.meta.url).href;
  const { renderFrame }: typeof import("../src/render/draft-frame.js") = await import(built("draft-frame"));
  const { lookAt }: typeof import("../src/render/source-look.js") = await import(built("source-look"));
  const { WorkerPool }: typeof import("../src/render/worker-pool.js") = await import(built("worker-pool"));
  await using pool = new WorkerPool(1);
  const paths = new Map([
    ["one", sharedClip("poor/bbb_480p_30s.mp4")],
    ["logo", "docs/before-after.png"],
  ]);
  const looks = new Map<string, ReturnType<typeof lookAt>>();
  const look = (path: string): ReturnType<typeof lookAt> => {
    const known = looks.get(path) ?? lookAt(pool, path);
    looks.set(path, known);
    return known;
  };
  const cells: string[] = [];
  for (const [i, cell] of CELLS.entries()) {
    const draft = labelled(drafted(cell), cell.label);
    const { width, height } = canvasOf(draft);
    const factor = Math.min(CELL.width / width, CELL.height / height);
    const size = { width: even(width * factor), height: even(height * factor) };
    const path = scratch.file(`${i}.png`);
    const network = cell.edits.some(({ op }) => op === "enhance") ? "fast" : "none";
    await renderFrame(pool, { draft, paths, atMs: cell.atMs ?? MOMENT_MS, outputPath: path, size, network }, look);
    cells.push(path);
    process.stdout.write(".");
  }
  await sheet(cells, output);
  process.stdout.write(`\n${output}: ${cells.length} pictures\n`);
}

function drafted({ edits, isPair = false }: Cell): Draft {
  const assets: Asset[] = [
    { i: "one", n: "one.mp4", k: "video", d: 30_000, w: 854, h: 480, f: 24, au: true },
    { i: "logo", n: "logo.png", k: "image", w: 1288, h: 724 },
    { i: "talk", n: "talk.srt", k: "subtitle" },
  ];
  let draft = emptyDraft();
  for (const asset of assets) {
    const before = draft;
    draft = addAsset(draft, asset).draft ?? draft;
    // A logo waits until somebody speaks of it.
    if (asset.i === "logo") draft = { ...before, as: [...before.as, asset] };
  }
  // From where there is something to see; a pair is two places of the same clip.
  const keep: [number, number][] = isPair
    ? [
        [13_000, 17_000],
        [21_000, 25_000],
      ]
    : [[13_000, 19_000]];
  const cuts: Edit[] = [{ op: "trim", keep }, ...(isPair ? [{ op: "split", at: [4000] } satisfies Edit] : [])];
  draft = applyEdits(draft, cuts, {}).draft;
  const outcome = applyEdits(draft, edits, { cues: { talk: [[0, 4500, "What a morning!"]] } });
  const [refusal] = outcome.refusals;
  if (refusal !== undefined) throw new Error(refusal.refused.en);
  return outcome.draft;
}

/** Its name in the lower left, in a box, by the renderer itself. */
function labelled(draft: Draft, label: string): Draft {
  const identity = draft.m.nx;
  const sy = { ps: "bottom_left", sz: 64, bx: "box", cl: "#ffffff" } as const;
  const text = { i: identity, st: 0, d: draft.d, tx: label, sy };
  return { ...draft, t: [...draft.t, { tt: 7, r: "title", sg: [text] }], m: { ...draft.m, nx: identity + 1 } };
}

function even(pixels: number): number {
  return Math.max(2, Math.round(pixels / 2) * 2);
}

async function sheet(paths: readonly string[], output: string): Promise<void> {
  const pictures: StillPicture[] = [];
  try {
    for (const path of paths) pictures.push(await StillPicture.read(path, 0));
    const { width, height } = CELL;
    const fitted = paths.map(
      (_, i) => `[in${i}]format=rgb24,pad=${width}:${height}:(ow-iw)/2:(oh-ih)/2:0x303030[cell${i}]`,
    );
    const layout = paths.map((_, i) => `${(i % COLUMNS) * width}_${Math.floor(i / COLUMNS) * height}`).join("|");
    const joined = `${paths.map((_, i) => `[cell${i}]`).join("")}xstack=inputs=${paths.length}:layout=${layout}:fill=0x303030`;
    const form = "scale=out_color_matrix=smpte170m:out_range=full,format=yuvj420p";
    const frames = pictures.map(({ frame }) => present(frame.clone(), "picture"));
    const {
      graph,
      inputs,
      output: sink,
    } = buildGraph(`${fitted.join(";")};${joined},${form}[out]`, frames, TICK, true);
    try {
      for (const [i, frame] of frames.entries()) {
        frame.pts = 0n;
        await inputs[i]?.buffersrcAddFrame(frame);
        await inputs[i]?.buffersrcAddFrame(null);
        frame.free();
      }
      const [made, ...others] = await receiveFrames(sink, TICK);
      for (const { frame } of others) frame.free();
      using picture = present(made, "the sheet").frame;
      await writePicture(output, picture, "jpeg");
    } finally {
      graph.free();
    }
  } finally {
    for (const picture of pictures) picture[Symbol.dispose]();
  }
}
