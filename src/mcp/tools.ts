/** The studio as tools for agents (Model Context Protocol). What a tool cannot do comes back as words that say what to do. */
import { basename, extname } from "node:path";
import { pathToFileURL } from "node:url";
import { type CallToolResult, McpServer, type ServerContext } from "@modelcontextprotocol/server";
import { z } from "zod";
import { draftOutline, draftSummary, isReadyForExport } from "../client/draft.js";
import { languageOf } from "../client/language.js";
import type { Connection } from "../client/node/connect.js";
import { fileSource } from "../client/node/file-source.js";
import { packageVersion, runProgram } from "../client/node/program.js";
import { problemInWords } from "../client/phrases.js";
import { Session } from "../client/session.js";
import type { SessionState } from "../client/wire.js";
import { Fault, toFault } from "../faults.js";
import type { AllowedFolders } from "./allowed-folders.js";
import { isJobOver, JOB_STATUSES, type Job } from "./job.js";
import type { JobDesk } from "./job-desk.js";

/** What the tools work with. */
export interface ToolBox {
  folders: AllowedFolders;
  jobs: JobDesk;
  connect: () => Promise<Connection>;
}

const QUALITIES = { fast: "low", balanced: "high", best: "best" } as const;

const PATH = z.string().min(1).max(4096);
const SOURCE = PATH.describe("path of the file, within the allowed folders");
const OUTPUT = PATH.optional().describe("where the result goes; default: <name>-hd.mp4 beside the source");

const ENHANCE_INPUT = z.object({
  path: SOURCE,
  target: z.enum(["720p", "1080p", "1440p", "2160p"]).default("1080p").describe("height of the result"),
  quality: z.enum(["fast", "balanced", "best"]).default("balanced").describe("faster, or better"),
  instructions: z
    .string()
    .max(2000)
    .optional()
    .describe("further edits in plain English or Chinese, as «trim the first 2 seconds»"),
  output: OUTPUT,
});

const JOB_OUTPUT = z.object({
  job_id: z.string(),
  status: z.enum(JOB_STATUSES),
  progress_percent: z.number(),
  source_path: z.string(),
  output_path: z.string().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  duration_seconds: z.number().optional(),
  size_bytes: z.number().optional(),
  problem: z.string().optional().describe("what went wrong and what to do"),
});

const TIMELINE_OUTPUT = z.object({
  session_id: z.string(),
  summary: z.string(),
  is_ready_for_export: z.boolean(),
  tracks: z.array(
    z.object({
      label: z.string(),
      items: z.array(
        z.object({
          name: z.string().optional(),
          start_seconds: z.number(),
          end_seconds: z.number(),
          volume_percent: z.number().optional(),
        }),
      ),
    }),
  ),
});

const JOB_ID = z.object({ job_id: z.string().describe("as start_enhance gave it") });

/** A server with all tools; one is made for each connection, all work with the same box. */
export function createToolServer(box: ToolBox): McpServer {
  const server = new McpServer(
    { name: "hd-local-ai", title: "HD Local AI", version: packageVersion() },
    {
      instructions:
        "Enhances and edits video on this machine. For one clip call enhance_video and wait; for long ones start_enhance, then get_job now and then. edit_video takes plain words.",
    },
  );
  jobTools(server, box);
  editTools(server, box);
  mediaTools(server, box);
  return server;
}

function jobTools(server: McpServer, { folders, jobs }: ToolBox): void {
  const begin = async (input: z.infer<typeof ENHANCE_INPUT>): Promise<Job> => {
    const { path, target, quality, instructions, output } = input;
    const outputPath = output === undefined ? undefined : await folders.output(output);
    return await jobs.start({
      sourcePath: await folders.input(path),
      ...(outputPath === undefined ? {} : { outputPath }),
      words: [`enhance to ${target}`, ...(instructions ? [instructions] : [])],
      resolution: target,
      quality: QUALITIES[quality],
    });
  };
  const known = (job: Job | undefined): Job => {
    if (job === undefined)
      throw new Fault("usage", "There is no job with this id. list_jobs has those that there are.");
    return job;
  };

  server.registerTool(
    "enhance_video",
    {
      title: "Enhance a video",
      description: "Makes a clip sharper and larger, 1080p by default, and waits until the file is there.",
      inputSchema: ENHANCE_INPUT,
      outputSchema: JOB_OUTPUT,
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
    },
    (input, context) =>
      answer(context, async () => {
        const started = await begin(input);
        const { signal } = context.mcpReq;
        const job = known(
          await jobs.wait(started.id, signal, (now) => progress(context, now.progressPercent, now.status)),
        );
        if (job.status === "failed") throw new Fault("render-failed", job.problem ?? "It failed.");
        if (job.status === "cancelled") throw new Fault("cancelled", "The work was cancelled; nothing was written.");
        return jobAnswer(job);
      }),
  );

  server.registerTool(
    "start_enhance",
    {
      title: "Begin to enhance a video",
      description: "Begins as enhance_video does and answers at once with a job id, which stays good after restarts.",
      inputSchema: ENHANCE_INPUT,
      outputSchema: JOB_OUTPUT,
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
    },
    (input, context) => answer(context, async () => jobAnswer(await begin(input))),
  );

  server.registerTool(
    "get_job",
    {
      title: "How far a job is",
      description: "Status, progress and result of a job.",
      inputSchema: JOB_ID,
      outputSchema: JOB_OUTPUT,
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ job_id }, context) => answer(context, async () => jobAnswer(known(await jobs.get(job_id)))),
  );

  server.registerTool(
    "cancel_job",
    {
      title: "Cancel a job",
      description: "Stops a job. Nothing is written; a job that is over stays as it is.",
      inputSchema: JOB_ID,
      outputSchema: JOB_OUTPUT,
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    },
    ({ job_id }, context) => answer(context, async () => jobAnswer(known(await jobs.cancel(job_id)))),
  );

  server.registerTool(
    "list_jobs",
    {
      title: "All jobs",
      description: "Jobs, newest first.",
      inputSchema: z.object({}),
      outputSchema: z.object({ jobs: z.array(JOB_OUTPUT) }),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    (_input, context) =>
      answer(context, async () => {
        const list = await jobs.list();
        const text = list.length === 0 ? "There are no jobs." : list.map(jobInWords).join("\n");
        return { content: [{ type: "text", text }], structuredContent: { jobs: list.map(jobFields) } };
      }),
  );
}

const EDIT_INPUT = z.object({
  request: z.string().min(1).max(4000).describe("what to do, in plain English or Chinese"),
  path: SOURCE.optional().describe("a file to begin with, or to add to the session"),
  session_id: z.string().optional().describe("goes on with an earlier edit"),
  export: z.boolean().default(true).describe("also makes the file"),
  output: OUTPUT,
});

function editTools(server: McpServer, { folders, connect }: ToolBox): void {
  server.registerTool(
    "edit_video",
    {
      title: "Edit a video by words",
      description:
        "Trims, crops, titles, adds music, changes speed, colour, shape and more, as the words say, and makes the file unless export is false. Give a path to begin, and the session_id that comes back to go on.",
      inputSchema: EDIT_INPUT,
      outputSchema: TIMELINE_OUTPUT.extend({ answer: z.string(), output_path: z.string().optional() }),
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
    },
    (input, context) =>
      answer(context, async () => {
        const { signal } = context.mcpReq;
        const sourcePath = input.path === undefined ? undefined : await folders.input(input.path);
        const outputPath = input.output === undefined ? undefined : await folders.output(input.output);
        if (sourcePath === undefined && input.session_id === undefined)
          throw new Fault("usage", "Give a path to begin with, or the session_id of an earlier edit.");
        const connection = await connect();
        const session =
          input.session_id === undefined
            ? await connection.openSession({ language: languageOf(input.request), signal })
            : Session.resume(connection.wire, input.session_id, languageOf(input.request));
        if (sourcePath !== undefined) await session.upload(await fileSource(sourcePath), { signal });
        progress(context, 5, "editing");
        const turn = await session.say(input.request, { signal });
        const wantsFile = input.export || turn.actions.some(({ kind }) => kind === "export");
        const resultPath = wantsFile
          ? await exported(connection, session, context, {
              sourcePath,
              outputPath: outputPath ?? (await beside(folders, sourcePath)),
            })
          : undefined;
        const timeline = timelineFields(session.id, await session.state({ signal }));
        const said = turn.text.trim() || "Done.";
        const saved = resultPath === undefined ? "" : `\nSaved: ${resultPath}`;
        return {
          content: [
            { type: "text", text: `${said}\n${timeline.summary}${saved}\nsession_id: ${session.id}` },
            ...(resultPath === undefined ? [] : [fileLink(resultPath)]),
          ],
          structuredContent: {
            ...timeline,
            answer: said,
            ...(resultPath === undefined ? {} : { output_path: resultPath }),
          },
        };
      }),
  );

  server.registerTool(
    "timeline",
    {
      title: "What is on the timeline",
      description: "The tracks of a session, with names and times.",
      inputSchema: z.object({ session_id: z.string().describe("as edit_video gave it") }),
      outputSchema: TIMELINE_OUTPUT,
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ session_id }, context) =>
      answer(context, async () => {
        const { wire } = await connect();
        const { signal } = context.mcpReq;
        const timeline = timelineFields(session_id, await Session.resume(wire, session_id).state({ signal }));
        return { content: [{ type: "text", text: timeline.summary }], structuredContent: timeline };
      }),
  );
}

/** Going on with a session there is no source to put the result beside: it goes into the first allowed folder. */
async function beside(folders: AllowedFolders, sourcePath: string | undefined): Promise<string | undefined> {
  return sourcePath === undefined ? await folders.output(`video-hd-${Date.now()}.mp4`) : undefined;
}

async function exported(
  connection: Connection,
  session: Session,
  context: ServerContext,
  place: { sourcePath: string | undefined; outputPath: string | undefined },
): Promise<string> {
  const { signal } = context.mcpReq;
  const started = await session.startExport({ signal });
  try {
    const onProgress = ({ progressPercent }: { progressPercent: number }): void =>
      progress(context, 5 + progressPercent * 0.9, "rendering");
    const render = await session.finishExport(started, { signal, onProgress });
    return await connection.save(render, { ...place, signal });
  } catch (error) {
    if (signal.aborted) await session.cancelExport(started.id).catch(() => undefined);
    throw error;
  }
}

const ANYTHING = z.record(z.string(), z.unknown());

function mediaTools(server: McpServer, { folders }: ToolBox): void {
  server.registerTool(
    "inspect_media",
    {
      title: "What is in a file",
      description: "Streams, size, length, rate, colour, sound, damage, and what enhancing would do.",
      inputSchema: z.object({ path: SOURCE }),
      outputSchema: z.looseObject({ file: ANYTHING, video: ANYTHING.nullable(), audio: z.array(ANYTHING) }),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ path }, context) =>
      answer(context, async () => {
        const real = await folders.input(path);
        const { signal } = context.mcpReq;
        const structuredContent = jsonOf(await runProgram(["inspect", real, "--json"], signal));
        const { stdout } = await runProgram(["inspect", real], signal);
        return { content: [{ type: "text", text: stdout.trim() }], structuredContent };
      }),
  );

  server.registerTool(
    "compare_videos",
    {
      title: "Compare two videos",
      description: "PSNR and SSIM of the luma, frame by frame: how far a candidate is from a reference.",
      inputSchema: z.object({ reference: SOURCE, candidate: SOURCE }),
      outputSchema: z.looseObject({ isIdentical: z.boolean(), frames: z.number(), psnr: ANYTHING, ssim: ANYTHING }),
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ reference, candidate }, context) =>
      answer(context, async () => {
        const paths = [await folders.input(reference), await folders.input(candidate)];
        const structuredContent = jsonOf(await runProgram(["compare", ...paths, "--json"], context.mcpReq.signal));
        const { psnr, ssim, isIdentical, frames } = COMPARISON.parse(structuredContent);
        const decibels = isIdentical ? "infinite" : `${(psnr.ofMeanError ?? 0).toFixed(2)} dB`;
        const text = `${basename(candidate)} against ${basename(reference)}, ${frames} frames: PSNR ${decibels}, SSIM ${ssim.mean.toFixed(4)}`;
        return { content: [{ type: "text", text }], structuredContent };
      }),
  );
}

const COMPARISON = z.object({
  isIdentical: z.boolean(),
  frames: z.number(),
  psnr: z.object({ ofMeanError: z.number().nullable() }),
  ssim: z.object({ mean: z.number() }),
});

function jsonOf({
  code,
  stdout,
  stderr,
}: {
  code: number | null;
  stdout: string;
  stderr: string;
}): Record<string, unknown> {
  if (code === 0) return ANYTHING.parse(JSON.parse(stdout));
  const reason = stderr.trim().split("\n").at(-1) ?? "";
  throw new Fault("input-unreadable", reason === "" ? "The file could not be read." : reason);
}

/** A tool's result; what went wrong as a result too, in words that say what to do. */
async function answer<T extends CallToolResult>(
  context: ServerContext,
  work: () => Promise<T>,
): Promise<T | { isError: true; content: [{ type: "text"; text: string }] }> {
  try {
    return await work();
  } catch (error) {
    const fault = toFault(error);
    if (context.mcpReq.signal.aborted) throw fault;
    const advice =
      fault.code === "input-too-large" ? " `hd-local enhance <file>` takes files of any size on this machine." : "";
    return { isError: true, content: [{ type: "text", text: problemInWords(fault, "en") + advice }] };
  }
}

/** Tells whoever asked to be told how far it is. */
function progress({ mcpReq }: ServerContext, percent: number, message: string): void {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return;
  const params = { progressToken, progress: Math.round(percent * 10) / 10, total: 100, message };
  // Whoever has left hears nothing, and that is no fault of the work.
  void mcpReq.notify({ method: "notifications/progress", params }).catch(() => undefined);
}

type JobFields = z.infer<typeof JOB_OUTPUT>;

function jobFields(job: Job): JobFields {
  const known = <K extends string, V>(name: K, value: V | undefined): Partial<Record<K, V>> =>
    (value === undefined ? {} : { [name]: value }) as Partial<Record<K, V>>;
  return {
    job_id: job.id,
    status: job.status,
    progress_percent: Math.round(job.progressPercent),
    source_path: job.sourcePath,
    ...known("output_path", job.resultPath),
    ...known("width", job.width),
    ...known("height", job.height),
    ...known("duration_seconds", job.durationSeconds),
    ...known("size_bytes", job.sizeBytes),
    ...known("problem", job.problem),
  };
}

function jobInWords(job: Job): string {
  const name = basename(job.sourcePath);
  if (job.status === "completed") return `${name}: done, saved as ${job.resultPath} (${job.id})`;
  if (job.status === "failed") return `${name}: failed. ${job.problem ?? ""} (${job.id})`;
  const far = isJobOver(job) ? "" : `, ${Math.round(job.progressPercent)} %`;
  return `${name}: ${job.status}${far} (${job.id})`;
}

function jobAnswer(job: Job): { content: CallToolResult["content"]; structuredContent: JobFields } {
  const link = job.status === "completed" && job.resultPath !== undefined ? [fileLink(job.resultPath)] : [];
  return { content: [{ type: "text", text: jobInWords(job) }, ...link], structuredContent: jobFields(job) };
}

const MIME_TYPES: Readonly<Record<string, string>> = {
  ".mp4": "video/mp4",
  ".mov": "video/quicktime",
  ".webm": "video/webm",
  ".gif": "image/gif",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".mp3": "audio/mpeg",
};

function fileLink(path: string): { type: "resource_link"; uri: string; name: string; mimeType: string } {
  const mimeType = MIME_TYPES[extname(path).toLowerCase()] ?? "application/octet-stream";
  return { type: "resource_link", uri: pathToFileURL(path).href, name: basename(path), mimeType };
}

function timelineFields(session_id: string, { draft }: SessionState): z.infer<typeof TIMELINE_OUTPUT> {
  return {
    session_id,
    summary: draftSummary(draft, "en"),
    is_ready_for_export: isReadyForExport(draft),
    tracks: draftOutline(draft).map(({ label, items }) => ({
      label,
      items: items.map(({ name, startSeconds, endSeconds, volumePercent }) => ({
        ...(name === undefined ? {} : { name }),
        start_seconds: startSeconds,
        end_seconds: endSeconds,
        ...(volumePercent === undefined ? {} : { volume_percent: volumePercent }),
      })),
    })),
  };
}
