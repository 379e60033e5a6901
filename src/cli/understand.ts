/** `hd-local understand`: what a request means, without touching any video. */
import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { Command } from "commander";
import type { Context, Language } from "../agent/context.js";
import { GRAMMAR } from "../agent/interpreter.js";
import { type RoughUnderstanding, understandWithoutVideo } from "../agent/understand.js";
import { Fault } from "../faults.js";
import { interpreterOf, type ModelFlags, tellShortfall, withModelOptions } from "./model-options.js";
import { oneOf, seconds } from "./option-parsers.js";

interface UnderstandFlags extends ModelFlags {
  file?: string;
  json: boolean;
  language?: Language;
  duration?: number;
}

export function understandCommand(): Command {
  const command = new Command("understand")
    .description("say what a request means, in English or Chinese, without touching a video")
    .argument("[words]", "the request: «trim the first 5 seconds and make it vertical»")
    .option("--file <requests.txt>", "one request a line in, one answer a line out (- reads standard input)")
    .option(
      "--language <language>",
      "the language of the answer, en or zh; that of the words unless you say so",
      oneOf<Language>(["en", "zh"]),
    )
    .option("--duration <time>", "the length of the video, for «the last third» and the like", seconds)
    .option("--json", "the understanding as JSON on standard output", false)
    .addHelpText(
      "after",
      `
Examples:
  hd-local understand "trim the first 5 seconds, make it vertical and add lo-fi music at 30%"
  hd-local understand "剪掉前5秒，改成竖屏" --json
  hd-local understand --file requests.txt --json

Without --duration, what depends on the length of the video is told as a share of it: "50%".`,
    )
    .action(understandWords);
  return withModelOptions(command);
}

async function understandWords(words: string | undefined, flags: UnderstandFlags): Promise<void> {
  if ((words === undefined) === (flags.file === undefined))
    throw new Fault("usage", "Give the words of one request, or a file of requests with --file.");
  const interpreter = await interpreterOf(flags);
  const context: Context = {
    language: flags.language,
    durationMs: flags.duration === undefined ? undefined : Math.round(flags.duration * 1000),
  };
  const understood = async (request: string): Promise<RoughUnderstanding> => {
    // The grammar alone can tell shares of a length that nobody knows.
    if (interpreter === GRAMMAR) return understandWithoutVideo(request, context);
    const interpretation = await interpreter.interpret({ words: request, context });
    tellShortfall(interpretation.shortfall);
    return interpretation.shortfall === undefined
      ? interpretation.understood
      : understandWithoutVideo(request, context);
  };
  const answer = async (request: string): Promise<string> => {
    const { also: _, ...told } = await understood(request);
    return `${flags.json ? JSON.stringify(told) : textOf(told)}\n`;
  };
  if (words !== undefined) {
    process.stdout.write(await answer(words));
    return;
  }
  await answerFile(flags.file ?? "-", answer);
}

/** One answer a line, in order. An empty line is a request that says nothing, so that lines stay in step. */
async function answerFile(path: string, answer: (request: string) => Promise<string>): Promise<void> {
  const input = path === "-" ? process.stdin : createReadStream(resolve(path), "utf8");
  let answers = "";
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      answers += await answer(line);
      if (answers.length < 65_536) continue;
      process.stdout.write(answers);
      answers = "";
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      throw new Fault("input-missing", `There is no file ${path}.`, { cause: error });
    throw error;
  }
  process.stdout.write(answers);
}

function textOf(understood: RoughUnderstanding): string {
  const lines = [understood.say];
  for (const edit of understood.edits) lines.push(`  ${JSON.stringify(edit)}`);
  if (understood.edits.length === 0) lines.push(`  ${understood.intent}`);
  return lines.join("\n");
}
