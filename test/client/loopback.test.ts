/** Loopback alone is enough: no other network is there. */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { cachedClip } from "../support/clip-cache.js";
import { Workplace } from "../support/program.js";
import { PROGRAM } from "../support/program-run.js";

const place = new Workplace();

/** Namespaces of one's own need rights, and `ip` to bring loopback up. */
const canIsolate =
  process.platform === "linux" && spawnSync("unshare", ["-rn", "sh", "-c", "ip link set lo up"]).status === 0;

it.skipIf(!canIsolate)("chat enhances and exports with loopback alone", async () => {
  const home = place.newFolder();
  const clip = join(home, "clip.mp4");
  copyFileSync(
    await cachedClip("loopback.mp4", { container: "mp4", video: { width: 160, height: 90, fps: [25, 1], frames: 25 } }),
    clip,
  );
  const words = [process.execPath, PROGRAM, "chat", clip, "-m", "enhance to HD", "-m", "export"];
  const script = 'ip link set lo up && test "$(ls /sys/class/net | wc -l)" -ge 1 && exec "$@"';
  const said = execFileSync("unshare", ["-rn", "sh", "-c", script, "sh", ...words], {
    encoding: "utf8",
    cwd: home,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      HD_LOCAL_CONFIG: join(home, "config"),
      HD_LOCAL_DATA: join(home, "data"),
      HD_LOCAL_CACHE: place.cache,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  expect(said).toMatch(/Saved: .*clip-hd\.mp4/);
  expect(existsSync(join(home, "clip-hd.mp4"))).toBe(true);
});
