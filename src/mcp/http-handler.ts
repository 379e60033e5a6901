/** `/mcp` on the server: the same tools over HTTP, each account with its own jobs and sessions. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import {
  createMcpHandler,
  isInitializeRequest,
  isLegacyRequest,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import { attribution } from "../client/node/attribution.js";
import { Connection } from "../client/node/connect.js";
import { WireClient } from "../client/wire-client.js";
import type { AllowedFolders } from "./allowed-folders.js";
import { JobStore } from "./job.js";
import { JobDesk } from "./job-desk.js";
import { createToolServer, type ToolBox } from "./tools.js";

export interface HttpHandlerOptions {
  /** Where this very server listens: the tools speak its wire API, so what an account may not do they may not either. */
  baseUrl: () => string;
  folders: AllowedFolders;
  /** Where jobs are kept. */
  folder: string;
}

/** A connection of the protocol's versions up to 2025-11-25, which name it in a header. */
interface NamedConnection {
  key: string;
  transport: WebStandardStreamableHTTPServerTransport;
}

/** Of more connections the one that was used longest ago is closed; its agent opens another. */
const MOST_CONNECTIONS = 200;

/** Answers requests of agents whose token the server has checked, in the protocol's present version and in earlier ones. */
export class McpHttpHandler implements AsyncDisposable {
  readonly #options: HttpHandlerOptions;
  readonly #boxes = new Map<string, ToolBox>();
  readonly #connections = new Map<string, NamedConnection>();
  readonly #handler = createMcpHandler(
    (context) => createToolServer(this.#box(keyOf(context.authInfo?.token ?? ""), context.authInfo?.token ?? "")),
    {
      legacy: "reject",
    },
  );

  constructor(options: HttpHandlerOptions) {
    this.#options = options;
  }

  /** @param token as the request carried it; empty where the server trusts this machine without one. */
  async fetch(request: Request, { token, body }: { token: string; body: unknown }): Promise<Response> {
    const authInfo = { token, clientId: "", scopes: [] };
    const options = { authInfo, ...(body === undefined ? {} : { parsedBody: body }) };
    if (!(await isLegacyRequest(request, body))) return await this.#handler.fetch(request, options);
    const transport = await this.#transport(request.headers.get("mcp-session-id"), token, body);
    if (transport !== undefined) return await transport.handleRequest(request, options);
    // By the protocol an agent that gets this opens a new connection.
    const error = { code: -32001, message: "Session not found" };
    return Response.json({ jsonrpc: "2.0", error, id: null }, { status: 404 });
  }

  async #transport(
    name: string | null,
    token: string,
    body: unknown,
  ): Promise<WebStandardStreamableHTTPServerTransport | undefined> {
    const key = keyOf(token);
    const known = this.#connections.get(name ?? "");
    if (name !== null && known?.key === key) {
      this.#connections.delete(name);
      this.#connections.set(name, known);
      return known.transport;
    }
    if (name !== null || !isInitializeRequest(body)) return undefined;
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => crypto.randomUUID(),
      onsessioninitialized: (id) => void this.#connections.set(id, { key, transport }),
      onsessionclosed: (id) => void this.#connections.delete(id),
    });
    await createToolServer(this.#box(key, token)).connect(transport);
    for (const [id, oldest] of this.#connections) {
      if (this.#connections.size < MOST_CONNECTIONS) break;
      this.#connections.delete(id);
      await oldest.transport.close();
    }
    return transport;
  }

  #box(key: string, token: string): ToolBox {
    const known = this.#boxes.get(key);
    if (known !== undefined) return known;
    const { baseUrl, folders, folder } = this.#options;
    const connect = (): Promise<Connection> => {
      const fixed = (): Promise<string> => Promise.resolve(token);
      const tokens = { token: fixed, renew: fixed };
      const wire = new WireClient({ baseUrl: baseUrl(), attribution: attribution(), tokens });
      return Promise.resolve(new Connection(wire, true, undefined));
    };
    const box: ToolBox = { folders, connect, jobs: new JobDesk(new JobStore(join(folder, key)), connect) };
    this.#boxes.set(key, box);
    return box;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handler.close();
    await Promise.all([...this.#connections.values()].map(({ transport }) => transport.close()));
    await Promise.all([...this.#boxes.values()].map(({ jobs }) => jobs[Symbol.asyncDispose]()));
  }
}

/** Tokens are not kept, not even as keys of a map or names of folders. */
function keyOf(token: string): string {
  return createHash("sha256").update(token).digest("hex").slice(0, 32);
}
