/** Requests as people make them, and how many of them are understood. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { Workplace } from "./support/program.js";
import { failuresOf, readRequests } from "./support/understanding-score.js";

const LEAST = 0.97;
const CORPUS = fileURLToPath(new URL("./understanding-corpus.jsonl", import.meta.url));
const SHARED = process.env["HD_SHARED"] ?? fileURLToPath(new URL("../../shared", import.meta.url));
const PUBLISHED = join(SHARED, "spec", "requests-dev.jsonl");

/** Fails with the list of what was not understood, where that is too much. */
function expectUnderstood(path: string): void {
  const requests = readRequests(readFileSync(path, "utf8"));
  const failures = failuresOf(requests);
  const share = 1 - failures.length / requests.length;
  expect(share, failures.join("\n")).toBeGreaterThanOrEqual(LEAST);
}

describe("understanding", () => {
  it("understands 97 of 100 requests of our own corpus", () => expectUnderstood(CORPUS));

  it.skipIf(!existsSync(PUBLISHED))("understands 97 of 100 published requests (needs $HD_SHARED or ../shared)", () =>
    expectUnderstood(PUBLISHED),
  );
});

describe("hd-local understand", () => {
  const place = new Workplace();

  it("says in a sentence what it would do", async () => {
    const run = await place.run(["understand", "trim the first 5 seconds and make it vertical"]);
    expect(run).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^I'll cut the first 5 seconds and make it vertical \(9:16\)\.\n/),
    });
  });

  it("gives the published form as JSON", async () => {
    const run = await place.run(["understand", "把视频加速2倍", "--json"]);
    expect(JSON.parse(run.stdout)).toEqual({
      intent: "edit",
      edits: [{ op: "speed", factor: 2 }],
      say: "好的，我会以 2 倍速播放。",
    });
  });

  it("answers a file line by line, empty lines too, and in the language asked for", async () => {
    const file = join(place.newFolder(), "requests.txt");
    writeFileSync(file, "mute it\n\nundo\n去掉前10秒\n");
    const run = await place.run(["understand", "--file", file, "--json", "--language", "en"]);
    const answers = run.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { intent: string; say: string });
    expect(answers.map(({ intent }) => intent)).toEqual(["edit", "clarify", "undo", "edit"]);
    expect(answers[3]?.say).toBe("I'll cut the first 10 seconds.");
  });

  it("counts shares from the length that is given", async () => {
    const run = await place.run(["understand", "keep the last third", "--json", "--duration", "90"]);
    expect(JSON.parse(run.stdout)).toMatchObject({ edits: [{ op: "trim", keep: [[60_000, null]] }] });
  });

  it("asks a language model on another machine only where the person agrees", async () => {
    const run = await place.run(["understand", "mute it", "--model-url", "http://192.0.2.1/v1", "--model", "small"]);
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining("--model-remote") });
  });

  it("understands by the grammar, and says so, where the language model is not there", async () => {
    const model = ["--model-url", "http://127.0.0.1:9/v1", "--model", "small"];
    const run = await place.run(["understand", "mute it", "--json", ...model]);
    expect(JSON.parse(run.stdout)).toMatchObject({ intent: "edit", edits: [{ op: "mute" }] });
    expect(run.stderr).toBe("The language model could not be reached; understood without it.\n");
  });

  it("refuses to guess where it is given no words, and names a file that is not there", async () => {
    expect((await place.run(["understand"])).code).toBe(2);
    expect(await place.run(["understand", "--file", "nowhere.txt"])).toMatchObject({ code: 3 });
  });
});
