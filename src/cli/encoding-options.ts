/** Options that every command has which makes a film: where the network runs, and how the film is encoded. */
import { Option } from "commander";
import { DEVICES } from "../enhance/session.js";
import { PRESETS } from "../media/video-encoder.js";
import { DEFAULT_OPTIONS } from "../render/plan.js";
import { numberBetween, oneOf } from "./option-parsers.js";

export function deviceOption(): Option {
  return new Option("--device <device>", "what runs the network: auto, cpu, webgpu, cuda")
    .argParser(oneOf(["auto", ...DEVICES]))
    .default("auto");
}

export function crfOption(): Option {
  return new Option("--crf <number>", "quality of the encoding, 0 (best) to 51; lower is larger")
    .argParser(numberBetween(0, 51))
    .default(DEFAULT_OPTIONS.crf);
}

export function presetOption(): Option {
  return new Option("--preset <name>", `effort of the encoder: ${PRESETS.join(", ")}`)
    .argParser(oneOf(PRESETS))
    .default(DEFAULT_OPTIONS.preset);
}
