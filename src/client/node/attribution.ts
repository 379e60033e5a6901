/** Which skill requests come from, and by which marketplace it was installed. */
import type { Attribution } from "../wire-client.js";
import { PROGRAM_PATH, packageVersion } from "./program.js";

const SKILL_NAME = "hd-local-ai";

/** The platform that a path of installation shows; `SKILL_SOURCE` wins where it is set. */
export function platformOf(installPath: string, skillSource: string | undefined): string {
  if (skillSource) return skillSource;
  const path = installPath.replaceAll("\\", "/").toLowerCase();
  if (/\/\.?(?:clawhub|openclaw|clawdbot)\//.test(path)) return "clawhub";
  return /\/\.cursor\//.test(path) ? "cursor" : "unknown";
}

export function attribution(environment: NodeJS.ProcessEnv = process.env): Attribution {
  return {
    source: SKILL_NAME,
    version: packageVersion(),
    platform: platformOf(process.argv[1] ?? PROGRAM_PATH, environment.SKILL_SOURCE),
  };
}
