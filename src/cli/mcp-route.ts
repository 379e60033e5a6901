/** Puts `/mcp` on a server, for agents that speak the Model Context Protocol over HTTP. */
import type { FastifyReply, FastifyRequest } from "fastify";
import type { McpHttpHandler } from "../mcp/http-handler.js";
import type { Server } from "../server/context.js";

/** The route asks for a token as every other does; what an agent sends is checked by the protocol's own library. */
export function mountMcp(server: Server, handler: McpHttpHandler): void {
  server.route({
    method: ["GET", "POST", "DELETE"],
    url: "/mcp",
    schema: { hide: true },
    handler: async (request, reply) => await answer(handler, request, reply),
  });
}

async function answer(handler: McpHttpHandler, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const left = new AbortController();
  reply.raw.once("close", () => left.abort());
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  const token = /^Bearer (.+)$/i.exec(headers.get("authorization") ?? "")?.[1] ?? "";
  const hasBody = request.method === "POST";
  const web = new Request(new URL(request.url, "http://127.0.0.1"), {
    method: request.method,
    headers,
    signal: left.signal,
    ...(hasBody ? { body: JSON.stringify(request.body ?? null) } : {}),
  });
  return await reply.send(await handler.fetch(web, { token, body: hasBody ? request.body : undefined }));
}
