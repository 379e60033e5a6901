/** What the machine's person chooses for everything that is made here. */
import { z } from "zod";
import { DEVICE_CHOICES } from "../../studio/preferences.js";
import { malformed, Refusal } from "../../studio/refusal.js";
import type { RouteContext, Server } from "../context.js";
import { answers, ok } from "../envelope.js";
import { isLoopbackAddress } from "../guards.js";

const MOST_NAME_LENGTH = 100;
const DEVICE = z.enum(DEVICE_CHOICES);
const NETWORK = z.string().max(MOST_NAME_LENGTH);
const SETTINGS = z.object({
  device: DEVICE.describe("What the networks run on; `auto`: the fastest that works."),
  device_is_fixed: z.boolean().describe("The server was started with --device: no choice changes it."),
  network: NETWORK.describe("Runs where an export says no quality, or `high`."),
  networks: z.array(NETWORK).describe("Ours, and what `hd-local models add` has taken in."),
  may_change: z.boolean(),
});
const DEVICES = z.object({
  devices: z.array(z.object({ device: z.string(), usable: z.boolean(), reason: z.string().nullable() })),
});

export function settingRoutes(server: Server, { studio }: RouteContext): void {
  const { preferences, isHosted } = studio;
  const mayChange = ({ ip }: { ip: string }): boolean => !isHosted && isLoopbackAddress(ip);
  const wireSettings = async (request: { ip: string }): Promise<z.infer<typeof SETTINGS>> => ({
    device: preferences.device,
    device_is_fixed: preferences.isDeviceFixed,
    network: await preferences.network(),
    networks: await preferences.networks(),
    may_change: mayChange(request),
  });

  server.get(
    "/api/settings",
    { schema: { tags: ["settings"], summary: "What the machine's person has chosen", response: answers(SETTINGS) } },
    async (request) => ok(await wireSettings(request)),
  );

  server.patch(
    "/api/settings",
    {
      schema: {
        tags: ["settings"],
        summary: "Chooses device and network for renders to come, from this machine only, never with --hosted",
        body: z.strictObject({ device: DEVICE.optional(), network: NETWORK.optional() }),
        response: answers(SETTINGS),
      },
    },
    async (request) => {
      if (!mayChange(request))
        throw new Refusal("forbidden", "These settings are changed on the studio's own machine.", undefined);
      const { network } = request.body;
      if (network !== undefined && !(await preferences.networks()).includes(network))
        throw malformed(`There is no network «${network}».`, "network");
      preferences.change(request.body);
      return ok(await wireSettings(request));
    },
  );

  server.get(
    "/api/devices",
    {
      schema: {
        tags: ["settings"],
        summary: "Which devices can run the networks; tried once, which takes some seconds",
        response: answers(DEVICES),
      },
    },
    async () =>
      ok({
        devices: (await preferences.devices()).map(({ device, isUsable, reason }) => ({
          device,
          usable: isUsable,
          reason,
        })),
      }),
  );
}
