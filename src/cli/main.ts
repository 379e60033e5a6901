#!/usr/bin/env node
/** The command line: one file a command, and what they share of exit codes. */
import { Command, CommanderError, Help, type HelpConfiguration } from "commander";
import { toFault } from "../faults.js";
import { debugText } from "./enhance-report.js";
import { programVersion } from "./program-version.js";
import { printable } from "./wording.js";

/** Every command by its word, in the order that the help lists them. A run loads only the one it is asked for. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  enhance: async () => (await import("./enhance.js")).enhanceCommand(),
  edit: async () => (await import("./edit.js")).editCommand(),
  compare: async () => (await import("./compare.js")).compareCommand(),
  inspect: async () => (await import("./inspect.js")).inspectCommand(),
  doctor: async () => (await import("./doctor.js")).doctorCommand(),
  models: async () => (await import("./models.js")).modelsCommand(),
  serve: async () => (await import("./serve.js")).serveCommand(),
  worker: async () => (await import("./worker.js")).workerCommand(),
  accounts: async () => (await import("./accounts.js")).accountsCommand(),
  chat: async () => (await import("./chat.js")).chatCommand(),
  batch: async () => (await import("./batch.js")).batchCommand(),
  understand: async () => (await import("./understand.js")).understandCommand(),
  mcp: async () => (await import("./mcp.js")).mcpCommand(),
  skill: async () => (await import("./skill.js")).skillCommand(),
};

/** A flag that is not given is off: that need not be said. */
const HELP: HelpConfiguration = {
  optionDescription(option) {
    const said = new Help().optionDescription(option);
    return option.defaultValue === false ? said.replace(/ \(default: false\)$/, "") : said;
  },
};

function withPlainHelp(command: Command): Command {
  for (const part of command.commands) withPlainHelp(part);
  return command.configureHelp(HELP);
}

const program = new Command("hd-local")
  .description("Turns poor videos into HD on your own machine. Nothing is uploaded.")
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

const asked = COMMANDS[process.argv[2] ?? ""];
for (const load of asked === undefined ? Object.values(COMMANDS) : [asked])
  program.addCommand(withPlainHelp(await load()).exitOverride());

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
    process.stderr.write(`${printable(fault.message)}\n${debugText(fault)}`);
    process.exitCode = fault.exitCode;
  }
}
