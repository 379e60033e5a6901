/** The finished file: tracks, packets in time order; in MP4 the index before the media, and chapters. */
import { AV_DISPOSITION_DEFAULT } from "node-av/constants";
import { type CodecParameters, FormatContext, Packet, Rational } from "node-av/lib";
import { type Chapter, chapterBytes, insertChapters } from "./chapters.js";
import { checked, dictionary, present, type TimeBase } from "./ffmpeg.js";

/** A packet on its way into a track, with times in units of the track's time base. */
export interface TrackPacket {
  data: Buffer;
  pts: number;
  dts: number;
  duration: number;
  isKeyframe: boolean;
}

/** One track: how it is described, and its packets in decoding order. */
export interface Track {
  timeBase: TimeBase;
  /** Fills the stream's codec parameters. */
  describe(parameters: CodecParameters): void;
  language: string | undefined;
  title: string | undefined;
  isDefault: boolean;
  packets: AsyncIterator<TrackPacket>;
  /** At least as many as will come; the size of the file's index is reserved from it. */
  maxPackets: number;
}

export const MOVIE_CONTAINERS = ["mp4", "mov", "mkv", "webm"] as const;
export type MovieContainer = (typeof MOVIE_CONTAINERS)[number];

/** FFmpeg's names. */
const MUXERS: Record<MovieContainer, string> = { mp4: "mp4", mov: "mov", mkv: "matroska", webm: "webm" };

export interface MovieMetadata {
  title: string | undefined;
  /** ISO 6709; written only where it is to be kept. */
  location: string | undefined;
  chapters: readonly Chapter[];
}

/** Bytes that a packet can take in an MP4 index (stts, ctts, stsz, stsc, co64, stss), and a track around them. */
const INDEX_BYTES_PER_PACKET = 40;
const INDEX_BYTES_PER_TRACK = 4096;

/** How the index of an MP4 comes first: room is kept for it, or, where every byte counts, the file is written twice. */
export type IndexPlacing = "reserved" | "moved";

/**
 * Writes a movie; an MP4 with its index first («faststart»). Tracks are drained side by side in the order of their times,
 * one packet of each in memory. Gives the number of packets written to each track.
 */
export async function writeMovie(
  path: string,
  container: MovieContainer,
  tracks: readonly Track[],
  metadata: MovieMetadata,
  placing: IndexPlacing = "reserved",
): Promise<number[]> {
  const context = new FormatContext();
  checked(context.allocOutputContext2(null, MUXERS[container], `file:${path}`), "create the output file");
  try {
    const streams = tracks.map((track) => {
      const stream = context.newStream(null);
      track.describe(stream.codecpar);
      stream.timeBase = new Rational(track.timeBase.num, track.timeBase.den);
      stream.metadata = dictionary({
        ...(track.language === undefined ? {} : { language: track.language }),
        ...(track.title === undefined ? {} : { handler_name: track.title, title: track.title }),
      });
      if (track.isDefault) stream.setDisposition(AV_DISPOSITION_DEFAULT);
      return stream;
    });
    context.metadata = dictionary({
      ...(metadata.title === undefined ? {} : { title: metadata.title }),
      ...(metadata.location === undefined ? {} : { location: metadata.location }),
    });
    checked(await context.openOutput(), "create the output file");
    using muxerOptions = dictionary(muxerSettings(container, tracks, metadata, placing));
    checked(await context.writeHeader(muxerOptions), "write the header");
    const outputTimeBases = streams.map((stream) => stream.timeBase);
    const counts = tracks.map(() => 0);
    using packet = new Packet();
    packet.alloc();
    for await (const { trackIndex, next } of inTimeOrder(tracks)) {
      const track = present(tracks[trackIndex], "track");
      packet.data = next.data;
      packet.streamIndex = trackIndex;
      packet.pts = BigInt(next.pts);
      packet.dts = BigInt(next.dts);
      packet.duration = BigInt(next.duration);
      packet.isKeyframe = next.isKeyframe;
      packet.rescaleTs(track.timeBase, present(outputTimeBases[trackIndex], "time base"));
      checked(await context.writeFrame(packet), "write to the output file");
      packet.unref();
      counts[trackIndex] = (counts[trackIndex] ?? 0) + 1;
    }
    checked(await context.writeTrailer(), "finish the output file");
    await context.closeOutput();
    if (isMp4(container)) await insertChapters(path, metadata.chapters);
    return counts;
  } finally {
    for (const track of tracks) await track.packets.return?.();
    await context.closeOutput();
    context.freeContext();
  }
}

function isMp4(container: MovieContainer): boolean {
  return container === "mp4" || container === "mov";
}

function muxerSettings(
  container: MovieContainer,
  tracks: readonly Track[],
  { chapters }: MovieMetadata,
  placing: IndexPlacing,
): Record<string, string | number> {
  if (!isMp4(container)) return {};
  if (placing === "moved") return { movflags: "+faststart" };
  const packetCount = tracks.reduce((sum, track) => sum + track.maxPackets, 0);
  const indexBytes =
    packetCount * INDEX_BYTES_PER_PACKET + tracks.length * INDEX_BYTES_PER_TRACK + chapterBytes(chapters);
  return { moov_size: indexBytes + 65_536 };
}

/** The packets of all tracks, earliest decoding time first. */
async function* inTimeOrder(tracks: readonly Track[]): AsyncGenerator<{ trackIndex: number; next: TrackPacket }> {
  const heads = await Promise.all(tracks.map((track) => track.packets.next()));
  for (;;) {
    let earliest = -1;
    let earliestSeconds = Number.POSITIVE_INFINITY;
    for (const [i, head] of heads.entries()) {
      const track = tracks[i];
      if (head.done || track === undefined) continue;
      const seconds = (head.value.dts * track.timeBase.num) / track.timeBase.den;
      if (seconds < earliestSeconds) [earliest, earliestSeconds] = [i, seconds];
    }
    const head = heads[earliest];
    const track = tracks[earliest];
    if (head === undefined || track === undefined || head.done) return;
    yield { trackIndex: earliest, next: head.value };
    heads[earliest] = await track.packets.next();
  }
}
