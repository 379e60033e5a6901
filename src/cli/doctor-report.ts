/** What `doctor` found, in words. */
import { relative } from "node:path";
import type { CudaProvider } from "../enhance/cuda-provider.js";
import type { Device } from "../enhance/session.js";
import type { EncoderFamily, VideoCodec } from "../media/video-encoder.js";
import type { Checkup, SpeedReport } from "../render/checkup.js";
import { type FactRow, fact, factSheet } from "./fact-sheet.js";
import { bytesInWords, counted, lengthInWords } from "./wording.js";

const PLATFORMS: Record<string, string> = { linux: "Linux", darwin: "macOS", win32: "Windows" };

const DEVICE_NAMES: Record<Device, string> = {
  cpu: "processor (cpu)",
  webgpu: "graphics card (webgpu)",
  cuda: "graphics card (cuda)",
};

const SOFTWARE_ENCODERS: Record<VideoCodec, string> = {
  h264: "x264, for H.264",
  hevc: "x265, for HEVC",
  av1: "SVT-AV1, for AV1",
  vp9: "libvpx, for VP9",
};

const HARDWARE_FAMILIES: Record<Exclude<EncoderFamily, "x264">, string> = {
  nvenc: "NVENC (NVIDIA)",
  vaapi: "VA-API (Linux)",
  videotoolbox: "VideoToolbox (macOS)",
  qsv: "Quick Sync (Intel)",
};

/** The whole report, for a person. */
export function doctorReport(version: string, checkup: Checkup): string {
  const { system, cache } = checkup;
  const sheet = factSheet([
    {
      heading: `HD Local AI ${version} on this machine`,
      rows: [
        ...fact("processor", `${checkup.processor.model}, ${counted(checkup.processor.cores, "core")} to work with`),
        ...fact(
          "memory",
          `${bytesInWords(checkup.memory.totalBytes)}, of which ${bytesInWords(checkup.memory.freeBytes)} free`,
        ),
        ...fact(
          "system",
          `${PLATFORMS[system.platform] ?? system.platform} ${system.release} (${system.architecture}), Node.js ${system.nodeVersion}`,
        ),
        ...fact("work", workInWords(checkup.share)),
      ],
    },
    {
      heading: "What can run the networks",
      rows: checkup.devices.flatMap((device) => deviceRow(device, checkup.cuda)),
    },
    { heading: "What can write the result", rows: encoderRows(checkup) },
    {
      heading: "Networks, which rebuild the picture",
      rows: checkup.networks.flatMap(({ name, version, scale, state }) =>
        fact(
          `${name} ×${scale}`,
          `${version === null ? "" : `version ${version}, `}${scale === 1 ? "keeps the size" : `enlarges ${scale} times`}, ${WEIGHTS[state]}`,
        ),
      ),
    },
    {
      heading: "Disk",
      rows: [
        ...fact("cache folder", cache.folder, cache.isWritable ? undefined : "cannot be written to"),
        ...fact(
          "used",
          `${bytesInWords(cache.usedBytes)} of at most ${bytesInWords(cache.maxBytes)}, the oldest parts go first`,
        ),
        ...fact("free", bytesInWords(cache.diskFreeBytes)),
      ],
    },
    ...(checkup.speed === null ? [] : [speedSection(checkup.speed)]),
  ]);
  return `${sheet}\n\n${verdict(checkup)}`;
}

const WEIGHTS = {
  whole: "weights as published",
  changed: "weights are NOT as published",
  missing: "weights are MISSING",
} as const;

function workInWords({ workers, threadsPerWorker }: Checkup["share"]): string {
  const parts = workers === 1 ? "one part of a clip at a time" : `${workers} parts of a clip at a time`;
  return `${parts}, on ${counted(threadsPerWorker, "thread")}${workers === 1 ? "" : " each"}`;
}

function deviceRow({ device, isUsable, reason }: Checkup["devices"][number], cuda: CudaProvider): FactRow[] {
  if (isUsable) return fact(DEVICE_NAMES[device], "works");
  return device === "cuda"
    ? fact(DEVICE_NAMES.cuda, ...cudaAdvice(cuda))
    : fact(DEVICE_NAMES[device], reason ?? "cannot be used");
}

/** Why CUDA cannot be used and how it could be. */
export function cudaAdvice(cuda: CudaProvider): string[] {
  switch (cuda.state) {
    case "not-for-this-system":
      return ["not for this system: NVIDIA's part exists for Linux on x64 only"];
    case "there":
      return [
        "cannot be used. NVIDIA's part is there but did not start: it needs an NVIDIA card with its driver, CUDA 12 and cuDNN 9.",
      ];
    case "missing":
      return [
        "cannot be used. NVIDIA's part does not come with the package. If you have an NVIDIA card with its driver, CUDA 12 and cuDNN 9, this downloads it (some hundred megabytes):",
        `$ node ${shortPath(cuda.installScript)} ${cuda.installArgument}`,
      ];
  }
}

/** The shorter of a path and its way from here. */
function shortPath(path: string): string {
  const here = relative(process.cwd(), path);
  return here.length < path.length ? here : path;
}

function encoderRows({ encoders }: Checkup): FactRow[] {
  const software = encoders.filter(({ family }) => family === "x264");
  const hardware = Object.entries(HARDWARE_FAMILIES).map(([family, name]) => ({
    name,
    codecs: encoders
      .filter((encoder) => encoder.family === family && encoder.state === "works")
      .map(({ codec }) => codec),
  }));
  const working = hardware.filter(({ codecs }) => codecs.length > 0);
  const others = hardware.filter(({ codecs }) => codecs.length === 0).map(({ name }) => name);
  return [
    ...fact(
      "in software",
      ...software.map(
        ({ codec, state }) => `${SOFTWARE_ENCODERS[codec]}: ${state === "works" ? "works" : "does NOT work"}`,
      ),
    ),
    ...fact("in hardware", ...working.map(({ name, codecs }) => `${name}: works for ${codecs.join(", ")}`)),
    ...fact(
      working.length === 0 ? "in hardware" : "",
      others.length === 0 ? undefined : `no hardware or driver here for ${others.join(", ")}`,
    ),
  ];
}

function speedSection({ device, reason, networks }: SpeedReport): { heading: string; rows: FactRow[] } {
  return {
    heading: "Speed, 960×540 to 1920×1080 (another program that works meanwhile makes it look slower)",
    rows: [
      ...fact("measured on", `${DEVICE_NAMES[device]}: ${reason}`),
      ...networks.flatMap((network) =>
        fact(
          network.name,
          `${network.framesPerSecond.toFixed(1)} frames/s (the network alone ${network.networkFramesPerSecond.toFixed(1)}); a minute of video takes about ${lengthInWords(network.minuteOfVideoSeconds)}`,
        ),
      ),
    ],
  };
}

function verdict({ problems }: Checkup): string {
  if (problems.length === 0) return "Everything that is needed works.";
  return problems.map(({ what, advice }) => `Broken: ${what}\n  ${advice}`).join("\n");
}
