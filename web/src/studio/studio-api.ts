/** What the page asks of the studio, in the page's own words. Answers come from our own server, which checks them. */

import { ConnectionLost, WireError } from "../../../src/client/wire-error";
import { Fault, type FaultCode } from "../../../src/faults";
import type { Draft } from "../../../src/timeline/draft";
import type { Edit } from "../../../src/timeline/edit";
import type { ExportView } from "../export/export-list";
import type { AssetView } from "../media/media-list";
import type { ProjectView } from "../projects/project-list";
import type { GeneratedMusic } from "../timeline/timeline-view";
import { tokens, wire } from "./connection";

/** A project as it stands. */
export interface ProjectState {
  id: string;
  name: string;
  version: number;
  draft: Draft;
  assets: AssetView[];
  canUndo: boolean;
  canRedo: boolean;
  /** A frame of the draft: `at` and `width` are added. */
  frameUrl: string | undefined;
  canvas: { width: number; height: number; fps: number };
}

interface FileAnswer {
  id: string;
  filename: string;
  file_type: AssetView["kind"];
  cdn_url: string;
  duration: number;
  width: number;
  height: number;
  fps: number;
  size: number;
  has_sound: boolean;
  problems: string[];
  thumbnail_url?: string;
}

interface StateAnswer {
  state: {
    draft: Draft;
    video_infos: FileAnswer[];
    canvas_config: { width: number; height: number; fps: number };
  };
  version: number;
  session_id: string;
  name: string;
  can_undo: boolean;
  can_redo: boolean;
  frame_url?: string;
}

interface SessionAnswer {
  id: string;
  name: string;
  updated_at: string;
  duration_ms: number;
  thumbnail_url?: string;
}

interface RenderAnswer {
  id: string;
  kind: "export" | "sample" | "preview";
  status: "pending" | "processing" | "completed" | "failed" | "cancelled";
  progress: number;
  paused: boolean;
  framesPerSecond?: number;
  remainingSeconds?: number;
  queuePosition?: number;
  thumbnailUrl?: string;
  output?: MediaAnswer;
  error?: string;
  errorCode?: FaultCode;
  notes?: string[];
  notesZh?: string[];
}

interface ListedExport extends RenderAnswer {
  sessionId: string;
  sessionName: string;
  pictureUrl: string;
}

interface MediaAnswer {
  url: string;
  duration: number;
  size: number;
  /** Absent for sound. */
  width?: number;
  height?: number;
  filename?: string;
}

/** What the machine's person has chosen for everything that is made there. */
interface SettingsAnswer {
  device: string;
  device_is_fixed: boolean;
  network: string;
  networks: string[];
  may_change: boolean;
}

/** A choice of the machine's person. */
export type MachineChoice = { device?: string; network?: string };

interface AccountAnswer {
  /** `local` is the machine's person. */
  kind: "anonymous" | "registered" | "local";
  hosted: boolean;
  may_show_in_folder: boolean;
}

interface DeviceAnswer {
  device: string;
  usable: boolean;
  reason: string | null;
}

interface StorageAnswer {
  /** Told to the machine's own person. */
  folder?: string;
  uploads_bytes: number;
  results_bytes: number;
  previews_bytes: number;
  disk_free_bytes: number;
  films: number;
  deleted_sessions: number;
  deleted_bytes: number;
}

/** What can be removed from the disk for good. */
export type Removable = "films" | "previews" | "deleted_sessions";

interface EstimateAnswer {
  seconds: number | null;
  size_bytes: number;
  width: number | null;
  height: number | null;
}

/** Long enough to see movement, short enough to wait for. */
export const SAMPLE_MS = 3000;

async function call<Data>(
  method: "GET" | "POST" | "PATCH" | "DELETE",
  path: string,
  json?: unknown,
  signal?: AbortSignal,
): Promise<Data> {
  const asked = { method, path, ...(json === undefined ? {} : { json }), ...(signal === undefined ? {} : { signal }) };
  const body = await wire.request(asked);
  return (body as { data: Data }).data;
}

function projectState({ state, ...answer }: StateAnswer): ProjectState {
  return {
    id: answer.session_id,
    name: answer.name,
    version: answer.version,
    draft: state.draft,
    assets: state.video_infos.map((file) => ({
      id: file.id,
      name: file.filename,
      kind: file.file_type,
      width: file.width || undefined,
      height: file.height || undefined,
      fps: file.fps || undefined,
      durationMs: file.duration === 0 ? undefined : Math.round(file.duration * 1000),
      sizeBytes: file.size,
      problems: file.problems,
      thumbnailUrl: file.thumbnail_url,
      hasSound: file.has_sound,
    })),
    canUndo: answer.can_undo,
    canRedo: answer.can_redo,
    frameUrl: answer.frame_url,
    canvas: state.canvas_config,
  };
}

function projectView(session: SessionAnswer): ProjectView & { thumbnailUrl: string | undefined } {
  return {
    id: session.id,
    name: session.name,
    changedMs: Date.parse(session.updated_at),
    durationMs: session.duration_ms,
    thumbnailUrl: session.thumbnail_url,
  };
}

/** A render of any kind. */
export type RenderView = ExportView & { kind: RenderAnswer["kind"]; aspect: number };

function renderView(render: RenderAnswer, name: string): RenderView {
  const { output } = render;
  const isRemoved = render.status === "completed" && output === undefined;
  const { width, height } = output ?? {};
  const dimensions = width === undefined || height === undefined ? undefined : { width, height };
  return {
    id: render.id,
    kind: render.kind,
    name: output?.filename ?? name,
    // A film that was removed from the disk stays on the list: it can be made again.
    state: isRemoved
      ? "removed"
      : render.paused && (render.status === "processing" || render.status === "pending")
        ? "paused"
        : render.status,
    done: render.progress / 100,
    fps: render.framesPerSecond,
    remainingSeconds: render.remainingSeconds,
    before: render.queuePosition,
    thumbnailUrl: render.thumbnailUrl,
    sizeBytes: output?.size,
    durationMs: output === undefined ? undefined : Math.round(output.duration * 1000),
    dimensions,
    downloadUrl: output?.url,
    aspect: dimensions === undefined ? 16 / 9 : dimensions.width / dimensions.height,
    failure: render.error === undefined ? undefined : new Fault(render.errorCode ?? "render-failed", render.error),
    notes: { en: render.notes ?? [], zh: render.notesZh ?? render.notes ?? [] },
  };
}

/** An export of any project. */
export type ProjectExport = ExportView & { projectId: string; projectName: string; pictureUrl: string };

async function waveformAt(path: string): Promise<{ durationMs: number; low: number[]; high: number[] }> {
  const answer = await call<{ duration_ms: number; low: number[]; high: number[] }>("GET", path);
  return { durationMs: answer.duration_ms, low: answer.low, high: answer.high };
}

const at = (id: string) => `/api/sessions/${encodeURIComponent(id)}`;
const renderAt = (id: string) => `/api/render/proxy/lambda/${encodeURIComponent(id)}`;

export const studioApi = {
  projects: async () => (await call<{ sessions: SessionAnswer[] }>("GET", "/api/sessions")).sessions.map(projectView),
  deletedProjects: async () =>
    (await call<{ sessions: SessionAnswer[] }>("GET", "/api/sessions?deleted=true")).sessions.map(projectView),
  create: async (name: string, language: string) =>
    (await call<{ session_id: string }>("POST", "/api/tasks/me/with-session/nemo_agent", { task_name: name, language }))
      .session_id,
  rename: (id: string, name: string) => call("PATCH", at(id), { name }),
  duplicate: async (id: string) => projectView(await call<SessionAnswer>("POST", `${at(id)}/duplicate`, {})),
  remove: (id: string) => call("DELETE", at(id)),
  restore: (id: string) => call("POST", `${at(id)}/restore`, {}),

  state: async (id: string) =>
    projectState(await call<StateAnswer>("GET", `/api/state/nemo_agent/me/${encodeURIComponent(id)}/latest`)),
  edit: async (id: string, edits: Edit[]) =>
    projectState(await call<StateAnswer>("POST", `${at(id)}/edits`, { edits })),
  undo: async (id: string) => projectState(await call<StateAnswer>("POST", `${at(id)}/undo`, {})),
  redo: async (id: string) => projectState(await call<StateAnswer>("POST", `${at(id)}/redo`, {})),
  revert: async (id: string, version: number) =>
    projectState(await call<StateAnswer>("POST", `${at(id)}/revert`, { version })),
  versions: async (id: string) =>
    (await call<{ versions: { version: number; origin: string }[] }>("GET", `${at(id)}/versions`)).versions,
  messages: async (id: string) => (await call<{ events: TurnEvent[] }>("GET", `${at(id)}/messages`)).events,

  renders: async (id: string, name: string) =>
    (await call<{ renders: RenderAnswer[] }>("GET", `${at(id)}/renders`)).renders.map((render) =>
      renderView(render, name),
    ),
  /** Of all projects, the newest first. */
  exports: async (): Promise<ProjectExport[]> =>
    (await call<{ exports: ListedExport[] }>("GET", "/api/exports")).exports.map((render) => ({
      ...renderView(render, render.sessionName),
      projectId: render.sessionId,
      projectName: render.sessionName,
      pictureUrl: render.pictureUrl,
    })),
  submit: async (id: string, output: Record<string, unknown>) =>
    await call("POST", "/api/render/proxy/lambda", {
      id: `render_${Date.now()}_${Math.random().toString(36).slice(2, 8)}`,
      sessionId: id,
      output,
    }),
  /** No seconds where nothing has been made yet to measure by; no size for sound. */
  estimate: async (id: string, output: Record<string, unknown>, signal?: AbortSignal) => {
    const answer = await call<EstimateAnswer>("POST", `${at(id)}/estimate`, { output }, signal);
    const { seconds, size_bytes: bytes, width, height } = answer;
    return {
      seconds: seconds ?? undefined,
      bytes,
      size: width === null || height === null ? undefined : { width, height },
    };
  },
  /** A few seconds made in earnest, and the same without a network. */
  sample: async (id: string, atMs: number) => {
    const { sample, before } = await call<{ sample: RenderAnswer; before: RenderAnswer }>("POST", `${at(id)}/sample`, {
      at_ms: Math.round(atMs),
      seconds: SAMPLE_MS / 1000,
    });
    return { after: sample.id, before: before.id };
  },
  /** The whole draft, small and quick, to play. */
  preview: async (id: string) => (await call<RenderAnswer>("POST", `${at(id)}/preview`, {})).id,
  /** How a file's sound goes. */
  waveform: (assetId: string) => waveformAt(`/api/assets/${encodeURIComponent(assetId)}/waveform`),
  /** How a piece of generated music goes. */
  musicWaveform: ({ style, durationMs, seed, tempo }: GeneratedMusic) =>
    waveformAt(
      `/api/music/waveform?style=${style}&duration_ms=${durationMs}&seed=${seed}${tempo === undefined ? "" : `&tempo=${tempo}`}`,
    ),
  /** What ails a film's picture that its file does not tell. */
  pictureProblems: async (assetId: string) =>
    (await call<{ problems: string[] }>("GET", `/api/assets/${encodeURIComponent(assetId)}/picture`)).problems,
  storage: () => call<StorageAnswer>("GET", "/api/storage"),
  cleanUp: async (what: Removable) => {
    const asked = { films: false, previews: false, deleted_sessions: false, [what]: true };
    return (await call<{ freed_bytes: number }>("POST", "/api/storage/clean", asked)).freed_bytes;
  },
  settings: () => call<SettingsAnswer>("GET", "/api/settings"),
  changeSettings: (choice: MachineChoice) => call<SettingsAnswer>("PATCH", "/api/settings", choice),
  devices: async () => (await call<{ devices: DeviceAnswer[] }>("GET", "/api/devices")).devices,
  account: () => call<AccountAnswer>("GET", "/api/account"),
  showInFolder: (id: string) => call("POST", `${renderAt(id)}/show`, {}),
  version: async () => (await call<{ version: string }>("GET", "/healthz")).version,
  steer: (id: string, step: "pause" | "resume" | "cancel") => call("POST", `${renderAt(id)}/${step}`, {}),

  importUrl: (id: string, url: string) =>
    call("POST", `/api/upload-video/nemo_agent/me/${encodeURIComponent(id)}`, { urls: [url], source_type: "url" }),
};

/** Sends one file; the browser's own `fetch` does not tell how far a body is, so this is an XMLHttpRequest. */
export async function upload(
  id: string,
  file: File,
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const token = await tokens.token(wire);
  await new Promise<void>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/upload-video/nemo_agent/me/${encodeURIComponent(id)}`);
    request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
    request.onload = () => {
      const { code, message, data } = envelopeIn(request.responseText);
      if (request.status === 200) resolve();
      else reject(new WireError(code ?? request.status, request.status, message ?? String(request.status), data));
    };
    request.onerror = () => reject(new ConnectionLost(undefined));
    request.onabort = () => reject(new DOMException("Cancelled.", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    const form = new FormData();
    form.append("files", file, file.name);
    request.send(form);
  });
}

function envelopeIn(text: string): { code?: number; message?: string; data?: Record<string, unknown> } {
  try {
    return JSON.parse(text) as ReturnType<typeof envelopeIn>;
  } catch {
    return {};
  }
}

/** One event of a turn, as the stream and the history tell it. */
export interface TurnEvent {
  id?: string;
  author?: string;
  partial?: boolean;
  content?: {
    role?: string;
    parts: {
      text?: string;
      functionCall?: { name: string; args?: unknown };
      functionResponse?: { name: string; response?: { changes?: unknown } };
    }[];
  };
  /** With the last event of a turn: the version that it has led to, and whether a file of it was asked for. */
  actions?: { stateDelta?: { version?: unknown; export_wanted?: unknown } };
  error?: string;
  code?: number;
}

/** Reads an event stream; heartbeats are passed over. */
async function* eventsOf(response: Response): AsyncGenerator<unknown> {
  if (response.body === null) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const frames = (rest + value).split("\n\n");
      rest = frames.pop() ?? "";
      for (const frame of frames) if (frame.startsWith("data: ")) yield JSON.parse(frame.slice("data: ".length));
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Says something, and gives what comes back as it comes. */
export async function* say(
  id: string,
  words: string,
  language: string,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent> {
  const response = await wire.open({
    method: "POST",
    path: "/run_sse",
    json: {
      app_name: "nemo_agent",
      user_id: "me",
      session_id: id,
      language,
      new_message: { role: "user", parts: [{ text: words }] },
    },
    signal,
  });
  for await (const event of eventsOf(response)) yield event as TurnEvent;
}

/** What happens in a project, until the signal. @throws where the connection ends. */
export async function* happenings(
  id: string,
  signal: AbortSignal,
): AsyncGenerator<{ type: string } & Record<string, unknown>> {
  const response = await wire.open({ method: "GET", path: `/api/events/${encodeURIComponent(id)}`, signal });
  for await (const event of eventsOf(response)) yield event as { type: string } & Record<string, unknown>;
}
