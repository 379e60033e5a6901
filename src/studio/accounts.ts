/** Who may come in: accounts and the tokens that stand for them. */
import { createHash, createHmac, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { hash as hashPassword, verify as verifyPassword } from "@node-rs/argon2";
import type { Credits } from "./credits.js";
import type { Plan, PriceTable } from "./prices.js";
import type { AccountRecord, Records } from "./records.js";
import { malformed, Refusal } from "./refusal.js";

const TOKEN_PREFIX = "nmv_usr_";
const DAY_MS = 24 * 60 * 60 * 1000;
/** One anonymous token a client, and ten an address, in this time. */
const GRANT_WINDOW_MS = 7 * DAY_MS;
const MOST_GRANTS_PER_ADDRESS = 10;
/** The owner of the machine keeps a token for long: whoever can read their files needs none. */
const OWNER_TOKEN_DAYS = 365;
const LEAST_PASSWORD_LENGTH = 10;
/** Argon2id's cost as OWASP recommends it. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** What a stored hash is compared with where there is no account: no answer comes quicker than another. */
const NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$5+/p/3r+7BylnYczRHb9ew$rJW2N1YtxhtfybB2yiBSupnMrRP3txPRa0yo/TFSBq4";

export interface IssuedToken {
  token: string;
  accountId: string;
  credits: number;
  expiresMs: number;
}

export interface AccountsOptions {
  prices: PriceTable;
  /** Enforces plans and the limit for each address. */
  isHosted: boolean;
  now: () => number;
}

export class Accounts {
  readonly #records: Records;
  readonly #credits: Credits;
  readonly #options: AccountsOptions;

  constructor(records: Records, credits: Credits, options: AccountsOptions) {
    this.#records = records;
    this.#credits = credits;
    this.#options = options;
  }

  /**
   * A token for whoever asks, with an account of its own.
   * @throws Refusal `too-many` where the client, or with --hosted its address, had its share.
   */
  issueAnonymous(clientId: string, address: string): IssuedToken {
    const nowMs = this.#options.now();
    const sinceMs = nowMs - GRANT_WINDOW_MS;
    const clientHash = this.#keyedHash(`client ${clientId.toLowerCase()}`);
    const addressHash = this.#keyedHash(`address ${address}`);
    return this.#records.transaction(() => {
      const { accounts } = this.#records;
      const last = accounts.lastGrantTo(clientHash, sinceMs + 1);
      const ofAddress = accounts.grantsTo(addressHash, sinceMs + 1);
      const blockedSince = last ?? (ofAddress.length < MOST_GRANTS_PER_ADDRESS ? undefined : ofAddress[0]);
      if (last !== undefined || (this.#options.isHosted && blockedSince !== undefined)) {
        const retryAfterSeconds = Math.ceil(((blockedSince ?? nowMs) + GRANT_WINDOW_MS - nowMs) / 1000);
        throw new Refusal(
          "too-many",
          "This client has had its anonymous token of these 7 days. Use that token, or come back later.",
          { retryAfterSeconds },
        );
      }
      const account = this.#newAccount({ kind: "anonymous", plan: "anonymous", bindId: unguessable() });
      accounts.addGrant({ clientHash, addressHash, atMs: nowMs });
      accounts.dropGrantsBefore(sinceMs);
      return this.#issue(account);
    });
  }

  /**
   * A token of the person whose machine this is. What they made before under an anonymous token of theirs comes along, and
   * that token ends; any other token is left alone.
   */
  issueOwner(before?: string): IssuedToken {
    return this.#records.transaction(() => {
      const owner = this.owner();
      const guest = before === undefined ? undefined : this.#accountOf(before);
      if (guest?.kind === "anonymous") this.#bringAlong(guest.id, owner.id);
      return this.#issue(owner);
    });
  }

  /** The account of the person whose machine this is. */
  owner(): AccountRecord {
    return this.#records.transaction(() => {
      const id = this.#records.settings.get("owner");
      const known = id === undefined ? undefined : this.#records.accounts.find(id);
      if (known !== undefined) return known;
      const account = this.#newAccount({ kind: "local", plan: "registered", bindId: null });
      this.#records.settings.set("owner", account.id);
      return account;
    });
  }

  /** True for the key that opens the owner's account. */
  isOwnerKey(given: string): boolean {
    return isSame(given, this.ownerKey());
  }

  /** Whoever can read the data folder is the owner: this key, kept there, proves it to the server. */
  ownerKey(): string {
    return this.#secret("owner-key");
  }

  /** The key that links are signed with. */
  linkKey(): string {
    return this.#secret("link-key");
  }

  /**
   * The account that a token stands for.
   * @throws Refusal `unauthorized`.
   */
  authenticate(token: string | undefined): AccountRecord {
    if (token === undefined) throw unauthorized("A token is needed: send «Authorization: Bearer <token>».");
    const found = token.startsWith(TOKEN_PREFIX) ? this.#records.accounts.findToken(hashOf(token)) : undefined;
    if (found === undefined) throw unauthorized("This token is not known here. Get a new one.");
    if (found.revokedMs !== null) throw unauthorized("This token was revoked. Get a new one.");
    if (found.expiresMs <= this.#options.now()) throw unauthorized("This token has expired. Get a new one.");
    const account = this.#records.accounts.find(found.accountId);
    if (account === undefined) throw unauthorized("This token is not known here. Get a new one.");
    return account;
  }

  /** The account of a token that is good; undefined for any other. */
  #accountOf(token: string): AccountRecord | undefined {
    try {
      return this.authenticate(token);
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }

  revoke(token: string): void {
    this.#records.accounts.revokeToken(hashOf(token), this.#options.now());
  }

  /**
   * An account with address and password. What was made anonymously under `bind` comes along; the anonymous token ends,
   * for whoever holds it must not come into the registered account by somebody else's registration.
   * @throws Refusal `malformed`, `duplicate`.
   */
  async register(request: { email: string; password: string; bind: string | undefined }): Promise<IssuedToken> {
    const email = request.email.trim().toLowerCase();
    if ([...request.password].length < LEAST_PASSWORD_LENGTH)
      throw malformed(`The password needs ${LEAST_PASSWORD_LENGTH} characters at least.`, "password");
    const passwordHash = await hashPassword(request.password, ARGON2);
    return this.#records.transaction(() => {
      const { accounts } = this.#records;
      if (accounts.findByEmail(email) !== undefined)
        throw new Refusal("duplicate", "This address is registered already. Log in instead.", undefined);
      const bound = request.bind === undefined ? undefined : accounts.findByBind(request.bind);
      if (request.bind !== undefined && bound === undefined)
        throw malformed("This registration link was used already, or is not complete. Register without it.", "bind");
      const account = this.#newAccount({ kind: "registered", plan: "registered", email, passwordHash, bindId: null });
      if (bound !== undefined) this.#bringAlong(bound.id, account.id);
      return this.#issue(account);
    });
  }

  /** Gives what was made anonymously to another account, and ends the anonymous one. */
  #bringAlong(fromId: string, toId: string): void {
    const { accounts, sessions } = this.#records;
    sessions.moveAll(fromId, toId);
    this.#credits.carry(fromId, toId);
    accounts.clearBind(fromId);
    accounts.revokeTokensOf(fromId, this.#options.now());
  }

  /** @throws Refusal `unauthorized`. */
  async logIn(email: string, password: string): Promise<IssuedToken> {
    const account = this.#records.accounts.findByEmail(email.trim().toLowerCase());
    const isRight = await verifyPassword(account?.passwordHash ?? NOBODY, password).catch(() => false);
    if (account === undefined || !isRight) throw unauthorized("Address or password is wrong.");
    return this.#records.transaction(() => this.#issue(account));
  }

  planOf(account: AccountRecord): Plan {
    const { plans } = this.#options.prices;
    const plan = plans[account.plan] ?? plans["anonymous"];
    if (plan === undefined) throw new Error("The price table has no anonymous plan.");
    return plan;
  }

  /**
   * @throws Refusal `export-blocked` where the operator's plan for the account has no export.
   */
  demandExport(account: AccountRecord): void {
    if (!this.#options.isHosted || this.planOf(account).mayExport) return;
    throw new Refusal("export-blocked", "Your plan does not include export. Register or upgrade your plan.", {
      reason: "plan",
    });
  }

  #newAccount(
    fields: Pick<AccountRecord, "kind" | "plan" | "bindId"> & Partial<Pick<AccountRecord, "email" | "passwordHash">>,
  ): AccountRecord {
    const account = { id: randomUUID(), email: null, passwordHash: null, createdMs: this.#options.now(), ...fields };
    this.#records.accounts.add(account);
    this.#credits.grant(account.id, this.planOf(account).credits, `the ${account.plan} plan's credits`);
    return account;
  }

  #issue(account: AccountRecord): IssuedToken {
    const nowMs = this.#options.now();
    const days = account.kind === "local" ? OWNER_TOKEN_DAYS : this.planOf(account).tokenDays;
    const token = TOKEN_PREFIX + unguessable();
    const expiresMs = nowMs + days * DAY_MS;
    this.#records.accounts.addToken({
      hash: hashOf(token),
      accountId: account.id,
      createdMs: nowMs,
      expiresMs,
      revokedMs: null,
    });
    return { token, accountId: account.id, credits: this.#credits.balanceOf(account.id).available, expiresMs };
  }

  /** Client ids and addresses are kept only as this. */
  #keyedHash(words: string): string {
    return createHmac("sha256", this.#secret("grant-key")).update(words).digest("hex");
  }

  #secret(name: string): string {
    return this.#records.transaction(() => {
      const known = this.#records.settings.get(name);
      if (known !== undefined) return known;
      const secret = unguessable();
      this.#records.settings.set(name, secret);
      return secret;
    });
  }
}

/** 256 random bits in letters and digits that any address carries. */
function unguessable(): string {
  return randomBytes(32).toString("base64url");
}

/** Tokens are random, so that a plain hash is as good as a slow one. */
function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** Compares in a time that tells nothing of where the two differ. */
export function isSame(given: string, kept: string): boolean {
  const [a, b] = [given, kept].map((words) => createHash("sha256").update(words).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}

function unauthorized(message: string): Refusal<"unauthorized"> {
  return new Refusal("unauthorized", message, undefined);
}
