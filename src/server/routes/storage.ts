/** What an account's files take, and their clean-up. */
import { z } from "zod";
import type { Removable, StorageReport } from "../../studio/storage.js";
import type { RouteContext, Server } from "../context.js";
import { answers, ok } from "../envelope.js";
import { maySeeFolders } from "../guards.js";
import { optionalBody } from "../session-params.js";

const REPORT = z.object({
  uploads_bytes: z.int(),
  results_bytes: z.int(),
  previews_bytes: z.int(),
  total_bytes: z.int(),
  quota_bytes: z
    .int()
    .nullable()
    .describe("What all files of the studio may have together; null: as much as the disk has."),
  disk_free_bytes: z.int(),
  films: z.int().describe("Finished films that are on the disk."),
  deleted_sessions: z.int().describe("Those that could still be restored."),
  deleted_bytes: z.int().describe("Of files that only deleted sessions use, their films among them."),
  folder: z.string().optional().describe("Where it all is, for the machine's own person on this machine."),
});

export function storageRoutes(server: Server, { studio }: RouteContext): void {
  const { storage } = studio;
  const reportOf = async (accountId: string) =>
    wireReport(await storage.report(accountId), await storage.removable(accountId));

  server.get(
    "/api/storage",
    { schema: { tags: ["storage"], summary: "How much the account's files take", response: answers(REPORT) } },
    async (request) => {
      const report = await reportOf(request.account.id);
      return ok(maySeeFolders(request) ? { ...report, folder: storage.folder } : report);
    },
  );

  server.post(
    "/api/storage/clean",
    {
      schema: {
        tags: ["storage"],
        summary: "Removes the account's finished films, previews and deleted sessions, or some of these, for good",
        description: "What a draft or a render under way needs stays.",
        body: optionalBody(
          z.object({
            films: z.boolean().default(true),
            previews: z.boolean().default(true).describe("Previews and samples."),
            deleted_sessions: z.boolean().default(true).describe("With their films."),
          }),
        ),
        response: answers(z.object({ removed_files: z.int(), freed_bytes: z.int(), storage: REPORT })),
      },
    },
    async ({ account, body: { films, previews, deleted_sessions: deletedSessions } }) => {
      const { removedFiles, freedBytes } = await storage.clear(account.id, { films, previews, deletedSessions });
      return ok({ removed_files: removedFiles, freed_bytes: freedBytes, storage: await reportOf(account.id) });
    },
  );
}

function wireReport(report: StorageReport, removable: Removable): z.infer<typeof REPORT> {
  return {
    films: removable.films,
    deleted_sessions: removable.deletedSessions,
    deleted_bytes: removable.deletedBytes,
    uploads_bytes: report.uploadsBytes,
    results_bytes: report.resultsBytes,
    previews_bytes: report.previewsBytes,
    total_bytes: report.totalBytes,
    quota_bytes: report.quotaBytes,
    disk_free_bytes: report.diskFreeBytes,
  };
}
