/** The terminal while a long command runs: keys, signals, and one live line. Always given back as it was found. */

/** What a person can do to a running command. */
export interface Controls {
  /** Holds the work; resolves when it stands still. */
  pause(): Promise<void>;
  resume(): void;
  isPaused(): boolean;
  cancel(): void;
}

/** Longer than workers take to end by themselves or by force. */
const CANCEL_LIMIT_MS = 10_000;

const SAME_KEY_MS = 300;

const CTRL_C = "\u0003";
const CTRL_Z = "\u001a";

/** True where a person sits at a terminal and can press keys. */
export function isInteractive(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** Listens to keys and signals. Dispose it to stop listening and to restore the terminal. */
export class TerminalKeys implements Disposable {
  readonly #controls: Controls;
  readonly #onChange: () => void;
  readonly #isInteractive = isInteractive();
  readonly #onKeys = (keys: Buffer): void => this.#press(keys.toString("latin1"));
  readonly #onInterrupt = (): void => this.#cancel();
  readonly #onStop = (): void => void this.#park();
  readonly #onContinue = (): void => this.#unpark();
  #wasPausedByHand = false;
  #isParked = false;
  #cancels = 0;
  #cancelledMs = Number.NEGATIVE_INFINITY;

  constructor(controls: Controls, onChange: () => void) {
    this.#controls = controls;
    this.#onChange = onChange;
    this.#listen();
    process.on("SIGINT", this.#onInterrupt);
    process.on("SIGTERM", this.#onInterrupt);
    process.on("SIGHUP", this.#onInterrupt);
    if (process.platform !== "win32") {
      process.on("SIGTSTP", this.#onStop);
      process.on("SIGCONT", this.#onContinue);
    }
  }

  #listen(): void {
    if (!this.#isInteractive) return;
    process.stdin.setRawMode(true);
    process.stdin.on("data", this.#onKeys);
    process.stdin.resume();
  }

  #release(): void {
    if (!this.#isInteractive) return;
    process.stdin.off("data", this.#onKeys);
    process.stdin.setRawMode(false);
    process.stdin.pause();
  }

  #press(keys: string): void {
    for (const key of keys) {
      if (key === CTRL_C) this.#cancel();
      // In raw mode the terminal tells nobody: the whole process group, npm and shell wrappers included, has to stop.
      else if (key === CTRL_Z && process.platform !== "win32") process.kill(0, "SIGTSTP");
      else if (key === "p" || key === "P" || key === " ") this.#togglePause();
    }
  }

  #togglePause(): void {
    if (this.#controls.isPaused()) {
      this.#wasPausedByHand = false;
      this.#controls.resume();
      this.#onChange();
    } else {
      this.#wasPausedByHand = true;
      void this.#controls.pause().then(this.#onChange);
      this.#onChange();
    }
  }

  #cancel(): void {
    // npm hands a Ctrl-C on that the terminal has already given: two at once are one.
    const nowMs = performance.now();
    if (nowMs - this.#cancelledMs < SAME_KEY_MS) return;
    this.#cancelledMs = nowMs;
    // A second Ctrl-C does not wait for anything.
    if (++this.#cancels > 1) {
      this[Symbol.dispose]();
      process.exit(130);
    }
    this.#controls.cancel();
    // A file system or a driver that does not answer must not keep the program alive.
    setTimeout(() => {
      this[Symbol.dispose]();
      process.exit(130);
    }, CANCEL_LIMIT_MS).unref();
  }

  async #park(): Promise<void> {
    if (this.#isParked) return;
    this.#isParked = true;
    await this.#controls.pause();
    this.#release();
    process.stderr.write("\n");
    process.kill(process.pid, "SIGSTOP");
  }

  #unpark(): void {
    if (!this.#isParked) return;
    this.#isParked = false;
    this.#listen();
    if (!this.#wasPausedByHand) this.#controls.resume();
    this.#onChange();
  }

  [Symbol.dispose](): void {
    this.#release();
    process.off("SIGINT", this.#onInterrupt);
    process.off("SIGTERM", this.#onInterrupt);
    process.off("SIGHUP", this.#onInterrupt);
    process.off("SIGTSTP", this.#onStop);
    process.off("SIGCONT", this.#onContinue);
  }
}

/** Plain lines, where there is no terminal, come at most this often. */
const PLAIN_LINE_INTERVAL_MS = 5000;

/** Progress on standard error: one line that is written over, or plain lines now and then. */
export class ProgressLine {
  readonly #isLive = process.stderr.isTTY === true;
  #hasLine = false;
  #writtenMs = Number.NEGATIVE_INFINITY;

  show(text: string): void {
    if (this.#isLive) {
      const width = Math.max(20, (process.stderr.columns || 80) - 1);
      process.stderr.write(`\r\u001b[2K${text.slice(0, width)}`);
      this.#hasLine = true;
    } else if (performance.now() - this.#writtenMs >= PLAIN_LINE_INTERVAL_MS) {
      this.#writtenMs = performance.now();
      process.stderr.write(`${text}\n`);
    }
  }

  clear(): void {
    if (this.#hasLine) process.stderr.write("\r\u001b[2K");
    this.#hasLine = false;
  }
}
