/** Sessions: opened, listed, renamed, duplicated, deleted, restored; edits applied to them directly. */
import { z } from "zod";
import { editSchema, LIMITS, type Words } from "../../studio/drafting.js";
import type { SessionRecord } from "../../studio/records.js";
import type { RouteContext, Server } from "../context.js";
import { answers, envelopeOf, FAILURES, ok } from "../envelope.js";
import { optionalBody, SESSION_PARAMS } from "../session-params.js";
import { changesOf, STATE, wireState } from "../wire-state.js";

const OPENED = z.object({ task_id: z.string(), session_id: z.string(), user_id: z.string() });
const SESSION_NAME = z.string().trim().min(1).max(200);
const SESSION = z.object({
  id: z.string(),
  name: z.string(),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  deleted_at: z.iso.datetime().nullable(),
  version: z.int(),
  duration_ms: z.int(),
  summary: z.string(),
  thumbnail_url: z.url().optional(),
});
const VERSION = z.object({
  version: z.int(),
  origin: z.string(),
  changes: z.array(z.string()),
  created_at: z.iso.datetime(),
});

export function sessionRoutes(server: Server, context: RouteContext): void {
  const { studio, links, urlOf } = context;
  const { sessions } = studio;

  server.post(
    "/api/tasks/me/with-session/nemo_agent",
    {
      schema: {
        tags: ["sessions"],
        summary: "Opens a session",
        body: optionalBody(
          z.object({ task_name: z.string().max(200).optional(), language: z.string().max(35).optional() }),
        ),
        response: { 200: envelopeOf(OPENED).extend({ session_id: z.string() }), ...FAILURES },
      },
    },
    ({ account, body }) => {
      const session = sessions.create(account, {
        name: body.task_name?.trim() || "project",
        language: body.language?.trim() || null,
      });
      const { id } = session;
      return { ...ok({ task_id: id, session_id: id, user_id: account.id }), session_id: id };
    },
  );

  const wireSession = (request: { headers: { host?: string | undefined } }, session: SessionRecord) => {
    const { durationMs, summary, hasPicture } = sessions.outline(session);
    return {
      id: session.id,
      name: session.name,
      created_at: iso(session.createdMs),
      updated_at: iso(session.updatedMs),
      deleted_at: session.deletedMs === null ? null : iso(session.deletedMs),
      version: session.version,
      duration_ms: durationMs,
      summary,
      ...(hasPicture
        ? {
            thumbnail_url: urlOf(
              request,
              `${links.sign(`/api/media/frame/${session.id}`)}&width=320&v=${session.version}`,
            ),
          }
        : {}),
    };
  };

  server.get(
    "/api/sessions",
    {
      schema: {
        tags: ["sessions"],
        summary: "The account's sessions, the latest used first",
        querystring: z.object({ deleted: z.stringbool().default(false).describe("Those that were deleted instead.") }),
        response: answers(z.object({ sessions: z.array(SESSION) })),
      },
    },
    (request) => {
      const { account, query } = request;
      const list = sessions.list(account).filter(({ deletedMs }) => (deletedMs !== null) === query.deleted);
      return ok({ sessions: list.map((session) => wireSession(request, session)) });
    },
  );

  server.patch(
    "/api/sessions/:sid",
    {
      schema: {
        tags: ["sessions"],
        summary: "Renames a session",
        params: SESSION_PARAMS,
        body: z.object({ name: SESSION_NAME }),
        response: answers(SESSION),
      },
    },
    (request) => {
      const session = sessions.find(request.account, request.params.sid);
      return ok(wireSession(request, sessions.rename(session, request.body.name)));
    },
  );

  server.post(
    "/api/sessions/:sid/duplicate",
    {
      schema: {
        tags: ["sessions"],
        summary: "A session of its own with the same draft and media",
        params: SESSION_PARAMS,
        body: optionalBody(z.object({ name: SESSION_NAME.optional() })),
        response: answers(SESSION),
      },
    },
    (request) => {
      const session = sessions.find(request.account, request.params.sid);
      const name = request.body.name ?? `${session.name} (2)`;
      return ok(wireSession(request, sessions.duplicate(request.account, session, name)));
    },
  );

  server.delete(
    "/api/sessions/:sid",
    {
      schema: {
        tags: ["sessions"],
        summary: "Deletes a session; it can be restored for 30 days",
        params: SESSION_PARAMS,
        response: answers(z.object({ deleted: z.literal(true) })),
      },
    },
    ({ account, params }) => {
      sessions.delete(sessions.find(account, params.sid));
      return ok({ deleted: true as const });
    },
  );

  server.post(
    "/api/sessions/:sid/restore",
    {
      schema: {
        tags: ["sessions"],
        summary: "Brings a deleted session back",
        params: SESSION_PARAMS,
        response: answers(SESSION),
      },
    },
    (request) => ok(wireSession(request, sessions.restore(request.account, request.params.sid))),
  );

  server.get(
    "/api/sessions/:sid/messages",
    {
      schema: {
        tags: ["sessions"],
        summary: "What was said, oldest first: events as the stream told them",
        params: SESSION_PARAMS,
        querystring: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(200) }),
        response: answers(z.object({ events: z.array(z.record(z.string(), z.unknown())) })),
      },
    },
    ({ account, params, query }) => {
      const messages = sessions.messages(sessions.find(account, params.sid), query.limit);
      return ok({ events: messages.map(({ event }) => JSON.parse(event) as Record<string, unknown>) });
    },
  );

  server.get(
    "/api/sessions/:sid/versions",
    {
      schema: {
        tags: ["edits"],
        summary: "The draft's versions, oldest first",
        params: SESSION_PARAMS,
        response: answers(z.object({ versions: z.array(VERSION) })),
      },
    },
    ({ account, params }) => {
      const session = sessions.find(account, params.sid);
      const versions = sessions.versions(session);
      return ok({
        versions: versions.map(({ version, origin, changes, createdMs }) => ({
          version,
          origin,
          changes: changesOf(session, JSON.parse(changes) as Words[]),
          created_at: iso(createdMs),
        })),
      });
    },
  );

  server.post(
    "/api/sessions/:sid/edits",
    {
      schema: {
        tags: ["edits"],
        summary: "Applies edits without words: all of them, or none",
        params: SESSION_PARAMS,
        body: z.object({ edits: z.array(editSchema).min(1).max(LIMITS.editsPerRequest) }),
        response: answers(STATE),
      },
    },
    async (request) => {
      const session = sessions.find(request.account, request.params.sid);
      const state = await studio.turns.apply(request.account, session, request.body.edits);
      return ok(wireState(context, request, state));
    },
  );

  for (const step of ["undo", "redo"] as const) {
    server.post(
      `/api/sessions/:sid/${step}`,
      {
        schema: {
          tags: ["edits"],
          summary: step === "undo" ? "Takes the latest change back" : "Makes again what was taken back",
          params: SESSION_PARAMS,
          response: answers(STATE),
        },
      },
      async (request) => {
        const session = sessions.find(request.account, request.params.sid);
        const state = await studio.locks.hold(session.id, () => Promise.resolve(sessions[step](session)));
        return ok(wireState(context, request, state));
      },
    );
  }

  server.post(
    "/api/sessions/:sid/revert",
    {
      schema: {
        tags: ["edits"],
        summary: "Makes an earlier version the newest",
        params: SESSION_PARAMS,
        body: z.object({ version: z.int().min(0) }),
        response: answers(STATE),
      },
    },
    async (request) => {
      const session = sessions.find(request.account, request.params.sid);
      const revert = () => Promise.resolve(sessions.revert(session, request.body.version));
      return ok(wireState(context, request, await studio.locks.hold(session.id, revert)));
    },
  );
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
