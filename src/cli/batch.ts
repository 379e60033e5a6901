/** `hd-local batch`: the same words for several files, one session, an export each. */
import { Command } from "commander";
import { Assistant } from "../client/assistant.js";
import { languageOf } from "../client/language.js";
import { PHRASES } from "../client/phrases.js";
import { routeOf } from "../client/routing.js";
import { Fault, toFault } from "../faults.js";
import { ALLOW_REMOTE, Desk, PlainScreen, setUp } from "./conversation.js";
import { expandInputs } from "./input-files.js";
import { Interrupt } from "./interrupt.js";
import { counted, printable, shownName } from "./wording.js";

interface BatchFlags {
  message: string[];
  output?: string;
  allowRemote: boolean;
}

export function batchCommand(): Command {
  return new Command("batch")
    .description("do the same with several files, by words, and export each")
    .argument("<files...>", "files, folders or patterns")
    .requiredOption(
      "-m, --message <words>",
      "what to do with each file; may be given several times",
      (words: string, before: string[] | undefined) => [...(before ?? []), words],
    )
    .option("-o, --output <folder>", "where the finished files go (default: beside each source)")
    .option(...ALLOW_REMOTE, false)
    .action(batch);
}

async function batch(words: string[], flags: BatchFlags): Promise<void> {
  const paths = await expandInputs(words);
  const language = languageOf(flags.message[0] ?? "");
  const screen = new PlainScreen();
  using interrupt = new Interrupt();
  await using connection = await setUp(language, (text) => screen.say(text), flags);
  const session = await connection.openSession({ language, signal: interrupt.signal });
  const desk = new Desk(connection, flags.output === undefined ? undefined : `${flags.output}/`);
  const assistant = new Assistant(session, desk, screen.show);
  screen.say(PHRASES[language].ready);
  const failed: { name: string; fault: Fault }[] = [];
  for (const [i, path] of paths.entries()) {
    const name = shownName(path);
    screen.say(`[${i + 1}/${paths.length}] ${name}`);
    if (i > 0) await assistant.startAnew(interrupt.signal);
    const fault = await one(assistant, desk, path, flags.message, interrupt.signal);
    if (fault === undefined) continue;
    failed.push({ name, fault });
    if (fault.code === "cancelled") break;
  }
  const there = failed.filter(({ fault }) => fault.code === "output-exists").length;
  const others = there === 0 ? "" : `, ${there} there already`;
  if (paths.length > 1)
    screen.say(`${counted(paths.length - failed.length, "file")} done${others}, ${failed.length - there} failed.`);
  for (const { name, fault } of failed) process.stderr.write(`${name}: ${printable(fault.message)}\n`);
  const codes = new Set(failed.map(({ fault }) => fault.exitCode));
  process.exitCode = codes.has(130) ? 130 : codes.size > 1 ? 1 : (failed[0]?.fault.exitCode ?? 0);
}

/** One file from its upload to its export; what failed, where something did. */
async function one(
  assistant: Assistant,
  desk: Desk,
  path: string,
  messages: readonly string[],
  signal: AbortSignal,
): Promise<Fault | undefined> {
  try {
    await assistant.takeIn(await desk.source(path), signal);
    let isExported = false;
    for (const message of messages) {
      const fault = await assistant.answer(message, signal);
      if (fault !== undefined) return fault;
      isExported = routeOf(message).own?.kind === "export";
    }
    // Words that end with an export have made the file already.
    if (!isExported) await assistant.export(undefined, signal);
    return undefined;
  } catch (error) {
    return signal.aborted ? new Fault("cancelled", "Cancelled.") : toFault(error);
  }
}
