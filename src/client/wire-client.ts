/** Requests of the wire API: headers, envelope, and what is tried again. Runs wherever there is `fetch`. */
import { cancelled, pause } from "./pause.js";
import { isRecord, readVerdict } from "./wire.js";
import { ConnectionLost, WireError } from "./wire-error.js";

/** The three headers that say which skill a request comes from. A render without them is refused. */
export interface Attribution {
  /** The calling skill's name. */
  source: string;
  version: string;
  /** `clawhub`, `cursor` or `unknown`. */
  platform: string;
}

/** Where tokens come from and what becomes of refused ones. */
export interface TokenKeeper {
  /** The token of the account, made where there is none yet. */
  token(wire: WireClient, signal?: AbortSignal | undefined): Promise<string>;
  /** Another token instead of one that was refused. */
  renew(refused: string, wire: WireClient, signal?: AbortSignal | undefined): Promise<string>;
}

export interface WireClientOptions {
  /** Without a slash at the end. */
  baseUrl: string;
  attribution: Attribution;
  tokens: TokenKeeper;
  /** Default: the global `fetch`. */
  fetch?: typeof fetch;
}

export interface WireRequest {
  method: "GET" | "POST" | "DELETE" | "PATCH";
  /** From the server's root. */
  path: string;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  json?: unknown;
  /** Makes a body that is sent as it is, anew for each try; `headers` say what it is. */
  body?: () => NonNullable<RequestInit["body"]>;
  /** False for the one route that gives a token. */
  isAuthorized?: boolean;
  signal?: AbortSignal | undefined;
}

/** The table says: wait thirty seconds and try once more. A server that knows better says how long. */
const RATE_LIMIT_WAIT_MS = 30_000;
/** A longer wait than this is not waited for: it is told instead. */
const LONGEST_RATE_LIMIT_WAIT_MS = 60_000;
/** Waits between tries of what only reads. */
const READ_AGAIN_MS = [500, 1000, 2000, 4000];

/** Sends requests and reads envelopes. */
export class WireClient {
  readonly baseUrl: string;
  readonly #attribution: Attribution;
  readonly #tokens: TokenKeeper;
  readonly #fetch: typeof fetch;

  constructor(options: WireClientOptions) {
    this.baseUrl = options.baseUrl.replace(/\/+$/, "");
    this.#attribution = options.attribution;
    this.#tokens = options.tokens;
    this.#fetch = options.fetch ?? ((...request) => fetch(...request));
  }

  /**
   * The body of a successful answer.
   * @throws WireError with the server's code; ConnectionLost; Fault `cancelled`.
   */
  async request(request: WireRequest): Promise<unknown> {
    return await this.#read(await this.open(request), request.signal);
  }

  /**
   * A successful answer whose body is not read yet.
   *
   * A refused token is replaced once, a rate limit waited for once; what only reads is tried again when the connection
   * breaks. What changes something is sent again only where it cannot have arrived.
   */
  async open(request: WireRequest): Promise<Response> {
    let mayRenew = request.isAuthorized !== false;
    let mayWait = true;
    for (;;) {
      const token = request.isAuthorized === false ? undefined : await this.#tokens.token(this, request.signal);
      const response = await this.#send(request, token);
      const error = await this.#refusalOf(response, request.signal);
      if (error === undefined) return response;
      if (error.wireCode === 1001 && mayRenew && token !== undefined) {
        mayRenew = false;
        await this.#tokens.renew(token, this, request.signal);
      } else if (error.wireCode === 429 && mayWait && waitOf(error) <= LONGEST_RATE_LIMIT_WAIT_MS) {
        mayWait = false;
        await pause(waitOf(error), request.signal);
      } else throw error;
    }
  }

  /** A file behind an address that needs no token; our headers go to our own server only. */
  async fetchMedia(url: string, init: { headers?: Record<string, string>; signal?: AbortSignal }): Promise<Response> {
    try {
      return await this.#fetch(this.resolve(url), init);
    } catch (error) {
      throw init.signal?.aborted === true ? cancelled() : new ConnectionLost(error);
    }
  }

  /** An address as the server gave it, made absolute. */
  resolve(url: string): string {
    return new URL(url, `${this.baseUrl}/`).href;
  }

  async #send(request: WireRequest, token: string | undefined): Promise<Response> {
    for (let tries = 0; ; tries++) {
      try {
        return await this.#fetch(`${this.baseUrl}${request.path}`, this.#init(request, token));
      } catch (error) {
        if (request.signal?.aborted === true) throw cancelled();
        const lost = new ConnectionLost(error);
        const wait = READ_AGAIN_MS[tries];
        if (wait === undefined || !(request.method === "GET" || lost.neverArrived)) throw lost;
        await pause(wait, request.signal);
      }
    }
  }

  #init(request: WireRequest, token: string | undefined): RequestInit {
    const body = request.body?.() ?? (request.json === undefined ? undefined : JSON.stringify(request.json));
    return {
      method: request.method,
      headers: {
        Accept: "application/json",
        "X-Skill-Source": this.#attribution.source,
        "X-Skill-Version": this.#attribution.version,
        "X-Skill-Platform": this.#attribution.platform,
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(request.json === undefined ? {} : { "Content-Type": "application/json" }),
        ...request.headers,
      },
      ...(body === undefined ? {} : { body }),
      ...(body instanceof ReadableStream ? { duplex: "half" } : {}),
      ...(request.signal ? { signal: request.signal } : {}),
    } as RequestInit;
  }

  /** Why an answer is a refusal; undefined for one that is none, whose body stays unread. */
  async #refusalOf(response: Response, signal: AbortSignal | undefined): Promise<WireError | undefined> {
    if (response.ok && !isJson(response)) return undefined;
    if (response.ok) {
      const copy = response.clone();
      const body = await this.#read(copy, signal);
      const verdict = readVerdict(body);
      return verdict === undefined || verdict.code === 0 ? undefined : refusal(response, body);
    }
    return refusal(response, await this.#read(response, signal));
  }

  async #read(response: Response, signal: AbortSignal | undefined): Promise<unknown> {
    let text: string;
    try {
      text = await response.text();
    } catch (error) {
      throw signal?.aborted === true ? cancelled() : new ConnectionLost(error);
    }
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }
}

function isJson(response: Response): boolean {
  return /\bjson\b/i.test(response.headers.get("content-type") ?? "");
}

/** A refusal with or without an envelope: a proxy in front of a server answers in its own way. */
function refusal(response: Response, body: unknown): WireError {
  const verdict = readVerdict(body);
  const fields = isRecord(body) ? body : {};
  const stated = [verdict?.message, fields.error, fields.detail, fields.message].find(
    (words) => typeof words === "string" && words !== "",
  );
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  const data = { ...(Number.isFinite(retryAfter) ? { retryAfter } : {}), ...verdict?.data };
  const code = verdict === undefined || verdict.code === 0 ? wireCodeOf(response.status) : verdict.code;
  return new WireError(
    code,
    response.status,
    typeof stated === "string" ? stated : `The server answered ${response.status}.`,
    data,
  );
}

/** The code that the table has for a bare HTTP status. */
function wireCodeOf(httpStatus: number): number {
  if (httpStatus === 401) return 1001;
  if (httpStatus === 413) return 4002;
  if (httpStatus === 415) return 4001;
  return httpStatus >= 500 ? 5000 : httpStatus;
}

function waitOf(error: WireError): number {
  const seconds = error.data.retryAfter;
  return typeof seconds === "number" && seconds >= 0 ? seconds * 1000 : RATE_LIMIT_WAIT_MS;
}
