/** What `chat` and `batch` share: a connection that is set up as a person sees it, and files found and saved on this machine. */

import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { extname, join, resolve } from "node:path";
import type { AssistantEvent, Surroundings } from "../client/assistant.js";
import { type Language, languageOfLocale } from "../client/language.js";
import { type Connection, connect } from "../client/node/connect.js";
import { fileSource } from "../client/node/file-source.js";
import { PHRASES } from "../client/phrases.js";
import { ProgressLine } from "./terminal.js";

export const ALLOW_REMOTE = [
  "--allow-remote",
  "agree that files go to the server that NEMO_API_URL names, which is not this machine",
] as const;

/** The language that the person's system speaks. */
export function systemLanguage(environment: NodeJS.ProcessEnv = process.env): Language {
  return languageOfLocale(environment.LC_ALL || environment.LC_MESSAGES || environment.LANG);
}

/** Shows what happens as plain text: answers on standard output, progress and problems on standard error. */
export class PlainScreen {
  readonly #line = new ProgressLine();

  readonly show = (event: AssistantEvent): void => {
    if (event.kind === "progress-changed") {
      const percent = event.percent === undefined ? "" : ` ${Math.floor(event.percent)} %`;
      this.#line.show(`${event.text}…${percent}`);
      return;
    }
    this.#line.clear();
    if (event.kind === "text-delta") process.stdout.write(event.text);
    else if (event.kind === "text-ended") process.stdout.write("\n");
    else if (event.kind === "problem-told") process.stderr.write(`${event.text}\n`);
    else process.stdout.write(`${event.text}\n`);
  };

  /** Takes the line of progress away. */
  clear(): void {
    this.#line.clear();
  }

  say(text: string): void {
    this.clear();
    process.stdout.write(`${text}\n`);
  }
}

/** Connects, and says so. */
export async function setUp(
  language: Language,
  say: (text: string) => void,
  options: { allowRemote: boolean; askRemote?: (host: string) => Promise<boolean> },
): Promise<Connection> {
  say(PHRASES[language].settingUp);
  return await connect(options);
}

/** The files of this machine: found by the names that a person gives, finished ones saved beside their source. */
export class Desk implements Surroundings {
  readonly #connection: Connection;
  readonly #output: string | undefined;
  /** Paths of the files taken in, by name. */
  readonly #paths = new Map<string, string>();

  /** @param output a folder, or a file's path, where results go. */
  constructor(connection: Connection, output: string | undefined) {
    this.#connection = connection;
    this.#output = output === undefined ? undefined : resolve(output);
  }

  readonly findFile: Surroundings["findFile"] = async (name) => {
    const path = resolve(name.replace(/^~(?=[/\\])/, homedir()));
    const facts = await stat(path).catch(() => undefined);
    return facts?.isFile() ? this.source(path) : undefined;
  };

  /** @throws Fault `input-missing`. */
  async source(path: string) {
    const source = await fileSource(path);
    this.#paths.set(source.name, resolve(path));
    return source;
  }

  readonly deliver: Surroundings["deliver"] = async (render, { sourceNames, signal, onProgress }) => {
    const first = sourceNames.find((name) => /\.(?:mp4|m4v|mov|avi|webm|mkv|gif)$/i.test(name)) ?? sourceNames[0];
    const sourcePath = this.#paths.get(first ?? "") ?? (first === undefined ? undefined : join(process.cwd(), first));
    const isFile = this.#output !== undefined && extname(this.#output) !== "";
    return await this.#connection.save(render, {
      sourcePath,
      folder: isFile ? undefined : this.#output,
      outputPath: isFile ? this.#output : undefined,
      signal,
      onProgress,
    });
  };
}
