/** Wall time of `enhance` against FFmpeg's own Lanczos with the same encoder settings, interleaved in one run. */
import { fileURLToPath } from "node:url";
import { listNetworks } from "../src/enhance/registry.js";
import { type Measured, median, PROGRAM, runNode, Scratch, sharedClip, table } from "./measured-process.js";

const PEER = fileURLToPath(new URL("./lanczos-peer.mjs", import.meta.url));
const PRESET = "veryfast";
const CRF = "20";
const ROUNDS = 5;

/** `speed [clip] [rounds]`: 540p → 1080p by default; every network of ours that there is. */
export async function measureSpeed([
  clip = sharedClip("poor/sam2_bedroom_540p.mp4"),
  rounds = String(ROUNDS),
]: string[]): Promise<void> {
  using scratch = new Scratch();
  const networks = (await listNetworks()).filter(({ scale }) => scale === 2).map(({ name }) => name);
  const runs = new Map<string, Measured[]>([
    ["Lanczos", []],
    ...networks.map((name): [string, Measured[]] => [name, []]),
  ]);
  const enhance = (network: string, round: number): Promise<Measured> => {
    const words = [
      PROGRAM,
      "enhance",
      clip,
      "-o",
      scratch.file("out.mp4"),
      "--network",
      network,
      "--device",
      "cpu",
      "--preset",
      PRESET,
      "--crf",
      CRF,
      "--force",
      "--quiet",
    ];
    return runNode(words, { HD_LOCAL_CACHE: scratch.file(`cache-${network}-${round}`) });
  };
  for (let round = 0; round < Number(rounds); round++) {
    runs.get("Lanczos")?.push(await runNode([PEER, clip, "1920", "1080", PRESET, CRF]));
    for (const network of networks) runs.get(network)?.push(await enhance(network, round));
  }
  const peer = runs.get("Lanczos") ?? [];
  const rows = [...runs].map(([name, measured]) => {
    const ratios = measured.map((run, i) => run.wallSeconds / (peer[i]?.wallSeconds ?? Number.NaN));
    return [
      name,
      seconds(measured, "wallSeconds"),
      seconds(measured, "cpuSeconds"),
      median(ratios).toFixed(2),
      `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`,
    ];
  });
  process.stdout.write(
    `${table(["", "wall s (median)", "processor s (median)", "wall / Lanczos (median)", "least–most"], rows)}\n`,
  );
}

function seconds(measured: readonly Measured[], what: keyof Measured): string {
  return median(measured.map((run) => run[what])).toFixed(2);
}
