/** `hd-local mcp`: the studio as tools for an agent that starts this program (Model Context Protocol over stdio). */
import { join } from "node:path";
import { Command } from "commander";
import { configFolder } from "../client/node/config-file.js";
import { type Connection, connect } from "../client/node/connect.js";
import { ALLOW_REMOTE } from "./conversation.js";

interface McpFlags {
  allow: string[];
  allowRemote: boolean;
}

export function mcpCommand(): Command {
  return new Command("mcp")
    .description("serve tools to an agent over standard input and output (Model Context Protocol)")
    .option(
      "--allow <folder>",
      "a folder that the agent may read and write; may be given several times (default: the working folder)",
      (folder: string, before: string[]) => [...before, folder],
      [],
    )
    .option(...ALLOW_REMOTE, false)
    .action(mcp);
}

async function mcp(flags: McpFlags): Promise<void> {
  // Only this command needs these: the others start without loading them.
  const [{ serveStdio, StdioServerTransport }, { AllowedFolders }, { JobStore }, { JobDesk }, { createToolServer }] =
    await Promise.all([
      import("@modelcontextprotocol/server/stdio"),
      import("../mcp/allowed-folders.js"),
      import("../mcp/job.js"),
      import("../mcp/job-desk.js"),
      import("../mcp/tools.js"),
    ]);
  const folders = await AllowedFolders.of(flags.allow);
  // A server is looked for, or started, when a tool first needs one.
  let connection: Promise<Connection> | undefined;
  const connectOnce = (): Promise<Connection> => {
    connection ??= connect({ allowRemote: flags.allowRemote }).catch((error: unknown) => {
      connection = undefined;
      throw error;
    });
    return connection;
  };
  const jobs = new JobDesk(new JobStore(join(configFolder(), "jobs")), connectOnce);
  const transport = new StdioServerTransport();
  const left = new Promise<void>((resolve) => {
    process.stdin.once("end", resolve).once("close", resolve);
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(name, () => resolve());
  });
  const handle = serveStdio(() => createToolServer({ folders, jobs, connect: connectOnce }), { transport });
  try {
    await left;
  } finally {
    await handle.close();
    await jobs[Symbol.asyncDispose]();
    await (await connection?.catch(() => undefined))?.[Symbol.asyncDispose]();
  }
}
