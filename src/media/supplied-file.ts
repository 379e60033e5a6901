/**
 * Files that lie elsewhere: a file of the full length is here, and its bytes are put into it when somebody is about to
 * read them. FFmpeg reads such a file through this program; every other file it opens itself.
 */
import { type FileHandle, open } from "node:fs/promises";
import { sep } from "node:path";
import { AVERROR_EOF, AVSEEK_CUR, AVSEEK_END, AVSEEK_SIZE } from "node-av/constants";
import { IOContext } from "node-av/lib";

/** Puts bytes into files before they are read. */
export interface FileSupplier {
  /** Every file below it is supplied; no other is. */
  folder: string;
  /** Resolves when the bytes from `start` to before `end` are in the file. */
  supply(path: string, start: number, end: number): Promise<void>;
}

const BUFFER_BYTES = 32 * 1024;
/** An error of input or output, as FFmpeg counts them. */
const AVERROR_EIO = -5;
/** Beside the three ways to seek, FFmpeg sets this where it insists. */
const AVSEEK_FORCE = 0x20000;

let supplier: FileSupplier | undefined;
let failure: { reason: unknown } | undefined;

/** Says who supplies files in this process. */
export function supplyFiles(by: FileSupplier): void {
  supplier = by;
}

/**
 * Why bytes could not be supplied since this was asked last. FFmpeg takes such a place for damage and reads on: what
 * was made of it must not be kept.
 */
export function takeSupplyFailure(): { reason: unknown } | undefined {
  const taken = failure;
  failure = undefined;
  return taken;
}

export function isSupplied(path: string): boolean {
  return supplier !== undefined && path.startsWith(supplier.folder + sep);
}

/** Makes sure that bytes can be read; of a file that is simply here they can. */
export async function supplied(path: string, start: number, end: number): Promise<void> {
  if (isSupplied(path)) await supplier?.supply(path, start, end);
}

/** A supplied file as FFmpeg's input. Dispose it behind the context that reads it. */
export class SuppliedInput implements Disposable {
  readonly io = new IOContext();
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #sizeBytes: number;
  #position = 0;

  private constructor(path: string, file: FileHandle, sizeBytes: number) {
    this.#path = path;
    this.#file = file;
    this.#sizeBytes = sizeBytes;
    this.io.allocContextWithCallbacks(
      BUFFER_BYTES,
      0,
      (bytes) => this.#read(bytes),
      null,
      (offset, whence) => this.#seek(Number(offset), Number(whence)),
    );
  }

  static async open(path: string): Promise<SuppliedInput> {
    const file = await open(path);
    return new SuppliedInput(path, file, (await file.stat()).size);
  }

  async #read(bytes: number): Promise<Buffer | number> {
    const start = this.#position;
    const end = Math.min(this.#sizeBytes, start + bytes);
    if (start >= end) return AVERROR_EOF;
    try {
      await supplied(this.#path, start, end);
      const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(end - start), 0, end - start, start);
      this.#position += bytesRead;
      return buffer.subarray(0, bytesRead);
    } catch (error) {
      failure ??= { reason: error };
      return AVERROR_EIO;
    }
  }

  #seek(offset: number, whence: number): bigint {
    if (whence === AVSEEK_SIZE) return BigInt(this.#sizeBytes);
    const way = whence & ~AVSEEK_FORCE;
    const from = way === AVSEEK_CUR ? this.#position : way === AVSEEK_END ? this.#sizeBytes : 0;
    this.#position = Math.max(0, from + offset);
    return BigInt(this.#position);
  }

  [Symbol.dispose](): void {
    this.io.freeContext();
    void this.#file.close();
  }
}
