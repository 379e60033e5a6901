/** Figures for whoever runs the studio. */
import { z } from "zod";
import { Refusal } from "../../studio/refusal.js";
import type { RouteContext, Server } from "../context.js";
import { hasOperatorKey, isLoopbackAddress } from "../guards.js";

export function metricsRoutes(server: Server, { studio, operatorKey, metrics, farmCounts }: RouteContext): void {
  if (metrics === undefined) return;
  server.get(
    "/metrics",
    {
      config: { access: "operator" },
      schema: {
        tags: ["server"],
        summary: "Figures in the format of Prometheus: for this machine, and for others with the operator's key",
        security: [],
        response: { 200: { description: "The figures", content: { "text/plain": { schema: z.string() } } } },
      },
    },
    async (request, reply) => {
      if (!hasOperatorKey(request, operatorKey) && !isLoopbackAddress(request.ip))
        throw new Refusal(
          "unauthorized",
          "These figures are for the operator: send the key as a bearer token.",
          undefined,
        );
      const open = studio.records.renders.unfinished();
      const processing = open.filter(({ status }) => status === "processing").length;
      const text = await metrics.text({ pending: open.length - processing, processing }, await farmCounts?.());
      return reply.type(metrics.contentType).serializer(String).send(text);
    },
  );
}
