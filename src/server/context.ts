/** What every route group is given, and the types that tie schemas to handlers. */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyInstance, RawServerDefault } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Logger } from "pino";
import type { AccountRecord } from "../studio/records.js";
import type { Studio } from "../studio/studio.js";
import type { FarmCounts, Metrics } from "./metrics.js";
import type { SignedLinks } from "./signed-links.js";

/** How long a client is waited for, and how long one is let wait, in milliseconds. */
export interface Patience {
  /** Until a request's headers are there. */
  headersMs: number;
  /** Until the body of a request that is no upload is there. */
  bodyMs: number;
  /** Between two pieces of an upload. */
  silenceMs: number;
  /** Between two looks at connections whose headers are not there. */
  checkMs: number;
  /** Between two signs of life of an event stream. */
  heartbeatMs: number;
}

export interface ServerOptions {
  studio: Studio;
  /** Where the server listens. */
  host: string;
  /** Requests without a token act as the machine's person; on loopback only. */
  trustsLoopback: boolean;
  /** Asked for, from elsewhere than this machine, before a token is given out; needed where the host is not loopback. */
  operatorKey: string | undefined;
  /** Where the server is reached, if not where it listens. */
  publicUrl: string | undefined;
  /** A proxy of this machine hands requests on: its word on where they come from is taken. */
  isBehindProxy: boolean;
  /** Addresses of this machine and its network may be fetched for an upload. */
  mayFetchPrivate: boolean;
  /**
   * Opens the platform's file manager at a file, for the person whose machine this is. False where there is none to open;
   * absent: nobody is shown anything.
   */
  showInFolder: ((path: string) => Promise<boolean>) | undefined;
  /** The page's built files; absent, or a folder that is not there: a page of a few words stands in. */
  pageFolder: string | undefined;
  version: string;
  /** Figures for the operator; absent: none are given. */
  metrics?: Metrics | undefined;
  /** What is in the queue; absent where this machine makes everything itself. */
  farmCounts?: (() => Promise<FarmCounts>) | undefined;
  logger: Logger;
  /** Absent: as long as people's connections need. */
  patience?: Patience;
}

export type Server = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, Logger, ZodTypeProvider>;

/** What a route group needs to answer. */
export interface RouteContext extends ServerOptions {
  patience: Patience;
  links: SignedLinks;
  /** Aborted when the server closes: streams end. */
  closing: AbortSignal;
  /** Absolute address of a path of this server, as the client that asks reaches it. */
  urlOf(request: { headers: { host?: string | undefined } }, path: string): string;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** `token` is the default. `open` routes take anybody, `link` routes check a signature of their own,
     * `operator` routes take this machine, and whoever has the operator's key.
     */
    access?: "token" | "open" | "link" | "operator";
    /** Answers of this route follow the Agent Development Kit: no envelope, errors as `{"error":"…"}`. */
    isKit?: boolean;
    /** The body may come for as long as it keeps coming. */
    isUpload?: boolean;
  }
  interface FastifyRequest {
    /** Who asks; set on every route that needs a token. */
    account: AccountRecord;
  }
}
