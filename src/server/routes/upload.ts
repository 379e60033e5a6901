/** Uploads: files streamed in, or fetched from addresses that the person gives. */
import { z } from "zod";
import { MAX_FILES, type ReceivedFile } from "../../studio/assets.js";
import { malformed } from "../../studio/refusal.js";
import { fetchFile, isPublic } from "../../studio/url-import.js";
import type { RouteContext, Server } from "../context.js";
import { answers, ok } from "../envelope.js";
import { checkUser, NAME, USER } from "../session-params.js";
import { FILE_INFO, wireFile } from "../wire-state.js";

const BY_URL = z.object({
  urls: z
    .array(z.url({ protocol: /^https?$/ }).max(2000))
    .min(1)
    .max(MAX_FILES),
  source_type: z.literal("url").optional(),
});
const PART_NAMES = new Set(["files", "file"]);

export function uploadRoutes(server: Server, context: RouteContext): void {
  const { studio, mayFetchPrivate } = context;
  const { assets, sessions } = studio;
  const mayConnect = mayFetchPrivate ? () => true : isPublic;

  server.post(
    "/api/upload-video/nemo_agent/:user/:sid",
    {
      config: { isUpload: true },
      schema: {
        tags: ["sessions"],
        summary: "Takes in files, and puts them on the timeline in their order",
        description:
          "Multipart, one or more parts named `files` (or `file`), up to 500 MiB each; or JSON with `urls`. All files are taken or none.",
        consumes: ["multipart/form-data", "application/json"],
        params: z.object({ user: USER, sid: NAME }),
        response: answers(z.object({ files: z.array(FILE_INFO), session_state_applied: z.literal(true) })),
      },
    },
    async (request) => {
      const { account, params } = request;
      checkUser(account, params.user);
      const session = sessions.find(account, params.sid);
      const received: ReceivedFile[] = [];
      try {
        if (request.isMultipart()) {
          for await (const part of request.files()) {
            if (!PART_NAMES.has(part.fieldname)) {
              part.file.resume();
              continue;
            }
            received.push(await assets.receive(part.file, part.filename));
          }
          if (received.length === 0)
            throw malformed("There is no file in this upload: send parts named «files».", "files");
        } else {
          const { urls } = parsedBody(request.body);
          for (const url of urls) received.push(await fetchFile(assets, url, { mayConnect }));
        }
        const admitted = await assets.admit(account, session, received);
        return ok({
          files: admitted.assets.map((asset) => wireFile(context, request, asset)),
          session_state_applied: true as const,
        });
      } catch (error) {
        await assets.discard(received);
        throw error;
      }
    },
  );
}

function parsedBody(body: unknown): z.infer<typeof BY_URL> {
  const parsed = BY_URL.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw malformed(
    `Send files as multipart parts named «files», or JSON with «urls» of http or https. ${issue?.message ?? ""}`.trim(),
    issue?.path.join(".") ?? "",
  );
}
