/** WebGPU on the software adapter that Debian's chromium carries, so that it is tested where there is no graphics card. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { listNetworks } from "../src/enhance/registry.js";

const SOFTWARE_ADAPTER = "/usr/lib/chromium/vk_swiftshader_icd.json";
const SESSION = new URL("../dist/enhance/session.js", import.meta.url).href;

/** Runs one network on both devices in a process of its own; gives the share of pixels that differ by more than a step. */
const SCRIPT = `
  const { NetworkSession } = await import(process.argv[1]);
  const network = JSON.parse(process.argv[2]);
  const [width, height] = [160, 96];
  const luma = Uint8Array.from({ length: width * height }, (_, i) =>
    Math.round(110 + 70 * Math.sin((i % width) / 7) * Math.cos(i / width / 5) + (Math.imul(i, 2654435761) >>> 28)));
  const results = [];
  for (const device of ["cpu", "webgpu"]) {
    const session = await NetworkSession.open(network, device, 1);
    const out = new Uint8Array(width * height * network.scale ** 2);
    await session.run(luma, width, height, out);
    results.push(out);
  }
  const [one, other] = results;
  const apart = one.filter((value, i) => Math.abs(value - other[i]) > 1).length;
  process.stdout.write(JSON.stringify({ apart: apart / one.length, isPicture: new Set(other).size > 32 }), () => process.exit(0));
`;

describe.skipIf(process.platform !== "linux" || !existsSync(SOFTWARE_ADAPTER))("WebGPU", async () => {
  const networks = (await listNetworks()).filter(({ name }) => name !== "best");
  it.each(networks.map((network) => [`${network.name} ×${network.scale}`, network] as const))(
    "draws with %s what the processor draws, but for a step in one of a thousand pixels",
    (_, network) => {
      const run = spawnSync(process.execPath, ["--input-type=module", "-e", SCRIPT, SESSION, JSON.stringify(network)], {
        env: { ...process.env, VK_ICD_FILENAMES: SOFTWARE_ADAPTER },
        encoding: "utf8",
        timeout: 100_000,
      });
      expect(run.stdout, run.stderr).not.toBe("");
      const { apart, isPicture } = JSON.parse(run.stdout) as { apart: number; isPicture: boolean };
      expect(isPicture).toBe(true);
      expect(apart).toBeLessThanOrEqual(0.001);
    },
  );
});
