/** Networks of a person's own, from the file to the finished film. */
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expectPatches, indices, upTo } from "./support/clip-expectations.js";
import { clips } from "./support/made-clips.js";
import { type EnlargerForm, enlargerFile } from "./support/onnx-file.js";
import { Workplace } from "./support/program.js";
import { type FinishedRun, QUICK } from "./support/program-run.js";
import { readFormat, readFrames } from "./support/read-clip.js";

const place = new Workplace();
const env = { HD_LOCAL_DATA: place.newFolder() };

function run(words: readonly string[]): Promise<FinishedRun> {
  return place.run(words, { env });
}

function fileOf(name: string, content: Buffer): string {
  const path = join(place.newFolder(), `${name}.onnx`);
  writeFileSync(path, content);
  return path;
}

async function add(name: string, form: EnlargerForm): Promise<void> {
  expect(await run(["models", "add", fileOf(name, enlargerFile(form))])).toMatchObject({ code: 0 });
}

describe("a network of one's own", () => {
  it("is added, and makes a film with the colours of the source", async () => {
    await add("rgb-f16", { scale: 2, channels: 3, type: "float16", sides: { width: 128, height: 96 }, blurRadius: 1 });
    const path = join(place.newFolder(), "result.mp4");
    const words = ["enhance", await clips.colors("bt601"), "-o", path, ...QUICK, "--target", "2x"];
    const { code, stdout, stderr } = await run([...words, "--network", "rgb-f16"]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain("network rgb-f16 ×2");
    expectPatches(path, "bt709", { within: 6, primaries: "smpte170m" });
    expect(indices(readFrames(path))).toEqual(upTo(12));
  });

  it("is listed, edits too, and is removed", async () => {
    await add("luma-f32", { scale: 2, channels: 1, type: "float32", blurRadius: 1 });
    const listed = await run(["models", "list"]);
    expect(listed.stdout).toMatch(/Your own\n {2}luma-f32 +luma, enlarges 2 times, float32/);
    expect(listed.stdout).toMatch(/rgb-f16 +RGB, enlarges 2 times, float16, 128×96 pixels at a time/);
    const path = join(place.newFolder(), "edited.mp4");
    const film = ["edit", await clips.colors("bt709"), "-o", path, "-m", "keep the first 0.2 seconds, make it 720p"];
    expect(await run([...film, ...QUICK, "--network", "luma-f32"])).toMatchObject({ code: 0 });
    expect(readFormat(path).streams[0]).toMatchObject({ width: 1280, height: 720 });
    expect((await run(["models", "remove", "luma-f32"])).stdout).toBe("luma-f32 was removed.\n");
    const gone = await run([...film, "--force", ...QUICK, "--network", "luma-f32"]);
    expect(gone).toMatchObject({ code: 2, stderr: expect.stringContaining("There is no network «luma-f32»") });
  });

  it("is measured like ours", async () => {
    const { stdout } = await run(["models", "bench", "rgb-f16", "--seconds", "0", "--device", "cpu", "--json"]);
    const { results } = JSON.parse(stdout) as { results: { name: string; framesPerSecond: number }[] };
    expect(results).toMatchObject([{ name: "rgb-f16", scale: 2, device: "cpu" }]);
    expect(results[0]?.framesPerSecond).toBeGreaterThan(0);
  });

  it("is refused where it is no enlarger, in a sentence, and leaves nothing", async () => {
    const path = fileOf("letter", Buffer.from("Dear Sir or Madam"));
    expect(await run(["models", "add", path])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^The network «letter.onnx» cannot be opened: it is not an ONNX file/m),
    });
    expect(existsSync(join(env.HD_LOCAL_DATA, "models", "letter.onnx"))).toBe(false);
    expect(await run(["models", "add", `${path}x`])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("The network «letter.onnxx» does not exist."),
    });
  });
});
