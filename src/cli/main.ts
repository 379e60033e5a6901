#!/usr/bin/env node
/** The command line: one file a command, and what they share of exit codes. */
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { toFault } from "../faults.js";
import { compareCommand } from "./compare.js";
import { enhanceCommand } from "./enhance.js";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

const program = new Command("hd-local")
  .description("Turns poor videos into HD on your own machine. Nothing is uploaded; no network connection is opened.")
  .version(version, "-v, --version", "print the version")
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
  hd-local inspect clip.mov                 what is in it, and what would be done

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 bad input, 130 cancelled.`,
  );

for (const command of [enhanceCommand, compareCommand]) program.addCommand(command().exitOverride());

try {
  if (process.argv.length <= 2) program.outputHelp();
  else await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    const fault = toFault(error);
    process.stderr.write(`${fault.message}\n`);
    if (fault.code === "internal" && process.env["HD_LOCAL_DEBUG"])
      process.stderr.write(`${fault.cause instanceof Error ? fault.cause.stack : ""}\n`);
    process.exitCode = fault.exitCode;
  }
}
