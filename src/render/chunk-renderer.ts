/** One chunk at a time: frames decoded, brought to one form, enlarged, encoded, written. Runs in a worker process. */
import type { Network } from "../enhance/network.js";
import type { Device } from "../enhance/session.js";
import { ChunkWriter } from "../media/chunk-file.js";
import { rescale, type TimeBase } from "../media/ffmpeg.js";
import { FilterChain } from "../media/filter-chain.js";
import { FrameReader, type TimedFrame } from "../media/frame-reader.js";
import type { PacketIndex } from "../media/packet-index.js";
import { newPicture } from "../media/picture.js";
import { CHROMA_SHIFTS, type PictureChain } from "../media/picture-chain.js";
import { planesOf } from "../media/plane.js";
import { type EncoderSettings, VideoEncoder } from "../media/video-encoder.js";
import type { ChunkSpan } from "./chunk-plan.js";
import { EncodingLine } from "./encoding-line.js";
import { PictureEnlarger } from "./picture-enlarger.js";

/** All that the chunks of one source have in common. */
export interface ChunkSetting {
  path: string;
  streamIndex: number;
  keyframes: PacketIndex["keyframes"];
  /** Of the source's stream. */
  timeBase: TimeBase;
  chain: PictureChain;
  /** Undefined where no network has anything to do. */
  network: Network | undefined;
  device: Device;
  encoder: EncoderSettings;
  /** Threads for decoding and for the network. */
  threads: number;
}

/** Seen by the caller while a chunk is made. */
export interface ChunkControl {
  /** Awaited before every frame: holds while paused, throws when cancelled. */
  gate(): Promise<void>;
  onFrame(): void;
}

/** Makes chunks of one source. Keeps the decoder's place, the network and its buffers from chunk to chunk. */
export class ChunkRenderer implements AsyncDisposable {
  readonly #setting: ChunkSetting;
  readonly #reader: FrameReader;
  readonly #enlarger: PictureEnlarger;

  private constructor(setting: ChunkSetting, reader: FrameReader, enlarger: PictureEnlarger) {
    this.#setting = setting;
    this.#reader = reader;
    this.#enlarger = enlarger;
  }

  static async open(setting: ChunkSetting): Promise<ChunkRenderer> {
    const { path, streamIndex, keyframes, threads } = setting;
    const enlarger = await PictureEnlarger.open(setting);
    try {
      return new ChunkRenderer(setting, await FrameReader.open({ path, streamIndex, keyframes, threads }), enlarger);
    } catch (error) {
      await enlarger[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Makes one chunk under `path`; gives the number of its frames. */
  async render(span: ChunkSpan, path: string, control: ChunkControl): Promise<number> {
    const { chain, timeBase, encoder: settings } = this.#setting;
    await this.#reader.start(span.readFromPts);
    // A chunk is the same whatever was made before it.
    this.#enlarger.forget();
    const damagedBefore = this.#reader.damaged;
    using filters = new FilterChain(chain.description, timeBase);
    using encoder = await VideoEncoder.open(settings);
    await using writer = await ChunkWriter.create(path);
    const pictures = this.#pictures(span, filters);
    const line = new EncodingLine(encoder, writer);
    let frames = 0;
    // Three things run at once: the next frame is decoded and earlier ones are encoded while the network runs.
    let upcoming = pictures.next();
    try {
      for (;;) {
        const { value: picture } = await upcoming;
        if (picture === undefined) break;
        upcoming = pictures.next();
        upcoming.catch(() => undefined);
        using owned = picture.frame;
        await control.gate();
        await line.add(await this.#enlarge(owned), rescale(picture.pts, timeBase, settings.timeBase));
        frames++;
        control.onFrame();
      }
      await line.settle();
    } catch (error) {
      await Promise.allSettled([upcoming.then(({ value }) => value?.frame.free()), line.settle()]);
      throw error;
    } finally {
      await pictures.return(undefined);
    }
    await writer.write(await encoder.finish());
    await writer.finish({ extradata: encoder.extradata, damaged: this.#reader.damaged - damagedBefore });
    return frames;
  }

  /** The frames of a span, brought to the one form. Whoever receives a frame frees it. */
  async *#pictures(span: ChunkSpan, filters: FilterChain): AsyncGenerator<TimedFrame, undefined> {
    const isWithin = ({ pts }: TimedFrame): boolean => pts >= span.startPts && pts < span.endPts;
    const hasMemory = this.#setting.chain.prerollFrames > 0;
    for (;;) {
      const decoded = await this.#reader.next();
      if (decoded === undefined) break;
      if (decoded.pts < span.readFromPts) {
        decoded.frame.free();
        continue;
      }
      if (!hasMemory && decoded.pts >= span.endPts) {
        this.#reader.unread(decoded);
        return;
      }
      for (const picture of await filters.push(decoded)) {
        if (picture.pts >= span.endPts) {
          picture.frame.free();
          return;
        }
        if (isWithin(picture)) yield picture;
        else picture.frame.free();
      }
    }
    for (const picture of await filters.flush()) {
      if (isWithin(picture)) yield picture;
      else picture.frame.free();
    }
  }

  /** The finished picture for one frame. */
  async #enlarge(frame: TimedFrame["frame"]): Promise<TimedFrame["frame"]> {
    const { chain, encoder } = this.#setting;
    const finished = newPicture(encoder.width, encoder.height);
    try {
      await this.#enlarger.enlarge(
        planesOf(frame, CHROMA_SHIFTS[chain.format]),
        planesOf(finished, CHROMA_SHIFTS.yuv420p),
      );
      return finished;
    } catch (error) {
      finished.free();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#reader[Symbol.dispose]();
    await this.#enlarger[Symbol.asyncDispose]();
  }
}
