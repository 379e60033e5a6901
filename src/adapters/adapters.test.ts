/** The embedded adapters keep what their ports promise. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { describeFileStore, describeRenderQueue } from "../../test/support/port-contracts.js";
import { FolderFiles } from "./files/folder-files.js";
import { LocalQueue } from "./local-queue/local-queue.js";

const folder = await mkdtemp(join(tmpdir(), "hd-local-adapters-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

describeFileStore("A folder", async () => await FolderFiles.open(await mkdtemp(join(folder, "files-"))));
describeRenderQueue("This process", (atOnce) => Promise.resolve(new LocalQueue(atOnce)));
