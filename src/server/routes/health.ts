/** Whether the server is up, and what it is. */
import { z } from "zod";
import type { RouteContext, Server } from "../context.js";
import { answers, ok } from "../envelope.js";

export function healthRoutes(server: Server, { version, studio }: RouteContext): void {
  server.get(
    "/healthz",
    {
      config: { access: "open" },
      schema: {
        tags: ["server"],
        summary: "Whether the server is up",
        security: [],
        response: answers(
          z.object({
            status: z.literal("up"),
            name: z.literal("hd-local-ai"),
            version: z.string(),
            hosted: z.boolean(),
          }),
        ),
      },
    },
    () => ok({ status: "up" as const, name: "hd-local-ai" as const, version, hosted: studio.isHosted }),
  );

  server.get("/openapi.json", { config: { access: "open" }, schema: { hide: true } }, (_request, reply) =>
    reply.type("application/json").serializer(JSON.stringify).send(server.swagger()),
  );
}
