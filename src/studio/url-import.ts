/**
 * Files fetched from addresses that a person gives: http and https only, a few redirects, each address looked at. Without
 * the operator's leave nothing of this machine or its network is fetched: a stranger's address could lead there.
 */
import { type LookupAddress, type LookupOptions, lookup } from "node:dns";
import { type ClientRequest, type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import ipaddr from "ipaddr.js";
import type { Assets, ReceivedFile } from "./assets.js";
import { Refusal } from "./refusal.js";

const MOST_REDIRECTS = 5;
const CONNECT_LIMIT_MS = 15_000;
const WHOLE_LIMIT_MS = 15 * 60 * 1000;
const SILENCE_LIMIT_MS = 30_000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export interface ImportOptions {
  /** Whether an address may be connected to: {@link isPublic}, unless the operator allows others. */
  mayConnect: (address: string) => boolean;
  /** Finds the addresses of a name; absent: the system does. */
  resolve?: typeof lookup;
}

/**
 * Fetches one file.
 * @throws Refusal `malformed` where the address is refused or does not answer, `file-too-large`.
 */
export async function fetchFile(
  assets: Pick<Assets, "receive" | "checkSize">,
  address: string,
  options: ImportOptions,
): Promise<ReceivedFile> {
  const limit = AbortSignal.timeout(WHOLE_LIMIT_MS);
  let url = allowedUrl(address, options);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const response = await get(url, options, limit);
    const { statusCode = 0, headers } = response;
    if (REDIRECTS.has(statusCode)) {
      response.destroy();
      const next = headers.location;
      if (next === undefined || !URL.canParse(next, url.href)) throw refused("That address leads nowhere.");
      url = allowedUrl(new URL(next, url).href, options);
      continue;
    }
    if (statusCode !== 200) {
      response.destroy();
      throw refused(`That address answers ${statusCode} and not with a file.`);
    }
    try {
      const expectedBytes = Number(headers["content-length"] ?? 0);
      assets.checkSize(expectedBytes);
      return await assets.receive(response, nameOf(url), expectedBytes);
    } catch (error) {
      response.destroy();
      if (Refusal.isInstance(error)) throw error;
      throw refused("The file broke off on its way. Try again.", error);
    }
  }
  throw refused("That address leads on and on.");
}

/** @throws Refusal `malformed`. */
function allowedUrl(address: string, { mayConnect }: ImportOptions): URL {
  if (!URL.canParse(address)) throw refused("That is not an address.");
  const url = new URL(address);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw refused("Only http and https addresses are fetched.");
  if (url.username !== "" || url.password !== "") throw refused("Addresses with a password in them are not fetched.");
  // Names are looked at when they are resolved; what is an address already is never resolved.
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (ipaddr.isValid(host) && !mayConnect(host)) throw privateAddress();
  return url;
}

/** True for addresses of the open network: not of this machine, its network, or any kind that has a purpose of its own. */
export function isPublic(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === "unicast";
}

function get(url: URL, options: ImportOptions, limit: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === "https:" ? requestHttps : requestHttp;
    const request: ClientRequest = send(
      url,
      {
        method: "GET",
        agent: false,
        signal: limit,
        headers: { accept: "video/*, image/*, audio/*, */*;q=0.1", "user-agent": "hd-local-ai" },
        // The very address that is looked at is connected to: asking twice could be answered in two ways.
        lookup: (hostname, how, done) => lookUp(hostname, how, options, done),
      },
      (response) => {
        clearTimeout(connecting);
        response.setTimeout(SILENCE_LIMIT_MS, () => response.destroy(new Error("silent")));
        resolve(response);
      },
    );
    const connecting = setTimeout(() => request.destroy(new Error("no answer")), CONNECT_LIMIT_MS);
    request.on("error", (error) => {
      clearTimeout(connecting);
      reject(Refusal.isInstance(error) ? error : refused("That address does not answer.", error));
    });
    request.end();
  });
}

type LookupDone = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/** Resolves a name, and refuses it where any of its addresses may not be connected to. */
function lookUp(hostname: string, how: LookupOptions, options: ImportOptions, done: LookupDone): void {
  const { mayConnect, resolve = lookup } = options;
  resolve(hostname, { ...how, all: true }, (error, addresses) => {
    if (error !== null) {
      done(error, []);
      return;
    }
    const [first] = addresses;
    if (first === undefined || !addresses.every(({ address }) => mayConnect(address))) {
      done(privateAddress(), []);
      return;
    }
    if (how.all === true) done(null, addresses);
    else done(null, first.address, first.family);
  });
}

function nameOf(url: URL): string {
  const last = url.pathname.split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

function privateAddress(): Refusal {
  return refused("Addresses of this machine and its network are not fetched.");
}

function refused(message: string, cause?: unknown): Refusal {
  return new Refusal("malformed", message, { issues: [{ path: "urls", message }] }, { cause });
}
