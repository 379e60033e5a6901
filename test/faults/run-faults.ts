/** People at work on a studio that is killed at random moments and started again, and then a look at what is left. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { PRICE_TEMPLATE } from "../../src/studio/prices.js";
import { clips } from "../support/made-clips.js";
import { smallClip, smallSilentClip } from "../support/small-clip.js";
import { checkAcknowledged, checkFolder } from "./check.js";
import { type Deployment, EMBEDDED } from "./deployment.js";
import { diceOf, Person } from "./person.js";
import { ServerProcess } from "./server-process.js";

export interface FaultsSetting {
  kills: number;
  seed: number;
  deployment?: Deployment;
  people?: number;
  onKill?: (count: number) => void;
}

export interface FaultsReport {
  kills: number;
  uploads: number;
  turns: number;
  edits: number;
  renders: number;
  finished: number;
  /** Everything that is not as it was promised; empty on a sound studio. */
  wrong: string[];
}

/** A life ends behind less than so many acknowledged steps, and this much later at the most. */
const MOST_WORK_A_LIFE = 10;
const MOST_DELAY_MS = 400;
const MOST_LIFE_MS = 20_000;
const END_LIMIT_MS = 300_000;

export async function runFaults(setting: FaultsSetting): Promise<FaultsReport> {
  const { kills, seed, deployment = EMBEDDED, people: count = 3, onKill } = setting;
  const data = await mkdtemp(join(tmpdir(), "hd-local-faults-"));
  // Prices are enforced, so that the ledger has work, and nobody runs out of credits.
  const prices = PRICE_TEMPLATE.replaceAll("credits: 100", "credits: 1000000")
    .replace("export: 0", "export: 7")
    .replace("mayExport: false", "mayExport: true");
  await writeFile(join(data, "prices.yaml"), prices);
  const server = new ServerProcess(data, { ...deployment, flags: ["--hosted", "--workers", "1", ...deployment.flags] });
  try {
    await server.start();
    const dice = diceOf(seed);
    const files = await uploads();
    const people = Array.from({ length: count }, (_, i) => new Person(() => server.url, files, diceOf(seed + i + 1)));
    const stop = new AbortController();
    const lives = Promise.all(people.map((person) => person.live(stop.signal)));
    lives.catch(() => undefined);
    // The first life is long enough for everybody to come in and get to work.
    while (!people.every(({ acknowledged: { uploads, turns } }) => uploads.length > 0 && turns.length > 0))
      await Promise.race([delay(50), lives]);
    for (let killed = 1; killed <= kills; killed++) {
      // So much is done first, on a quick machine and on a slow one; then it comes at any moment.
      const done = workOf(people) + Math.floor(dice() * MOST_WORK_A_LIFE);
      const untilMs = Date.now() + MOST_LIFE_MS;
      while (workOf(people) < done && Date.now() < untilMs) await Promise.race([delay(5), lives]);
      await delay(dice() * MOST_DELAY_MS);
      await server.kill(dice() < 0.5);
      await server.start();
      onKill?.(killed);
    }
    stop.abort();
    await lives;
    const wrong = await unendedRenders(people);
    for (const person of people) wrong.push(...(await checkAcknowledged(person)));
    // Its start has cleaned up what the kills have left, and what ends well leaves nothing.
    const code = await server.stop();
    if (code !== 0) wrong.push(`the studio ended with ${code}`);
    wrong.push(...(await checkFolder(data, deployment)));
    const sum = (of: (person: Person) => number): number => people.reduce((all, person) => all + of(person), 0);
    return {
      kills,
      uploads: sum(({ acknowledged }) => acknowledged.uploads.length),
      turns: sum(({ acknowledged }) => acknowledged.turns.length),
      edits: sum(({ acknowledged }) => acknowledged.edits.length),
      renders: sum(({ acknowledged }) => acknowledged.renders.length),
      finished: sum(({ acknowledged }) => acknowledged.finished.size),
      wrong,
    };
  } finally {
    await server.kill(true);
    await rm(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

/** Steps that were acknowledged. */
function workOf(people: readonly Person[]): number {
  return people.reduce((sum, { acknowledged }) => {
    const { uploads, turns, edits, renders, finished } = acknowledged;
    return sum + uploads.length + turns.length + edits.length + renders.length + finished.size;
  }, 0);
}

/** Unfinished renders go on without being asked: waits for them, and gives those that do not end. */
async function unendedRenders(people: readonly Person[]): Promise<string[]> {
  const untilMs = Date.now() + END_LIMIT_MS;
  const open = people.flatMap((person) => person.acknowledged.renders.map((id) => ({ person, id })));
  for (;;) {
    const [first] = open;
    if (first === undefined) break;
    const status = await first.person.stateOf(first.id);
    if (status !== "pending" && status !== "processing") open.shift();
    else if (Date.now() > untilMs) return open.map(({ id }) => `render ${id} does not end`);
    else await delay(100);
  }
  // A kill may have come between an order and its answer: such a render is known by the credits that it holds.
  for (const person of people) {
    while ((await person.frozenCredits()) > 0) {
      if (Date.now() > untilMs) return ["a render that nobody was told of does not end"];
      await delay(100);
    }
  }
  return [];
}

async function uploads(): Promise<string[]> {
  return [await smallClip(), await smallSilentClip(), await clips.picture("png")];
}
