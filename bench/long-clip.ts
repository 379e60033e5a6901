/** A long clip from a short one: its packets over and over, without encoding again. */
import { AVMEDIA_TYPE_AUDIO, AVMEDIA_TYPE_VIDEO } from "node-av/constants";
import { FFmpegError, FormatContext, Packet, type Stream } from "node-av/lib";

/** Writes an MP4 of at least `seconds` from the picture of `input`, which must begin with a keyframe, and its sound. */
export async function repeatClip(
  input: string,
  output: string,
  seconds: number,
  { hasSound = false }: { hasSound?: boolean } = {},
): Promise<void> {
  const target = new FormatContext();
  FFmpegError.throwIfError(target.allocOutputContext2(null, "mp4", output), "create the long clip");
  const kinds = hasSound ? [AVMEDIA_TYPE_VIDEO, AVMEDIA_TYPE_AUDIO] : [AVMEDIA_TYPE_VIDEO];
  try {
    for (let offsetSeconds = 0; offsetSeconds < seconds; )
      offsetSeconds += await appendOnce(input, target, kinds, offsetSeconds);
    FFmpegError.throwIfError(await target.writeTrailer(), "finish the long clip");
    await target.closeOutput();
  } finally {
    target.freeContext();
  }
}

/** Gives the length of what was appended, which is that of the longest stream. */
async function appendOnce(
  input: string,
  target: FormatContext,
  kinds: readonly (typeof AVMEDIA_TYPE_VIDEO | typeof AVMEDIA_TYPE_AUDIO)[],
  offsetSeconds: number,
): Promise<number> {
  const source = new FormatContext();
  source.allocContext();
  FFmpegError.throwIfError(await source.openInput(input, null, null), "open the short clip");
  try {
    FFmpegError.throwIfError(await source.findStreamInfo(null), "find streams");
    const streams = kinds.map((kind): Stream => {
      const stream = source.streams[source.findBestStream(kind)];
      if (stream === undefined) throw new Error("the short clip has no picture, or no sound");
      return stream;
    });
    if (offsetSeconds === 0) {
      for (const stream of streams) {
        const copy = target.newStream(null);
        stream.codecpar.copy(copy.codecpar);
        copy.codecpar.codecTag = 0;
        copy.timeBase = stream.timeBase;
      }
      FFmpegError.throwIfError(await target.openOutput(), "create the long clip");
      FFmpegError.throwIfError(await target.writeHeader(null), "write the header");
    }
    let endSeconds = 0;
    using packet = new Packet();
    packet.alloc();
    while ((await source.readFrame(packet)) >= 0) {
      const place = streams.findIndex(({ index }) => index === packet.streamIndex);
      const [stream, copy] = [streams[place], target.streams[place]];
      if (stream !== undefined && copy !== undefined) {
        const { num, den } = stream.timeBase;
        endSeconds = Math.max(endSeconds, (Number(packet.pts + packet.duration) * num) / den);
        // Sound begins a little before its own zero, where the end of the round before is.
        const isOver = place > 0 && packet.pts < 0n && offsetSeconds > 0;
        const offset = BigInt(Math.round((offsetSeconds * den) / num));
        packet.pts += offset;
        packet.dts += offset;
        packet.streamIndex = place;
        packet.rescaleTs(stream.timeBase, copy.timeBase);
        if (!isOver) FFmpegError.throwIfError(await target.interleavedWriteFrame(packet), "write a packet");
      }
      packet.unref();
    }
    return endSeconds;
  } finally {
    source.closeInputSync();
  }
}
