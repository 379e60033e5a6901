/** A file on disk as something to upload. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { Fault } from "../../faults.js";
import type { UploadSource } from "../upload.js";

/** @throws Fault `input-missing` where there is no file at the path. */
export async function fileSource(path: string): Promise<UploadSource> {
  const name = basename(path);
  const facts = await stat(path).catch((cause: unknown) => {
    throw new Fault("input-missing", `There is no file «${name}».`, { cause });
  });
  if (!facts.isFile()) throw new Fault("input-missing", `«${name}» is not a file.`);
  return {
    name,
    sizeBytes: facts.size,
    open: () => Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>,
  };
}
