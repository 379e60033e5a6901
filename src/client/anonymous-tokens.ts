/** Anonymous accounts: made when needed, kept by whoever can keep them, made anew under another client id when lost. */
import { readAnonymousAccount } from "./wire.js";
import type { TokenKeeper, WireClient } from "./wire-client.js";
import { WireError } from "./wire-error.js";

/** An account of one server, as it is kept. */
export interface Account {
  clientId: string;
  token?: string | undefined;
  expiresAtMs?: number | undefined;
}

/** Where an account is kept between runs: a file, a browser's storage. */
export interface AccountStore {
  load(): Promise<Account | undefined>;
  save(account: Account): Promise<void>;
}

/** A token is not used in the last minute of its time. */
const EXPIRY_MARGIN_MS = 60_000;

export class AnonymousTokens implements TokenKeeper {
  readonly #store: AccountStore;
  /** A token that the person gave; it is used before any other, until it is refused. */
  #given: string | undefined;
  #current: string | undefined;
  #pending: Promise<string> | undefined;

  constructor(store: AccountStore, given?: string) {
    this.#store = store;
    this.#given = given || undefined;
  }

  async token(wire: WireClient, signal?: AbortSignal): Promise<string> {
    const known = this.#given ?? this.#current;
    if (known !== undefined) return known;
    const kept = await this.#store.load();
    if (kept?.token !== undefined && (kept.expiresAtMs ?? Number.POSITIVE_INFINITY) > Date.now() + EXPIRY_MARGIN_MS) {
      this.#current = kept.token;
      return kept.token;
    }
    // A server gives one token a client id: where it was lost, another id is needed.
    return this.#make(wire, signal);
  }

  renew(refused: string, wire: WireClient, signal?: AbortSignal): Promise<string> {
    if (this.#given === refused) this.#given = undefined;
    if (this.#current === refused) this.#current = undefined;
    return this.#current === undefined ? this.#make(wire, signal) : Promise.resolve(this.#current);
  }

  /** One account, however many requests wait for it. */
  #make(wire: WireClient, signal?: AbortSignal): Promise<string> {
    this.#pending ??= this.#request(wire, signal).finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #request(wire: WireClient, signal: AbortSignal | undefined): Promise<string> {
    const ask = async (): Promise<string> => {
      const clientId = crypto.randomUUID();
      const body = await wire.request({
        method: "POST",
        path: "/api/auth/anonymous-token",
        headers: { "X-Client-Id": clientId },
        json: {},
        isAuthorized: false,
        signal,
      });
      const { token, expiresAtMs } = readAnonymousAccount(body);
      await this.#store.save({ clientId, token, expiresAtMs });
      this.#current = token;
      return token;
    };
    try {
      return await ask();
    } catch (error) {
      // The id was not understood: a new one, once.
      if (!WireError.is(error, 400)) throw error;
      return ask();
    }
  }
}
