/** A network of a test's own with loopback alone in it: whatever asks for anything else gets nothing. */
import { spawnSync } from "node:child_process";

/** Namespaces of one's own need rights, and `ip` to bring loopback up. */
export const canIsolate =
  process.platform === "linux" && spawnSync("unshare", ["-rn", "sh", "-c", "ip link set lo up"]).status === 0;

/** Brings loopback up, checks that there is nothing else, and becomes the command. */
const ALONE = 'ip link set lo up && ! ip -o link | grep -v ": lo:" | grep -q "state UP" && exec "$@"';

/** A command as it is started in such a network; its process is the command's own. */
export function isolated(words: readonly string[]): [command: string, words: string[]] {
  return ["unshare", ["-rn", "sh", "-c", ALONE, "sh", ...words]];
}

/** A command as it is started in the network of a process that was started so. */
export function joined(pid: number, words: readonly string[]): [command: string, words: string[]] {
  return ["nsenter", ["--target", String(pid), "--user", "--net", "--preserve-credentials", ...words]];
}
