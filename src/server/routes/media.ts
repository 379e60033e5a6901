/** Media by signed links: what a page shows and plays. */
import { z } from "zod";
import { Refusal } from "../../studio/refusal.js";
import type { RouteContext, Server } from "../context.js";
import { FAILURES } from "../envelope.js";
import { sendFile } from "../sent-file.js";
import { NAME } from "../session-params.js";

const SIGNED = z.object({ expires: z.coerce.number(), signature: z.string().max(200) });
const SAVED = SIGNED.extend({ save: z.stringbool().default(false).describe("As a download, with its name.") });
const file = (type: string) => ({ description: "The file", content: { [type]: { schema: z.any() } } });

export function mediaRoutes(server: Server, { studio, links }: RouteContext): void {
  const { records, files } = studio;
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
        response: { 200: file("application/octet-stream"), ...FAILURES },
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
        response: { 200: file("video/mp4"), ...FAILURES },
      },
    },
    async (request, reply) => {
      links.check(`/api/media/render/${request.params.uid}/result`, request.query);
      const render = records.renders.find(request.params.uid);
      if (render === undefined || render.fileKey === null) throw missing();
      const name = records.sessions.find(render.sessionId)?.name ?? "video";
      const saveAs = request.query.save ? `${name}.mp4` : undefined;
      return await sendFile(files, { key: render.fileKey, saveAs }, request, reply);
    },
  );
}
