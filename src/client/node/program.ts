/** The program that this library is part of, as a child process. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PACKAGE = new URL("../../../", import.meta.url);

/** The command's entry, as `hd-local` starts it. */
export const PROGRAM_PATH = fileURLToPath(new URL("dist/cli/main.js", PACKAGE));

/** The package's version, which is the skill's too. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(new URL("package.json", PACKAGE), "utf8")) as { version: string }).version;
}

/** A run of the program that has ended. */
export interface ProgramRun {
  /** Null where it was killed or could not start. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the program to its end. What it prints is small: one object, or a sentence. */
export function runProgram(words: readonly string[], signal?: AbortSignal): Promise<ProgramRun> {
  const child = spawn(process.execPath, [PROGRAM_PATH, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    ...(signal ? { signal } : {}),
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-10_000);
  });
  return new Promise((resolve) => {
    child.once("error", () => resolve({ code: null, stdout, stderr }));
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}
