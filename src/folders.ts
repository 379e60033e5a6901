/** The folders that the program has on every machine, as each platform wants them. */
import { homedir } from "node:os";
import { join } from "node:path";

/** For what can be made again; `HD_LOCAL_CACHE` overrides it. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment["HD_LOCAL_CACHE"];
  if (chosen) return chosen;
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "hd-local-ai");
  if (process.platform === "win32")
    return join(environment["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local"), "hd-local-ai", "Cache");
  return join(environment["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "hd-local-ai");
}

/** For what must be kept; `HD_LOCAL_DATA` overrides it. */
export function dataFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment["HD_LOCAL_DATA"];
  if (chosen) return chosen;
  if (process.platform === "darwin") return join(homedir(), "Library", "Application Support", "hd-local-ai");
  if (process.platform === "win32")
    return join(environment["APPDATA"] ?? join(homedir(), "AppData", "Roaming"), "hd-local-ai");
  return join(environment["XDG_DATA_HOME"] ?? join(homedir(), ".local", "share"), "hd-local-ai");
}
