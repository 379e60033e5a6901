/** Files on their way to the server: checked first, then streamed with progress. */
import { Fault } from "../faults.js";
import { FORMATS, MAX_UPLOAD_BYTES } from "./phrases.js";
import { readUploadedFiles, type UploadedFile } from "./wire.js";
import type { WireClient } from "./wire-client.js";
import { WireError } from "./wire-error.js";

/** A file that can be read from its start as often as needed. */
export interface UploadSource {
  /** Without folders. */
  name: string;
  sizeBytes: number;
  open(): ReadableStream<Uint8Array>;
}

/** A file of the browser's, as a source. */
export function blobSource(name: string, blob: Blob): UploadSource {
  return { name, sizeBytes: blob.size, open: () => blob.stream() };
}

export type UploadProgress = (sentBytes: number, totalBytes: number) => void;

/** Formats under another ending. */
const SYNONYMS: Readonly<Record<string, string>> = { jpeg: "jpg", m4v: "mp4", qt: "mov", ssa: "ass" };

/**
 * Refuses before anything is sent what the server would refuse.
 * @throws WireError 4001, 4002; Fault `input-empty`.
 */
function checkUpload({ name, sizeBytes }: Pick<UploadSource, "name" | "sizeBytes">): void {
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  const format = SYNONYMS[ending] ?? ending;
  if (!FORMATS.some((known) => known === format))
    throw new WireError(4001, 415, `«${name}» is of a kind that is not supported.`, { supported: [...FORMATS] });
  if (sizeBytes > MAX_UPLOAD_BYTES)
    throw new WireError(4002, 413, `«${name}» is too large.`, { maxBytes: MAX_UPLOAD_BYTES });
  if (sizeBytes === 0) throw new Fault("input-empty", `«${name}» is empty.`);
}

/** Sends one file as `multipart/form-data`, in pieces, with its length stated. */
export async function uploadFile(
  wire: WireClient,
  path: string,
  source: UploadSource,
  options: { signal: AbortSignal | undefined; onProgress: UploadProgress },
): Promise<UploadedFile[]> {
  checkUpload(source);
  const boundary = `hd-local-${crypto.randomUUID()}`;
  // WHATWG's rule for names in a multipart header.
  const name = source.name.replace(/\r\n|\r|\n/g, "%0D%0A").replaceAll('"', "%22");
  const encoder = new TextEncoder();
  const head = encoder.encode(
    `--${boundary}\r\nContent-Disposition: form-data; name="files"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
  );
  const tail = encoder.encode(`\r\n--${boundary}--\r\n`);
  const answer = await wire.request({
    method: "POST",
    path,
    headers: {
      "Content-Type": `multipart/form-data; boundary=${boundary}`,
      "Content-Length": String(head.length + source.sizeBytes + tail.length),
    },
    body: () => framed(head, source, tail, options.onProgress),
    signal: options.signal,
  });
  return readUploadedFiles(answer);
}

function framed(
  head: Uint8Array,
  source: UploadSource,
  tail: Uint8Array,
  onProgress: UploadProgress,
): ReadableStream<Uint8Array> {
  let sent = 0;
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (reader === undefined) {
        reader = source.open().getReader();
        controller.enqueue(head);
        return;
      }
      const { done, value } = await reader.read();
      if (done) {
        controller.enqueue(tail);
        controller.close();
        return;
      }
      sent += value.length;
      onProgress(sent, source.sizeBytes);
      controller.enqueue(value);
    },
    async cancel() {
      await reader?.cancel();
    },
  });
}

/** Has the server fetch files from the web. */
export async function uploadUrls(
  wire: WireClient,
  path: string,
  urls: readonly string[],
  signal: AbortSignal | undefined,
): Promise<UploadedFile[]> {
  const json = { urls, source_type: "url" };
  return readUploadedFiles(await wire.request({ method: "POST", path, json, signal }));
}
