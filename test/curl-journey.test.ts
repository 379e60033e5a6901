/** The journey of `docs/curl-journey.sh`, walked as it is written there. */
import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { Workplace } from "./support/program.js";
import { shortClip } from "./support/small-clip.js";
import { newFolder, TestStudio } from "./support/studio.js";

const SCRIPT = fileURLToPath(new URL("../docs/curl-journey.sh", import.meta.url));
const place = new Workplace();

function has(program: string): boolean {
  return spawnSync(program, ["--version"], { stdio: "ignore" }).error === undefined;
}

it.skipIf(!has("curl") || !has("sh"))(
  "a clip becomes HD by plain curl and words, where the program curl is there",
  async () => {
    const studio = await TestStudio.start();
    const film = join(newFolder(), "film.mp4");
    const { stdout } = await promisify(execFile)("sh", [SCRIPT, studio.url, await shortClip(), film]);
    expect(stdout).toMatch(/completed 100 %/);
    expect(stdout).toMatch(/Next you could say/);
    expect(stdout).toMatch(/Timeline \(1 track\): 1\. Video/);
    const inspected = await place.run(["inspect", film, "--json"]);
    const { video } = JSON.parse(inspected.stdout);
    expect(video).toMatchObject({ codec: "h264", frames: 8, displayWidthPixels: 1920, displayHeightPixels: 1080 });
  },
);
