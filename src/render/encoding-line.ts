/** Frames on their way into the encoder, while the next ones are still being made. */
import type { ChunkWriter } from "../media/chunk-file.js";
import type { TimedFrame } from "../media/frame-reader.js";
import type { VideoEncoder } from "../media/video-encoder.js";

/** Finished frames that may wait for the encoder: enough to even out that some take it longer than others. */
const MAX_WAITING_FRAMES = 4;

/** Frames on their way into the encoder, one after the other, a few of them waiting. */
export class EncodingLine {
  readonly #encoder: VideoEncoder;
  readonly #writer: ChunkWriter;
  /** The latest frames, oldest first; each is done after the one before it. */
  readonly #frames: Promise<void>[] = [];

  constructor(encoder: VideoEncoder, writer: ChunkWriter) {
    this.#encoder = encoder;
    this.#writer = writer;
  }

  /** Takes a frame, to be freed when it is encoded; waits while too many are before it. @throws what an earlier frame met. */
  async add(frame: TimedFrame["frame"], pts: number): Promise<void> {
    try {
      if (this.#frames.length >= MAX_WAITING_FRAMES) await this.#frames.shift();
    } catch (error) {
      frame.free();
      throw error;
    }
    const done = this.settle().then(
      async () => this.#writer.write(await this.#encoder.encode(frame, pts)),
      (error: unknown) => {
        frame.free();
        throw error;
      },
    );
    // What goes wrong is told to whoever adds or settles next.
    done.catch(() => undefined);
    this.#frames.push(done);
  }

  /** Resolves when all frames are encoded. @throws what one of them met. */
  async settle(): Promise<void> {
    await this.#frames.at(-1);
  }
}
