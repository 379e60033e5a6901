/** The checker: nothing acknowledged is missing, no turn is half, the ledger adds up, no file is an orphan. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { SqliteRecords } from "../../src/adapters/sqlite/sqlite-records.js";
import type { Records } from "../../src/studio/records.js";
import type { Deployment } from "./deployment.js";
import type { Person } from "./person.js";

/** Looks for everything that was acknowledged, over HTTP. Gives what is wrong. */
export async function checkAcknowledged(person: Person): Promise<string[]> {
  const { uploads, turns, edits, renders, finished, cancelled } = person.acknowledged;
  const wrong: string[] = [...person.surprises];
  for (const session of new Set([...uploads, ...turns, ...edits].map((each) => each.session))) {
    const state = (await person.ask("GET", `/api/state/nemo_agent/me/${session}/latest`)).body.data;
    if (state === undefined) {
      wrong.push(`session ${session} is missing`);
      continue;
    }
    const files = new Map<string, { hash: string; cdn_url: string }>();
    for (const file of state.state.video_infos) files.set(file.id, file);
    for (const { assetId, sha256 } of uploads.filter((each) => each.session === session)) {
      const url = files.get(assetId)?.cdn_url;
      if (url === undefined) wrong.push(`upload ${assetId} is missing`);
      else if ((await hashAt(url)) !== sha256) wrong.push(`upload ${assetId} has other bytes`);
    }
    const versions = (await person.ask("GET", `/api/sessions/${session}/versions`)).body.data.versions;
    const known = new Set(versions.map(({ version }: { version: number }) => version));
    for (const { version } of [...edits, ...turns].filter((each) => each.session === session))
      if (!known.has(version)) wrong.push(`version ${version} of ${session} is missing`);
    const { events } = (await person.ask("GET", `/api/sessions/${session}/messages?limit=1000`)).body.data;
    wrong.push(...halfTurns(events));
    const told = new Set(events.map(({ invocationId }: { invocationId: string }) => invocationId));
    for (const { invocationId } of turns.filter((each) => each.session === session))
      if (!told.has(invocationId)) wrong.push(`turn ${invocationId} is missing`);
  }
  for (const id of renders) {
    const status = await person.stateOf(id);
    if (!["completed", "cancelled"].includes(status)) wrong.push(`render ${id} is ${status}`);
    if (finished.has(id) && cancelled.has(id)) wrong.push(`render ${id} is finished and cancelled`);
  }
  for (const [id, size] of finished) {
    const { body } = await person.ask("GET", `/api/render/proxy/lambda/${id}`);
    const film = await fetch(body.output.url).then((response) => response.arrayBuffer());
    if (film.byteLength !== size) wrong.push(`film ${id} has ${film.byteLength} bytes of ${size}`);
  }
  return wrong;
}

interface TurnEvent {
  invocationId: string;
  author: string;
  turnComplete?: boolean;
}

/** A turn begins with what the person said and ends with one whole answer, or is not there at all. */
function halfTurns(events: readonly TurnEvent[]): string[] {
  const turns = new Map<string, TurnEvent[]>();
  for (const event of events) turns.set(event.invocationId, [...(turns.get(event.invocationId) ?? []), event]);
  return [...turns].flatMap(([id, parts]) => {
    const isWhole =
      parts[0]?.author === "user" && parts.filter(({ turnComplete }) => turnComplete === true).length === 1;
    return isWhole ? [] : `turn ${id} is half`;
  });
}

async function hashAt(url: string): Promise<string> {
  const response = await fetch(url);
  return createHash("sha256")
    .update(Buffer.from(await response.arrayBuffer()))
    .digest("hex");
}

/** Looks through the data folder of a server that has ended well, when everything that was begun has ended too. */
export async function checkFolder(data: string, deployment: Deployment): Promise<string[]> {
  const records = new SqliteRecords(join(data, "studio.db"));
  try {
    return [...checkLedger(records), ...(await checkFiles(records, data, deployment))];
  } finally {
    records.close();
  }
}

function checkLedger(records: Records): string[] {
  const wrong: string[] = [];
  for (const { id } of records.accounts.list()) {
    let [available, frozen] = [0, 0];
    const operations = new Map<string, string[]>();
    for (const entry of records.ledger.entriesOf(id)) {
      available += entry.availableChange;
      frozen += entry.frozenChange;
      if (entry.availableAfter !== available || entry.frozenAfter !== frozen)
        wrong.push(`line ${entry.id} of the ledger does not add up`);
      if (entry.operation !== "")
        operations.set(entry.operation, [...(operations.get(entry.operation) ?? []), entry.kind]);
    }
    if (frozen !== 0) wrong.push(`account ${id} has ${frozen} credits frozen with nothing under way`);
    for (const [operation, kinds] of operations) wrong.push(...checkOperation(records, operation, kinds));
  }
  return wrong;
}

/** Reserved once, and once either charged or given back, as it ended. */
function checkOperation(records: Records, operation: string, [first, second, ...more]: readonly string[]): string[] {
  const isClosedOnce = first === "reserve" && (second === "settle" || second === "release") && more.length === 0;
  if (!isClosedOnce) return [`${operation} is ${[first, second, ...more].join(", ")} in the ledger`];
  const uid = /^render (.+)$/.exec(operation)?.[1];
  if (uid === undefined) return [];
  const status = records.renders.find(uid)?.status;
  return (status === "completed") === (second === "settle") ? [] : [`${operation} is ${status} and ${second}d`];
}

async function checkFiles(records: Records, data: string, deployment: Deployment): Promise<string[]> {
  const known = new Set([...records.assets.fileKeys(), ...records.renders.fileKeys()]);
  const wrong = (await deployment.leftovers(data)).map((name) => `part ${name} is left over`);
  const files = await deployment.openFiles(data);
  for await (const { key } of files.list()) if (!known.delete(key)) wrong.push(`file ${key} is an orphan`);
  return [...wrong, ...[...known].map((key) => `file ${key} is missing`)];
}
