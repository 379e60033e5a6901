/** A finished file, brought to its place: fetched with resume, opened as a check, named without taking anyone's place. */
import { link, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { Fault } from "../../faults.js";
import { cancelled, pause } from "../pause.js";
import type { Render } from "../wire.js";
import type { WireClient } from "../wire-client.js";
import { runProgram } from "./program.js";

export interface DeliveryOptions {
  /** Folder and name without an ending; the ending is that of what comes. */
  folder: string;
  stem: string;
  /** A path of its own that the person gave; an existing file there is an error. */
  outputPath?: string | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: (percent: number) => void;
  /** Gives the render again, with a fresh address, where the old one has expired. */
  renew?: () => Promise<Render>;
  /** @throws Fault `output-wrong` where a file cannot be opened. Default: the program's own `inspect`. */
  verify?: (path: string, signal: AbortSignal | undefined) => Promise<void>;
}

/** Waits between tries to go on with a download. */
const GO_ON_MS = [500, 1000, 2000, 4000, 8000];

const ENDINGS: Readonly<Record<string, string>> = {
  "video/mp4": ".mp4",
  "video/quicktime": ".mov",
  "video/webm": ".webm",
  "video/x-matroska": ".mkv",
  "image/gif": ".gif",
  "image/jpeg": ".jpg",
  "image/png": ".png",
  "audio/mpeg": ".mp3",
  "audio/mp4": ".m4a",
  "audio/wav": ".wav",
  "audio/aac": ".aac",
  "audio/flac": ".flac",
  "audio/ogg": ".ogg",
};

/**
 * Brings a finished render to its place and gives the path.
 * @throws Fault `download-failed`, `output-wrong`, `output-exists`, `cancelled`.
 */
export async function deliver(wire: WireClient, render: Render, options: DeliveryOptions): Promise<string> {
  const { outputPath, folder, stem, signal } = options;
  const place = outputPath === undefined ? folder : dirname(outputPath);
  await mkdir(place, { recursive: true });
  if (outputPath !== undefined && (await exists(outputPath)))
    throw new Fault("output-exists", `«${basename(outputPath)}» exists already. Choose another name.`);
  const partPath = join(place, `.hd-local-${crypto.randomUUID()}.part`);
  try {
    const ending = await download(wire, render, partPath, options);
    const checked = `${partPath}${ending}`;
    await rename(partPath, checked);
    try {
      await (options.verify ?? verifyOpens)(checked, signal);
      const given = outputPath && withEnding(outputPath, ending);
      return await nameFreely(checked, given, (count) => join(folder, `${stem}${count}${ending}`));
    } finally {
      await rm(checked, { force: true });
    }
  } finally {
    await rm(partPath, { force: true });
  }
}

/** A file is not called what it is not: what was to be «clip.mp4» and came as sound is «clip.mp3». */
function withEnding(path: string, ending: string): string {
  const given = extname(path);
  const isOther = given.toLowerCase() !== ending && Object.values(ENDINGS).includes(given.toLowerCase());
  return isOther ? `${path.slice(0, -given.length)}${ending}` : path;
}

/** Gives a file its name where nobody has it yet: linking fails where a file is, and renaming would replace it. */
async function nameFreely(
  checked: string,
  outputPath: string | undefined,
  nameOf: (count: string) => string,
): Promise<string> {
  for (let count = 1; ; count++) {
    const path = outputPath ?? nameOf(count === 1 ? "" : `-${count}`);
    try {
      await link(checked, path);
      return path;
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "EEXIST" && outputPath === undefined) continue;
      if (code === "EEXIST" || (await exists(path)))
        throw new Fault("output-exists", `«${basename(path)}» exists already. Choose another name.`, { cause: error });
      // File systems without links: the name was free a moment ago.
      await rename(checked, path);
      return path;
    }
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

/** Fetches the file, goes on where the connection breaks, and gives the ending that it should have. */
async function download(wire: WireClient, first: Render, path: string, options: DeliveryOptions): Promise<string> {
  const { signal, onProgress = () => undefined, renew } = options;
  let render = first;
  let tag: string | undefined;
  let ending = ".mp4";
  for (let tries = 0; ; tries++) {
    const have = (await stat(path).catch(() => undefined))?.size ?? 0;
    try {
      if (render.url === undefined) throw new Fault("download-failed", "The server gave no address for the file.");
      const headers: Record<string, string> =
        have > 0 ? { Range: `bytes=${have}-`, ...(tag ? { "If-Range": tag } : {}) } : {};
      const response = await wire.fetchMedia(render.url, { headers, ...(signal ? { signal } : {}) });
      if (!response.ok || response.body === null)
        throw new Fault("download-failed", `The file cannot be fetched: the server answered ${response.status}.`);
      ending = endingOf(response, render.url) ?? ending;
      tag = strongTag(response);
      const isRest = response.status === 206;
      const total = totalOf(response, isRest ? have : 0) ?? render.sizeBytes;
      let got = isRest ? have : 0;
      await using file = await open(path, isRest ? "a" : "w");
      for await (const piece of response.body) {
        await file.writeFile(piece);
        got += piece.length;
        if (total !== undefined && total > 0) onProgress(Math.min(100, (100 * got) / total));
      }
      if (total !== undefined && got < total) throw new Fault("download-failed", "The file came incomplete.");
      return ending;
    } catch (error) {
      if (signal?.aborted === true) throw cancelled();
      const wait = GO_ON_MS[tries];
      if (wait === undefined || isDiskError(error))
        throw Fault.isInstance(error)
          ? error
          : new Fault("download-failed", "The file could not be fetched.", { cause: error });
      await pause(wait, signal);
      render = (await renew?.().catch(() => undefined)) ?? render;
    }
  }
}

function isDiskError(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && ["ENOSPC", "EDQUOT", "EACCES", "EROFS"].includes(String(error.code))
  );
}

/** A tag that promises equal bytes; a weak one does not, and a rest must not be joined on its word. */
function strongTag(response: Response): string | undefined {
  const tag = response.headers.get("etag");
  return tag === null || tag.startsWith("W/") ? undefined : tag;
}

function totalOf(response: Response, have: number): number | undefined {
  const range = /\/(\d+)$/.exec(response.headers.get("content-range") ?? "")?.[1];
  if (range !== undefined) return Number(range);
  const length = response.headers.get("content-length");
  return length === null || response.headers.has("content-encoding") ? undefined : have + Number(length);
}

function endingOf(response: Response, url: string): string | undefined {
  const type = response.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  const known = ENDINGS[type];
  if (known !== undefined) return known;
  const ending = extname(new URL(url, "http://localhost").pathname).toLowerCase();
  return /^\.[a-z0-9]{2,4}$/.test(ending) ? ending : undefined;
}

/** Opens a file with the program's own `inspect`, in a process of its own. */
async function verifyOpens(path: string, signal: AbortSignal | undefined): Promise<void> {
  const { code } = await runProgram(["inspect", path, "--json"], signal);
  if (signal?.aborted === true) throw cancelled();
  if (code !== 0)
    throw new Fault("output-wrong", "The fetched file cannot be opened, so it was not kept. Export again.");
}
