/** The Agent Development Kit's own routes, for its public clients: bare JSON, errors as `{"error":"…"}`. */
import { z } from "zod";
import type { SessionRecord } from "../../studio/records.js";
import { Refusal } from "../../studio/refusal.js";
import type { RouteContext, Server } from "../context.js";
import { APP, checkUser, NAME, optionalBody, USER } from "../session-params.js";

const ERROR = z.object({ error: z.string() });
const ERRORS = { 400: ERROR, 401: ERROR, 403: ERROR, 404: ERROR, 409: ERROR, 500: ERROR };
const KIT_SESSION = z.object({
  id: z.string(),
  appName: z.string(),
  userId: z.string(),
  state: z.record(z.string(), z.unknown()),
  events: z.array(z.record(z.string(), z.unknown())),
  lastUpdateTime: z.number().describe("Seconds since 1970"),
});
const USER_PARAMS = z.object({ app: z.string().max(128), user: USER });
const SESSION_PARAMS = USER_PARAMS.extend({ id: NAME });
const NEW_SESSION = z.object({
  state: z.record(z.string(), z.unknown()).nullish(),
  session_id: NAME.optional(),
  sessionId: NAME.optional(),
});
const MOST_EVENTS = 1000;

export function kitRoutes(server: Server, { studio, trustsLoopback }: RouteContext): void {
  const { sessions } = studio;
  const schemaOf = (summary: string) => ({ tags: ["kit"], summary });

  /** A page that cannot send a token makes up the name of its user. */
  const check = (request: {
    account: Parameters<typeof checkUser>[0];
    headers: { authorization?: string | undefined };
    params: z.infer<typeof USER_PARAMS>;
  }): void => {
    const { app, user } = request.params;
    if (app !== APP) throw new Refusal("missing", `There is no app of that name here; there is ${APP}.`, undefined);
    if (trustsLoopback && request.headers.authorization === undefined) return;
    checkUser(request.account, user);
  };
  const wireSession = (session: SessionRecord, user: string, hasEvents: boolean): z.infer<typeof KIT_SESSION> => {
    const { version } = session;
    return {
      id: session.id,
      appName: APP,
      userId: user,
      state: { name: session.name, version, ...(hasEvents ? { draft: sessions.state(session).draft } : {}) },
      events: hasEvents
        ? sessions.messages(session, MOST_EVENTS).map(({ event }) => JSON.parse(event) as Record<string, unknown>)
        : [],
      lastUpdateTime: session.updatedMs / 1000,
    };
  };

  server.get(
    "/list-apps",
    {
      config: { isKit: true },
      schema: { ...schemaOf("The apps: one"), response: { 200: z.array(z.string()), ...ERRORS } },
    },
    () => [APP],
  );

  for (const path of ["/apps/:app/users/:user/sessions", "/apps/:app/users/:user/sessions/:id"] as const) {
    server.post(
      path,
      {
        config: { isKit: true },
        schema: {
          ...schemaOf("Opens a session"),
          params: path.endsWith(":id") ? SESSION_PARAMS : USER_PARAMS,
          body: optionalBody(NEW_SESSION),
          response: { 200: KIT_SESSION, ...ERRORS },
        },
      },
      (request) => {
        check(request);
        const { user } = request.params;
        const { body } = request;
        const id = "id" in request.params ? request.params.id : (body.session_id ?? body.sessionId);
        const session = sessions.create(request.account, {
          name: "project",
          language: null,
          ...(typeof id === "string" ? { id } : {}),
        });
        return wireSession(session, user, true);
      },
    );
  }

  server.get(
    "/apps/:app/users/:user/sessions",
    {
      config: { isKit: true },
      schema: {
        ...schemaOf("The account's sessions"),
        params: USER_PARAMS,
        response: { 200: z.array(KIT_SESSION), ...ERRORS },
      },
    },
    (request) => {
      check(request);
      return sessions
        .list(request.account)
        .filter(({ deletedMs }) => deletedMs === null)
        .map((session) => wireSession(session, request.params.user, false));
    },
  );

  server.get(
    "/apps/:app/users/:user/sessions/:id",
    {
      config: { isKit: true },
      schema: {
        ...schemaOf("A session with its events"),
        params: SESSION_PARAMS,
        response: { 200: KIT_SESSION, ...ERRORS },
      },
    },
    (request) => {
      check(request);
      return wireSession(sessions.find(request.account, request.params.id), request.params.user, true);
    },
  );

  server.delete(
    "/apps/:app/users/:user/sessions/:id",
    {
      config: { isKit: true },
      // The kit's client reads JSON whatever the status: an answer without a body would be an error to it.
      schema: { ...schemaOf("Deletes a session"), params: SESSION_PARAMS, response: { 200: z.object({}), ...ERRORS } },
    },
    (request) => {
      check(request);
      sessions.delete(sessions.find(request.account, request.params.id));
      return {};
    },
  );
}
