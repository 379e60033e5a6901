/** A bucket behind any S3 API. Whatever can be tried again is, for as long as the store may be away. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { Fault } from "../../faults.js";
import type { S3Address } from "./s3-address.js";

const CONNECT_LIMIT_MS = 5000;
const SILENCE_LIMIT_MS = 20_000;
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_AT_ONCE = 3;
/** Who looks into a file at one place does not fetch much of it; who reads on asks seldom. */
const FIRST_WINDOW_BYTES = 256 * 1024;
const LARGEST_WINDOW_BYTES = 8 * 1024 * 1024;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5000;
const LINK_SECONDS = 60 * 60;

export interface BucketEntry {
  key: string;
  sizeBytes: number;
  modifiedMs: number;
}

/** Bytes that went over the network. */
export interface Traffic {
  readBytes: number;
  sentBytes: number;
}

export class S3Bucket implements Disposable {
  readonly traffic: Traffic = { readBytes: 0, sentBytes: 0 };
  readonly #address: S3Address;
  readonly #client: S3Client;
  readonly #links: S3Client | undefined;
  readonly #patienceMs: number;

  /**
   * @param patienceMs how long a store that is away is waited for.
   * @param silenceMs without a byte for this long a transfer is taken for dead.
   */
  constructor(address: S3Address, patienceMs: number, silenceMs = SILENCE_LIMIT_MS) {
    // The package tells every Node.js 20 on standard error that it will want a newer one some day.
    process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
    this.#address = address;
    this.#patienceMs = patienceMs;
    this.#client = clientOf(address, address.endpoint, silenceMs);
    this.#links =
      address.publicEndpoint === undefined ? undefined : clientOf(address, address.publicEndpoint, silenceMs);
  }

  async find(key: string): Promise<(BucketEntry & { metadata: Record<string, string> }) | undefined> {
    try {
      const found = await this.#patiently((abortSignal) =>
        this.#client.send(new HeadObjectCommand(this.#place(key)), { abortSignal }),
      );
      return {
        key,
        sizeBytes: found.ContentLength ?? 0,
        modifiedMs: found.LastModified?.getTime() ?? 0,
        metadata: found.Metadata ?? {},
      };
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  async put(key: string, bytes: Uint8Array, metadata: Record<string, string> = {}): Promise<void> {
    await this.#patiently((abortSignal) =>
      this.#client.send(new PutObjectCommand({ ...this.#place(key), Body: bytes, Metadata: metadata }), {
        abortSignal,
      }),
    );
    this.traffic.sentBytes += bytes.length;
  }

  /** Sends a file in parts; it is there whole or not at all. */
  async send(key: string, path: string, metadata: Record<string, string> = {}): Promise<void> {
    const { size } = await stat(path);
    await this.#patiently(async () => {
      const upload = new Upload({
        client: this.#client,
        params: { ...this.#place(key), Body: createReadStream(path), Metadata: metadata },
        partSize: Math.max(PART_BYTES, Math.ceil(size / 9000)),
        queueSize: PARTS_AT_ONCE,
      });
      await upload.done();
    });
    this.traffic.sentBytes += size;
  }

  /** Bytes `start` to `end`, both included, in memory. */
  async bytes(key: string, range?: { start: number; end: number }): Promise<Buffer> {
    const bytes = await this.#patiently(async (abortSignal) => {
      const { Body } = await this.#client.send(
        new GetObjectCommand({ ...this.#place(key), ...(range && { Range: `bytes=${range.start}-${range.end}` }) }),
        { abortSignal },
      );
      if (Body === undefined) throw new Error("The store of files gave an answer without a body.");
      const taken = Buffer.from(await Body.transformToByteArray());
      if (range !== undefined && taken.length !== range.end - range.start + 1)
        throw new Error("The store of files broke off.");
      return taken;
    });
    this.traffic.readBytes += bytes.length;
    return bytes;
  }

  /**
   * Bytes `start` to `end`, both included, as they are asked for: one window after the other, each as patiently as any
   * request. So a reader may take as long as it likes, and does not notice a store that is away for a while.
   */
  async read(key: string, range?: { start: number; end: number }): Promise<Readable> {
    const { start, end } = range ?? (await this.#whole(key));
    return Readable.from(this.#windows(key, start, end), { objectMode: false });
  }

  async #whole(key: string): Promise<{ start: number; end: number }> {
    const found = await this.find(key);
    if (found === undefined) throw new Fault("input-missing", noLongerThere(key));
    return { start: 0, end: found.sizeBytes - 1 };
  }

  async *#windows(key: string, start: number, end: number): AsyncGenerator<Buffer> {
    let windowBytes = FIRST_WINDOW_BYTES;
    for (let at = start; at <= end; ) {
      const last = Math.min(end, at + windowBytes - 1);
      yield await this.bytes(key, { start: at, end: last });
      at = last + 1;
      windowBytes = Math.min(LARGEST_WINDOW_BYTES, windowBytes * 2);
    }
  }

  /** Removes a file; there may be none. */
  async remove(key: string): Promise<void> {
    await this.#patiently((abortSignal) =>
      this.#client.send(new DeleteObjectCommand(this.#place(key)), { abortSignal }),
    );
  }

  async *list(folder: string): AsyncIterable<BucketEntry> {
    const { bucket, prefix } = this.#address;
    let token: string | undefined;
    do {
      const page = await this.#patiently((abortSignal) =>
        this.#client.send(
          new ListObjectsV2Command({ Bucket: bucket, Prefix: `${prefix}${folder}/`, ContinuationToken: token }),
          { abortSignal },
        ),
      );
      for (const { Key = "", Size = 0, LastModified } of page.Contents ?? [])
        yield { key: Key.slice(prefix.length), sizeBytes: Size, modifiedMs: LastModified?.getTime() ?? 0 };
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  /** A signed address of a file, where clients reach the store themselves. */
  async link(key: string, saveAs: string): Promise<string | undefined> {
    if (this.#links === undefined) return undefined;
    const name = encodeURIComponent(saveAs).replace(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
    const command = new GetObjectCommand({
      ...this.#place(key),
      ResponseContentDisposition: `attachment; filename*=UTF-8''${name}`,
    });
    return await getSignedUrl(this.#links, command, { expiresIn: LINK_SECONDS });
  }

  /** @throws Fault `server-unreachable` where the store is away, `usage` where there is no such bucket or no right to it. */
  async check(): Promise<void> {
    const { bucket } = this.#address;
    try {
      await this.#patiently((abortSignal) =>
        this.#client.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal }),
      );
    } catch (error) {
      if (statusOf(error) === 404) throw new Fault("usage", `There is no bucket «${bucket}».`, { cause: error });
      if (statusOf(error) === 403 || isWithoutKeys(error))
        throw new Fault(
          "usage",
          `The bucket «${bucket}» may not be used: look at AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
          { cause: error },
        );
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#client.destroy();
    this.#links?.destroy();
  }

  #place(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#address.bucket, Key: `${this.#address.prefix}${key}` };
  }

  async #patiently<T>(action: (silence: AbortSignal) => Promise<T>): Promise<T> {
    const untilMs = performance.now() + this.#patienceMs;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
      try {
        return await action(AbortSignal.timeout(SILENCE_LIMIT_MS * 3));
      } catch (error) {
        if (!mayPass(error)) throw error;
        if (performance.now() + pauseMs >= untilMs)
          throw new Fault("server-unreachable", "The store of files does not answer.", { cause: error });
      }
      await delay(pauseMs * (0.5 + Math.random() / 2));
    }
  }
}

/** Names a file by its key. Whoever tells a person of it knows how they call it. */
export function noLongerThere(key: string): string {
  return `«${basename(key)}» is no longer in the store of files.`;
}

function clientOf({ region }: S3Address, endpoint: string | undefined, silenceMs: number): S3Client {
  return new S3Client({
    region,
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    maxAttempts: 2,
    // Its `requestTimeout` only warns, and counts long transfers too.
    requestHandler: { connectionTimeout: CONNECT_LIMIT_MS, socketTimeout: silenceMs },
  });
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("$metadata" in error)) return undefined;
  return (error.$metadata as { httpStatusCode?: number }).httpStatusCode;
}

function isWithoutKeys(error: unknown): boolean {
  return error instanceof Error && error.name === "CredentialsProviderError";
}

/** True for what a network or a busy server does; what we asked for wrongly stays wrong. */
function mayPass(error: unknown): boolean {
  if (isWithoutKeys(error)) return false;
  const status = statusOf(error);
  return status === undefined || status >= 500 || status === 429 || status === 408;
}
