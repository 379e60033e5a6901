/** `hd-local skill install`: puts the skill for agents where their client looks for it. */
import { cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, Option } from "commander";
import { oneOf } from "./option-parsers.js";

const SKILL = fileURLToPath(new URL("../../skill/hd-local-ai", import.meta.url));
const NAME = "hd-local-ai";

/** Where each client looks for skills: of a person, below their home; of a project, below its folder. */
const CLIENTS = {
  claude: { person: [".claude", "skills"], project: [".claude", "skills"] },
  cursor: { person: [".cursor", "skills"], project: [".cursor", "skills"] },
  openclaw: { person: [".openclaw", "skills"], project: ["skills"] },
  agents: { person: [".agents", "skills"], project: [".agents", "skills"] },
} as const;

type ClientName = keyof typeof CLIENTS;
const CLIENT_NAMES = Object.keys(CLIENTS) as ClientName[];

export function skillCommand(): Command {
  return new Command("skill")
    .description("the skill that teaches an agent to use this program")
    .addCommand(
      new Command("install")
        .description("put the skill where an agent looks for it; an older one there is replaced")
        .addOption(
          new Option("--for <client>", `whose agent: ${CLIENT_NAMES.join(", ")}`)
            .argParser(oneOf(CLIENT_NAMES))
            .default("agents"),
        )
        .option("--project", "for the project in the working folder, instead of for everything of yours", false)
        .exitOverride()
        .action(install),
    )
    .addCommand(
      new Command("path")
        .description("print where the skill lies in this package")
        .exitOverride()
        .action(() => void process.stdout.write(`${SKILL}\n`)),
    );
}

async function install({ for: client, project }: { for: ClientName; project: boolean }): Promise<void> {
  const parts = project ? CLIENTS[client].project : CLIENTS[client].person;
  const target = join(project ? resolve(".") : homedir(), ...parts, NAME);
  await mkdir(dirname(target), { recursive: true });
  // Whole or not at all: an agent may read the folder at any moment.
  const fresh = await mkdtemp(join(dirname(target), `.${NAME}-`));
  try {
    await cp(SKILL, join(fresh, NAME), { recursive: true });
    await rm(target, { recursive: true, force: true });
    await rename(join(fresh, NAME), target);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  process.stdout.write(`The skill is in ${target}\n`);
}
