/** Automatic set-up: a server, an account, and what the person has agreed to. */
import { basename, dirname, extname } from "node:path";
import { Fault } from "../../faults.js";
import { type AccountStore, AnonymousTokens } from "../anonymous-tokens.js";
import type { Language } from "../language.js";
import { Session } from "../session.js";
import type { Render } from "../wire.js";
import { WireClient } from "../wire-client.js";
import { attribution } from "./attribution.js";
import { ConfigFile, configFolder } from "./config-file.js";
import { type DeliveryOptions, deliver } from "./delivery.js";
import { LocalServer } from "./local-server.js";

export interface ConnectOptions {
  /** A server of the wire API. Default: `NEMO_API_URL`, else the server of this machine, which is started where none runs. */
  url?: string | undefined;
  /** A token. Default: `NEMO_TOKEN`, else that of an anonymous account, which is made where there is none. */
  token?: string | undefined;
  /** Says yes to a server elsewhere: files leave the machine. Default: false. */
  allowRemote?: boolean | undefined;
  /** Asks the person about a server elsewhere, once; the answer is kept. Default: nobody is asked, and the answer is no. */
  askRemote?: ((host: string) => Promise<boolean>) | undefined;
  /** Where client id and token are kept. Default: the platform's folder for settings. */
  configFolder?: string | undefined;
  /** Default: that of `process.env`. */
  environment?: NodeJS.ProcessEnv | undefined;
}

/** A connection that is set up. Dispose it to stop a server that was started for it. */
export class Connection implements AsyncDisposable {
  readonly wire: WireClient;
  /** True where everything stays on this machine. */
  readonly isLocal: boolean;
  readonly #server: LocalServer | undefined;

  constructor(wire: WireClient, isLocal: boolean, server: LocalServer | undefined) {
    this.wire = wire;
    this.isLocal = isLocal;
    this.#server = server;
  }

  /** A new, empty session. */
  openSession(options: { language?: Language; onReopened?: () => void; signal?: AbortSignal } = {}): Promise<Session> {
    return Session.open(this.wire, options);
  }

  /**
   * Brings a finished export to its place: `<name>-hd.<ending>` beside the source, with a number where the name is taken.
   * @throws Fault `download-failed`, `output-wrong`, `output-exists`, `cancelled`.
   */
  save(
    render: Render,
    options: Omit<DeliveryOptions, "folder" | "stem"> & {
      sourcePath?: string | undefined;
      folder?: string | undefined;
    },
  ): Promise<string> {
    const { sourcePath, folder, ...rest } = options;
    return deliver(this.wire, render, {
      ...rest,
      folder: folder ?? (sourcePath === undefined ? process.cwd() : dirname(sourcePath)),
      stem: sourcePath === undefined ? "video-hd" : `${basename(sourcePath, extname(sourcePath))}-hd`,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]();
  }
}

/**
 * Sets up a connection.
 * @throws Fault `server-unreachable`; `remote-not-allowed` for a server elsewhere that nobody has said yes to.
 */
export async function connect(options: ConnectOptions = {}): Promise<Connection> {
  const environment = options.environment ?? process.env;
  const config = new ConfigFile(options.configFolder ?? configFolder(environment));
  const url = options.url ?? (environment.NEMO_API_URL || undefined);
  const isLocal = url === undefined || isLoopback(parsedUrl(url).hostname);
  if (url !== undefined && !isLocal) await agreeToRemote(parsedUrl(url), options, config);
  const server = url === undefined ? await LocalServer.find(config) : undefined;
  const key = url === undefined ? "local" : parsedUrl(url).origin;
  const wire = new WireClient({
    baseUrl: server?.baseUrl ?? String(url),
    attribution: attribution(environment),
    tokens: new AnonymousTokens(accountStore(config, key), options.token ?? environment.NEMO_TOKEN),
    ...(server === undefined ? {} : { fetch: server.fetch }),
  });
  return new Connection(wire, isLocal, server);
}

function parsedUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol))
    throw new Fault("usage", "The server's address has to begin with http:// or https:// (NEMO_API_URL).");
  return parsed;
}

/** True for addresses that lead back to this machine. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/^\[|\]$/g, "");
  return host === "localhost" || host.endsWith(".localhost") || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

async function agreeToRemote(url: URL, options: ConnectOptions, config: ConfigFile): Promise<void> {
  if (options.allowRemote === true) return;
  const { allowedRemotes } = await config.read();
  if (allowedRemotes.includes(url.origin)) return;
  if (!(await options.askRemote?.(url.host)))
    throw new Fault(
      "remote-not-allowed",
      `${url.host} is not this machine: your files would leave it. Say --allow-remote to agree.`,
    );
  await config.change((content) => {
    content.allowedRemotes.push(url.origin);
  });
}

function accountStore(config: ConfigFile, key: string): AccountStore {
  return {
    load: async () => (await config.read()).accounts[key],
    save: (account) =>
      config.change((content) => {
        const { clientId, token, expiresAtMs } = account;
        content.accounts[key] = {
          clientId,
          ...(token === undefined ? {} : { token }),
          ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
        };
      }),
  };
}
