/** What leaving out unchanged parts saves and costs, on two made clips: a talking head, and a screen. Needs `ffmpeg`. */
import { execFileSync } from "node:child_process";
import { networkFor } from "../src/enhance/registry.js";
import { FrameReader } from "../src/media/frame-reader.js";
import { CHROMA_SHIFTS } from "../src/media/picture-chain.js";
import { planesOf } from "../src/media/plane.js";
import { analyse } from "../src/render/analysis.js";
import type { ChunkSetting } from "../src/render/chunk-renderer.js";
import { DEFAULT_OPTIONS, decideRender } from "../src/render/plan.js";
import { machineShare } from "../src/render/worker-pool.js";
import { ChunkRenderer, LumaEnlarger, PictureEnlarger } from "./built-parts.js";
import { median, Scratch, sharedClip, table } from "./measured-process.js";

const FRAMES = 90;
const ROUNDS = 3;

interface Clip {
  name: string;
  /** 1920×1080 without loss, and half of it as a camera or a program would have stored it. */
  hd: string;
  poor: string;
}

/** `skipping [rounds] [network …]` */
export async function measureSkipping([rounds = String(ROUNDS), ...names]: string[]): Promise<void> {
  using scratch = new Scratch();
  const rows: string[][] = [];
  for (const clip of makeClips(scratch)) {
    for (const name of names.length > 0 ? names : ["fast", "balanced"]) {
      const setting = await settingOf(clip.poor, name);
      const ms: Record<"with" | "without", number[]> = { with: [], without: [] };
      for (let round = 0; round < Number(rounds); round++) {
        ms.without.push(await timed(() => withoutSkipping(() => render(setting, scratch))));
        ms.with.push(await timed(() => render(setting, scratch)));
      }
      const loss = (await withoutSkipping(() => psnr(setting, clip.hd))) - (await psnr(setting, clip.hd));
      const [slow, quick] = [median(ms.without) / FRAMES, median(ms.with) / FRAMES];
      rows.push([clip.name, name, slow.toFixed(1), quick.toFixed(1), (slow / quick).toFixed(2), loss.toFixed(4)]);
    }
  }
  const head = ["clip", "network", "without, ms a frame", "with", "times as fast", "loss in dB"];
  process.stdout.write(`${table(head, rows)}\n`);
}

function makeClips(scratch: Scratch): Clip[] {
  const head =
    `[0]select=eq(n\\,9),loop=${FRAMES}:1,setpts=N/30/TB[back];` +
    "[1]setpts=N/30/TB,crop=800:800,scale=560:560[part];[back][part]overlay=680:480:shortest=1";
  const lines = Array.from(
    { length: 22 },
    (_, i) =>
      `drawtext=text='${i + 1}   const total_${i} = parts.reduce((sum, part) => sum + part.size, ${i * 37});':x=60:y=${60 + i * 42}:fontsize=30:fontcolor=0xd0d0d0`,
  );
  const screen = [
    ...lines,
    "drawtext=text='saved %{frame_num} times':x=1500:y=1000:fontsize=30:fontcolor=0x80ff80",
    "drawtext=text='+':x=400+6*n:y=300+2*n:fontsize=36:fontcolor=white",
  ].join(",");
  const clips: [string, string[], string][] = [
    [
      "talking head, camera noise",
      [
        ...["-i", sharedClip("hd/whitedog_1080p_phone.mp4"), "-i", sharedClip("hd/sowt_1080p50.mov")],
        ...["-filter_complex", head],
      ],
      "noise=c0s=3:c0f=t,",
    ],
    ["screen", ["-f", "lavfi", "-i", "color=c=0x202428:s=1920x1080:r=30", "-vf", screen], ""],
  ];
  return clips.map(([name, source, noise], i) => {
    const [hd, poor] = [scratch.file(`${i}-hd.mkv`), scratch.file(`${i}-poor.mp4`)];
    const colours = ["-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-pix_fmt", "yuv420p"];
    const run = (words: string[]): void => void execFileSync("ffmpeg", ["-v", "error", "-y", ...words]);
    run([...source, "-an", "-frames:v", String(FRAMES), "-r", "30", ...colours, "-c:v", "ffv1", hd]);
    const reduction = `scale=960:540:flags=bicubic,${noise}format=yuv420p`;
    run(["-i", hd, "-vf", reduction, ...colours, "-c:v", "libx264", "-preset", "medium", "-crf", "26", poor]);
    return { name, hd, poor };
  });
}

async function settingOf(path: string, name: string): Promise<ChunkSetting> {
  const { threads } = machineShare();
  const network = await networkFor({ network: name }, 2);
  const decisions = decideRender(await analyse(path, threads), DEFAULT_OPTIONS, { network, device: "cpu", threads });
  return decisions.setting;
}

const EVERYTHING = { startPts: 0, endPts: Number.MAX_SAFE_INTEGER, readFromPts: 0, expectedFrames: FRAMES };

/** Decodes, enlarges and encodes the clip, in this process. */
async function render(setting: ChunkSetting, scratch: Scratch): Promise<void> {
  await using renderer = await ChunkRenderer.open(setting);
  await renderer.render(EVERYTHING, scratch.file("chunk"), { gate: async () => undefined, onFrame: () => undefined });
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

/** Does something while every frame is taken for a film's first. */
async function withoutSkipping<T>(work: () => Promise<T>): Promise<T> {
  const original = LumaEnlarger.prototype.enlarge;
  LumaEnlarger.prototype.enlarge = function (from, to) {
    this.forget();
    return original.call(this, from, to);
  };
  try {
    return await work();
  } finally {
    LumaEnlarger.prototype.enlarge = original;
  }
}

/** Mean luma PSNR of the enlarged frames against the true HD. */
async function psnr(setting: ChunkSetting, hdPath: string): Promise<number> {
  const open = (path: string): Promise<FrameReader> =>
    FrameReader.open({ path, streamIndex: 0, keyframes: [], threads: 1 });
  using poor = await open(setting.path);
  using hd = await open(hdPath);
  await using enlarger = await PictureEnlarger.open(setting);
  const size = { width: 1920, height: 1080 };
  const enlarged = { data: Buffer.alloc(size.width * size.height), stride: size.width, ...size };
  let sum = 0;
  let frames = 0;
  for (;;) {
    const [low, high] = [await poor.next(), await hd.next()];
    if (low === undefined || high === undefined) break;
    using lowFrame = low.frame;
    using highFrame = high.frame;
    const [luma] = planesOf(lowFrame, CHROMA_SHIFTS.yuv420p);
    const [truth] = planesOf(highFrame, CHROMA_SHIFTS.yuv420p);
    if (luma === undefined || truth === undefined) throw new Error("a frame has no luma");
    await enlarger.enlarge([luma], [enlarged]);
    let squares = 0;
    for (let y = 0; y < size.height; y++)
      for (let x = 0; x < size.width; x++)
        squares += ((enlarged.data[y * size.width + x] ?? 0) - (truth.data[y * truth.stride + x] ?? 0)) ** 2;
    sum += 10 * Math.log10((255 ** 2 * size.width * size.height) / Math.max(1, squares));
    frames++;
  }
  return sum / frames;
}
