/** How the page talks to the studio that served it: who it is, and one way to send a request. */

import { type TokenKeeper, WireClient } from "../../../src/client/wire-client";
import { ConnectionLost } from "../../../src/client/wire-error";

declare global {
  /** The package's version, put in when the page is built. */
  const __VERSION__: string;
}

const TOKEN_KEY = "hd-local.token";
const CLIENT_KEY = "hd-local.client";
const OWNER_KEY = /^#key=([\w-]+)$/;

/**
 * The machine's own person comes with a key behind the address, from the link that the studio prints and opens; whoever
 * comes without one gets an account of their own, as every client of the wire API does.
 */
class PageTokens implements TokenKeeper {
  /** While a token is asked for, all requests wait for that one. */
  #asking: Promise<string> | undefined;

  async token(wire: WireClient): Promise<string> {
    const key = OWNER_KEY.exec(location.hash)?.[1];
    if (key !== undefined) {
      // The key does not stay in the address bar or the history.
      history.replaceState(null, "", location.pathname + location.search);
      return await this.#ask(() => askAsOwner(wire, key));
    }
    // Asked for each time: another tab may have got another one.
    return this.#asking ?? localStorage.getItem(TOKEN_KEY) ?? (await this.#ask(() => askAnonymously(wire)));
  }

  async renew(refused: string, wire: WireClient): Promise<string> {
    // Several requests may be refused at once: the first one gets the new token, the others take it.
    if (localStorage.getItem(TOKEN_KEY) === refused) {
      localStorage.removeItem(TOKEN_KEY);
      localStorage.removeItem(CLIENT_KEY);
    }
    return await this.token(wire);
  }

  /** True where this browser was here before, or comes with the key: asking makes no account then. */
  get isKnown(): boolean {
    return this.#asking !== undefined || localStorage.getItem(TOKEN_KEY) !== null || OWNER_KEY.test(location.hash);
  }

  #ask(ask: () => Promise<string>): Promise<string> {
    this.#asking = ask().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }
}

/** A key of another studio, or of another time, opens nothing: then one stays who one was. */
async function askAsOwner(wire: WireClient, key: string): Promise<string> {
  const before = localStorage.getItem(TOKEN_KEY);
  const headers = { "X-Owner-Key": key, ...(before === null ? {} : { Authorization: `Bearer ${before}` }) };
  try {
    return await ask(wire, "/api/auth/local-token", headers);
  } catch {
    return before ?? (await askAnonymously(wire));
  }
}

async function askAnonymously(wire: WireClient): Promise<string> {
  const client = localStorage.getItem(CLIENT_KEY) ?? crypto.randomUUID();
  localStorage.setItem(CLIENT_KEY, client);
  return await ask(wire, "/api/auth/anonymous-token", { "X-Client-Id": client });
}

async function ask(wire: WireClient, path: string, headers: Record<string, string>): Promise<string> {
  const answer = (await wire.request({ method: "POST", path, headers, isAuthorized: false })) as {
    data: { token: string };
  };
  localStorage.setItem(TOKEN_KEY, answer.data.token);
  return answer.data.token;
}

/** Resolves where the studio is there. It is asked once: whoever wants to know how things stand does not wait. */
export async function knock(signal: AbortSignal): Promise<void> {
  const answer = await fetch("/healthz", { signal });
  if (!answer.ok) throw new ConnectionLost(undefined);
}

export const tokens = new PageTokens();

export const wire = new WireClient({
  baseUrl: location.origin,
  attribution: { source: "hd-local-ai", version: __VERSION__, platform: "unknown" },
  tokens,
});

// Taken at once, so that the key leaves the address bar before anything is done; and where the address is opened in a
// tab that shows the page already, which changes only what stands behind the #.
if (OWNER_KEY.test(location.hash)) tokens.token(wire).catch(() => undefined);
addEventListener("hashchange", () => {
  if (OWNER_KEY.test(location.hash)) location.reload();
});
