/** Links that a bare GET can fetch: signed for one thing, for a while. Tokens never stand in an address. */
import { createHmac } from "node:crypto";
import { isSame } from "../studio/accounts.js";
import { Refusal } from "../studio/refusal.js";

const LIFETIME_MS = 24 * 60 * 60 * 1000;
/** Ends are rounded up to this, so that a link stays the same for a while and browsers can keep what it gives. */
const ROUNDING_MS = 60 * 60 * 1000;

export class SignedLinks {
  readonly #key: string;
  readonly #now: () => number;

  constructor(key: string, now: () => number) {
    this.#key = key;
    this.#now = now;
  }

  /** @param path what the link opens; further parameters may be added behind it, they say how and not what. */
  sign(path: string): string {
    const endMs = Math.ceil((this.#now() + LIFETIME_MS) / ROUNDING_MS) * ROUNDING_MS;
    return `${path}?expires=${endMs}&signature=${this.#signature(path, endMs)}`;
  }

  /** @throws Refusal `unauthorized` where a link is not one of ours, or has ended. */
  check(path: string, query: { expires: number; signature: string }): void {
    if (!isSame(query.signature, this.#signature(path, query.expires)))
      throw new Refusal("unauthorized", "This link is not complete. Ask for a new one.", undefined);
    if (query.expires <= this.#now())
      throw new Refusal("unauthorized", "This link has expired. Ask for a new one.", undefined);
  }

  #signature(path: string, endMs: number): string {
    return createHmac("sha256", this.#key).update(`${endMs} ${path}`).digest("base64url");
  }
}
