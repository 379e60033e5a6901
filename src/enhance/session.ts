/** A network ready to run on a device. */
import { readFile } from "node:fs/promises";
import { env, InferenceSession, Tensor } from "onnxruntime-node";
import { Fault } from "../faults.js";
import type { Network } from "./network.js";
import { bytesInto, tensorOf } from "./samples.js";
import { blendWeights } from "./weight-blend.js";

/** Which ONNX Runtime this is: another build may round otherwise. */
export const ONNX_RUNTIME_BUILD = env.versions.common;

export const DEVICES = ["cpu", "webgpu", "cuda"] as const;
export type Device = (typeof DEVICES)[number];

/** What runs pictures through a network. */
export type RunningNetwork = Pick<NetworkSession, "network" | "run">;

/** One network on one device. Bytes in, bytes out. Dispose it to free the device's memory. */
export class NetworkSession implements AsyncDisposable {
  readonly network: Network;
  readonly device: Device;
  readonly #session: InferenceSession;
  readonly #inputName: string;
  readonly #outputName: string;

  private constructor(
    network: Network,
    device: Device,
    session: InferenceSession,
    names: { input: string; output: string },
  ) {
    this.network = network;
    this.device = device;
    this.#session = session;
    this.#inputName = names.input;
    this.#outputName = names.output;
  }

  /**
   * Opens a network.
   * @throws Fault `network-invalid` where the file is not what the network says, `device-unavailable` where the device
   * cannot run it.
   */
  static async open(network: Network, device: Device, threads: number): Promise<NetworkSession> {
    const session = await openModel(await bytesOf(network), network.name, device, threads);
    const [input, ...otherInputs] = session.inputMetadata;
    const [output] = session.outputMetadata;
    const { form } = network;
    const isForm =
      input?.isTensor &&
      input.type === form.input &&
      (input.shape[1] === form.channels || typeof input.shape[1] === "string") &&
      output?.isTensor &&
      output.type === form.output;
    if (!isForm || otherInputs.length > 0) {
      await session.release();
      throw new Fault("network-invalid", `The network «${network.name}» does not take and give what it should.`);
    }
    return new NetworkSession(network, device, session, { input: input.name, output: output.name });
  }

  /**
   * Runs the network once.
   * @param samples `width × height` bytes without gaps for each of its channels, one plane after the other; both sides
   * are multiples of the network's `multiple`, or its one size.
   * @param enlarged receives `scale² × width × height` bytes for each channel.
   * @throws Fault `device-failed` where a graphics card fails.
   */
  async run(samples: Uint8Array, width: number, height: number, enlarged: Uint8Array): Promise<void> {
    try {
      await this.#run(samples, width, height, enlarged);
    } catch (error) {
      if (this.device === "cpu") throw error;
      throw new Fault("device-failed", "The graphics card failed while it was at work.", { cause: error });
    }
  }

  async #run(samples: Uint8Array, width: number, height: number, enlarged: Uint8Array): Promise<void> {
    const { scale, form } = this.network;
    const { channels, white } = form;
    const input = tensorOf(samples, { type: form.input, white }, [1, channels, height, width]);
    const feeds = { [this.#inputName]: input };
    if (form.output === "uint8") {
      const output = new Tensor("uint8", enlarged, [1, channels, height * scale, width * scale]);
      await this.#session.run(feeds, { [this.#outputName]: output });
      return;
    }
    const given = (await this.#session.run(feeds, [this.#outputName]))[this.#outputName];
    if (given === undefined) throw new Error("the network gave nothing");
    bytesInto(enlarged, given, white);
    given.dispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session.release();
  }
}

/**
 * Opens an ONNX file.
 * @throws Fault `network-invalid`, `device-unavailable`.
 */
export async function openModel(
  bytes: Uint8Array,
  name: string,
  device: Device,
  threads: number,
): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(bytes, {
      executionProviders: [device],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: "all",
      logSeverityLevel: 4,
      // Threads that wait must sleep: the decoder and the encoder run on the same cores.
      extra: { session: { intra_op: { allow_spinning: "0" } } },
    });
  } catch (error) {
    if (device === "cpu")
      throw new Fault(
        "network-invalid",
        `The network «${name}» cannot be opened: it is not an ONNX file that this program can run.`,
        { cause: error },
      );
    throw new Fault("device-unavailable", unavailableReason(device), { cause: error });
  }
}

/** The network's file, at the strength asked for. */
async function bytesOf({ path, strength }: Network): Promise<Uint8Array> {
  const weak = await readFile(path);
  if (strength === undefined || strength.percent === 0) return weak;
  return blendWeights(weak, await readFile(strength.strongPath), strength.percent / 100);
}

function unavailableReason(device: Device): string {
  if (device === "cuda")
    return "CUDA cannot be used: its provider for ONNX Runtime, which is not part of the package, or its driver is missing. `hd-local doctor` says how to add it.";
  return "WebGPU cannot be used: no graphics card or driver was found that it can run on.";
}
