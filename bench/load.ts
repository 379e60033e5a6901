/**
 * `load [seconds] [sessions]`: sessions that chat and poll while two renders run; how long a request for the state takes,
 * and what becomes of the server's memory. 600 seconds and 50 sessions by default. Linux only.
 */
import { readFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { smallClip } from "../test/support/small-clip.js";
import { eventsOf } from "../test/support/wire.js";
import { sharedClip, table } from "./measured-process.js";
import { MeasuredServer } from "./server-bench.js";

/** Between two questions after the state; people do not type all at once. */
const POLL_MS = 1000;
/** One of so many questions is something said instead. */
const SAY_EVERY = 10;
const WORDS = ["make it brighter", "undo that", "black and white", "undo that", "加标题“你好”", "undo that"];
const MEMORY_EVERY_MS = 5000;

interface Tally {
  stateMs: number[];
  turnMs: number[];
  errors: string[];
}

export async function measureLoad([seconds = "600", sessions = "50"]: string[]): Promise<void> {
  await using server = await MeasuredServer.start(["--renders", "2"]);
  const headers = await server.account();
  const tally: Tally = { stateMs: [], turnMs: [], errors: [] };
  const ids: string[] = [];
  for (let i = 0; i < Number(sessions); i++) ids.push(await sessionWith(server, headers, await smallClip()));
  const rendering = [
    await sessionWith(server, headers, sharedClip("poor/london_360p.mp4")),
    await sessionWith(server, headers, sharedClip("poor/bbb_480p_30s.mp4")),
  ];
  const stop = new AbortController();
  const untilMs = performance.now() + Number(seconds) * 1000;
  const memory: { seconds: number; bytes: number }[] = [];
  const load: number[] = [];
  const startedMs = performance.now();
  const work = [
    ...ids.map((id, i) => use(server, headers, id, i, tally, stop.signal)),
    ...rendering.map((id) => render(server, headers, id, tally, stop.signal)),
  ];
  while (performance.now() < untilMs) {
    await delay(MEMORY_EVERY_MS);
    memory.push({ seconds: (performance.now() - startedMs) / 1000, bytes: server.memoryBytes });
    load.push(loadavg()[0] ?? 0);
  }
  stop.abort();
  await Promise.all(work);
  const quantile = (values: number[], share: number): string =>
    (values.sort((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN).toFixed(1);
  const row = (what: string, values: number[]): string[] => [
    what,
    String(values.length),
    ...[0.5, 0.95, 0.99, 1 - Number.EPSILON].map((share) => quantile(values, share)),
  ];
  process.stdout.write(
    `${table(["", "requests", "median ms", "p95 ms", "p99 ms", "most ms"], [row("state", tally.stateMs), row("turn", tally.turnMs)])}\n`,
  );
  process.stdout.write(`errors: ${tally.errors.length}\n${tally.errors.slice(0, 5).join("\n")}\n`);
  const tenths = Array.from({ length: 10 }, (_, i) => memory[Math.floor(((i + 0.5) / 10) * memory.length)]);
  process.stdout.write(
    `memory MB: ${tenths.map((each) => (each === undefined ? "–" : (each.bytes / 1e6).toFixed(0))).join(", ")}\n`,
  );
  process.stdout.write(`load of the machine: ${Math.min(...load).toFixed(1)} to ${Math.max(...load).toFixed(1)}\n`);
}

async function sessionWith(server: MeasuredServer, headers: Record<string, string>, path: string): Promise<string> {
  const session = await server.session(headers);
  const form = new FormData();
  form.append("files", new Blob([await readFile(path)]), "clip.mp4");
  const url = new URL(`/api/upload-video/nemo_agent/me/${session}`, server.process.url);
  const answer = await fetch(url, { method: "POST", headers, body: form });
  if (!answer.ok) throw new Error(await answer.text());
  return session;
}

/** Somebody who looks at a session, and says something now and then. */
async function use(
  server: MeasuredServer,
  headers: Record<string, string>,
  session: string,
  number: number,
  { stateMs, turnMs, errors }: Tally,
  stop: AbortSignal,
): Promise<void> {
  // Not all in the same moment.
  await delay((number * 97) % POLL_MS);
  for (let step = number; !stop.aborted; step++) {
    const startedMs = performance.now();
    try {
      if (step % SAY_EVERY === 0) {
        await say(server, headers, session, WORDS[(step / SAY_EVERY) % WORDS.length] ?? "");
        turnMs.push(performance.now() - startedMs);
      } else {
        const url = new URL(`/api/state/nemo_agent/me/${session}/latest`, server.process.url);
        const answer = await fetch(url, { headers });
        const body = (await answer.json()) as { code: number };
        stateMs.push(performance.now() - startedMs);
        if (body.code !== 0) errors.push(JSON.stringify(body));
      }
    } catch (error) {
      errors.push(String(error));
    }
    await delay(Math.max(0, POLL_MS - (performance.now() - startedMs)));
  }
}

async function say(server: MeasuredServer, headers: Record<string, string>, session: string, text: string) {
  const answer = await fetch(new URL("/run_sse", server.process.url), {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ app_name: "nemo_agent", session_id: session, new_message: { parts: [{ text }] } }),
  });
  const events = eventsOf(await answer.text());
  if (events.at(-1)?.["turnComplete"] !== true) throw new Error(`A turn did not end: ${JSON.stringify(events.at(-1))}`);
}

/** One export after the other, each of another rate, so that none is there already. */
async function render(
  server: MeasuredServer,
  headers: Record<string, string>,
  session: string,
  { errors }: Tally,
  stop: AbortSignal,
): Promise<void> {
  for (let count = 0; !stop.aborted; count++) {
    const id = `render_${session}_${count}`;
    const output = { format: "mp4", quality: "low", fps: 20 + (count % 40) };
    await server.post("/api/render/proxy/lambda", headers, { id, sessionId: session, output });
    for (let status = "pending"; ["pending", "processing"].includes(status) && !stop.aborted; ) {
      await delay(POLL_MS);
      const answer = await fetch(new URL(`/api/render/proxy/lambda/${id}`, server.process.url), { headers });
      const body = (await answer.json()) as { status: string; error?: string };
      ({ status } = body);
      if (status === "failed") errors.push(`render: ${body.error}`);
    }
  }
}
