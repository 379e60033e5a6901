/** Media by signed links: what a page shows and plays. */
import { extname } from "node:path";
import type { FastifyReply } from "fastify";
import { z } from "zod";
import { asAsset } from "../../studio/assets.js";
import { MUSIC_CHOICES } from "../../studio/looks.js";
import { Refusal } from "../../studio/refusal.js";
import type { RouteContext, Server } from "../context.js";
import { answers, FAILURES, ok } from "../envelope.js";
import { FILE_ANSWERS, sendFile } from "../sent-file.js";
import { NAME } from "../session-params.js";

const MOST_MS = 12 * 3_600_000;
/** Longer pieces take too long to make for a drawing of them. */
const MOST_MUSIC_MS = 600_000;
const SIGNED = z.object({ expires: z.coerce.number(), signature: z.string().max(200) });
const SAVED = SIGNED.extend({ save: z.stringbool().default(false).describe("As a download, with its name.") });
const picture = { description: "The picture", content: { "image/jpeg": { schema: z.any() } } };

const WAVEFORM = z.object({
  duration_ms: z.int(),
  low: z.array(z.number()).describe("Lowest sample of evenly long stretches, -100 to 100"),
  high: z.array(z.number()),
  silences: z.array(z.array(z.number())).describe("Start and end of each, in milliseconds"),
});
const FRAME = SIGNED.extend({
  at: z.coerce.number().min(0).max(MOST_MS).default(0).describe("Milliseconds"),
  width: z.coerce.number().int().min(16).max(1920).default(640).describe("Pixels"),
  v: z.coerce.number().int().optional().describe("A version of the draft; absent: the latest."),
});

export function mediaRoutes(server: Server, { studio, links }: RouteContext): void {
  const { records, files, sessions, frames } = studio;
  /** A moment of a version, or of a file, never looks otherwise. */
  const sendPicture = (reply: FastifyReply, picture: Buffer, isFixed: boolean): FastifyReply =>
    reply
      .type("image/jpeg")
      .header("cache-control", isFixed ? "private, max-age=86400, immutable" : "private, no-cache")
      .send(picture);
  const missing = (): Refusal => new Refusal("missing", "There is no such file.", undefined);

  server.get(
    "/api/media/asset/:id",
    {
      config: { access: "link" },
      schema: {
        tags: ["media"],
        summary: "An uploaded file, by a signed link",
        security: [],
        params: z.object({ id: NAME }),
        querystring: SAVED,
        response: { ...FILE_ANSWERS, ...FAILURES },
      },
    },
    async (request, reply) => {
      links.check(`/api/media/asset/${request.params.id}`, request.query);
      const asset = records.assets.find(request.params.id);
      if (asset === undefined) throw missing();
      const saveAs = request.query.save ? asset.name : undefined;
      return await sendFile(files, { key: asset.fileKey, saveAs }, request, reply);
    },
  );

  server.get(
    "/api/media/render/:uid/result",
    {
      config: { access: "link" },
      schema: {
        tags: ["media"],
        summary: "A finished render, by a signed link",
        security: [],
        params: z.object({ uid: NAME }),
        querystring: SAVED,
        response: { ...FILE_ANSWERS, ...FAILURES },
      },
    },
    async (request, reply) => {
      links.check(`/api/media/render/${request.params.uid}/result`, request.query);
      const render = records.renders.find(request.params.uid);
      if (render === undefined || render.fileKey === null) throw missing();
      const name = records.sessions.find(render.sessionId)?.name ?? "video";
      const saveAs = request.query.save ? `${name}${extname(render.fileKey)}` : undefined;
      return await sendFile(files, { key: render.fileKey, saveAs }, request, reply);
    },
  );

  server.get(
    "/api/media/render/:uid/frame",
    {
      config: { access: "link" },
      schema: {
        tags: ["media"],
        summary: "What a render's film shows at a moment, as JPEG, by a signed link",
        security: [],
        params: z.object({ uid: NAME }),
        querystring: FRAME.omit({ v: true }),
        response: { 200: picture, ...FAILURES },
      },
    },
    async (request, reply) => {
      const { params, query } = request;
      links.check(`/api/media/render/${params.uid}/frame`, query);
      const { draft, assets } = studio.renders.filmOf(params.uid);
      const ask = { atMs: Math.round(query.at), width: query.width };
      return sendPicture(reply, await frames.ofDraft(`render ${params.uid}`, draft, assets, ask), true);
    },
  );

  server.get(
    "/api/media/frame/:sid",
    {
      config: { access: "link" },
      schema: {
        tags: ["media"],
        summary: "What the draft shows at a moment, as JPEG, by a signed link",
        security: [],
        params: z.object({ sid: NAME }),
        querystring: FRAME,
        response: { 200: picture, ...FAILURES },
      },
    },
    async (request, reply) => {
      const { params, query } = request;
      links.check(`/api/media/frame/${params.sid}`, query);
      const session = records.sessions.find(params.sid);
      if (session === undefined || session.deletedMs !== null) throw missing();
      const version = query.v ?? session.version;
      const draft = sessions.draftOf(session, version);
      const ask = { atMs: Math.round(query.at), width: query.width };
      const picture = await frames.ofDraft(`${session.id} ${version}`, draft, studio.assets.usedBy(session), ask);
      return sendPicture(reply, picture, query.v !== undefined);
    },
  );

  server.get(
    "/api/media/thumbnail/:id",
    {
      config: { access: "link" },
      schema: {
        tags: ["media"],
        summary: "A moment of an uploaded file, as JPEG, by a signed link",
        security: [],
        params: z.object({ id: NAME }),
        querystring: FRAME,
        response: { 200: picture, ...FAILURES },
      },
    },
    async (request, reply) => {
      const { params, query } = request;
      links.check(`/api/media/thumbnail/${params.id}`, query);
      const record = records.assets.find(params.id);
      if (record === undefined) throw missing();
      const ask = { atMs: Math.round(query.at), width: query.width };
      return sendPicture(reply, await frames.ofAsset(asAsset(record), ask), true);
    },
  );

  server.get(
    "/api/assets/:id/picture",
    {
      schema: {
        tags: ["media"],
        summary: "What ails a film's picture that its file does not tell; its pictures are looked at for that",
        params: z.object({ id: NAME }),
        response: answers(z.object({ problems: z.array(z.enum(["dark", "shaky"])) })),
      },
    },
    async ({ account, params }) =>
      ok({ problems: await studio.looks.picture(studio.assets.find(account, params.id).record) }),
  );

  server.get(
    "/api/music/waveform",
    {
      schema: {
        tags: ["media"],
        summary: "The outline of a piece of generated music",
        querystring: z.object({
          style: z.enum(MUSIC_CHOICES.styles),
          duration_ms: z.coerce.number().int().min(1).max(MOST_MUSIC_MS),
          seed: z.coerce.number().int().min(0),
          tempo: z.coerce.number().min(MUSIC_CHOICES.tempo.low).max(MUSIC_CHOICES.tempo.high).optional(),
        }),
        response: answers(WAVEFORM.omit({ silences: true })),
      },
    },
    async ({ query: { style, duration_ms, seed, tempo } }) => {
      const outline = await studio.looks.music({ style, durationSeconds: duration_ms / 1000, seed, tempo });
      return ok({ duration_ms, ...outline });
    },
  );

  server.get(
    "/api/assets/:id/waveform",
    {
      schema: {
        tags: ["media"],
        summary: "The outline of a file's sound, and where it is silent",
        params: z.object({ id: NAME }),
        response: answers(WAVEFORM),
      },
    },
    async ({ account, params }) => {
      const sound = await studio.looks.sound(studio.assets.find(account, params.id).record);
      if (sound === undefined) throw new Refusal("missing", "This file has no sound.", undefined);
      const { durationMs, waveform, silences } = sound;
      return ok({ duration_ms: Math.round(durationMs), low: waveform.low, high: waveform.high, silences });
    },
  );
}
