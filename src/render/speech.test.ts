import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { cachedClip } from "../../test/support/clip-cache.js";
import { writeSpeechModel } from "../../test/support/speech-model.js";
import { lookAtSound } from "./sound-look.js";
import { hearSpeech } from "./speech.js";
import type { SubtitleLine } from "./subtitle-file.js";

const folder = mkdtempSync(join(tmpdir(), "hd-local-speech-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const free = { gate: () => Promise.resolve(), onProgress: () => undefined };

async function heard(modelPath: string): Promise<SubtitleLine[]> {
  const video = { width: 160, height: 90, fps: [25, 1], frames: 25, flash: true } as const;
  const audio = [{ codec: "aac", durationMs: 1000, sound: "beeps" }] as const;
  const file = await lookAtSound(await cachedClip("beeps.mp4", { container: "mp4", video, audio }));
  if (file === undefined) throw new Error("the clip has no sound");
  // A name that has to be quoted.
  return await hearSpeech({ file, modelPath, language: "en", scratchPath: join(folder, "it's a: test.srt") }, free);
}

describe("what is said", () => {
  it("is written down by a model in whisper.cpp's format, with times; nothing else stays", async () => {
    const model = join(folder, "ggml, it's: small.bin");
    writeSpeechModel(model);
    const lines = await heard(model);
    // It has learnt nothing, so that it hears words in any sound.
    expect(lines.length).toBeGreaterThan(0);
    for (const [startMs, endMs, text] of lines) {
      expect(text).toMatch(/word\d/);
      expect(endMs).toBeGreaterThan(startMs);
      expect(startMs).toBeLessThan(1000);
    }
    expect(readdirSync(folder)).toEqual([model.split("/").at(-1)]);
    rmSync(model);
  });

  it("needs a model that is one", async () => {
    const path = join(folder, "model.bin");
    await expect(heard(path)).rejects.toThrow("«model.bin» cannot be read");
    writeFileSync(path, "no model");
    await expect(heard(path)).rejects.toThrow("no speech model of whisper.cpp");
  });
});
