/** A graphics card that fails at work: the processor goes on, and nothing that was finished is lost. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Fault, type FaultCode } from "../src/faults.js";
import type { EnhanceRequest } from "../src/render/enhance-job.js";
import { indices, upTo } from "./support/clip-expectations.js";
import { clips } from "./support/made-clips.js";
import { Workplace } from "./support/program.js";
import { readFrames } from "./support/read-clip.js";

// Workers are started from files beside the module that starts them, which are the built ones.
const built = (module: string): string => new URL(`../dist/render/${module}.js`, import.meta.url).href;
const { EnhanceJob }: typeof import("../src/render/enhance-job.js") = await import(built("enhance-job"));
const { PictureJob }: typeof import("../src/render/picture-job.js") = await import(built("picture-job"));
const { lookAt }: typeof import("../src/render/source-look.js") = await import(built("source-look"));
const { WorkerPool }: typeof import("../src/render/worker-pool.js") = await import(built("worker-pool"));
const { DEFAULT_OPTIONS }: typeof import("../src/render/plan.js") = await import(built("plan"));

const place = new Workplace();
const before = process.env["HD_LOCAL_CACHE"];
beforeAll(() => {
  process.env["HD_LOCAL_CACHE"] = place.cache;
});
afterAll(() => {
  if (before === undefined) delete process.env["HD_LOCAL_CACHE"];
  else process.env["HD_LOCAL_CACHE"] = before;
});

interface Made {
  device: string;
  key: string;
}

/**
 * Workers whose graphics card is the processor in truth, until it fails. Everything else is done in earnest.
 * @param goodParts how many parts of a film the card makes before it fails for good.
 */
class FailingCard extends WorkerPool {
  readonly made: Made[] = [];
  #goodParts: number;
  readonly #code: FaultCode;

  constructor(goodParts: number, code: FaultCode) {
    super(1);
    this.#goodParts = goodParts;
    this.#code = code;
  }

  override async call(...[name, input, onFrames]: Parameters<InstanceType<typeof WorkerPool>["call"]>): Promise<never> {
    if (name === "chooseDevice") return { device: "webgpu", reason: "as asked for" } as never;
    const setting =
      name === "renderChunk" || name === "renderPicture" ? (input as never as { setting: Setting }).setting : undefined;
    if (setting?.device === "webgpu" && this.#goodParts-- <= 0)
      throw new Fault(this.#code, "The graphics card failed.");
    const output = (await super.call(
      name,
      (setting ? { ...input, setting: { ...setting, device: "cpu" } } : input) as never,
      onFrames,
    )) as never;
    if (setting !== undefined)
      this.made.push({ device: setting.device, key: (input as never as { path: string }).path });
    return output;
  }
}

interface Setting {
  device: string;
}

async function requestFor(): Promise<EnhanceRequest> {
  return {
    ...DEFAULT_OPTIONS,
    inputPath: await clips.constantRate("25"),
    outputPath: join(place.newFolder(), "result.mp4"),
    mayReplace: false,
    target: { kind: "factor", factor: 2 },
    network: "fast",
    device: "webgpu",
    preset: "ultrafast",
    chunkSeconds: 0.5,
  };
}

describe("a graphics card that fails midway", () => {
  it.each<FaultCode>(["device-failed", "worker-lost"])(
    "(%s) is stood in for by the processor, and nothing is made twice",
    async (code) => {
      await using pool = new FailingCard(1, code);
      const request = { ...(await requestFor()), crf: code === "device-failed" ? 20 : 21 };
      const job = await EnhanceJob.init(pool, request);
      const result = await job.execute(() => undefined);
      expect(result.hasFallenBack).toBe(true);
      expect(result.chunks).toBeGreaterThan(1);
      expect(pool.made.map(({ device }) => device)).toEqual([
        "webgpu",
        ...Array.from({ length: result.chunks - 1 }, () => "cpu"),
      ]);
      expect(new Set(pool.made.map(({ key }) => key)).size).toBe(result.chunks);
      expect(indices(readFrames(request.outputPath))).toEqual(upTo(50));
      // The next run does not begin with it again.
      const memory = JSON.parse(readFileSync(join(place.cache, "devices.json"), "utf8")) as Record<
        string,
        { device: string }
      >;
      expect(Object.values(memory).map(({ device }) => device)).toContain("cpu");
    },
  );

  it("leaves a still picture to the processor", async () => {
    await using pool = new FailingCard(0, "device-failed");
    const { network, device } = await requestFor();
    const inputPath = await clips.picture("png");
    const outputPath = join(place.newFolder(), "result.png");
    const target = { kind: "factor", factor: 2 } as const;
    const request = {
      inputPath,
      outputPath,
      mayReplace: false,
      kind: "png",
      target,
      isTargetChosen: true,
      network,
      device,
    } as const;
    const { analysis } = await lookAt(pool, inputPath);
    const job = await PictureJob.init(pool, request, analysis);
    expect(await job.execute()).toMatchObject({ hasFallenBack: true });
    expect(existsSync(outputPath)).toBe(true);
  });
});
