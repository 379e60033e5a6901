/** What goes along with the picture: sound, subtitles, chapters, metadata. */
import { describe, expect, it } from "vitest";
import { expectInStep } from "./support/clip-expectations.js";
import { tonePitch } from "./support/clip-graphs.js";
import { AUDIO_TRACKS, CHAPTERS, CUES, clips, FILE_FORMATS, LOCATION, TITLE } from "./support/made-clips.js";
import { Workplace } from "./support/program.js";
import {
  type ReadStream,
  readChapters,
  readFormat,
  readPayloads,
  readSound,
  readSubtitles,
  strengthAt,
} from "./support/read-clip.js";

const place = new Workplace();

function streamsOf(path: string, kind: "audio" | "subtitle"): ReadStream[] {
  return readFormat(path).streams.filter((stream) => stream.kind === kind);
}

describe("sound", () => {
  it("keeps every track with its language and its tone, copied where MP4 allows, else as AAC", async () => {
    const source = await clips.manyAudioTracks();
    const { path } = await place.enhance(source, "--target", "1x");
    const tracks = streamsOf(path, "audio");
    expect(tracks.map(({ metadata }) => metadata.language)).toEqual(AUDIO_TRACKS.map(({ language }) => language));
    expect(tracks.map(({ codec }) => codec)).toEqual(["aac", "mp3", "aac", "aac", "opus", "flac", "ac3"]);
    for (const order of tracks.keys()) {
      const sound = readSound(path, { order });
      expect(strengthAt(sound, tonePitch(order)), `track ${order}`).toBeGreaterThan(0.2);
      expect(strengthAt(sound, tonePitch(order + 1)), `track ${order}`).toBeLessThan(0.05);
      expect(sound.samples.length / sound.sampleRate).toBeCloseTo(2, 1);
      expect(sound.startSeconds).toBeCloseTo(0, 1);
    }
  });

  it("copies sound without touching a byte", async () => {
    const source = await clips.manyAudioTracks();
    const { path } = await place.enhance(source, "--target", "1x");
    for (const [order, { codec }] of streamsOf(source, "audio").entries()) {
      if (["pcm_s16le", "vorbis"].includes(codec)) continue;
      expect(readPayloads(path, { order }), codec).toEqual(readPayloads(source, { order }));
    }
    const film = await clips.constantRate("25");
    const result = await place.enhance(film, "--target", "1x");
    expect(readPayloads(result.path)).toEqual(readPayloads(film));
  });

  it("marks the first track as the one to play", async () => {
    const { path } = await place.enhance(await clips.manyAudioTracks(), "--target", "1x");
    expect(streamsOf(path, "audio").map(({ disposition }) => disposition & 1)).toEqual([1, 0, 0, 0, 0, 0, 0]);
  });

  it.each(FILE_FORMATS.filter((format) => format !== "gif"))(
    "keeps picture and sound of %s in step",
    async (format) => {
      const { path } = await place.enhance(await clips.format(format), "--target", "1x");
      expect(expectInStep(path, 0.045)).toBe(2);
    },
  );
});

describe("subtitles", () => {
  const shown = (path: string, order: number): unknown =>
    readSubtitles(path, { order }).map(({ startSeconds, endSeconds, text }) => ({
      startMs: Math.round(startSeconds * 1000),
      endMs: Math.round(endSeconds * 1000),
      text,
    }));

  it("keeps SubRip and ASS as MP4's own text, with words, times and languages", async () => {
    const { path } = await place.enhance(await clips.subtitled(), "--target", "1x");
    expect(streamsOf(path, "subtitle")).toMatchObject([
      { codec: "mov_text", metadata: { language: "eng" } },
      { codec: "mov_text", metadata: { language: "zho" } },
    ]);
    expect(shown(path, 0)).toEqual(CUES);
    expect(shown(path, 1)).toEqual(CUES);
  });

  it.each([
    ["WebVTT", clips.subtitledWebm],
    ["mov_text", clips.subtitledMp4],
  ])("keeps %s", async (_, make) => {
    const { path } = await place.enhance(await make(), "--target", "1x");
    expect(streamsOf(path, "subtitle")).toMatchObject([{ codec: "mov_text", metadata: { language: "eng" } }]);
    expect(shown(path, 0)).toEqual(CUES);
  });

  it("leaves them out when asked to", async () => {
    const { path } = await place.enhance(await clips.subtitled(), "--target", "1x", "--no-subtitles");
    expect(streamsOf(path, "subtitle")).toEqual([]);
  });
});

describe("chapters and metadata", () => {
  it.each(["mkv", "mp4"] as const)("keeps chapters and title of %s", async (container) => {
    const { path } = await place.enhance(await clips.chaptered(container), "--target", "1x");
    const chapters = await readChapters(path);
    expect(chapters.map(({ startMs, text }) => ({ startMs, text }))).toEqual(
      CHAPTERS.map(({ startMs, text }) => ({ startMs, text })),
    );
    expect(readFormat(path).metadata.title).toBe(TITLE);
  });

  it.each(["mp4", "mov"] as const)("drops the place where %s was recorded and says so", async (container) => {
    const { path, done } = await place.enhance(await clips.located(container), "--target", "1x");
    expect(JSON.stringify(readFormat(path).metadata)).not.toContain("48.8577");
    expect(readFormat(path).metadata.title).toBe(TITLE);
    expect(JSON.stringify(done.shortfalls)).toMatch(/place/);
  });

  it.each(["mp4", "mov"] as const)("keeps the place where %s was recorded when asked to", async (container) => {
    const { path } = await place.enhance(await clips.located(container), "--target", "1x", "--keep-location");
    expect(readFormat(path).metadata.location).toBe(LOCATION);
  });

  it("leaves a cover picture out of the film", async () => {
    const { path } = await place.enhance(await clips.coveredFilm(), "--target", "1x");
    expect(readFormat(path).streams.map(({ kind }) => kind)).toEqual(["video", "audio"]);
  });
});
