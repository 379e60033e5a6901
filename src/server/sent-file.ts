/** Sends a kept file, whole or the range that was asked for (RFC 9110, section 14). */
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { FileStore } from "../studio/file-store.js";
import { Refusal } from "../studio/refusal.js";

const TYPES: Readonly<Record<string, string>> = {
  mp4: "video/mp4",
  m4v: "video/mp4",
  mov: "video/quicktime",
  webm: "video/webm",
  mkv: "video/x-matroska",
  avi: "video/x-msvideo",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
  gif: "image/gif",
  webp: "image/webp",
  mp3: "audio/mpeg",
  wav: "audio/wav",
  m4a: "audio/mp4",
  aac: "audio/aac",
  flac: "audio/flac",
  ogg: "audio/ogg",
  srt: "application/x-subrip",
};

/** In the document of the API: whatever type the file is of. */
export const FILE_ANSWERS = {
  200: { description: "The file", content: { "application/octet-stream": { schema: z.any() } } },
  206: { description: "The range that was asked for", content: { "application/octet-stream": { schema: z.any() } } },
  416: { description: "The range lies behind the end", content: { "application/octet-stream": { schema: z.any() } } },
};

export interface SentFile {
  key: string;
  /** What a person saves it as; absent: it is shown in place. */
  saveAs?: string | undefined;
}

/** @throws Refusal `missing` where the file is gone. */
export async function sendFile(
  files: FileStore,
  { key, saveAs }: SentFile,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const file = await files.find(key);
  if (file === undefined) throw new Refusal("missing", "This file was cleaned up. Make it again.", undefined);
  // What is shown in place stays here: a page may load from its own server alone.
  const elsewhere = saveAs === undefined ? undefined : await files.link(key, saveAs);
  if (elsewhere !== undefined) return reply.header("cache-control", "private, no-store").redirect(elsewhere, 302);
  const { sizeBytes } = file;
  const extension = key.slice(key.lastIndexOf(".") + 1);
  reply
    .type(TYPES[extension] ?? "application/octet-stream")
    .header("accept-ranges", "bytes")
    // A kept file never changes under its key.
    .header("cache-control", "private, max-age=3600, immutable")
    .header("etag", `"${key.slice(key.lastIndexOf("/") + 1)}"`)
    .header("content-disposition", saveAs === undefined ? "inline" : `attachment; filename*=UTF-8''${encoded(saveAs)}`);
  const range = rangeOf(request.headers.range, sizeBytes);
  if (range === "unsatisfiable") {
    reply.code(416).header("content-range", `bytes */${sizeBytes}`);
    return reply.send();
  }
  if (range === undefined) {
    reply.header("content-length", sizeBytes);
    return reply.send(request.method === "HEAD" ? undefined : await files.read(key));
  }
  reply
    .code(206)
    .header("content-range", `bytes ${range.start}-${range.end}/${sizeBytes}`)
    .header("content-length", range.end - range.start + 1);
  return reply.send(request.method === "HEAD" ? undefined : await files.read(key, range));
}

/** One range of bytes; several, or words that are none, are answered with the whole, as the standard allows. */
export function rangeOf(
  header: string | undefined,
  sizeBytes: number,
): { start: number; end: number } | "unsatisfiable" | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === undefined || to === undefined || (from === "" && to === "")) return undefined;
  const start = from === "" ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  const end = from === "" || to === "" ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (from !== "" && to !== "" && Number(to) < Number(from)) return undefined;
  return start >= sizeBytes || end < start ? "unsatisfiable" : { start, end };
}

/** RFC 8187: what is not a letter, a digit or a few marks is percent-encoded. */
function encoded(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}
