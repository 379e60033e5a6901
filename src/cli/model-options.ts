/** The options by which a language model helps to understand words, the same in every command that takes words. */
import type { Command } from "commander";
import { GRAMMAR, type Interpreter, type ModelShortfall } from "../agent/interpreter.js";
import { isLoopback } from "../client/node/connect.js";
import { Fault } from "../faults.js";

export interface ModelFlags {
  modelUrl?: string;
  model?: string;
  modelRemote: boolean;
}

/** The key is read from the environment alone: arguments are seen by every process of the machine. */
const KEY_VARIABLE = "HD_LOCAL_MODEL_KEY";

export function withModelOptions(command: Command): Command {
  return command
    .option(
      "--model-url <url>",
      "ask a language model there first (OpenAI-compatible: Ollama, llama.cpp, LM Studio), then the grammar; off unless given",
    )
    .option("--model <name>", "the model's name, as its server knows it")
    .option(
      "--model-remote",
      "agree that words and the summary of the timeline go to a model on another machine",
      false,
    );
}

/** What understands: the grammar, or the model that the flags name. @throws Fault `usage`, `remote-not-allowed`. */
export async function interpreterOf(flags: ModelFlags): Promise<Interpreter> {
  const { modelUrl, model } = flags;
  if (modelUrl === undefined && model === undefined) return GRAMMAR;
  if (modelUrl === undefined || model === undefined)
    throw new Fault("usage", "A language model needs both --model-url and --model.");
  const url = URL.canParse(modelUrl) ? new URL(modelUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "")
    throw new Fault("usage", "--model-url has to begin with http:// or https://, and carries no password.");
  if (!isLoopback(url.hostname) && !flags.modelRemote)
    throw new Fault(
      "remote-not-allowed",
      `${url.host} is not this machine: your words would leave it. Say --model-remote to agree.`,
    );
  const { ModelInterpreter } = await import("../adapters/language-model/model-interpreter.js");
  return new ModelInterpreter({ url, model, key: process.env[KEY_VARIABLE] || undefined });
}

/** Tells once on standard error that the grammar stood in for the model. */
export function tellShortfall(shortfall: ModelShortfall | undefined): void {
  if (shortfall !== undefined)
    process.stderr.write(`${shortfall.why}; understood without it.\n`.replace(/^./, (first) => first.toUpperCase()));
}
