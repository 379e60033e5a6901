/** A long clip from a short one: its packets over and over, without encoding again. */
import { AVMEDIA_TYPE_VIDEO } from "node-av/constants";
import { FFmpegError, FormatContext, Packet } from "node-av/lib";

/** Writes an MP4 of at least `seconds` from the picture of `input`, which must begin with a keyframe. */
export async function repeatClip(input: string, output: string, seconds: number): Promise<void> {
  const target = new FormatContext();
  FFmpegError.throwIfError(target.allocOutputContext2(null, "mp4", output), "create the long clip");
  try {
    let offset = 0n;
    for (let isFirst = true; ; isFirst = false) {
      const length = await appendOnce(input, target, offset, isFirst);
      offset += length.units;
      if (Number(offset) * length.unitSeconds >= seconds) break;
    }
    FFmpegError.throwIfError(await target.writeTrailer(), "finish the long clip");
    await target.closeOutput();
  } finally {
    target.freeContext();
  }
}

async function appendOnce(
  input: string,
  target: FormatContext,
  offset: bigint,
  isFirst: boolean,
): Promise<{ units: bigint; unitSeconds: number }> {
  const source = new FormatContext();
  source.allocContext();
  FFmpegError.throwIfError(await source.openInput(input, null, null), "open the short clip");
  try {
    FFmpegError.throwIfError(await source.findStreamInfo(null), "find streams");
    const index = source.findBestStream(AVMEDIA_TYPE_VIDEO);
    const stream = source.streams[index];
    if (stream === undefined) throw new Error("the short clip has no picture");
    if (isFirst) {
      const copy = target.newStream(null);
      stream.codecpar.copy(copy.codecpar);
      copy.codecpar.codecTag = 0;
      copy.timeBase = stream.timeBase;
      FFmpegError.throwIfError(await target.openOutput(), "create the long clip");
      FFmpegError.throwIfError(await target.writeHeader(null), "write the header");
    }
    const copy = target.streams[0];
    if (copy === undefined) throw new Error("the long clip has no stream");
    let end = 0n;
    using packet = new Packet();
    packet.alloc();
    while ((await source.readFrame(packet)) >= 0) {
      if (packet.streamIndex === index) {
        if (packet.pts + packet.duration > end) end = packet.pts + packet.duration;
        packet.pts += offset;
        packet.dts += offset;
        packet.streamIndex = 0;
        packet.rescaleTs(stream.timeBase, copy.timeBase);
        FFmpegError.throwIfError(await target.writeFrame(packet), "write a packet");
      }
      packet.unref();
    }
    return { units: end, unitSeconds: stream.timeBase.num / stream.timeBase.den };
  } finally {
    source.closeInputSync();
  }
}
