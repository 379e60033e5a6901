/** What an account has, and what the operator of a studio is told. */
import { z } from "zod";
import { isSame } from "../../studio/accounts.js";
import { Refusal } from "../../studio/refusal.js";
import type { RouteContext, Server } from "../context.js";
import { answers, ok } from "../envelope.js";
import { maySeeFolders } from "../guards.js";

const BALANCE = z.object({
  available: z.int(),
  frozen: z.int().describe("Reserved by operations that are under way."),
  total: z.int(),
});

export function accountRoutes(server: Server, { studio, operatorKey, urlOf, showInFolder }: RouteContext): void {
  server.get(
    "/api/credits/balance/simple",
    { schema: { tags: ["account"], summary: "The account's credits", response: answers(BALANCE) } },
    ({ account }) => ok(studio.credits.balanceOf(account.id)),
  );

  server.get(
    "/api/account",
    {
      schema: {
        tags: ["account"],
        summary: "The account, its plan and where it can be registered",
        response: answers(
          z.object({
            user_id: z.string(),
            kind: z.enum(["anonymous", "registered", "local"]),
            plan: z.string(),
            may_export: z.boolean(),
            may_show_in_folder: z.boolean(),
            hosted: z.boolean(),
            credits: BALANCE,
            register_url: z.url().optional(),
          }),
        ),
      },
    },
    (request) => {
      const { account } = request;
      const bind = studio.isHosted && account.kind === "anonymous" ? account.bindId : null;
      const page = studio.prices.registrationUrl ?? urlOf(request, "/register");
      return ok({
        user_id: account.id,
        kind: account.kind,
        plan: account.plan,
        may_export: !studio.isHosted || studio.accounts.planOf(account).mayExport,
        may_show_in_folder: showInFolder !== undefined && maySeeFolders(request),
        hosted: studio.isHosted,
        credits: studio.credits.balanceOf(account.id),
        ...(bind === null ? {} : { register_url: `${page}?bind=${bind}` }),
      });
    },
  );

  if (operatorKey === undefined) return;

  server.get(
    "/api/operator/status",
    {
      config: { access: "open" },
      schema: {
        tags: ["server"],
        summary: "What is going on, for the operator",
        security: [],
        headers: z.object({ "x-operator-key": z.string().max(1000) }),
        response: answers(
          z.object({ accounts: z.int(), unfinished_renders: z.int(), stored_bytes: z.int(), disk_free_bytes: z.int() }),
        ),
      },
    },
    async (request) => {
      if (!isSame(request.headers["x-operator-key"], operatorKey))
        throw new Refusal("unauthorized", "This is not the operator's key.", undefined);
      const { totalBytes, diskFreeBytes } = await studio.storage.report();
      const { records } = studio;
      return ok({
        accounts: records.accounts.list().length,
        unfinished_renders: records.renders.unfinished().length,
        stored_bytes: totalBytes,
        disk_free_bytes: diskFreeBytes,
      });
    },
  );
}
