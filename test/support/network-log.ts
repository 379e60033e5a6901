/** What Chromium's own network layer has written down (`--log-net-log`): more than pages are told of their requests. */
import { readFileSync } from "node:fs";
import { z } from "zod";

const logSchema = z.object({
  constants: z.object({ logEventTypes: z.record(z.string(), z.number()) }),
  events: z.array(
    z.object({
      type: z.number(),
      params: z
        .object({
          url: z.string().optional(),
          host: z.string().optional(),
          network_isolation_key: z.string().optional(),
          network_anonymization_key: z.string().optional(),
        })
        .optional(),
    }),
  ),
});

/** What is written for a request, and for a name that is looked up, be it only to be quicker later. */
const ASKING = ["URL_REQUEST_START_JOB", "HOST_RESOLVER_MANAGER_REQUEST", "CORS_REQUEST"] as const;

/**
 * The origins that pages asked for anything, with how often; the log is there once the browser has ended. What the
 * browser wants for itself, its updates, belongs to no page and is left out.
 */
export function originsAskedFor(path: string): Map<string, number> {
  const { constants, events } = logSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  const types = new Set(ASKING.map((name) => constants.logEventTypes[name]));
  const origins = new Map<string, number>();
  for (const { type, params } of events) {
    const place = params?.url ?? params?.host;
    const page = params?.network_isolation_key ?? params?.network_anonymization_key ?? "null";
    if (!types.has(type) || place === undefined || page.startsWith("null")) continue;
    const { origin, protocol } = new URL(place.includes("://") ? place : `unknown://${place}`);
    if (protocol === "data:" || protocol === "blob:") continue;
    const name = origin === "null" ? place : origin;
    origins.set(name, (origins.get(name) ?? 0) + 1);
  }
  return origins;
}
