/** Finished chunks, sound, subtitles and chapters become one movie, which is then checked. Runs in a worker process. */
import { stat } from "node:fs/promises";
import { Fault } from "../faults.js";
import { type AudioTrackPlan, type OpenTrack, openAudioTrack, type SourceSpan } from "../media/audio-track.js";
import type { Chapter } from "../media/chapters.js";
import { readChunkIndex } from "../media/chunk-file.js";
import { type IndexPlacing, type MovieContainer, type Track, writeMovie } from "../media/movie-writer.js";
import { pictureTrack } from "../media/picture-track.js";
import type { SubtitleStream } from "../media/probe.js";
import { type SoundEncoding, soundTrack } from "../media/sound-encoder.js";
import { fileLabel } from "../media/source.js";
import { readCues, subtitleTrack } from "../media/subtitle-track.js";
import type { EncoderSettings } from "../media/video-encoder.js";
import { verifyMovie } from "./verification.js";

/** Everything that the finished file is made of. */
export interface Assembly {
  sourcePath: string;
  outputPath: string;
  /** Absent: MP4. */
  container?: MovieContainer;
  /** Absent: reserved. */
  indexPlacing?: IndexPlacing;
  encoder: EncoderSettings;
  /** In presentation order; `shift` is added to the times in a chunk, in the encoder's time base. */
  chunks: { path: string; shift: number }[];
  /** What is kept of the source; its start becomes zero. */
  span: SourceSpan;
  /** Of the last frame, in the encoder's time base. */
  lastDuration: number;
  /** A bound for the length of any track. */
  maxSeconds: number;
  audio: AudioTrackPlan[];
  /** Finished sound of an edited film, in place of the source's. */
  sound?: FinishedSound | undefined;
  subtitles: SubtitleStream[];
  chapters: Chapter[];
  title: string | undefined;
  location: string | undefined;
}

/** Sound in a packet file. */
export interface FinishedSound {
  path: string;
  encoding: SoundEncoding;
  samples: number;
}

/** The finished, checked file. */
export interface AssembledMovie {
  frames: number;
  sizeBytes: number;
  durationMs: number;
  /** Packets and frames of the source that were damaged, picture and sound. */
  damaged: number;
  firstFrameMs: number;
  lastFrameEndMs: number;
  audioSpansMs: { startMs: number; endMs: number }[];
}

/** @throws Fault `output-wrong` where the file is not what was planned, `disk-full`. */
export async function assemble(assembly: Assembly, gate: () => Promise<void>): Promise<AssembledMovie> {
  const { encoder, span } = assembly;
  const chunks = await Promise.all(
    assembly.chunks.map(async ({ path, shift }) => {
      const index = await readChunkIndex(path);
      if (index === undefined)
        throw new Fault(
          "internal",
          "A finished part of the picture disappeared from the cache while it was needed. Run the command again.",
        );
      return { path, index, shift };
    }),
  );
  const frames = chunks.reduce((sum, chunk) => sum + chunk.index.packets.length, 0);
  if (frames === 0)
    throw new Fault(
      "input-no-frames",
      `No frame of ${fileLabel(assembly.sourcePath)} could be decoded: it is damaged.`,
    );
  const originPts = Math.round((span.startSeconds * encoder.timeBase.den) / encoder.timeBase.num);
  const withFrames = chunks.filter((chunk) => chunk.index.packets.length > 0);
  const picture = pictureTrack(encoder, withFrames, originPts, assembly.lastDuration);
  using sound = new OpenTracks();
  for (const plan of assembly.audio)
    sound.add(await openAudioTrack(assembly.sourcePath, plan, span, assembly.maxSeconds));
  if (assembly.sound !== undefined) sound.add(await finishedSound(assembly.sound));
  const texts: Track[] = [];
  for (const subtitle of assembly.subtitles)
    texts.push(subtitleTrack(subtitle, await readCues(assembly.sourcePath, subtitle), span));
  const [firstSound, ...otherSound] = sound.opened.map(({ track }) => track);
  const tracks = [
    held(picture, gate),
    ...(firstSound === undefined ? [] : [{ ...firstSound, isDefault: true }]),
    ...otherSound,
    ...texts,
  ];
  const { title, location, chapters } = assembly;
  const { container = "mp4", indexPlacing } = assembly;
  await writeMovie(assembly.outputPath, container, tracks, { title, location, chapters }, indexPlacing);
  const verified = await verifyMovie(
    assembly.outputPath,
    {
      frames,
      width: encoder.width,
      height: encoder.height,
      audioTracks: sound.opened.length,
      subtitleTracks: texts.length,
    },
    gate,
  );
  return {
    ...verified,
    frames,
    sizeBytes: (await stat(assembly.outputPath)).size,
    damaged:
      chunks.reduce((sum, chunk) => sum + chunk.index.damaged, 0) +
      sound.opened.reduce((sum, track) => sum + track.damaged(), 0),
  };
}

async function finishedSound({ path, encoding, samples }: FinishedSound): Promise<OpenTrack> {
  const index = await readChunkIndex(path);
  if (index === undefined)
    throw new Fault(
      "internal",
      "The finished sound disappeared from the cache while it was needed. Run the command again.",
    );
  return await soundTrack(path, encoding, index, samples);
}

/** Tracks that are closed together, however many of them could be opened. */
class OpenTracks implements Disposable {
  readonly opened: OpenTrack[] = [];

  add(track: OpenTrack): void {
    this.opened.push(track);
  }

  [Symbol.dispose](): void {
    for (const track of this.opened) track[Symbol.dispose]();
  }
}

/** A track whose packets wait at the gate now and then, so that the file's writing can be paused and cancelled. */
function held(track: Track, gate: () => Promise<void>): Track {
  const PACKETS_PER_GATE = 100;
  let count = 0;
  const { packets } = track;
  return {
    ...track,
    packets: {
      next: async () => {
        if (count++ % PACKETS_PER_GATE === 0) await gate();
        return packets.next();
      },
      return: async () => (await packets.return?.()) ?? { done: true, value: undefined },
    },
  };
}
