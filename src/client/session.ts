/** A session on a server: upload, say, look, export. One language in, one language out. */
import type { Language } from "./language.js";
import { languageOf } from "./language.js";
import { cancelRender, finishedRender, getRender, type OutputRequest, startRender } from "./rendering.js";
import { type TurnEvent, type TurnResult, takeTurn } from "./turn.js";
import { type UploadProgress, type UploadSource, uploadFile, uploadUrls } from "./upload.js";
import {
  type Credits,
  type OpenedSession,
  type Render,
  readCredits,
  readOpenedSession,
  readSessionState,
  type SessionState,
  type UploadedFile,
} from "./wire.js";
import type { WireClient } from "./wire-client.js";
import { WireError } from "./wire-error.js";

const AGENT = "nemo_agent";

/** What was uploaded, so that it can be handed over again to a new session. */
type Handed = { kind: "file"; source: UploadSource } | { kind: "urls"; urls: readonly string[] };

export interface CallOptions {
  signal?: AbortSignal | undefined;
}

/** One session. A session that the server has lost is opened anew once, with the same files. */
export class Session {
  readonly wire: WireClient;
  readonly language: Language;
  readonly #onReopened: (() => void) | undefined;
  #opened: OpenedSession;
  #bind: string | undefined;
  readonly #handed: Handed[] = [];

  private constructor(
    wire: WireClient,
    language: Language,
    opened: OpenedSession,
    onReopened: (() => void) | undefined,
  ) {
    this.wire = wire;
    this.language = language;
    this.#opened = opened;
    this.#bind = opened.bind;
    this.#onReopened = onReopened;
  }

  /** @param options.onReopened told when the server had lost the session and a new one took its place. */
  static async open(
    wire: WireClient,
    options: CallOptions & { language?: Language; onReopened?: () => void } = {},
  ): Promise<Session> {
    const language = options.language ?? "en";
    const opened = await openSession(wire, language, options.signal);
    return new Session(wire, language, opened, options.onReopened ?? (() => undefined));
  }

  /** A session that is there already. Where the server has lost it nothing takes its place. */
  static resume(wire: WireClient, id: string, language: Language = "en"): Session {
    return new Session(wire, language, { id, bind: undefined }, undefined);
  }

  get id(): string {
    return this.#opened.id;
  }

  /** Where an anonymous account registers, with what it has made; undefined where the server gave no id for it. */
  async registerUrl(error?: unknown): Promise<string | undefined> {
    const { data } = error instanceof WireError ? error : { data: {} as Readonly<Record<string, unknown>> };
    const stated = data.bind;
    let bind = typeof stated === "string" ? stated : this.#bind;
    bind ??= (await this.state().catch(() => undefined))?.bind;
    return bind === undefined ? undefined : `${this.wire.baseUrl}/register?bind=${encodeURIComponent(bind)}`;
  }

  async upload(
    source: UploadSource,
    options: CallOptions & { onProgress?: UploadProgress } = {},
  ): Promise<UploadedFile[]> {
    const onProgress = options.onProgress ?? (() => undefined);
    const files = await this.#inSession(() =>
      uploadFile(this.wire, this.#path("upload-video"), source, { signal: options.signal, onProgress }),
    );
    this.#handed.push({ kind: "file", source });
    return files;
  }

  async uploadUrls(urls: readonly string[], { signal }: CallOptions = {}): Promise<UploadedFile[]> {
    const files = await this.#inSession(() => uploadUrls(this.wire, this.#path("upload-video"), urls, signal));
    this.#handed.push({ kind: "urls", urls });
    return files;
  }

  state({ signal }: CallOptions = {}): Promise<SessionState> {
    return this.#inSession(async () =>
      readSessionState(await this.wire.request({ method: "GET", path: `${this.#path("state")}/latest`, signal })),
    );
  }

  async credits({ signal }: CallOptions = {}): Promise<Credits> {
    return readCredits(await this.wire.request({ method: "GET", path: "/api/credits/balance/simple", signal }));
  }

  /**
   * Hands words to the agent and reads its answer to the end.
   * @throws WireError; Fault `turn-failed`, `turn-timed-out`, `cancelled`, `server-unreachable`.
   */
  say(words: string, options: CallOptions & { onEvent?: (event: TurnEvent) => void } = {}): Promise<TurnResult> {
    return this.#inSession(() =>
      takeTurn({
        open: (signal) => this.#openTurn(words, signal),
        state: (signal) => this.state({ signal }),
        language: languageOf(words),
        signal: options.signal,
        onEvent: options.onEvent ?? (() => undefined),
      }),
    );
  }

  /** Submits the draft as it is now. */
  async startExport(options: CallOptions & { output?: OutputRequest } = {}): Promise<Render> {
    const state = await this.state(options);
    return startRender(this.wire, this.id, state, options.output ?? {}, options.signal);
  }

  /** Waits for a render and gives it finished. */
  finishExport(render: Render, options: CallOptions & { onProgress?: (render: Render) => void } = {}): Promise<Render> {
    const { signal, onProgress = () => undefined } = options;
    return finishedRender(this.wire, render, { signal, onProgress });
  }

  getRender(id: string, { signal }: CallOptions = {}): Promise<Render> {
    return getRender(this.wire, id, signal);
  }

  cancelExport(id: string, { signal }: CallOptions = {}): Promise<void> {
    return cancelRender(this.wire, id, signal);
  }

  /** Empties the timeline for the next piece of work; where the server cannot, a new session takes this one's place. */
  async startAnew({ signal }: CallOptions = {}): Promise<void> {
    this.#handed.length = 0;
    const path = `/api/sessions/${encodeURIComponent(this.id)}/revert`;
    try {
      await this.wire.request({ method: "POST", path, json: { version: 0 }, signal });
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#opened = await openSession(this.wire, this.language, signal);
      this.#bind = this.#opened.bind ?? this.#bind;
    }
  }

  #path(what: "upload-video" | "state"): string {
    return `/api/${what}/${AGENT}/me/${encodeURIComponent(this.id)}`;
  }

  #openTurn(words: string, signal: AbortSignal): Promise<Response> {
    return this.wire.open({
      method: "POST",
      path: "/run_sse",
      headers: { Accept: "text/event-stream" },
      json: {
        app_name: AGENT,
        user_id: "me",
        session_id: this.id,
        new_message: { role: "user", parts: [{ text: words }] },
      },
      signal,
    });
  }

  /** Does something in the session; where the server has lost it (1002), opens a new one with the same files, once. */
  async #inSession<T>(work: () => Promise<T>): Promise<T> {
    const { id } = this;
    try {
      return await work();
    } catch (error) {
      if (!WireError.is(error, 1002) || this.#onReopened === undefined) throw error;
      if (this.id === id) await this.#reopen();
      return work();
    }
  }

  async #reopen(): Promise<void> {
    this.#opened = await openSession(this.wire, this.language, undefined);
    this.#bind = this.#opened.bind ?? this.#bind;
    for (const handed of this.#handed) {
      const path = this.#path("upload-video");
      if (handed.kind === "urls") await uploadUrls(this.wire, path, handed.urls, undefined);
      else await uploadFile(this.wire, path, handed.source, { signal: undefined, onProgress: () => undefined });
    }
    this.#onReopened?.();
  }
}

async function openSession(
  wire: WireClient,
  language: Language,
  signal: AbortSignal | undefined,
): Promise<OpenedSession> {
  const json = { task_name: "project", language };
  return readOpenedSession(
    await wire.request({ method: "POST", path: `/api/tasks/me/with-session/${AGENT}`, json, signal }),
  );
}
