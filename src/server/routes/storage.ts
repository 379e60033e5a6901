/** What an account's files take, and their clean-up. */
import { z } from "zod";
import type { StorageReport } from "../../studio/storage.js";
import type { RouteContext, Server } from "../context.js";
import { answers, ok } from "../envelope.js";
import { maySeeFolders } from "../guards.js";

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
  folder: z.string().optional().describe("Where it all is, for the machine's own person on this machine."),
});

export function storageRoutes(server: Server, { studio }: RouteContext): void {
  server.get(
    "/api/storage",
    { schema: { tags: ["storage"], summary: "How much the account's files take", response: answers(REPORT) } },
    async (request) => {
      const report = wireReport(await studio.storage.report(request.account.id));
      return ok(maySeeFolders(request) ? { ...report, folder: studio.storage.folder } : report);
    },
  );

  server.post(
    "/api/storage/clean",
    {
      schema: {
        tags: ["storage"],
        summary: "Removes the account's finished films and deleted sessions",
        description: "What a draft or a render under way needs stays.",
        response: answers(z.object({ removed_files: z.int(), freed_bytes: z.int(), storage: REPORT })),
      },
    },
    async ({ account }) => {
      const { removedFiles, freedBytes } = await studio.storage.clear(account.id);
      const storage = wireReport(await studio.storage.report(account.id));
      return ok({ removed_files: removedFiles, freed_bytes: freedBytes, storage });
    },
  );
}

function wireReport(report: StorageReport): z.infer<typeof REPORT> {
  return {
    uploads_bytes: report.uploadsBytes,
    results_bytes: report.resultsBytes,
    previews_bytes: report.previewsBytes,
    total_bytes: report.totalBytes,
    quota_bytes: report.quotaBytes,
    disk_free_bytes: report.diskFreeBytes,
  };
}
