/** The identity of a source: the hash of all its bytes. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

const READ_BYTES = 1024 * 1024;

/** SHA-256 of a file, hexadecimal. `onBytes` is told how far reading has come. */
export async function hashFile(path: string, onBytes?: (bytes: number) => void, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const part of createReadStream(path, { highWaterMark: READ_BYTES, signal }) as AsyncIterable<Buffer>) {
    hash.update(part);
    bytes += part.length;
    onBytes?.(bytes);
  }
  return hash.digest("hex");
}
