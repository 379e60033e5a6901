/** Renders: submitted, asked after, paused, cancelled, downloaded. Answers satisfy both published shapes. */
import { randomUUID } from "node:crypto";
import { extname } from "node:path";
import { z } from "zod";
import { LIMITS, partOf, readDraftFromOutside, readStoredDraft } from "../../studio/drafting.js";
import { Refusal } from "../../studio/refusal.js";
import {
  ASPECTS,
  FITS,
  mediaKindOf,
  OUTPUT_FORMATS,
  PRESET_NAMES,
  QUALITIES,
  RESOLUTION_WORDS,
  type RenderSettings,
} from "../../studio/render-making.js";
import type { RenderState } from "../../studio/renders.js";
import type { RouteContext, Server } from "../context.js";
import { answers, FAILURES, ok } from "../envelope.js";
import { maySeeFolders } from "../guards.js";
import { FILE_ANSWERS, sendFile } from "../sent-file.js";
import { NAME, optionalBody, SESSION_PARAMS, snakeKeys } from "../session-params.js";
import { type Asker, momentUrl } from "../wire-state.js";
import { attribution } from "./chat.js";

const FILE = z.object({
  url: z.url().describe("Signed and expiring: a bare GET fetches it."),
  duration: z.number().describe("Seconds"),
  size: z.int(),
  width: z.int().optional().describe("Sound has none."),
  height: z.int().optional(),
  format: z.enum(OUTPUT_FORMATS),
  filename: z.string().describe("What a person would call it."),
  poster: z.url().optional().describe("The picture that was chosen for it: a signed link to a JPEG."),
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
  errorCode: z.string().optional().describe("What went wrong, for programs."),
  notes: z.array(z.string()).optional().describe("What could not be kept, and why."),
  notesZh: z.array(z.string()).optional().describe("The same in Chinese."),
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
const LISTED = RENDER.shape.data.extend({
  sessionName: z.string(),
  pictureUrl: z.url().describe("Its first picture: a signed link to a JPEG."),
});
const OUTPUT_FIELDS = z.object({
  preset: z
    .enum(PRESET_NAMES)
    .optional()
    .describe(
      "`hd`: 1080p MP4; `vertical`: 9:16; `square`: 1:1; `small`: at most 25,000,000 bytes; `sound`: MP3. What is said beside it wins.",
    ),
  format: z
    .preprocess(
      (value) => (typeof value === "string" ? value.toLowerCase().replace("jpeg", "jpg") : value),
      z.enum(OUTPUT_FORMATS),
    )
    .optional()
    .describe("Absent, or `mp4` without a preset: as the draft says, MP4 where it says nothing."),
  quality: z.enum(QUALITIES).optional().describe("`high`, and none: the default network; `low`: fast; `best`: best."),
  resolution: z
    .string()
    .max(20)
    .regex(RESOLUTION_WORDS, "A resolution is 720p, 1080p, 1440p, 2160p, or a size such as 1280x720.")
    .optional()
    .describe("720p, 1080p, 1440p, 2160p: the draft's shape in that box; <width>x<height>: exactly that."),
  fps: z.number().min(1).max(120).optional(),
  aspect: z.enum(ASPECTS).optional().describe("Another shape, for this export alone."),
  fit: z.enum(FITS).optional().describe("How clips of another shape fill it; absent: as the draft says, else `crop`."),
  max_bytes: z.int().min(LIMITS.minOutputBytes).optional().describe("Most bytes of the file."),
  at_ms: z.int().min(0).optional().describe("Moment of a picture; absent: that of the draft's poster."),
});
const OUTPUT = z.preprocess(snakeKeys, OUTPUT_FIELDS);
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
  width: z.int().nullable().describe("Null for sound, also the height."),
  height: z.int().nullable(),
  network: z.string().nullable(),
});
const RENDER_PARAMS = z.object({ id: NAME });

export function renderRoutes(server: Server, context: RouteContext): void {
  const { studio, links, urlOf, showInFolder } = context;
  const { renders, sessions } = studio;

  const resultOf = (
    request: Asker,
    { uid, draft, sessionId }: RenderState["record"],
    { format = "mp4", durationMs, sizeBytes, width, height }: NonNullable<RenderState["made"]>,
  ): z.infer<typeof FILE> => {
    const posterMs = mediaKindOf(format) === "video" ? posterOf(draft) : undefined;
    const posterWidth = Math.min(width ?? MOST_POSTER_WIDTH, MOST_POSTER_WIDTH);
    return {
      url: urlOf(request, links.sign(`/api/media/render/${uid}/result`)),
      duration: durationMs / 1000,
      size: sizeBytes,
      ...(width === undefined || height === undefined ? {} : { width, height }),
      format,
      filename: `${studio.records.sessions.find(sessionId)?.name ?? "video"}.${format}`,
      ...(posterMs === undefined ? {} : { poster: momentUrl(context, request, uid, posterMs, posterWidth) }),
    };
  };

  const wireRender = (request: Asker, state: RenderState): z.infer<typeof RENDER> => {
    const { record, made, error, place, live, atMs } = state;
    const isThere = record.status === "completed" && made !== undefined && record.fileKey !== null;
    const output = isThere ? resultOf(request, record, made) : undefined;
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
      ...(error === undefined ? {} : { error: error.message, errorCode: error.code }),
      ...(made === undefined || made.notes.length === 0
        ? {}
        : { notes: made.notes, notesZh: made.notesZh ?? made.notes }),
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
    async (request) => {
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
      return wireRender(request, await renders.submit(account, session, { id, kind: "export", draft, settings }));
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
      const path = await studio.shownFiles.put({ key: record.fileKey, name });
      return ok({ shown: await showInFolder(path), path });
    },
  );

  server.get(
    "/api/render/proxy/:id/download",
    {
      schema: {
        tags: ["renders"],
        summary: "The finished file, with ranges",
        params: RENDER_PARAMS,
        response: { ...FILE_ANSWERS, ...FAILURES },
      },
    },
    async (request, reply) => {
      const { record } = renders.find(request.account, request.params.id);
      if (record.fileKey === null) throw noFile(record.status);
      const { name } = sessions.find(request.account, record.sessionId);
      return await sendFile(
        studio.files,
        { key: record.fileKey, saveAs: `${name}${extname(record.fileKey)}` },
        request,
        reply,
      );
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
        width: width ?? null,
        height: height ?? null,
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
    async (request) => {
      const { account, body, params } = request;
      const session = sessions.find(account, params.sid);
      const draft = partOf(sessions.state(session).draft, body.at_ms, body.seconds * 1000);
      // A sample is a film, whatever the export will be.
      const settings = { ...settingsOf(body.output ?? {}), format: "mp4" as const };
      const id = `sample_${Date.now()}_${randomUUID().slice(0, 8)}`;
      const before = { id: `${id}_before`, kind: "preview", draft, settings: { ...settings, isPlain: true } } as const;
      const sample = await renders.submit(account, session, { id, kind: "sample", draft, settings });
      return ok({
        sample: wireRender(request, sample).data,
        before: wireRender(request, await renders.submit(account, session, before)).data,
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
    async (request) => {
      const session = sessions.find(request.account, request.params.sid);
      const { draft } = sessions.state(session);
      const id = `preview_${Date.now()}_${randomUUID().slice(0, 8)}`;
      const settings = { resolution: "360p", isQuick: true };
      const preview = await renders.submit(request.account, session, { id, kind: "preview", draft, settings });
      return ok(wireRender(request, preview).data);
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

  server.get(
    "/api/exports",
    {
      schema: {
        tags: ["renders"],
        summary: "The account's latest exports from all its sessions, the newest first",
        response: answers(z.object({ exports: z.array(LISTED) })),
      },
    },
    (request) =>
      ok({
        exports: renders.exportsOf(request.account).map((state) => ({
          ...wireRender(request, state).data,
          sessionName: studio.records.sessions.find(state.record.sessionId)?.name ?? "",
          pictureUrl: momentUrl(context, request, state.record.uid, 0),
        })),
      }),
  );
}

/** What the route of frames gives at most. */
const MOST_POSTER_WIDTH = 1920;

/** The moment that was chosen for a film's picture. */
function posterOf(draft: string): number | undefined {
  return readStoredDraft(draft).o.po;
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

function settingsOf({ max_bytes, at_ms, resolution, ...output }: z.infer<typeof OUTPUT>): RenderSettings {
  const settings = { ...output, maxBytes: max_bytes, atMs: at_ms, resolution: resolution?.toLowerCase() };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as RenderSettings;
}
