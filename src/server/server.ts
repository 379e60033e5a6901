/** The HTTP server: one Fastify instance with its guards, its schemas and its routes. */

import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import helmet from "@fastify/helmet";
import multipart from "@fastify/multipart";
import rateLimit from "@fastify/rate-limit";
import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import Fastify, { type FastifyReply, type FastifyRequest, LogController } from "fastify";
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from "fastify-type-provider-zod";
import { MAX_FILES } from "../studio/assets.js";
import { Refusal } from "../studio/refusal.js";
import type { Patience, RouteContext, Server, ServerOptions } from "./context.js";
import { answerTo, JSON_LIMIT_BYTES } from "./envelope.js";
import { checkHostAndOrigin, hasOperatorKey, isLoopbackAddress } from "./guards.js";
import { accountRoutes } from "./routes/account.js";
import { authRoutes } from "./routes/auth.js";
import { chatRoutes } from "./routes/chat.js";
import { eventRoutes } from "./routes/events.js";
import { healthRoutes } from "./routes/health.js";
import { kitRoutes } from "./routes/kit.js";
import { mediaRoutes } from "./routes/media.js";
import { metricsRoutes } from "./routes/metrics.js";
import { pageRoutes } from "./routes/page.js";
import { renderRoutes } from "./routes/renders.js";
import { sessionRoutes } from "./routes/sessions.js";
import { settingRoutes } from "./routes/settings.js";
import { stateRoutes } from "./routes/state.js";
import { storageRoutes } from "./routes/storage.js";
import { uploadRoutes } from "./routes/upload.js";
import { SignedLinks } from "./signed-links.js";

export const PATIENCE: Patience = {
  headersMs: 10_000,
  bodyMs: 30_000,
  silenceMs: 30_000,
  checkMs: 2000,
  heartbeatMs: 10_000,
};
/** An upload may take this long, as long as it keeps coming. */
const UPLOAD_LIMIT_MS = 2 * 60 * 60 * 1000;
const MOST_CONNECTIONS = 1000;
const MAX_HEADER_BYTES = 16 * 1024;
/** Told to whoever waits while the server closes: it may be there again by then. */
const CLOSING_SECONDS = 30;

/** A server with all its routes, not listening yet. */
export async function createServer(options: ServerOptions): Promise<Server> {
  const { studio, patience = PATIENCE } = options;
  const server: Server = Fastify({
    loggerInstance: options.logger,
    // Addresses hold names of files and signatures: requests are logged by their route, see below.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: JSON_LIMIT_BYTES,
    trustProxy: options.isBehindProxy ? "loopback" : false,
    requestTimeout: UPLOAD_LIMIT_MS,
    keepAliveTimeout: 72_000,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: true,
    http: {
      headersTimeout: patience.headersMs,
      connectionsCheckingInterval: patience.checkMs,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    frameworkErrors: (error, request, reply) => void fail(error, request as FastifyRequest, reply as FastifyReply),
  }).withTypeProvider<ZodTypeProvider>();
  server.server.maxConnections = MOST_CONNECTIONS;
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  takeJson(server);
  guard(server, options, patience);

  await server.register(helmet, {
    contentSecurityPolicy: { directives: PAGE_POLICY, useDefaults: false },
    crossOriginResourcePolicy: { policy: "same-origin" },
    // The server speaks plain HTTP on loopback; whoever puts it behind HTTPS says this there.
    strictTransportSecurity: false,
  });
  await server.register(rateLimit, { global: false, hook: "preHandler", keyGenerator: ({ ip }) => ip });
  await server.register(multipart, {
    limits: {
      fileSize: studio.storage.maxFileBytes + 1,
      files: MAX_FILES,
      fields: 20,
      fieldSize: 100_000,
      headerPairs: 50,
    },
  });
  await server.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "HD Local AI",
        version: options.version,
        description:
          "The studio's wire API. Every answer but media, event streams and the kit's routes has the envelope.",
      },
      components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
      security: [{ token: [] }],
    },
    transform: jsonSchemaTransform,
  });
  server.addHook("onRoute", (route) => {
    if (route.url.startsWith("/docs")) route.config = { ...route.config, access: "open" };
  });
  await server.register(swaggerUi, { routePrefix: "/docs", staticCSP: true });
  server.setNotFoundHandler((request, reply) => fail(notFound(request), request, reply));
  server.setErrorHandler(async (error, request, reply) => {
    if (error instanceof Error && "code" in error && error.code === "FST_ERR_CTP_BODY_TOO_LARGE")
      await drained(request.raw);
    return fail(error, request, reply);
  });

  const closing = new AbortController();
  server.addHook("preClose", (done) => {
    const words = "The studio is closing. Say it again when it is open.";
    closing.abort(new Refusal("too-many", words, { retryAfterSeconds: CLOSING_SECONDS }));
    // Whoever waits still hears why, before all connections are closed.
    setImmediate(done);
  });
  const context: RouteContext = {
    ...options,
    patience,
    closing: closing.signal,
    links: new SignedLinks(studio.accounts.linkKey(), studio.now),
    urlOf: ({ headers }, path) => new URL(path, options.publicUrl ?? `http://${headers.host ?? "127.0.0.1"}`).href,
  };
  for (const routes of [
    healthRoutes,
    metricsRoutes,
    authRoutes,
    accountRoutes,
    sessionRoutes,
    uploadRoutes,
    chatRoutes,
    stateRoutes,
    renderRoutes,
    eventRoutes,
    mediaRoutes,
    storageRoutes,
    settingRoutes,
    kitRoutes,
    pageRoutes,
  ])
    routes(server, context);
  return server;
}

const PAGE_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", "blob:", "data:"],
  mediaSrc: ["'self'", "blob:"],
  connectSrc: ["'self'"],
  fontSrc: ["'self'"],
  manifestSrc: ["'self'"],
  workerSrc: ["'self'", "blob:"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

/** JSON bodies; none at all is an empty object, which the kit's clients send with a header that promises JSON. */
function takeJson(server: Server): void {
  server.removeContentTypeParser("application/json");
  server.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
    const text = body.toString();
    if (text.trim() === "") {
      done(null, {});
      return;
    }
    try {
      done(null, JSON.parse(text, withoutPrototypes));
    } catch (error) {
      const message = "The body is not JSON.";
      done(new Refusal("malformed", message, { issues: [{ path: "body", message }] }, { cause: error }));
    }
  });
}

/** Keys that would reach into what all objects share are left out. */
function withoutPrototypes(key: string, value: unknown): unknown {
  return key === "__proto__" ? undefined : value;
}

/** What happens to every request before its route: where from, how fast, by whom. */
function guard(server: Server, options: ServerOptions, patience: Patience): void {
  const { studio, logger } = options;
  const isLoopbackOnly = isLoopbackAddress(options.host) || options.host === "localhost";
  const { publicUrl, trustsLoopback } = options;
  const guards = { isLoopbackOnly, publicUrl, trustsLoopbackPages: trustsLoopback };
  server.addHook("onRequest", (request, reply, done) => {
    // Scrapers ask by whatever name leads here; a page that was led here does not know the key.
    const { access } = request.routeOptions.config;
    if (access !== "operator" || !hasOperatorKey(request, options.operatorKey)) checkHostAndOrigin(request, guards);
    if (trustsLoopback) allowOwnPages(request, reply);
    limitBody(request, patience);
    done();
  });
  server.addHook("onRequest", (request, _reply, done) => {
    const { access = "token" } = request.routeOptions.config;
    if (access === "token" && !request.is404) {
      const token = tokenOf(request);
      const isOwner = token === undefined && trustsLoopback && isLoopbackAddress(request.ip);
      request.account = isOwner ? studio.accounts.owner() : studio.accounts.authenticate(token);
    }
    done();
  });
  server.addHook("onResponse", (request, reply, done) => {
    const { method, routeOptions, id } = request;
    logger.info({ id, method, route: routeOptions.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) });
    done();
  });
}

/** Pages of this machine's other programs may read the answers, where the person said so. */
function allowOwnPages(request: FastifyRequest, reply: FastifyReply): void {
  const { origin } = request.headers;
  if (origin === undefined) return;
  reply.header("access-control-allow-origin", origin).header("vary", "Origin");
  reply.header("cross-origin-resource-policy", "cross-origin");
  if (request.method !== "OPTIONS") return;
  reply
    .code(204)
    .header("access-control-allow-methods", "GET, HEAD, POST, PATCH, DELETE")
    .header(
      "access-control-allow-headers",
      "authorization, content-type, x-client-id, x-skill-source, x-skill-version, x-skill-platform",
    )
    .header("access-control-max-age", "600")
    .send();
}

/** A body that trickles in would hold its connection for as long as it likes. */
function limitBody(request: FastifyRequest, { bodyMs, silenceMs }: Patience): void {
  const { raw } = request;
  const { isUpload = false } = request.routeOptions.config;
  // Where no body comes there is nothing to wait for, and an event stream stays open for hours.
  const { "content-length": length = "0", "transfer-encoding": coding } = raw.headers;
  if (length === "0" && coding === undefined) return;
  const end = (): void => void raw.destroy();
  if (isUpload) {
    raw.setTimeout(silenceMs, end);
    // Behind the last byte it is our turn, and that may take its time.
    raw.once("end", () => raw.setTimeout(0));
    return;
  }
  const limit = setTimeout(end, bodyMs);
  const clear = (): void => clearTimeout(limit);
  raw.once("end", clear);
  raw.once("close", clear);
}

function tokenOf(request: FastifyRequest): string | undefined {
  return /^Bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? "")?.[1];
}

function notFound(request: FastifyRequest): Refusal {
  return new Refusal("missing", `There is no ${request.method} here. GET /docs lists what there is.`, undefined);
}

function fail(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { status, body, retryAfterSeconds } = answerTo(error, request.id);
  if (status >= 500) request.log.error({ id: request.id, err: loggable(error) });
  if (retryAfterSeconds !== undefined) reply.header("retry-after", retryAfterSeconds);
  if (request.routeOptions.config.isKit === true)
    return reply.code(status).type("application/json").serializer(JSON.stringify).send({ error: body.message });
  return reply.code(status).type("application/json; charset=utf-8").serializer(JSON.stringify).send(body);
}

/** Messages can hold names of files: what is logged without debugging is what went wrong and where in the program. */
function loggable(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  if (process.env["HD_LOCAL_DEBUG"]) return { type: error.name, message: error.message, stack: error.stack };
  const places = (error.stack ?? "").split("\n").filter((line) => line.startsWith("    at "));
  const withoutFolders = places
    .slice(0, 6)
    .map((line) => line.replace(/\(?(?:file:\/\/)?[^ ()]*[/\\]([^/\\() ]+)\)?$/, "$1").trim());
  return { type: error.name, places: withoutFolders };
}

/** What is thrown away of a body that is too large, at the most. */
const MOST_DRAINED_BYTES = 64 * 1024 * 1024;
const MOST_DRAINED_MS = 5000;

/**
 * Reads on and throws away what a client still sends: closed at once, the connection would break under its hands and it
 * would never hear why.
 */
async function drained(body: IncomingMessage): Promise<void> {
  let bytes = 0;
  await new Promise<void>((resolve) => {
    const limit = setTimeout(resolve, MOST_DRAINED_MS);
    body.on("data", ({ length }: Buffer) => {
      bytes += length;
      if (bytes > MOST_DRAINED_BYTES) resolve();
    });
    body.once("close", resolve);
    body.once("end", resolve);
    void limit.unref();
  });
}
