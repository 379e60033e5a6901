/** What must be known of a whole clip before it can be cut into chunks. */
import { Fault } from "../faults.js";
import { detectScan, type Scan } from "../media/interlacing.js";
import { frameRateOf, indexPackets, type PacketIndex } from "../media/packet-index.js";
import { describe, isPicture, type MediaDescription, type VideoStream } from "../media/probe.js";
import { checkPixels, fileLabel, Source } from "../media/source.js";
import { statedSize } from "../media/stated-size.js";
import { StillPicture } from "../media/still-picture.js";

export interface Analysis {
  description: MediaDescription;
  video: VideoStream;
  index: PacketIndex;
  scan: Scan;
  /** Packets and frames that could not be decoded properly, in the few seconds that were looked at. */
  damagedSamples: number;
  fps: number;
  isVariableRate: boolean;
  isPicture: boolean;
}

/**
 * Describes a file, indexes its packets and looks for interlacing.
 * @throws Fault `input-…` where the file has no picture that can be enhanced.
 */
export async function analyse(path: string, threads: number, signal?: AbortSignal): Promise<Analysis> {
  using source = await Source.open(path);
  const description = await describe(source);
  const stream = await pictureOf(source, description);
  const video = isPicture(description) ? await asDecoded(path, stream) : stream;
  const index = await indexPackets(source, video.index, signal);
  if (index.framePts.length === 0)
    throw new Fault("input-no-frames", `${fileLabel(path)} has no picture in it: its video track is empty.`);
  const { scan, damaged } = isPicture(description)
    ? ({ scan: "progressive", damaged: 0 } as const)
    : await detectScan({ path, streamIndex: video.index, keyframes: index.keyframes, threads }, index, video.timeBase);
  const { fps, variable } = frameRateOf(index, video.timeBase);
  return {
    description,
    video,
    index,
    scan,
    damagedSamples: damaged,
    fps,
    isVariableRate: variable,
    isPicture: isPicture(description),
  };
}

/** A still picture's stream with what only its decoded frame says. */
async function asDecoded(path: string, stream: VideoStream): Promise<VideoStream> {
  using picture = await StillPicture.read(path, stream.index);
  return { ...stream, ...picture.facts };
}

/** The stream to enhance: the first that can be decoded. */
async function pictureOf(source: Source, description: MediaDescription): Promise<VideoStream> {
  const label = fileLabel(description.path);
  const [first] = description.video;
  if (first === undefined) {
    if (description.audio.length > 0) {
      throw new Fault(
        "input-no-video",
        `${label} is sound only: there is no picture to enhance. Give the video that it belongs to.`,
      );
    }
    throw new Fault("input-no-video", `${label} has no picture in it.`);
  }
  const known = description.video.filter((stream) => stream.decodable);
  const video = known.find((stream) => stream.pixelFormat !== "unknown") ?? known[0];
  if (video === undefined)
    throw new Fault(
      "input-unsupported",
      `${label} uses the codec ${first.codec}, which cannot be decoded here. Convert it to H.264 first.`,
    );
  const isUnread = video.pixelFormat === "unknown" || video.width <= 0 || video.height <= 0;
  const stated = isUnread ? await source.firstPacket(video.index, statedSize) : undefined;
  checkPixels(source.path, stated ?? video);
  if (video.width <= 0 || video.height <= 0)
    throw new Fault("input-damaged", `${label} does not say how large its picture is: it is damaged or incomplete.`);
  if (isUnread)
    throw new Fault(
      "input-damaged",
      `${label} holds no picture that can be decoded: it is damaged, or of a rare kind of ${video.codec}.`,
    );
  return video;
}
