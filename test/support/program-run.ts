/** The built program, run as people run it: as a process, judged by its words, its exit code and the files it leaves. */
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The program's entry, as `hd-local` starts it. */
export const PROGRAM = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** What makes a run short: the smallest network, the processor that every machine has, the quickest encoder setting. */
export const QUICK = ["--network", "fast", "--device", "cpu", "--preset", "ultrafast"] as const;

/** A run that takes longer than this hangs. */
const HANG_MS = 100_000;

/** One line of `--json`. */
export type ProgramEvent = Readonly<Record<string, unknown>> & { readonly event: string };

/** A run that has ended. */
export interface FinishedRun {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Lines of standard output that are JSON objects. */
  readonly events: readonly ProgramEvent[];
}

/** A run that goes on. */
export interface StartedRun {
  readonly child: ChildProcess;
  readonly finished: Promise<FinishedRun>;
  /** The first event that `fits`, also one that came before. Fails where the run ends without it. */
  event(fits: (event: ProgramEvent) => boolean): Promise<ProgramEvent>;
}

export interface RunOptions {
  /** Folder of the chunk cache. */
  readonly cache: string;
  readonly cwd?: string;
  /** Runs as another person. */
  readonly uid?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** A run that takes longer hangs and is killed. */
  readonly hangMs?: number;
}

function parsedEvents(stdout: string): ProgramEvent[] {
  return stdout
    .split("\n")
    .filter((line) => line.startsWith("{") && line.endsWith("}"))
    .map((line) => JSON.parse(line) as ProgramEvent);
}

/** Starts the program in a process group of its own. */
export function startProgram(
  words: readonly string[],
  { cache, cwd, uid, env, hangMs = HANG_MS }: RunOptions,
): StartedRun {
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    ...(cwd === undefined ? {} : { cwd }),
    ...(uid === undefined ? {} : { uid, gid: uid }),
    env: { ...process.env, HD_LOCAL_CACHE: cache, ...env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  const listeners = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    for (const listener of listeners) listener();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const finished = new Promise<FinishedRun>((resolve, reject) => {
    const hang = setTimeout(() => {
      killGroup(child, "SIGKILL");
      reject(new Error(`hd-local ${words.join(" ")} hangs.\n${stdout}\n${stderr}`));
    }, hangMs);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(hang);
      resolve({ code, signal, stdout, stderr, events: parsedEvents(stdout) });
      for (const listener of listeners) listener();
    });
  });
  finished.catch(() => undefined);
  const event = (fits: (event: ProgramEvent) => boolean): Promise<ProgramEvent> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = parsedEvents(stdout).find(fits);
        if (found !== undefined) resolve(found);
        else if (child.exitCode === null && child.signalCode === null) return;
        else reject(new Error(`The run ended before the event came.\n${stdout}\n${stderr}`));
        listeners.delete(look);
      };
      listeners.add(look);
      look();
    });
  return { child, finished, event };
}

/** Runs the program to its end. */
export function runProgram(words: readonly string[], options: RunOptions): Promise<FinishedRun> {
  return startProgram(words, options).finished;
}

/** Sends a signal to a run's whole process group: the program and its workers. */
export function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) throw new Error("The process did not start.");
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
