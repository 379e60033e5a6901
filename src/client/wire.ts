/**
 * What servers of the wire API answer, read into one shape.
 *
 * The API was published in two shapes: in the envelope (`{code, message, data: {…}}`) and bare, with some fields under
 * other names. Both are read here; the rest of the client sees one.
 */
import { z } from "zod";
import { Fault } from "../faults.js";

type Fields = Readonly<Record<string, unknown>>;

/** True for an object with named fields. */
export function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An answer's fields, those of `data` before those of the envelope. */
function lifted(body: unknown): Fields {
  if (!isRecord(body)) return {};
  return isRecord(body.data) ? { ...body, ...body.data } : body;
}

function firstText(fields: Fields, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = fields[name];
    if (typeof value === "string" && value !== "") return value;
    if (typeof value === "number") return String(value);
  }
  return undefined;
}

function firstNumber(fields: Fields, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = fields[name];
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    if (typeof number === "number" && Number.isFinite(number)) return number;
  }
  return undefined;
}

function needed<T>(value: T | undefined, what: string): T {
  if (value === undefined)
    throw new Fault("server-answer-unreadable", `The server answered without ${what}: is it a server of this API?`);
  return value;
}

/** An anonymous account. */
export interface AnonymousAccount {
  token: string;
  userId: string | undefined;
  credits: number | undefined;
  /** Milliseconds since 1970; undefined where the server does not say. */
  expiresAtMs: number | undefined;
}

export function readAnonymousAccount(body: unknown): AnonymousAccount {
  const fields = lifted(body);
  return {
    token: needed(firstText(fields, "token", "access_token"), "a token"),
    userId: firstText(fields, "user_id", "userId"),
    credits: firstNumber(fields, "credits"),
    expiresAtMs: readTimeMs(fields.expires_at ?? fields.expiresAt),
  };
}

/** A time as ISO text, or as seconds or milliseconds since 1970. */
function readTimeMs(value: unknown): number | undefined {
  if (typeof value === "string" && Number.isNaN(Number(value))) {
    const time = Date.parse(value);
    return Number.isNaN(time) ? undefined : time;
  }
  const number = Number(value ?? Number.NaN);
  if (!Number.isFinite(number)) return undefined;
  return number < 1e11 ? number * 1000 : number;
}

/** A session that was opened. */
export interface OpenedSession {
  id: string;
  /** What an anonymous account registers with. */
  bind: string | undefined;
}

export function readOpenedSession(body: unknown): OpenedSession {
  const fields = lifted(body);
  return {
    id: needed(firstText(fields, "session_id", "sessionId", "id"), "a session"),
    bind: firstText(fields, "bind", "bind_id", "bindId"),
  };
}

/** A file as the server took it. */
export interface UploadedFile {
  filename: string;
  /** `video`, `image` or `audio`. */
  fileType: string | undefined;
  url: string | undefined;
  durationSeconds: number | undefined;
  width: number | undefined;
  height: number | undefined;
  sizeBytes: number | undefined;
}

export function readUploadedFiles(body: unknown): UploadedFile[] {
  const data = isRecord(body) ? body.data : body;
  const fields = lifted(body);
  const list = [fields.files, fields.uploaded_files, data].find(Array.isArray) ?? [fields.file ?? fields];
  return (list as unknown[]).filter(isRecord).map((file) => ({
    filename: firstText(file, "filename", "file_name", "name", "original_name") ?? "",
    fileType: firstText(file, "file_type", "fileType", "type"),
    url: firstText(file, "cdn_url", "cdnUrl", "url"),
    durationSeconds: firstNumber(file, "duration", "duration_seconds"),
    width: firstNumber(file, "width"),
    height: firstNumber(file, "height"),
    sizeBytes: firstNumber(file, "size", "file_size"),
  }));
}

/** Credits of an account; `total` is `available + frozen`. */
export interface Credits {
  available: number;
  frozen: number;
  total: number;
}

export function readCredits(body: unknown): Credits {
  const fields = lifted(body);
  const available = needed(firstNumber(fields, "available", "available_credits", "balance"), "a balance");
  const frozen = firstNumber(fields, "frozen", "frozen_credits") ?? 0;
  return { available, frozen, total: firstNumber(fields, "total", "total_credits") ?? available + frozen };
}

/** What a session holds at a moment. */
export interface SessionState {
  /** The draft as the server keeps it; undefined where nothing is on the timeline. */
  draft: Fields | undefined;
  /** Files made by the server. */
  generatedMedia: Fields[];
  /** Counts the drafts, where the server counts them. */
  version: number | undefined;
  bind: string | undefined;
  /** What the rest of the state says, as it came. */
  rest: Fields;
}

export function readSessionState(body: unknown): SessionState {
  const fields = lifted(body);
  const state = isRecord(fields.state) ? fields.state : fields;
  const media = state.generated_media ?? state.generatedMedia;
  return {
    draft: readDraft(state.draft ?? fields.draft),
    generatedMedia: (Array.isArray(media) ? media : isRecord(media) ? Object.values(media) : []).filter(isRecord),
    version: firstNumber(fields, "version") ?? firstNumber(state, "version"),
    bind: firstText(fields, "bind", "bind_id", "bindId") ?? firstText(state, "bind", "bind_id"),
    rest: state,
  };
}

/** Some servers hold the draft as text. */
function readDraft(value: unknown): Fields | undefined {
  if (isRecord(value)) return Object.keys(value).length === 0 ? undefined : value;
  if (typeof value !== "string" || value.trim() === "") return undefined;
  try {
    return readDraft(JSON.parse(value));
  } catch {
    return undefined;
  }
}

export const RENDER_STATUSES = ["pending", "processing", "completed", "failed", "cancelled"] as const;
export type RenderStatus = (typeof RENDER_STATUSES)[number];

/** A render at a moment. */
export interface Render {
  id: string;
  status: RenderStatus;
  progressPercent: number;
  isPaused: boolean;
  /** Where a finished file can be fetched; absolute, or from the server's root. */
  url: string | undefined;
  sizeBytes: number | undefined;
  durationSeconds: number | undefined;
  width: number | undefined;
  height: number | undefined;
  /** Why it failed, in the server's words. */
  error: string | undefined;
}

const STATUS_WORDS: Readonly<Record<string, RenderStatus>> = {
  pending: "pending",
  queued: "pending",
  waiting: "pending",
  created: "pending",
  processing: "processing",
  running: "processing",
  rendering: "processing",
  in_progress: "processing",
  completed: "completed",
  complete: "completed",
  succeeded: "completed",
  success: "completed",
  done: "completed",
  finished: "completed",
  failed: "failed",
  failure: "failed",
  error: "failed",
  cancelled: "cancelled",
  canceled: "cancelled",
};

/** @param id the id that was asked for, where the answer does not repeat it. */
export function readRender(body: unknown, id: string): Render {
  const fields = lifted(body);
  const output = isRecord(fields.output) ? fields.output : {};
  const url =
    firstText(output, "url", "outputUrl", "output_url") ??
    firstText(fields, "outputUrl", "output_url", "url", "video_url", "download_url");
  const word = firstText(fields, "status", "state")?.toLowerCase();
  const error = fields.error;
  return {
    id: firstText(fields, "id", "render_id", "renderId") ?? id,
    status: (word === undefined ? undefined : STATUS_WORDS[word]) ?? (url === undefined ? "pending" : "completed"),
    progressPercent: Math.min(100, Math.max(0, firstNumber(fields, "progress", "percent") ?? 0)),
    isPaused: fields.paused === true,
    url,
    sizeBytes: firstNumber(output, "size", "file_size") ?? firstNumber(fields, "size"),
    durationSeconds: firstNumber(output, "duration"),
    width: firstNumber(output, "width"),
    height: firstNumber(output, "height"),
    error: typeof error === "string" ? error || undefined : isRecord(error) ? firstText(error, "message") : undefined,
  };
}

const ENVELOPE = z.looseObject({
  code: z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]),
  message: z.string().optional(),
  data: z.unknown().optional(),
});

/** What an envelope says of success: its code, its message, and the fields of its data. */
export interface Verdict {
  code: number;
  message: string | undefined;
  data: Fields;
}

/** An answer's verdict; undefined where the answer has no envelope. */
export function readVerdict(body: unknown): Verdict | undefined {
  const envelope = ENVELOPE.safeParse(body);
  if (!envelope.success) return undefined;
  const { code, message, data } = envelope.data;
  return { code, message, data: isRecord(data) ? data : {} };
}

/** What one event of a turn's stream brings. */
export interface TurnFrame {
  /** Words for the person, before GUI translation. */
  text: string;
  /** True for a piece of a text that comes whole later. */
  isPartial: boolean;
  /** Names of the tools that were called. */
  calledTools: string[];
  error: { message: string; code: number | undefined } | undefined;
}

/** Reads the JSON of one event; undefined where it is none. */
export function readTurnFrame(json: string): TurnFrame | undefined {
  let event: unknown;
  try {
    event = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (!isRecord(event)) return undefined;
  return { ...readWords(event), error: readFrameError(event) };
}

function readWords(event: Fields): Omit<TurnFrame, "error"> {
  const content = isRecord(event.content) ? event.content : event;
  const parts = Array.isArray(content.parts) ? content.parts.filter(isRecord) : [];
  const isFromThePerson = event.author === "user" || content.role === "user";
  const texts = parts.filter((part) => part.thought !== true).map((part) => part.text);
  if (parts.length === 0) texts.push(event.text);
  return {
    text: isFromThePerson ? "" : texts.filter((text) => typeof text === "string").join(""),
    isPartial: event.partial === true,
    calledTools: parts.flatMap((part) => {
      const call = part.functionCall ?? part.function_call;
      return isRecord(call) && typeof call.name === "string" ? [call.name] : [];
    }),
  };
}

function readFrameError(event: Fields): TurnFrame["error"] {
  const error = event.error ?? event.errorMessage ?? event.error_message ?? event.errorCode;
  if (error === undefined || error === null || error === false) return undefined;
  const inner = isRecord(error) ? error : {};
  const message = typeof error === "string" ? error : firstText(inner, "message", "error");
  const code = firstNumber(event, "code") ?? firstNumber(inner, "code");
  return { message: message ?? "The server reported an error.", code };
}
