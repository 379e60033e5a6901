/** Who may talk to this server at all: checked before anything else of a request is looked at. */
import type { FastifyRequest } from "fastify";
import { isSame } from "../studio/accounts.js";
import { Refusal } from "../studio/refusal.js";

const LOOPBACK_NAMES = new Set(["localhost", "127.0.0.1", "[::1]"]);
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/;

export interface GuardOptions {
  /** True where the server listens on loopback alone. */
  isLoopbackOnly: boolean;
  /** Where the operator says the server is reached. */
  publicUrl: string | undefined;
  /** Pages of other programs of this machine may talk to the server too. */
  trustsLoopbackPages: boolean;
}

/** True for an address of this very machine. */
export function isLoopbackAddress(address: string): boolean {
  return address === "::1" || /^(?:::ffff:)?127\.\d+\.\d+\.\d+$/.test(address);
}

/** The machine's own person, asking from this very machine. */
export function maySeeFolders({ account, ip }: Pick<FastifyRequest, "account" | "ip">): boolean {
  return account.kind === "local" && isLoopbackAddress(ip);
}

/** True where a request carries the operator's key as a bearer token. */
export function hasOperatorKey({ headers }: FastifyRequest, operatorKey: string | undefined): boolean {
  const key = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? "")?.[1];
  return operatorKey !== undefined && key !== undefined && isSame(key, operatorKey);
}

/**
 * Checks where a request was sent to and which page sent it. A page of another site whose name was made to lead here
 * carries that name as Host (DNS rebinding); a page that sends across sites carries its own as Origin.
 * @throws Refusal `forbidden`.
 */
export function checkHostAndOrigin(request: FastifyRequest, options: GuardOptions): void {
  const host = hostOf(request.headers.host);
  const publicHost = options.publicUrl === undefined ? undefined : new URL(options.publicUrl).hostname;
  const isKnown =
    host !== undefined &&
    (LOOPBACK_NAMES.has(host) ||
      host === publicHost ||
      // A name can be made to lead anywhere, an address cannot.
      (!options.isLoopbackOnly && ADDRESS.test(host)));
  if (!isKnown) throw forbidden("This server does not answer to that name. Use its address.");
  const { origin } = request.headers;
  const isForeign = origin === undefined ? isCrossSiteFetch(request) : !isOwnOrigin(origin, request, options);
  if (isForeign) throw forbidden("Pages of other sites may not use this server.");
}

function isOwnOrigin(origin: string, request: FastifyRequest, options: GuardOptions): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host, hostname } = new URL(origin);
  if (protocol !== "http:" && protocol !== "https:") return false;
  if (host === request.headers.host?.toLowerCase()) return true;
  if (options.publicUrl !== undefined && origin === new URL(options.publicUrl).origin) return true;
  return options.trustsLoopbackPages && LOOPBACK_NAMES.has(hostname);
}

/** Browsers say so of requests that carry no Origin; following a link to the page itself is no such request. */
function isCrossSiteFetch(request: FastifyRequest): boolean {
  return request.headers["sec-fetch-site"] === "cross-site" && request.headers["sec-fetch-mode"] !== "navigate";
}

function hostOf(header: string | undefined): string | undefined {
  if (header === undefined || !URL.canParse(`http://${header}`)) return undefined;
  const { hostname, username, pathname } = new URL(`http://${header}`);
  return username === "" && pathname === "/" ? hostname.toLowerCase() : undefined;
}

function forbidden(message: string): Refusal<"forbidden"> {
  return new Refusal("forbidden", message, undefined);
}
