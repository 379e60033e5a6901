/**
 * The worker: a child process that does all media work, so that a file which crashes a decoder costs one attempt and
 * not the program. It ends when its parent does.
 */
import { Fault, toFault } from "../faults.js";
import { supplyFiles, takeSupplyFailure } from "../media/supplied-file.js";
import type { ChunkRenderer } from "./chunk-renderer.js";
import { KeptOpen } from "./kept-open.js";
import type { SceneRenderer } from "./scene-renderer.js";
import type { SoundControl } from "./sound-mix.js";
import type { CallName, FromWorker, ToWorker, WorkerCalls } from "./worker-calls.js";

/** Progress is told at most this often. */
const PROGRESS_INTERVAL_MS = 200;

const cancellation = new AbortController();
let pauseGate: { opened: Promise<void>; open: () => void } | undefined;
const chunkRenderer = new KeptOpen<ChunkRenderer>();
const sceneRenderer = new KeptOpen<SceneRenderer>();

type Handlers = { [Name in CallName]: (input: WorkerCalls[Name]["input"]) => Promise<WorkerCalls[Name]["output"]> };

const handlers: Handlers = {
  describe: async ({ path }) => {
    const { Source } = await import("../media/source.js");
    const { describe } = await import("../media/probe.js");
    using source = await Source.open(path);
    return await describe(source);
  },
  mediaFacts: async ({ path, threads }) =>
    (await import("./media-facts.js")).mediaFacts(path, threads, cancellation.signal),
  lookAtPicture: async (task) => (await import("./picture-look.js")).lookAtPicture(task, gate, cancellation.signal),
  analyse: async ({ path, threads }) => (await import("./analysis.js")).analyse(path, threads, cancellation.signal),
  chooseDevice: async ({ network, device, threads }) =>
    (await import("../enhance/device-trial.js")).chooseDevice(network, device, threads),
  renderChunk: async ({ setting, span, path }) => {
    const { keyframes: _, ...identity } = setting;
    const control = { gate, onFrame: frameCounter() };
    const { ChunkRenderer } = await import("./chunk-renderer.js");
    const frames = await chunkRenderer.use(
      JSON.stringify(identity),
      () => ChunkRenderer.open(setting),
      (renderer) => renderer.render(span, path, control),
    );
    return { frames };
  },
  renderScene: async ({ scene, path }) => {
    const { device, threads } = scene;
    const { SceneRenderer } = await import("./scene-renderer.js");
    const control = { gate, onFrame: frameCounter() };
    const frames = await sceneRenderer.use(
      `${device}:${threads}`,
      () => new SceneRenderer({ device, threads }),
      (renderer) => renderer.render(scene, path, control),
    );
    return { frames };
  },
  findBlackBars: async ({ analysis }) => (await import("./black-bars.js")).findBlackBars(analysis),
  renderStill: async ({ scene, path, kind }) => {
    const { device, threads } = scene;
    const { SceneRenderer } = await import("./scene-renderer.js");
    await sceneRenderer.use(
      `${device}:${threads}`,
      () => new SceneRenderer({ device, threads }),
      (renderer) => renderer.still(scene, path, kind),
    );
    return undefined;
  },
  hearSpeech: async (task) => (await import("./speech.js")).hearSpeech(task, soundControl()),
  readSubtitles: async ({ path }) => (await import("./subtitle-file.js")).subtitleLinesOf(path),
  lookAtSound: async ({ path }) => (await import("./sound-look.js")).lookAtSound(path),
  analyseSound: async ({ file, buckets }) =>
    (await import("./sound-look.js")).analyseSound(file, buckets, soundControl()),
  outlineMusic: async ({ request, buckets }) =>
    (await import("./music-outline.js")).outlineMusic(request, buckets, soundControl()),
  renderSound: async (task) => (await import("./draft-sound.js")).renderDraftSound(task, soundControl()),
  exportSound: async (task) => (await import("./sound-export.js")).exportSound(task, soundControl()),
  recode: async (task) => ({
    frames: await (await import("./recoding.js")).recode(task, { gate, onFrame: frameCounter() }),
  }),
  renderGif: async (task) => (await import("./gif-export.js")).exportGif(task, { gate, onFrame: frameCounter() }),
  assemble: async (assembly) => (await import("./assembly.js")).assemble(assembly, gate),
  renderPicture: async ({ setting, path }) =>
    (await import("./picture-renderer.js")).renderPicture(setting, path, gate),
  sampleSheet: async (task) => {
    await (await import("./sample-sheet.js")).sampleSheet(task, gate);
    return undefined;
  },
  compare: async (task) => (await import("./clip-comparison.js")).compare(task, { gate, onFrame: frameCounter() }),
  tryEncoder: async ({ codec, family }) => (await import("../media/encoder-trial.js")).tryEncoder(codec, family),
  measureNetwork: async (test) => (await import("../enhance/speed.js")).measureNetwork(test, cancellation.signal),
  makeTestClip: async (clip) => {
    await (await import("../media/test-clip.js")).makeTestClip(clip);
    return undefined;
  },
};

/** Sound comes in small pieces: messages from the parent are heard once in so many of them. */
const SOUND_PIECES_PER_GATE = 16;

function soundControl(): SoundControl {
  let pieces = 0;
  let toldMs = 0;
  return {
    gate: async () => {
      if (pieces++ % SOUND_PIECES_PER_GATE === 0) await gate();
    },
    onProgress: (done) => {
      if (performance.now() - toldMs < PROGRESS_INTERVAL_MS) return;
      toldMs = performance.now();
      tell({ kind: "progress", frames: Math.floor(done * 1000) });
    },
  };
}

/** Counts the frames of a call, and tells now and then how many there are. */
function frameCounter(): () => void {
  let frames = 0;
  let toldMs = 0;
  return () => {
    frames++;
    if (performance.now() - toldMs < PROGRESS_INTERVAL_MS) return;
    toldMs = performance.now();
    tell({ kind: "progress", frames });
  };
}

/** Passes while nothing is wrong; holds while paused; throws when cancelled. */
async function gate(): Promise<void> {
  // A turn of the event loop, in which messages from the parent are heard.
  await new Promise((resolve) => setImmediate(resolve));
  if (pauseGate !== undefined) {
    tell({ kind: "paused" });
    await pauseGate.opened;
  }
  if (cancellation.signal.aborted) throw new Fault("cancelled", "Cancelled.");
}

/** Chunks whose memory is taken as normal, and how much more than that is too much. */
const NORMAL_CHUNKS = 2;
const MOST_GROWTH = 1.08;
let finishedChunks = 0;
let normalBytes = 0;

/** Every chunk leaves a little of the heap scattered, so that a worker grows with the length of a clip. */
function isWorn(): boolean {
  const bytes = process.memoryUsage.rss();
  if (++finishedChunks <= NORMAL_CHUNKS) normalBytes = Math.max(normalBytes, bytes);
  return bytes > normalBytes * MOST_GROWTH;
}

function tell(message: FromWorker): void {
  if (process.connected) process.send?.(message);
}

/** Bytes that were asked for. */
const awaited = new Map<number, { resolve: () => void; reject: (reason: Fault) => void }>();
let asked = 0;
const suppliedFolder = process.env["HD_LOCAL_SUPPLIED_FOLDER"];
if (suppliedFolder !== undefined)
  supplyFiles({
    folder: suppliedFolder,
    supply: (path, start, end) =>
      new Promise<void>((resolve, reject) => {
        const id = asked++;
        awaited.set(id, { resolve, reject });
        tell({ kind: "need", id, path, start, end });
      }),
  });

async function answer(message: ToWorker): Promise<void> {
  switch (message.kind) {
    case "pause": {
      if (pauseGate !== undefined) return;
      let open: () => void = () => undefined;
      const opened = new Promise<void>((resolve) => {
        open = resolve;
      });
      pauseGate = { opened, open };
      return;
    }
    case "resume":
      pauseGate?.open();
      pauseGate = undefined;
      return;
    case "cancel":
      cancellation.abort();
      pauseGate?.open();
      pauseGate = undefined;
      return;
    case "supplied": {
      const waiting = awaited.get(message.id);
      awaited.delete(message.id);
      if (message.fault === undefined) waiting?.resolve();
      else waiting?.reject(new Fault(message.fault.code, message.fault.message));
      return;
    }
    case "call":
      try {
        const handle = handlers[message.name] as (input: unknown) => Promise<WorkerCalls[CallName]["output"]>;
        takeSupplyFailure();
        const output = await handle(message.input);
        const unsupplied = takeSupplyFailure();
        if (unsupplied !== undefined) throw unsupplied.reason;
        tell({
          kind: "done",
          output,
          isWorn: (message.name === "renderChunk" || message.name === "renderScene") && isWorn(),
        });
      } catch (error) {
        // What was missing shows as damage first; the reason is what was missing.
        const reason = takeSupplyFailure()?.reason ?? error;
        const fault = cancellation.signal.aborted ? new Fault("cancelled", "Cancelled.") : toFault(reason);
        const detail =
          error instanceof Error
            ? `${error.stack ?? error.message}${error.cause instanceof Error ? `\ncaused by: ${error.cause.message}` : ""}`
            : String(error);
        tell({ kind: "failed", fault: { code: fault.code, message: fault.message }, detail });
      }
  }
}

process.on("message", (message: ToWorker) => void answer(message));
process.on("disconnect", () => process.exit(1));
// The terminal sends these to every process of the group; the parent decides what they mean.
for (const signal of ["SIGINT", "SIGTSTP", "SIGHUP", "SIGTERM"] as const) process.on(signal, () => undefined);
setInterval(() => tell({ kind: "alive" }), 1000).unref();

/** A file can make a decoder ask for any amount of memory. Native code works beside this loop, which goes on looking. */
const memoryLimitBytes = Number(process.env["HD_LOCAL_WORKER_MEMORY_BYTES"] ?? Number.POSITIVE_INFINITY);
if (Number.isFinite(memoryLimitBytes)) {
  setInterval(() => {
    if (process.memoryUsage.rss() > memoryLimitBytes) process.exit(1);
  }, 50).unref();
}
