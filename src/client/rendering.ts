/** Exports: submitted once, watched until they end. */
import { Fault } from "../faults.js";
import { isReadyForExport } from "./draft.js";
import { pause } from "./pause.js";
import { type Render, readRender, type SessionState } from "./wire.js";
import type { WireClient } from "./wire-client.js";
import { WireError } from "./wire-error.js";

/** What the file is to be like; what is left out is the server's choice. */
export interface OutputRequest {
  /** `low`, `high` or `best`. */
  quality?: string | undefined;
  /** `720p`, `1080p`, `1440p`, `2160p`. */
  resolution?: string | undefined;
  fps?: number | undefined;
}

const ROUTE = "/api/render/proxy/lambda";

const FIRST_LOOK_MS = 500;
const LONGEST_LOOK_MS = 15_000;
/** Looks that failed one behind the other before the render is given up; a server may be starting anew. */
const LOST_LOOKS = 5;

/**
 * Submits the draft as it is.
 * @throws Fault `timeline-empty`; WireError.
 */
export async function startRender(
  wire: WireClient,
  sessionId: string,
  { draft }: SessionState,
  output: OutputRequest,
  signal: AbortSignal | undefined,
): Promise<Render> {
  if (draft === undefined || !isReadyForExport(draft))
    throw new Fault("timeline-empty", "There is nothing on the timeline to export yet. Give a file first.");
  const wanted = Object.fromEntries(Object.entries(output).filter(([, value]) => value !== undefined));
  const submit = async (id: string): Promise<Render> => {
    const json = { id, sessionId, draft, output: { format: "mp4", quality: "high", ...wanted } };
    return readRender(await wire.request({ method: "POST", path: ROUTE, json, signal }), id);
  };
  try {
    return await submit(newRenderId());
  } catch (error) {
    if (!WireError.is(error, 409)) throw error;
    return submit(newRenderId());
  }
}

let lastId = 0;

/** `render_<time>`, never the same twice. */
function newRenderId(): string {
  lastId = Math.max(lastId + 1, Date.now());
  return `render_${lastId}`;
}

export async function getRender(wire: WireClient, id: string, signal?: AbortSignal): Promise<Render> {
  return readRender(await wire.request({ method: "GET", path: `${ROUTE}/${encodeURIComponent(id)}`, signal }), id);
}

export async function cancelRender(wire: WireClient, id: string, signal?: AbortSignal): Promise<void> {
  await wire.request({ method: "POST", path: `${ROUTE}/${encodeURIComponent(id)}/cancel`, json: {}, signal });
}

/** True for a render that changes no more. */
function isOver({ status }: Render): boolean {
  return status === "completed" || status === "failed" || status === "cancelled";
}

/**
 * Watches a render until it is over: often at first, then as often as its speed makes worth while.
 * @throws Fault `render-failed`, `cancelled`; WireError.
 */
export async function finishedRender(
  wire: WireClient,
  started: Render,
  options: { signal: AbortSignal | undefined; onProgress: (render: Render) => void },
): Promise<Render> {
  const startedMs = Date.now();
  let render = started;
  let wait = FIRST_LOOK_MS;
  let lost = 0;
  while (!isOver(render)) {
    options.onProgress(render);
    await pause(wait, options.signal);
    try {
      render = await getRender(wire, started.id, options.signal);
      lost = 0;
    } catch (error) {
      const mayPass = Fault.isInstance(error) && (error.code === "server-unreachable" || WireError.is(error, 5000));
      if (!mayPass || ++lost >= LOST_LOOKS) throw error;
    }
    wait = nextWait(wait, Date.now() - startedMs, render.progressPercent);
  }
  options.onProgress(render);
  if (render.status === "cancelled") throw new Fault("cancelled", "The export was cancelled.");
  if (render.status === "failed")
    throw new Fault("render-failed", `The file could not be made. ${render.error ?? ""}`.trim());
  return render;
}

/** A fifth of what seems to be left, within bounds, and never suddenly much longer. */
function nextWait(lastMs: number, elapsedMs: number, percent: number): number {
  const leftMs = percent > 0 ? (elapsedMs * (100 - percent)) / percent : Number.POSITIVE_INFINITY;
  return Math.min(LONGEST_LOOK_MS, lastMs * 1.5, Math.max(FIRST_LOOK_MS, leftMs / 5));
}
