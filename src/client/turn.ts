/** One turn: words go out, the stream is read to its end, and whatever happens to it, what changed is found out. */
import { Fault } from "../faults.js";
import { draftFingerprint } from "./draft.js";
import { readEventStream } from "./event-stream.js";
import { type GuiAction, GuiTalkStream } from "./gui-talk.js";
import type { Language } from "./language.js";
import { cancelled, pause } from "./pause.js";
import { readTurnFrame, type SessionState } from "./wire.js";
import { ConnectionLost, WireError } from "./wire-error.js";

/** A turn takes this long at most. */
const TURN_LIMIT_MS = 15 * 60_000;
/** Nothing but heartbeats for this long is a time-out. */
const SILENCE_LIMIT_MS = 10 * 60_000;
/** The person hears this often that work goes on. */
const STILL_WORKING_MS = 2 * 60_000;
/** Waits before the looks at the state that follow a lost or silent stream; behind the last one it has failed. */
const LOOK_AGAIN_MS = [1000, 2000, 4000, 8000, 15_000];

/** What is told while a turn goes on. */
export type TurnEvent = { kind: "text-delta"; text: string } | { kind: "work-continued" } | { kind: "connection-lost" };

/** How a turn ended. */
export interface TurnResult {
  /** What the person was told, after GUI translation. */
  text: string;
  /** What the client has to do in place of GUI instructions. */
  actions: GuiAction[];
  /** Names of the tools that the backend used. */
  tools: string[];
  /** The state where it was looked at because nothing was said; undefined where the answer spoke for itself. */
  changedTo: SessionState | undefined;
}

export interface TurnOptions {
  /** Opens the stream. Sent once, whatever happens. */
  open: (signal: AbortSignal) => Promise<Response>;
  state: (signal: AbortSignal | undefined) => Promise<SessionState>;
  language: Language;
  signal: AbortSignal | undefined;
  onEvent: (event: TurnEvent) => void;
}

/** How reading the stream ended. `lost` is true where the connection broke before the server closed it. */
interface Reading {
  text: string;
  tools: string[];
  lost: boolean;
}

/**
 * Takes a turn.
 * @throws WireError; Fault `turn-failed`, `turn-timed-out`, `cancelled`, `server-unreachable`.
 */
export async function takeTurn(options: TurnOptions): Promise<TurnResult> {
  const before = draftFingerprint((await options.state(options.signal)).draft);
  const talk = new GuiTalkStream(options.language);
  const reading = await readTurn(options, talk);
  const said = reading.text.trim() !== "" || talk.actions.length > 0;
  if (said && !reading.lost)
    return { text: reading.text, actions: talk.actions, tools: reading.tools, changedTo: undefined };
  if (reading.lost) options.onEvent({ kind: "connection-lost" });
  const changedTo = await changedState(options, before);
  return { text: reading.text, actions: talk.actions, tools: reading.tools, changedTo };
}

async function readTurn(options: TurnOptions, talk: GuiTalkStream): Promise<Reading> {
  const { signal, onEvent } = options;
  const stop = new AbortController();
  const give = (): void => stop.abort();
  signal?.addEventListener("abort", give, { once: true });
  const watch = new TurnWatch(stop, () => onEvent({ kind: "work-continued" }));
  const reading: Reading = { text: "", tools: [], lost: false };
  let isNewText = false;
  const tell = (words: string): void => {
    if (words === "") return;
    const text = isNewText && reading.text !== "" ? `\n${words}` : words;
    isNewText = false;
    reading.text += text;
    onEvent({ kind: "text-delta", text });
  };
  try {
    if (signal?.aborted === true) throw cancelled();
    const response = await options.open(stop.signal);
    if (response.body === null) return reading;
    const texts = new TextJoiner();
    for await (const item of readEventStream(response.body)) {
      if (item.kind === "heartbeat") continue;
      const frame = readTurnFrame(item.data);
      if (frame === undefined) continue;
      watch.sign();
      if (frame.error !== undefined) throw streamError(frame.error);
      reading.tools.push(...frame.calledTools);
      tell(talk.push(texts.next(frame.text, frame.isPartial)));
      if (frame.isPartial || frame.text === "") continue;
      tell(talk.end());
      isNewText = true;
    }
    tell(talk.end());
    return reading;
  } catch (error) {
    if (signal?.aborted === true) throw cancelled();
    if (watch.fault !== undefined) throw watch.fault;
    if (Fault.isInstance(error) && !isLost(error)) throw error;
    tell(talk.end());
    return { ...reading, lost: true };
  } finally {
    watch[Symbol.dispose]();
    signal?.removeEventListener("abort", give);
    stop.abort();
  }
}

/** Only a request that may have arrived leaves a turn whose end is unknown. */
function isLost(error: Fault): boolean {
  return error instanceof ConnectionLost && !error.neverArrived;
}

function streamError({ message, code }: { message: string; code: number | undefined }): Fault {
  if (code !== undefined && code !== 0) return new WireError(code, 200, message);
  return new Fault("turn-failed", "The server could not do this. Say it in other words, or try again.", {
    cause: new Error(message),
  });
}

/** Deltas, and the whole text that follows them: what of it has not been said yet. */
class TextJoiner {
  #partial = "";

  next(text: string, isPartial: boolean): string {
    if (isPartial) {
      this.#partial += text;
      return text;
    }
    if (text === "") return "";
    const partial = this.#partial;
    this.#partial = "";
    if (partial === "") return text;
    return text.startsWith(partial) ? text.slice(partial.length) : "";
  }
}

/** A timer of Node.js or of a browser. */
type Timer = ReturnType<typeof setTimeout>;

/** The clocks of a turn: too long, too silent, and what is said meanwhile. */
class TurnWatch implements Disposable {
  readonly #stop: AbortController;
  readonly #whole: Timer;
  #silence: Timer;
  #working: Timer;
  readonly #onWorking: () => void;
  /** Why the turn was stopped by a clock. */
  fault: Fault | undefined;

  constructor(stop: AbortController, onWorking: () => void) {
    this.#stop = stop;
    this.#onWorking = onWorking;
    this.#whole = setTimeout(
      () => this.#end("The server worked on it for 15 minutes without coming to an end."),
      TURN_LIMIT_MS,
    );
    this.#silence = this.#startSilence();
    this.#working = setInterval(onWorking, STILL_WORKING_MS);
  }

  /** Something else than a heartbeat came. */
  sign(): void {
    clearTimeout(this.#silence);
    clearInterval(this.#working);
    this.#silence = this.#startSilence();
    this.#working = setInterval(this.#onWorking, STILL_WORKING_MS);
  }

  #startSilence(): Timer {
    return setTimeout(() => this.#end("The server has said nothing for ten minutes."), SILENCE_LIMIT_MS);
  }

  #end(what: string): void {
    this.fault = new Fault("turn-timed-out", `${what} Say «status» to see the timeline.`);
    this.#stop.abort();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#whole);
    clearTimeout(this.#silence);
    clearInterval(this.#working);
  }
}

/** Looks at the state until it differs from the one before; five equal looks are a failure. */
async function changedState({ state, signal }: TurnOptions, before: string): Promise<SessionState> {
  for (const wait of LOOK_AGAIN_MS) {
    await pause(wait, signal);
    let now: SessionState;
    try {
      now = await state(signal);
    } catch (error) {
      if (error instanceof ConnectionLost) continue;
      throw error;
    }
    if (draftFingerprint(now.draft) !== before) return now;
  }
  throw new Fault(
    "turn-failed",
    "The server ended without an answer, and the timeline is as it was. Say it in other words, or try again.",
  );
}
