/** `hd-local models`: the networks that there are, a person's own among them. */
import { Command, Option } from "commander";
import type { Network } from "../enhance/network.js";
import { addOwnNetwork, listOwnNetworks, type OwnNetwork, removeOwnNetwork } from "../enhance/own-networks.js";
import { findNetworks, listNetworks, NO_NETWORK } from "../enhance/registry.js";
import { DEVICES } from "../enhance/session.js";
import { chosenDevice } from "../render/means.js";
import { machineShare, WorkerPool } from "../render/worker-pool.js";
import { type FactRow, fact, factSheet } from "./fact-sheet.js";
import { numberBetween, oneOf } from "./option-parsers.js";
import { ProgressLine } from "./terminal.js";
import { bytesInWords } from "./wording.js";

export function modelsCommand(): Command {
  const json = (): Option => new Option("--json", "JSON on standard output");
  return new Command("models")
    .description("list, add, remove and measure networks: ours, and ONNX files of your own")
    .addCommand(
      new Command("list").description("list the networks that --network knows").addOption(json()).action(list),
    )
    .addCommand(
      new Command("add")
        .description("try an ONNX file on small pictures, and keep a copy of it under a name")
        .argument("<file>", "an .onnx file that takes and gives luma or RGB, channels first")
        .option("--name <name>", "what --network calls it (default: the file's own name)")
        .option("--force", "replace a network of yours that has the name")
        .addOption(json())
        .action(add),
    )
    .addCommand(new Command("remove").description("remove a network of yours").argument("<name>").action(remove))
    .addCommand(
      new Command("bench")
        .description("measure how fast networks are here, by themselves, from 960×540")
        .argument("[networks...]", "names, or .onnx files (default: all)")
        .addOption(
          new Option("--device <device>", "what runs them: auto, cpu, webgpu, cuda")
            .argParser(oneOf(["auto", ...DEVICES]))
            .default("auto"),
        )
        .addOption(
          new Option("--seconds <number>", "how long each is measured").argParser(numberBetween(0, 600)).default(2),
        )
        .addOption(json())
        .action(bench),
    );
}

async function list({ json = false }: { json?: boolean }): Promise<void> {
  const [ours, own] = await Promise.all([listNetworks(), listOwnNetworks()]);
  if (json) {
    process.stdout.write(`${JSON.stringify({ ours: ours.map(factsOf), own: own.map(factsOf) }, null, 2)}\n`);
    return;
  }
  const names = [...new Set(ours.map(({ name }) => name))];
  const sheet = factSheet([
    {
      heading: "Networks that come with the program",
      rows: names.flatMap((name) => {
        const scales = ours.filter((network) => network.name === name).map(({ scale }) => `${scale}×`);
        return fact(name, `luma, ${scales.join(", ")}`);
      }),
    },
    { heading: "Your own", rows: own.flatMap(ownRow) },
  ]);
  process.stdout.write(
    `${sheet}\n${own.length === 0 ? "\nOf your own there is none: `hd-local models add <file.onnx>` takes one in.\n" : ""}`,
  );
}

function ownRow(network: OwnNetwork): FactRow[] {
  return fact(network.name, formInWords(network), costInWords(network));
}

async function add(
  file: string,
  { name, force = false, json = false }: { name?: string; force?: boolean; json?: boolean },
): Promise<void> {
  const line = new ProgressLine();
  if (!json) line.show("Trying it on small pictures…");
  const taken = [...(await listNetworks()).map((network) => network.name), NO_NETWORK];
  const network = await addOwnNetwork(file, { name, taken, mayReplace: force }).finally(() => line.clear());
  if (json) {
    process.stdout.write(`${JSON.stringify(factsOf(network), null, 2)}\n`);
    return;
  }
  const lines = [
    `${network.name} was added: ${formInWords(network)}.`,
    `  ${costInWords(network)}`,
    ...(network.looksEverywhere
      ? ["  It looks at the whole picture: where a picture has to be cut into tiles, their tones may differ a little."]
      : []),
    `  Use it with --network ${network.name}.`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

async function remove(name: string): Promise<void> {
  await removeOwnNetwork(name);
  process.stdout.write(`${name} was removed.\n`);
}

const SAMPLE = { width: 960, height: 540 };

async function bench(
  names: readonly string[],
  { device, seconds, json = false }: { device: (typeof DEVICES)[number] | "auto"; seconds: number; json?: boolean },
): Promise<void> {
  const networks =
    names.length === 0
      ? [...(await listNetworks()), ...(await listOwnNetworks())]
      : (await Promise.all(names.map(findNetworks))).flat();
  await using pool = new WorkerPool(1);
  const { threads } = machineShare();
  const line = new ProgressLine();
  const results: Record<string, unknown>[] = [];
  for (const network of networks) {
    if (!json) line.show(`${network.name} ×${network.scale}…`);
    const chosen = await chosenDevice(pool, network, device, threads);
    const test = { network, device: chosen.device, threads, ...SAMPLE, durationMs: seconds * 1000 };
    const { framesPerSecond } = await pool.call("measureNetwork", test);
    line.clear();
    const { name, scale } = network;
    if (json) results.push({ name, scale, device: chosen.device, framesPerSecond });
    else
      process.stdout.write(
        `${`${name} ×${scale}`.padEnd(24)} ${framesPerSecond.toFixed(1).padStart(7)} frames/s on ${chosen.device}\n`,
      );
  }
  if (json) process.stdout.write(`${JSON.stringify({ ...SAMPLE, results }, null, 2)}\n`);
}

function factsOf(network: Network & Partial<OwnNetwork>): Record<string, unknown> {
  const { name, scale, multiple, halo, form, sha256, version } = network;
  const { looksEverywhere, bytesPerPixel, pixelsPerSecond } = network;
  return {
    name,
    version: version ?? null,
    scale,
    multiple,
    halo,
    ...form,
    sha256,
    looksEverywhere,
    bytesPerPixel,
    pixelsPerSecond,
  };
}

/** «RGB, 4 times as large, float16, 64×64 pixels at a time». */
function formInWords({ scale, form, halo }: OwnNetwork): string {
  const { channels, input, fixedSize } = form;
  const does = scale === 1 ? "keeps the size" : `enlarges ${scale} times`;
  const sizes = fixedSize === undefined ? "any size" : `${fixedSize.width}×${fixedSize.height} pixels at a time`;
  return `${channels === 1 ? "luma" : "RGB"}, ${does}, ${input}, ${sizes}, looks ${halo} pixels far`;
}

function costInWords({ form, bytesPerPixel, pixelsPerSecond }: OwnNetwork): string {
  const seconds = (SAMPLE.width * SAMPLE.height) / pixelsPerSecond;
  const speed = seconds < 1 ? `${(1 / seconds).toFixed(1)} frames/s` : `${seconds.toFixed(1)} s a frame`;
  return `about ${speed} from 960×540 on the processor, ${bytesInWords(bytesPerPixel * form.mostPixels)} of memory`;
}
