/** What the client keeps between runs, readable by its person alone: client ids, tokens, and remote servers agreed to. */
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

/** The platform's folder for settings; `HD_LOCAL_CONFIG` overrides it. */
export function configFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment.HD_LOCAL_CONFIG;
  if (chosen) return chosen;
  if (process.platform === "darwin") return join(homedir(), "Library", "Preferences", "hd-local-ai");
  if (process.platform === "win32")
    return join(environment.APPDATA ?? join(homedir(), "AppData", "Roaming"), "hd-local-ai", "Config");
  return join(environment.XDG_CONFIG_HOME || join(homedir(), ".config"), "hd-local-ai");
}

const ACCOUNT = z.object({
  clientId: z.uuid(),
  token: z.string().min(1).optional(),
  /** Milliseconds since 1970. */
  expiresAtMs: z.number().optional(),
});

const CONTENT = z.object({
  /** By server: its origin, or `local` for the one that the client starts itself. */
  accounts: z.record(z.string(), ACCOUNT).default({}),
  /** Origins of servers elsewhere that the person has said yes to. */
  allowedRemotes: z.array(z.string()).default([]),
  /** Where a server listens that a client of this machine has started. */
  startedServer: z.string().optional(),
});

export type ConfigContent = z.infer<typeof CONTENT>;

/** `client.json` in a folder. */
export class ConfigFile {
  readonly #folder: string;
  readonly path: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.path = join(folder, "client.json");
  }

  /** What is kept; nothing where the file is missing or cannot be understood. */
  async read(): Promise<ConfigContent> {
    try {
      return CONTENT.parse(JSON.parse(await readFile(this.path, "utf8")));
    } catch {
      return CONTENT.parse({});
    }
  }

  /** Reads, changes and writes in one go, under a temporary name first. */
  async change(change: (content: ConfigContent) => void): Promise<void> {
    const content = await this.read();
    change(content);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const temporary = `${this.path}.${process.pid}.part`;
    await writeFile(temporary, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
    await chmod(temporary, 0o600);
    await rename(temporary, this.path);
  }
}
