/** Tokens: how one is got, and how it ends. */
import { z } from "zod";
import type { IssuedToken } from "../../studio/accounts.js";
import { isSame } from "../../studio/accounts.js";
import { Refusal } from "../../studio/refusal.js";
import type { RouteContext, Server } from "../context.js";
import { answers, ok } from "../envelope.js";
import { isLoopbackAddress } from "../guards.js";

const TOKEN = z.object({
  token: z.string().describe("Stands for the account. Told once."),
  user_id: z.string(),
  credits: z.int(),
  expires_at: z.iso.datetime(),
});
const CLIENT_ID = z.object({ "x-client-id": z.uuid() });
const CREDENTIALS = z.object({
  email: z.email().max(254),
  password: z.string().max(1000),
});

/** Tries of an address: passwords are not to be found by trying. */
const TRIES = { max: 20, timeWindow: 15 * 60 * 1000 };

export function authRoutes(server: Server, { studio, operatorKey }: RouteContext): void {
  const { accounts } = studio;

  server.post(
    "/api/auth/anonymous-token",
    {
      config: { access: "open" },
      schema: {
        tags: ["account"],
        summary: "A token for whoever asks",
        description: "One a client id in 7 days. With --hosted, ten an address too.",
        security: [],
        headers: CLIENT_ID,
        response: answers(TOKEN),
      },
    },
    (request) => {
      const needsKey = operatorKey !== undefined && !studio.isHosted && !isLoopbackAddress(request.ip);
      if (needsKey && !isSame(String(request.headers["x-operator-key"] ?? ""), operatorKey))
        throw new Refusal(
          "forbidden",
          "This studio gives tokens only to those who send its operator's key.",
          undefined,
        );
      return ok(wireToken(accounts.issueAnonymous(request.headers["x-client-id"], request.ip)));
    },
  );

  server.post(
    "/api/auth/local-token",
    {
      config: { access: "open", rateLimit: TRIES },
      schema: {
        tags: ["account"],
        summary: "A token of the machine's own person",
        description:
          "For whoever can read the data folder: the key stands in its file owner.key. Never with --hosted. What was made under an anonymous token that is sent along (`Authorization`) comes into the person's account, and that token ends.",
        security: [],
        headers: z.object({ "x-owner-key": z.string().max(200) }),
        response: answers(TOKEN),
      },
    },
    (request) => {
      if (studio.isHosted || !isLoopbackAddress(request.ip) || !accounts.isOwnerKey(request.headers["x-owner-key"]))
        throw new Refusal("unauthorized", "This is not the key of this machine's studio.", undefined);
      return ok(wireToken(accounts.issueOwner(bearerOf(request))));
    },
  );

  server.delete(
    "/api/auth/token",
    {
      schema: {
        tags: ["account"],
        summary: "Ends the token that this request carries",
        response: answers(z.object({ revoked: z.literal(true) })),
      },
    },
    (request) => {
      const token = bearerOf(request);
      if (token !== undefined) accounts.revoke(token);
      return ok({ revoked: true as const });
    },
  );

  if (!studio.isHosted) return;

  server.post(
    "/api/auth/register",
    {
      config: { access: "open", rateLimit: TRIES },
      schema: {
        tags: ["account"],
        summary: "An account with address and password",
        description: "With `bind`, what was made anonymously comes along, and the anonymous token ends.",
        security: [],
        body: CREDENTIALS.extend({ bind: z.string().max(200).optional() }),
        response: answers(TOKEN),
      },
    },
    async ({ body: { email, password, bind } }) => ok(wireToken(await accounts.register({ email, password, bind }))),
  );

  server.post(
    "/api/auth/login",
    {
      config: { access: "open", rateLimit: TRIES },
      schema: {
        tags: ["account"],
        summary: "A token of a registered account",
        security: [],
        body: CREDENTIALS,
        response: answers(TOKEN),
      },
    },
    async ({ body: { email, password } }) => ok(wireToken(await accounts.logIn(email, password))),
  );
}

/** The token that a request carries. */
function bearerOf({ headers }: { headers: { authorization?: string | undefined } }): string | undefined {
  return headers.authorization?.split(/\s+/)[1];
}

function wireToken({ token, accountId, credits, expiresMs }: IssuedToken): z.infer<typeof TOKEN> {
  return { token, user_id: accountId, credits, expires_at: new Date(expiresMs).toISOString() };
}
