/** The MP4 file: tracks, packets in time order, index before the media, chapters. */
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

export interface Mp4Metadata {
  title: string | undefined;
  /** ISO 6709; written only where it is to be kept. */
  location: string | undefined;
  chapters: readonly Chapter[];
}

/** Bytes that a packet can take in an MP4 index (stts, ctts, stsz, stsc, co64, stss), and a track around them. */
const INDEX_BYTES_PER_PACKET = 40;
const INDEX_BYTES_PER_TRACK = 4096;

/**
 * Writes an MP4 with its index first («faststart»). Tracks are drained side by side in the order of their times, one
 * packet of each in memory. Gives the number of packets written to each track.
 */
export async function writeMp4(
  path: string,
  tracks: readonly Track[],
  metadata: Mp4Metadata,
  signal?: AbortSignal,
): Promise<number[]> {
  const context = new FormatContext();
  checked(context.allocOutputContext2(null, "mp4", `file:${path}`), "create MP4");
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
    const packetCount = tracks.reduce((sum, track) => sum + track.maxPackets, 0);
    const indexBytes =
      packetCount * INDEX_BYTES_PER_PACKET + tracks.length * INDEX_BYTES_PER_TRACK + chapterBytes(metadata.chapters);
    using muxerOptions = dictionary({ moov_size: indexBytes + 65_536 });
    checked(await context.writeHeader(muxerOptions), "write the MP4 header");
    const outputTimeBases = streams.map((stream) => stream.timeBase);
    const counts = tracks.map(() => 0);
    using packet = new Packet();
    packet.alloc();
    for await (const { trackIndex, next } of inTimeOrder(tracks)) {
      signal?.throwIfAborted();
      const track = present(tracks[trackIndex], "track");
      packet.data = next.data;
      packet.streamIndex = trackIndex;
      packet.pts = BigInt(next.pts);
      packet.dts = BigInt(next.dts);
      packet.duration = BigInt(next.duration);
      packet.isKeyframe = next.isKeyframe;
      packet.rescaleTs(track.timeBase, present(outputTimeBases[trackIndex], "time base"));
      checked(await context.writeFrame(packet), "write to the MP4");
      packet.unref();
      counts[trackIndex] = (counts[trackIndex] ?? 0) + 1;
    }
    checked(await context.writeTrailer(), "finish the MP4");
    await context.closeOutput();
    await insertChapters(path, metadata.chapters);
    return counts;
  } finally {
    for (const track of tracks) await track.packets.return?.();
    await context.closeOutput();
    context.freeContext();
  }
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
