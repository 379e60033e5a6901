#!/usr/bin/env node
/** The command line: one file a command, and what they share of exit codes. */
import { Command, CommanderError } from "commander";
import { toFault } from "../faults.js";
import { accountsCommand } from "./accounts.js";
import { batchCommand } from "./batch.js";
import { chatCommand } from "./chat.js";
import { compareCommand } from "./compare.js";
import { doctorCommand } from "./doctor.js";
import { editCommand } from "./edit.js";
import { enhanceCommand } from "./enhance.js";
import { debugText } from "./enhance-report.js";
import { inspectCommand } from "./inspect.js";
import { mcpCommand } from "./mcp.js";
import { programVersion } from "./program-version.js";
import { serveCommand } from "./serve.js";
import { skillCommand } from "./skill.js";
import { understandCommand } from "./understand.js";

const program = new Command("hd-local")
  .description("Turns poor videos into HD on your own machine. Nothing is uploaded; no network connection is opened.")
  .version(programVersion(), "-v, --version", "print the version")
  .helpOption("-h, --help", "show this help")
  .exitOverride()
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError("(`hd-local --help` lists the commands)")
  .addHelpText(
    "after",
    `
Examples:
  hd-local enhance clip.mov                 writes clip-hd.mp4 beside it, 1080p
  hd-local enhance *.avi -o finished/       several clips
  hd-local enhance clip.mov --sample 5s     a few seconds first, with a picture of before and after
  hd-local edit clip.mov -m "trim the first 5 seconds, make it vertical"
  hd-local inspect clip.mov                 what is in it, and what would be done
  hd-local chat clip.mov                    enhance and edit by talking

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 bad input, 130 cancelled.`,
  );

for (const command of [
  enhanceCommand,
  editCommand,
  compareCommand,
  inspectCommand,
  doctorCommand,
  serveCommand,
  accountsCommand,
  chatCommand,
  batchCommand,
  understandCommand,
  mcpCommand,
  skillCommand,
])
  program.addCommand(command().exitOverride());

// Whoever reads the output may leave early (`… --json | head -1`): the work is cancelled, as by Ctrl-C.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", () => {
    if (!process.emit("SIGINT")) process.exit(1);
  });
}

try {
  if (process.argv.length <= 2) program.outputHelp();
  else await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    const fault = toFault(error);
    process.stderr.write(`${fault.message}\n${debugText(fault)}`);
    process.exitCode = fault.exitCode;
  }
}
