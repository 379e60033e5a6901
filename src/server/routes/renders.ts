/** Renders: submitted, asked after, paused, cancelled, downloaded. Answers satisfy both published shapes. */
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { partOf, readDraftFromOutside } from "../../studio/drafting.js";
import { malformed, Refusal } from "../../studio/refusal.js";
import { QUALITIES, type RenderSettings } from "../../studio/render-making.js";
import type { RenderState } from "../../studio/renders.js";
import type { RouteContext, Server } from "../context.js";
import { answers, FAILURES, ok } from "../envelope.js";
import { maySeeFolders } from "../guards.js";
import { sendFile } from "../sent-file.js";
import { NAME, optionalBody, SESSION_PARAMS, snakeKeys } from "../session-params.js";
import { type Asker, momentUrl } from "../wire-state.js";
import { attribution } from "./chat.js";

const FILE = z.object({
  url: z.url().describe("Signed and expiring: a bare GET fetches it."),
  duration: z.number().describe("Seconds"),
  size: z.int(),
  width: z.int(),
  height: z.int(),
});
const FACTS = z.object({
  success: z.literal(true),
  id: z.string(),
  status: z.enum(["pending", "processing", "completed", "failed", "cancelled"]),
  progress: z.number().min(0).max(100),
  kind: z.enum(["export", "sample", "preview"]),
  sessionId: z.string(),
  paused: z.boolean(),
  thumbnailUrl: z.url().optional().describe("Where it is now, while it is being made: a signed link to a JPEG."),
  queuePosition: z.int().optional().describe("Renders of the studio that come before this one."),
  framesPerSecond: z.number().optional(),
  remainingSeconds: z.number().optional(),
  output: FILE.optional(),
  /** For a sample: the same moments as they were before. */
  before: FILE.optional(),
  error: z.string().optional(),
  notes: z.array(z.string()).optional().describe("What could not be kept, and why."),
});
const RENDER = z.object({
  code: z.literal(0),
  message: z.literal("ok"),
  ...FACTS.shape,
  data: FACTS.extend({
    outputUrl: z.url().optional(),
    createdAt: z.iso.datetime(),
    completedAt: z.iso.datetime().optional(),
  }),
});
const OUTPUT = z.object({
  format: z.string().max(10).optional().describe("mp4"),
  quality: z.enum(QUALITIES).optional().describe("`high`, and none: the default network; `low`: fast; `best`: best."),
  resolution: z
    .string()
    .max(20)
    .optional()
    .describe("720p, 1080p, 1440p, 2160p or <width>x<height>; absent: as the draft says."),
  fps: z.number().min(1).max(120).optional(),
});
const SUBMISSION = z.object({
  id: NAME.optional(),
  session_id: NAME,
  draft: z.unknown().optional().describe("Absent: the session's latest."),
  output: OUTPUT.optional(),
});
const ESTIMATE = z.object({
  seconds: z.number().nullable().describe("Null until this studio has made something to measure."),
  size_bytes: z.int(),
  duration: z.number().describe("Seconds of film"),
  frames: z.int(),
  width: z.int(),
  height: z.int(),
  network: z.string().nullable(),
});
const RENDER_PARAMS = z.object({ id: NAME });

export function renderRoutes(server: Server, context: RouteContext): void {
  const { studio, links, urlOf, showInFolder } = context;
  const { renders, sessions } = studio;

  const fileOf = (
    request: Asker,
    uid: string,
    which: "result" | "before",
    file: Omit<z.infer<typeof FILE>, "url">,
  ) => ({
    url: urlOf(request, links.sign(`/api/media/render/${uid}/${which}`)),
    ...file,
  });

  const wireRender = (request: Asker, state: RenderState): z.infer<typeof RENDER> => {
    const { record, made, error, place, live, atMs } = state;
    const isThere = record.status === "completed" && made !== undefined && record.fileKey !== null;
    const output = isThere ? fileOf(request, record.uid, "result", wireFacts(made)) : undefined;
    const facts = {
      success: true as const,
      id: record.id,
      status: record.status,
      progress: Math.round(record.progress * 10) / 10,
      kind: record.kind,
      sessionId: record.sessionId,
      paused: record.isPaused,
      ...(atMs === undefined ? {} : { thumbnailUrl: momentUrl(context, request, record.uid, atMs) }),
      ...(place === undefined ? {} : { queuePosition: place }),
      ...(live?.framesPerSecond === undefined ? {} : { framesPerSecond: live.framesPerSecond }),
      ...(live?.remainingSeconds === undefined ? {} : { remainingSeconds: live.remainingSeconds }),
      ...(output === undefined ? {} : { output }),
      ...(error === undefined ? {} : { error: error.message }),
      ...(made === undefined || made.notes.length === 0 ? {} : { notes: made.notes }),
    };
    return {
      ...ok(null),
      ...facts,
      data: {
        ...facts,
        ...(output === undefined ? {} : { outputUrl: output.url }),
        createdAt: new Date(record.createdMs).toISOString(),
        ...(record.completedMs === null ? {} : { completedAt: new Date(record.completedMs).toISOString() }),
      },
    };
  };

  server.post(
    "/api/render/proxy/lambda",
    {
      schema: {
        tags: ["renders"],
        summary: "Submits an export",
        body: z.preprocess(snakeKeys, SUBMISSION),
        response: { 200: RENDER, ...FAILURES },
      },
    },
    (request) => {
      const { account, body, headers } = request;
      const session = sessions.find(account, body.session_id);
      demandAttribution(headers);
      const { draft: sent } = body;
      const draft =
        sent === undefined || sent === null
          ? sessions.state(session).draft
          : readDraftFromOutside(sent, studio.assets.usedBy(session));
      const settings = settingsOf(body.output ?? {});
      const id = body.id ?? `render_${Date.now()}`;
      return wireRender(request, renders.submit(account, session, { id, kind: "export", draft, settings }));
    },
  );

  server.get(
    "/api/render/proxy/lambda/:id",
    {
      schema: {
        tags: ["renders"],
        summary: "How a render stands",
        params: RENDER_PARAMS,
        response: { 200: RENDER, ...FAILURES },
      },
    },
    (request) => wireRender(request, renders.find(request.account, request.params.id)),
  );

  const steps = {
    cancel: ["Ends a render", (request) => renders.cancel(request.account, request.params.id)],
    pause: [
      "Holds a render still; it stays `processing`, with `paused: true`",
      (request) => renders.setPaused(request.account, request.params.id, true),
    ],
    resume: ["Lets a paused render go on", (request) => renders.setPaused(request.account, request.params.id, false)],
  } satisfies Record<
    string,
    [string, (request: { account: Parameters<typeof renders.find>[0]; params: { id: string } }) => Promise<RenderState>]
  >;
  for (const [step, [summary, act]] of Object.entries(steps)) {
    server.post(
      `/api/render/proxy/lambda/:id/${step}`,
      { schema: { tags: ["renders"], summary, params: RENDER_PARAMS, response: { 200: RENDER, ...FAILURES } } },
      async (request) => wireRender(request, await act(request)),
    );
  }

  server.post(
    "/api/render/proxy/lambda/:id/show",
    {
      schema: {
        tags: ["renders"],
        summary: "Shows the finished film in the file manager: for the machine's own person, on this machine",
        params: RENDER_PARAMS,
        response: answers(z.object({ shown: z.boolean(), path: z.string().describe("Where the film lies.") })),
      },
    },
    async (request) => {
      if (showInFolder === undefined || !maySeeFolders(request))
        throw new Refusal(
          "forbidden",
          "Folders are shown to the machine's own person only, on that machine.",
          undefined,
        );
      const { record } = renders.find(request.account, request.params.id);
      if (record.fileKey === null) throw noFile(record.status);
      const { name } = sessions.find(request.account, record.sessionId);
      const path = await studio.shownFiles.put({ key: record.fileKey, uid: record.uid, name });
      return ok({ shown: await showInFolder(path), path });
    },
  );

  server.get(
    "/api/render/proxy/:id/download",
    {
      schema: {
        tags: ["renders"],
        summary: "The finished film, with ranges",
        params: RENDER_PARAMS,
        response: { 200: MEDIA, ...FAILURES },
      },
    },
    async (request, reply) => {
      const { record } = renders.find(request.account, request.params.id);
      if (record.fileKey === null) throw noFile(record.status);
      const { name } = sessions.find(request.account, record.sessionId);
      return await sendFile(studio.files, { key: record.fileKey, saveAs: `${name}.mp4` }, request, reply);
    },
  );

  server.post(
    "/api/sessions/:sid/estimate",
    {
      schema: {
        tags: ["renders"],
        summary: "How long an export would take, and how large it would be",
        params: SESSION_PARAMS,
        body: optionalBody(z.object({ output: OUTPUT.optional() })),
        response: answers(ESTIMATE),
      },
    },
    async ({ account, params, body }) => {
      const session = sessions.find(account, params.sid);
      const { draft } = sessions.state(session);
      const { seconds, sizeBytes, durationMs, width, height, frames, network } = await renders.estimate(
        account,
        draft,
        settingsOf(body.output ?? {}),
      );
      return ok({
        seconds: seconds === undefined ? null : Math.round(seconds * 10) / 10,
        size_bytes: sizeBytes,
        duration: durationMs / 1000,
        frames,
        width,
        height,
        network: network ?? null,
      });
    },
  );

  server.post(
    "/api/sessions/:sid/sample",
    {
      schema: {
        tags: ["renders"],
        summary: "A few seconds made in earnest, and the same without a network, to compare",
        params: SESSION_PARAMS,
        body: optionalBody(
          z.object({
            at_ms: z.int().min(0).optional().describe("The middle of it; absent: that of the timeline."),
            seconds: z.number().min(0.5).max(10).default(3),
            output: OUTPUT.optional(),
          }),
        ),
        response: answers(z.object({ sample: RENDER.shape.data, before: RENDER.shape.data })),
      },
    },
    (request) => {
      const { account, body, params } = request;
      const session = sessions.find(account, params.sid);
      const draft = partOf(sessions.state(session).draft, body.at_ms, body.seconds * 1000);
      const settings = settingsOf(body.output ?? {});
      const id = `sample_${Date.now()}_${randomUUID().slice(0, 8)}`;
      const before = { id: `${id}_before`, kind: "preview", draft, settings: { ...settings, isPlain: true } } as const;
      const sample = renders.submit(account, session, { id, kind: "sample", draft, settings });
      return ok({
        sample: wireRender(request, sample).data,
        before: wireRender(request, renders.submit(account, session, before)).data,
      });
    },
  );

  server.post(
    "/api/sessions/:sid/preview",
    {
      schema: {
        tags: ["renders"],
        summary: "The whole draft, small and quick, to play while one works",
        params: SESSION_PARAMS,
        response: answers(RENDER.shape.data),
      },
    },
    (request) => {
      const session = sessions.find(request.account, request.params.sid);
      const { draft } = sessions.state(session);
      const id = `preview_${Date.now()}_${randomUUID().slice(0, 8)}`;
      const settings = { resolution: "360p", isQuick: true };
      return ok(
        wireRender(request, renders.submit(request.account, session, { id, kind: "preview", draft, settings })).data,
      );
    },
  );

  server.get(
    "/api/sessions/:sid/renders",
    {
      schema: {
        tags: ["renders"],
        summary: "The renders of a session, oldest first",
        params: SESSION_PARAMS,
        response: answers(z.object({ renders: z.array(RENDER.shape.data) })),
      },
    },
    (request) => {
      const session = sessions.find(request.account, request.params.sid);
      return ok({ renders: renders.listOf(session).map((state) => wireRender(request, state).data) });
    },
  );
}

const MEDIA = {
  description: "The file",
  content: { "video/mp4": { schema: z.any() } },
};

function wireFacts(made: NonNullable<RenderState["made"]>): Omit<z.infer<typeof FILE>, "url"> {
  return { duration: made.durationMs / 1000, size: made.sizeBytes, width: made.width, height: made.height };
}

function noFile(status: string): Refusal<"missing"> {
  return new Refusal("missing", `This render has no file: it is ${status}.`, undefined);
}

/** @throws Refusal `export-blocked` where one of the three headers is missing. */
function demandAttribution(headers: Parameters<typeof attribution>[0]): void {
  const missing = Object.entries(attribution(headers)).filter(([, isThere]) => !isThere);
  if (missing.length === 0) return;
  const names = missing.map(([name]) => `X-Skill-${name.charAt(0).toUpperCase()}${name.slice(1)}`).join(", ");
  throw new Refusal("export-blocked", `An export has to say which skill asks for it: ${names} missing.`, {
    reason: "attribution",
  });
}

/** @throws Refusal `malformed` for a format that is not made. */
function settingsOf({ format, quality, resolution, fps }: z.infer<typeof OUTPUT>): RenderSettings {
  if (format !== undefined && format.toLowerCase() !== "mp4")
    throw malformed("Exports are MP4: leave the format out, or say «mp4».", "output.format");
  if (resolution !== undefined && !/^(?:\d{3,4}p|4k|\d{2,5}x\d{2,5})$/i.test(resolution))
    throw malformed("A resolution is 720p, 1080p, 1440p, 2160p, or a size such as 1280x720.", "output.resolution");
  return {
    ...(quality === undefined ? {} : { quality }),
    ...(resolution === undefined ? {} : { resolution: resolution.toLowerCase() }),
    ...(fps === undefined ? {} : { fps }),
  };
}
