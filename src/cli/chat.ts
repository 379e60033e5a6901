/** `hd-local chat`: edit and enhance by talking, in the terminal or from a script. */
import { createInterface } from "node:readline/promises";
import { confirm, intro, isCancel, log, outro, text } from "@clack/prompts";
import { Command } from "commander";
import { Assistant, type AssistantEvent } from "../client/assistant.js";
import { type Language, languageOf } from "../client/language.js";
import { PHRASES } from "../client/phrases.js";
import { type Fault, toFault } from "../faults.js";
import { ALLOW_REMOTE, Desk, PlainScreen, setUp, systemLanguage } from "./conversation.js";
import { expandInputs } from "./input-files.js";
import { Interrupt } from "./interrupt.js";
import { isInteractive } from "./terminal.js";

interface ChatFlags {
  message: string[];
  output?: string;
  allowRemote: boolean;
}

export function chatCommand(): Command {
  return new Command("chat")
    .description("enhance and edit by talking, in English or Chinese")
    .argument("[files...]", "clips, pictures and sound to begin with")
    .option("-m, --message <words>", "say this and do not ask; may be given several times", collect, [])
    .option("-o, --output <path>", "where the finished file goes (default: beside the source)")
    .option(...ALLOW_REMOTE, false)
    .addHelpText(
      "after",
      `
Examples:
  hd-local chat clip.mov
  hd-local chat clip.mov -m "enhance to HD" -m "trim the first 2 seconds" -m "export"

The server of this machine is used, or started for as long as the chat lasts. NEMO_API_URL names another one, NEMO_TOKEN
a token for it.`,
    )
    .action(chat);
}

function collect(words: string, before: string[]): string[] {
  return [...before, words];
}

async function chat(words: string[], flags: ChatFlags): Promise<void> {
  const paths = words.length === 0 ? [] : await expandInputs(words);
  const isScript = flags.message.length > 0 || !isInteractive();
  await (isScript ? chatByScript(paths, flags) : chatByKeyboard(paths, flags));
}

/** Messages one by one, until one fails. */
async function chatByScript(paths: readonly string[], flags: ChatFlags): Promise<void> {
  const language = flags.message[0] === undefined ? systemLanguage() : languageOf(flags.message[0]);
  const screen = new PlainScreen();
  using interrupt = new Interrupt();
  await using connection = await setUp(language, (words) => screen.say(words), flags);
  const session = await connection.openSession({
    language,
    onReopened: () => screen.say(PHRASES[language].newSession),
    signal: interrupt.signal,
  });
  const desk = new Desk(connection, flags.output);
  const assistant = new Assistant(session, desk, screen.show);
  screen.say(PHRASES[language].ready);
  for (const path of paths) await assistant.takeIn(await desk.source(path), interrupt.signal);
  for await (const message of flags.message.length > 0 ? flags.message : linesOfInput()) {
    if (message.trim() === "") continue;
    screen.say(`› ${message}`);
    const fault = await assistant.answer(message, interrupt.signal);
    if (fault === undefined) continue;
    process.exitCode = fault.exitCode;
    return;
  }
}

async function* linesOfInput(): AsyncGenerator<string, void, undefined> {
  yield* createInterface({ input: process.stdin });
}

async function chatByKeyboard(paths: readonly string[], flags: ChatFlags): Promise<void> {
  const language = systemLanguage();
  const phrases = PHRASES[language];
  intro("HD Local AI");
  const askRemote = async (host: string): Promise<boolean> =>
    (await confirm({ message: question(host, language), initialValue: false })) === true;
  await using connection = await setUp(language, (words) => log.step(words), { ...flags, askRemote });
  const session = await connection.openSession({ language, onReopened: () => log.warn(phrases.newSession) });
  const desk = new Desk(connection, flags.output);
  const show = keyboardScreen();
  const assistant = new Assistant(session, desk, show);
  log.success(phrases.ready);
  log.message([phrases.greeting, ...phrases.tries.map((words) => `• ${words}`)].join("\n"));
  for (const path of paths)
    await duringTurn(async (signal) => assistant.takeIn(await desk.source(path), signal), show, language);
  let cancels = 0;
  while (cancels < 2) {
    const words = await text({ message: "›" });
    if (isCancel(words)) {
      cancels++;
      if (cancels < 2) log.message(phrases.again);
      continue;
    }
    cancels = 0;
    if (/^\s*(?:exit|quit|bye|退出|再见)\s*$/i.test(words ?? "")) break;
    if ((words ?? "").trim() !== "") await duringTurn((signal) => assistant.answer(words, signal), show, language);
  }
  outro(phrases.goodbye);
}

function question(host: string, language: Language): string {
  return language === "zh"
    ? `${host} 不是这台电脑：你的文件会离开本机。可以吗？`
    : `${host} is not this machine: your files would leave it. Is that all right?`;
}

/** Ctrl-C calls off what is going on and nothing else; a second one leaves. */
async function duringTurn(
  work: (signal: AbortSignal) => Promise<unknown>,
  show: (event: AssistantEvent) => void,
  language: Language,
): Promise<void> {
  using interrupt = new Interrupt();
  try {
    await work(interrupt.signal);
  } catch (error) {
    const fault: Fault = toFault(error);
    show({ kind: "problem-told", text: interrupt.signal.aborted ? PHRASES[language].cancelled : fault.message, fault });
  }
}

/** Shows what happens in the terminal; progress is one line that is written over. */
function keyboardScreen(): (event: AssistantEvent) => void {
  const plain = new PlainScreen();
  return (event) => {
    switch (event.kind) {
      case "message-told":
        plain.clear();
        log.info(event.text);
        return;
      case "file-saved":
        plain.clear();
        log.success(event.text);
        return;
      case "problem-told":
        plain.clear();
        log.error(event.text);
        return;
      default:
        plain.show(event);
    }
  };
}
