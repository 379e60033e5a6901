/** One picture of an edited film: to look at while it is being edited, or to keep as its poster. */
import { extname } from "node:path";
import { Fault } from "../faults.js";
import type { PictureFileKind } from "../media/picture-file.js";
import type { Draft } from "../timeline/draft.js";
import { lookAtFiles } from "./draft-files.js";
import { frameScene } from "./draft-plan.js";
import type { Size } from "./scene.js";
import type { SourceLook } from "./source-look.js";
import type { Caller } from "./worker-calls.js";
import { machineShare } from "./worker-pool.js";

/** A request for one picture. */
export interface FrameRequest {
  draft: Draft;
  /** Where the files of the draft's assets lie, by their ids. */
  paths: ReadonlyMap<string, string>;
  /** Moment on the timeline; behind the end it is the last frame. */
  atMs: number;
  /** Ends in .png or .jpg; what is there is replaced. */
  outputPath: string;
  /** Absent: the draft's own size. */
  size?: Size;
  /** A network's name; absent: Lanczos, which is quick. */
  network?: string;
}

/** What a picture needs of its encoder, which does not run. */
const NO_ENCODER = { codec: "h264", family: "x264", crf: 20, preset: "veryfast" } as const;

/**
 * Writes the picture that is shown at a moment.
 * @param look what a file holds; whoever asks for many pictures keeps it.
 * @throws Fault `input-…`, `usage`, `network-invalid`.
 */
export async function renderFrame(
  caller: Caller,
  request: FrameRequest,
  look: (path: string) => Promise<SourceLook>,
): Promise<void> {
  const { draft, atMs, outputPath, size, network = "none" } = request;
  const files = await lookAtFiles(request, look);
  const { threads } = machineShare();
  const settings = { network, device: "cpu", threads, encoder: NO_ENCODER, ...(size && { size }) } as const;
  const scene = await frameScene(draft, files, settings, atMs);
  await caller.call("renderStill", { scene, path: outputPath, kind: kindOf(outputPath) });
}

function kindOf(path: string): PictureFileKind {
  const ending = extname(path).toLowerCase();
  if (ending === ".png") return "png";
  if (ending === ".jpg" || ending === ".jpeg") return "jpeg";
  throw new Fault("usage", "A picture's name ends in .png or .jpg.");
}
