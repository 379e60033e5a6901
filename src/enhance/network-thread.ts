/** A network that runs in a thread of its own, so that decoding and encoding go on meanwhile. */
import { Worker } from "node:worker_threads";
import { Fault, type FaultCode } from "../faults.js";
import type { Network } from "./network.js";
import type { Device, RunningNetwork } from "./session.js";

/** What a thread is started for. */
export interface NetworkOrder {
  network: Network;
  device: Device;
  threads: number;
}

/** Both arrays change hands with each message, there and back: nothing is copied on the way. */
export interface ToHost {
  samples: Uint8Array<ArrayBuffer>;
  width: number;
  height: number;
  enlarged: Uint8Array<ArrayBuffer>;
}

export type FromHost =
  | { kind: "ready" }
  | { kind: "done"; samples: Uint8Array<ArrayBuffer>; enlarged: Uint8Array<ArrayBuffer> }
  | { kind: "failed"; code: FaultCode; message: string; detail: string };

/**
 * A run that takes longer hangs in a driver. Seconds are counted by ticks: time in which the process itself was stopped
 * is not held against it.
 */
const RUN_LIMIT_TICKS = 180;
const TICK_MS = 1000;

/**
 * One network on one device, in a thread. ONNX Runtime holds the thread that calls it until a picture is done: in the
 * program's own the decoder and the encoder would get nothing to do all that time. Dispose it to end the thread.
 */
export class NetworkThread implements RunningNetwork, AsyncDisposable {
  readonly network: Network;
  readonly #thread: Worker;
  #samples: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #enlarged: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #isHung = false;

  private constructor(network: Network, thread: Worker) {
    this.network = network;
    this.#thread = thread;
  }

  /** @throws Fault as {@link NetworkSession.open} does. */
  static async open(network: Network, device: Device, threads: number): Promise<NetworkThread> {
    const order: NetworkOrder = { network, device, threads };
    const thread = new Worker(new URL("./network-host.js", import.meta.url), { workerData: order });
    const opened = new NetworkThread(network, thread);
    try {
      await opened.#answer();
      return opened;
    } catch (error) {
      await opened[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** As {@link NetworkSession.run}; one run at a time. */
  async run(samples: Uint8Array, width: number, height: number, enlarged: Uint8Array): Promise<void> {
    if (this.#samples.length !== samples.length) this.#samples = new Uint8Array(samples.length);
    if (this.#enlarged.length !== enlarged.length) this.#enlarged = new Uint8Array(enlarged.length);
    this.#samples.set(samples);
    const message: ToHost = { samples: this.#samples, width, height, enlarged: this.#enlarged };
    const answer = this.#answer();
    this.#thread.postMessage(message, [message.samples.buffer, message.enlarged.buffer]);
    const done = await answer;
    if (done.kind !== "done") throw new Error("the network's thread answered out of turn");
    this.#samples = done.samples;
    this.#enlarged = done.enlarged;
    enlarged.set(done.enlarged);
  }

  /** The thread's next message, if it is a good one. */
  #answer(): Promise<FromHost> {
    return new Promise((resolve, reject) => {
      let ticks = 0;
      const watchdog = setInterval(() => {
        if (++ticks <= RUN_LIMIT_TICKS) return;
        this.#isHung = true;
        settle();
        reject(new Fault("device-failed", `The network «${this.network.name}» hung while it was at work.`));
      }, TICK_MS).unref();
      const hear = (message: FromHost): void => {
        settle();
        if (message.kind === "failed")
          reject(new Fault(message.code, message.message, { cause: new Error(message.detail) }));
        else resolve(message);
      };
      const end = (error: unknown): void => {
        settle();
        reject(error instanceof Error ? error : new Error("the network's thread ended"));
      };
      const settle = (): void => {
        clearInterval(watchdog);
        this.#thread.off("message", hear).off("error", end).off("exit", end);
      };
      this.#thread.on("message", hear).on("error", end).on("exit", end);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = this.#thread.terminate();
    // A thread that hangs in a driver never ends.
    if (!this.#isHung) await ended;
  }
}
