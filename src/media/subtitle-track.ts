/** Subtitles that are text, as an MP4 text track (3GPP TS 26.245, «tx3g»). */
import { AV_CODEC_ID_MOV_TEXT, AVDISCARD_ALL, AVMEDIA_TYPE_SUBTITLE } from "node-av/constants";
import { packetsOf, type SourceSpan } from "./audio-track.js";
import { timestamp } from "./ffmpeg.js";
import type { Track, TrackPacket } from "./movie-writer.js";
import type { SubtitleStream } from "./probe.js";
import { Source } from "./source.js";

const TEXT_CODECS = new Set(["subrip", "srt", "text", "ass", "ssa", "webvtt", "mov_text"]);

/** True for subtitles made of text; pictures of text (PGS, DVD) cannot go into an MP4. */
export function isTextSubtitle(stream: SubtitleStream): boolean {
  return TEXT_CODECS.has(stream.codec);
}

/** Times of subtitle tracks are in milliseconds. */
const TIME_BASE = { num: 1, den: 1000 };

/** One line of subtitles, in milliseconds of the source's time. */
export interface Cue {
  startMs: number;
  endMs: number;
  text: string;
}

/** Reads all cues of one text subtitle stream. */
export async function readCues(path: string, subtitle: SubtitleStream): Promise<Cue[]> {
  using source = await Source.open(path);
  for (const stream of source.context.streams) if (stream.index !== subtitle.index) stream.discard = AVDISCARD_ALL;
  const { timeBase } = source.stream(subtitle.index);
  const unitMs = (1000 * timeBase.num) / timeBase.den;
  const cues: Cue[] = [];
  for await (const packet of packetsOf(source, subtitle.index)) {
    const pts = timestamp(packet.pts);
    const text = packet.data === null ? "" : plainText(packet.data, subtitle.codec);
    if (pts === undefined || text === "") continue;
    const startMs = pts * unitMs;
    const shownMs = Number(packet.duration) * unitMs;
    cues.push({ startMs, endMs: startMs + (shownMs > 0 ? shownMs : UNTIMED_CUE_MS), text });
  }
  return cues;
}

/** A cue that does not say how long it is shown is shown this long. */
const UNTIMED_CUE_MS = 3000;

/** The words of a subtitle packet: markup removed, lines kept. */
export function plainText(data: Buffer, codec: string): string {
  if (codec === "mov_text") return data.length < 2 ? "" : data.subarray(2, 2 + data.readUInt16BE(0)).toString();
  const text = data.toString();
  if (codec === "ass" || codec === "ssa") {
    // In packets: ReadOrder, Layer, Style, Name, MarginL, MarginR, MarginV, Effect, then the text with its commas.
    const words = text.split(",").slice(8).join(",");
    return words
      .replace(/\{[^}]*\}/g, "")
      .replace(/\\[Nn]/g, "\n")
      .replace(/\\h/g, " ")
      .trim();
  }
  return text
    .replace(/<[^>]*>/g, "")
    .replace(/\{\\[^}]*\}/g, "")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&nbsp;/g, " ")
    .replace(/&amp;/g, "&")
    .replace(/\r/g, "")
    .trim();
}

/** A text track from cues; `span.startSeconds` becomes zero, cues outside the span are left out. */
export function subtitleTrack(subtitle: SubtitleStream, cues: readonly Cue[], span: SourceSpan): Track {
  const samples = textSamples(cues, span);
  return {
    timeBase: TIME_BASE,
    describe: (parameters) => {
      parameters.codecType = AVMEDIA_TYPE_SUBTITLE;
      parameters.codecId = AV_CODEC_ID_MOV_TEXT;
      parameters.extradata = sampleDescription();
    },
    language: subtitle.language,
    title: subtitle.title,
    isDefault: false,
    packets: (async function* () {
      yield* samples;
    })(),
    maxPackets: samples.length * 2 + 1,
  };
}

/** A sample carries its length in two bytes. */
const MAX_TEXT_BYTES = 65_535;

/** Cues as samples in order of time; where two overlap the later one waits for the earlier one to end. */
function textSamples(cues: readonly Cue[], span: SourceSpan): TrackPacket[] {
  const startMs = span.startSeconds * 1000;
  const lengthMs = span.endSeconds === undefined ? Number.POSITIVE_INFINITY : span.endSeconds * 1000 - startMs;
  const samples: TrackPacket[] = [];
  let free = 0;
  for (const cue of [...cues].sort((a, b) => a.startMs - b.startMs)) {
    const pts = Math.max(free, Math.round(cue.startMs - startMs));
    const end = Math.round(Math.min(cue.endMs - startMs, lengthMs));
    if (end <= pts) continue;
    const words = Buffer.from(cue.text).subarray(0, MAX_TEXT_BYTES);
    const data = Buffer.alloc(2 + words.length);
    data.writeUInt16BE(words.length);
    words.copy(data, 2);
    samples.push({ data, pts, dts: pts, duration: end - pts, isKeyframe: true });
    free = end;
  }
  return samples;
}

/** The «tx3g» sample description without its box header: centred at the bottom, white, one font. */
function sampleDescription(): Buffer {
  const font = Buffer.from("Sans-Serif");
  const head = Buffer.alloc(30);
  head.writeInt8(1, 4); // horizontal justification: centre
  head.writeInt8(-1, 5); // vertical justification: bottom
  head.writeUInt16BE(1, 22); // style record: font 1
  head.writeUInt8(0, 24);
  head.writeUInt8(18, 25); // font size
  head.writeUInt32BE(0xffffffff, 26); // white, opaque
  const table = Buffer.alloc(8 + 2 + 2 + 1);
  table.writeUInt32BE(table.length + font.length, 0);
  table.write("ftab", 4, "latin1");
  table.writeUInt16BE(1, 8);
  table.writeUInt16BE(1, 10);
  table.writeUInt8(font.length, 12);
  return Buffer.concat([head, table, font]);
}
