/** Waiting that can be called off. */
import { Fault } from "../faults.js";

/** @throws Fault `cancelled` where the signal is, or becomes, aborted. */
export function pause(milliseconds: number, signal?: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      clearTimeout(timer);
      reject(cancelled());
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", giveUp);
      resolve();
    }, milliseconds);
    if (signal?.aborted === true) giveUp();
    else signal?.addEventListener("abort", giveUp, { once: true });
  });
}

/** What everything that was called off ends with. */
export function cancelled(): Fault {
  return new Fault("cancelled", "Cancelled.");
}
