/** Running the program and its peers as whole processes, measured from outside. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The built program. */
export const PROGRAM = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));

/** Where the shared clips are; `HD_SHARED` overrides the folder beside the checkout. */
export function sharedClip(name: string): string {
  return sharedFile(join("clips", name));
}

/** Anything of the shared folder. */
export function sharedFile(name: string): string {
  return join(process.env["HD_SHARED"] ?? fileURLToPath(new URL("../../shared", import.meta.url)), name);
}

export interface Measured {
  wallSeconds: number;
  /** Processor time of the process and all that it waited for; Linux only, else 0. */
  cpuSeconds: number;
}

/** A temporary folder; dispose it to remove it. */
export class Scratch implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), "hd-local-bench-"));

  file(name: string): string {
    return join(this.path, name);
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Runs a Node.js script to its end; throws where it fails. */
export async function runNode(words: readonly string[], environment: Record<string, string> = {}): Promise<Measured> {
  const cpuBefore = childrenCpuSeconds();
  const startedMs = performance.now();
  const child = startNode(words, environment);
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  if (code !== 0) throw new Error(`${words.join(" ")} ended with exit code ${code}`);
  return { wallSeconds: (performance.now() - startedMs) / 1000, cpuSeconds: childrenCpuSeconds() - cpuBefore };
}

export function startNode(words: readonly string[], environment: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, words, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, ...environment },
  });
}

/** Processor time of all ended and waited-for children: fields 16 and 17 of /proc/self/stat, in ticks of 1/100 s. */
function childrenCpuSeconds(): number {
  if (process.platform !== "linux") return 0;
  const text = readFileSync("/proc/self/stat", "latin1");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
