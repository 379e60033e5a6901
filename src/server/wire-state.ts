/** A session's state and its files, as answers tell them. */
import { z } from "zod";
import { type Asset, canvasOf, outlineOf, type Words } from "../studio/drafting.js";
import { mediaKindOf } from "../studio/render-making.js";
import type { SessionState } from "../studio/sessions.js";
import { languageFor } from "../studio/turn-words.js";
import type { RouteContext } from "./context.js";

/** Who asks: links are told as they reach the server. */
export interface Asker {
  headers: { host?: string | undefined };
}

export const FILE_INFO = z.object({
  id: z.string(),
  filename: z.string(),
  file_type: z.enum(["video", "image", "audio", "subtitle"]),
  cdn_url: z.url().describe("Signed and expiring: a bare GET fetches it."),
  duration: z.number().describe("Seconds; 0 for pictures"),
  width: z.int(),
  height: z.int(),
  fps: z.number(),
  size: z.int().describe("Bytes"),
  hash: z.string().describe("SHA-256"),
  has_sound: z.boolean(),
  rotation: z.int().describe("Clockwise turn that the file asks for; width and height are those behind it."),
  problems: z.array(z.string()),
  thumbnail_url: z.url().optional().describe("A picture of it: add &at=<ms> and &width=<pixels>."),
});

export const STATE = z.object({
  state: z.object({
    draft: z.record(z.string(), z.unknown()),
    video_infos: z.array(FILE_INFO),
    canvas_config: z.object({ width: z.int(), height: z.int(), fps: z.number() }),
    generated_media: z.array(
      z.object({
        id: z.string(),
        type: z.enum(["video", "audio", "image"]),
        kind: z.string(),
        url: z.url(),
        duration: z.number(),
        size: z.int(),
      }),
    ),
  }),
  version: z.int(),
  bind: z.string().optional().describe("For ?bind= of the registration address, for anonymous accounts."),
  session_id: z.string(),
  name: z.string(),
  summary: z.string().describe("The timeline in one line."),
  changes: z.array(z.string()).describe("What the latest version changed."),
  can_undo: z.boolean(),
  can_redo: z.boolean(),
  frame_url: z.url().optional().describe("A frame of the draft: add &at=<ms> and &width=<pixels>."),
});

/** A picture of a render's film at a moment. */
export function momentUrl(
  { links, urlOf }: RouteContext,
  asker: Asker,
  uid: string,
  atMs: number,
  width = 320,
): string {
  return `${urlOf(asker, links.sign(`/api/media/render/${uid}/frame`))}&at=${atMs}&width=${width}`;
}

export function wireState(context: RouteContext, asker: Asker, state: SessionState): z.infer<typeof STATE> {
  const { studio, links, urlOf } = context;
  const { session, draft } = state;
  const account = studio.records.accounts.find(session.accountId);
  const bind = account?.kind === "anonymous" ? account.bindId : null;
  const { summary, hasPicture } = outlineOf(draft);
  return {
    state: {
      draft: draft as unknown as Record<string, unknown>,
      video_infos: studio.assets.usedBy(session).map((asset) => wireFile(context, asker, asset)),
      canvas_config: canvasOf(draft),
      generated_media: studio.renders.listOf(session).flatMap(({ record, made }) =>
        record.fileKey === null || made === undefined
          ? []
          : {
              id: record.id,
              type: mediaKindOf(made.format ?? "mp4"),
              kind: record.kind,
              url: urlOf(asker, links.sign(`/api/media/render/${record.uid}/result`)),
              duration: made.durationMs / 1000,
              size: made.sizeBytes,
            },
      ),
    },
    version: session.version,
    ...(bind === null ? {} : { bind }),
    session_id: session.id,
    name: session.name,
    summary,
    changes: changesOf(session, state.changes),
    can_undo: state.canUndo,
    can_redo: state.canRedo,
    ...(hasPicture ? { frame_url: urlOf(asker, links.sign(`/api/media/frame/${session.id}`)) } : {}),
  };
}

/** Changes in the language that the session is spoken to in. */
export function changesOf({ language }: { language: string | null }, changes: readonly Words[]): string[] {
  const words = languageFor(language, "");
  return changes.map((change) => change[words]);
}

export function wireFile({ links, urlOf }: RouteContext, asker: Asker, asset: Asset): z.infer<typeof FILE_INFO> {
  const { record, facts } = asset;
  return {
    id: record.id,
    filename: record.name,
    file_type: record.kind,
    cdn_url: urlOf(asker, links.sign(`/api/media/asset/${record.id}`)),
    duration: facts.durationMs / 1000,
    width: facts.width,
    height: facts.height,
    fps: Math.round(facts.fps * 1000) / 1000,
    size: record.sizeBytes,
    hash: record.sha256,
    has_sound: facts.hasSound,
    rotation: facts.rotationDegrees,
    problems: facts.problems,
    ...(record.kind === "video" || record.kind === "image"
      ? { thumbnail_url: urlOf(asker, links.sign(`/api/media/thumbnail/${record.id}`)) }
      : {}),
  };
}
