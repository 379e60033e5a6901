/** The thread behind {@link NetworkThread}: opens the network it was started for, and runs it as often as it is asked. */
import { parentPort, workerData } from "node:worker_threads";
import { toFault } from "../faults.js";
import type { FromHost, NetworkOrder, ToHost } from "./network-thread.js";
import { NetworkSession } from "./session.js";

/** What was thrown, in a form that can be sent. */
function failure(error: unknown): FromHost {
  const { code, message } = toFault(error);
  return { kind: "failed", code, message, detail: error instanceof Error ? (error.stack ?? error.message) : "" };
}

async function serve({ network, device, threads }: NetworkOrder): Promise<void> {
  if (parentPort === null) throw new Error("this file is a thread of the program");
  const port = parentPort;
  const tell = (message: FromHost, transferred: ArrayBuffer[] = []): void => port.postMessage(message, transferred);
  const session = await NetworkSession.open(network, device, threads);
  port.on("message", async ({ samples, width, height, enlarged }: ToHost) => {
    try {
      await session.run(samples, width, height, enlarged);
      tell({ kind: "done", samples, enlarged }, [samples.buffer, enlarged.buffer]);
    } catch (error) {
      tell(failure(error));
    }
  });
  tell({ kind: "ready" });
}

serve(workerData as NetworkOrder).catch((error: unknown) => parentPort?.postMessage(failure(error)));
