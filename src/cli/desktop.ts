/** What opens on the person's own desktop: their browser, their file manager. */
import { spawn } from "node:child_process";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";

/** A file manager that is asked over the desktop's bus answers within this time, or there is none. */
const ANSWER_LIMIT_MS = 5000;

/** Opens an address in the browser; where there is none to open, nothing happens. */
export function openInBrowser(url: string): void {
  const [command, ...words] = { darwin: ["open"], win32: ["cmd", "/c", "start", ""] }[process.platform as string] ?? [
    "xdg-open",
  ];
  if (command === undefined) return;
  spawn(command, [...words, url], { stdio: "ignore", detached: true })
    .on("error", () => undefined)
    .unref();
}

/** Opens the file manager with a file chosen in it. False where there is none to open. */
export async function showInFolder(path: string): Promise<boolean> {
  if (process.platform === "darwin") return await succeeds("open", ["-R", path]);
  if (process.platform === "win32") {
    // It ends with 1 whether or not it opened.
    await succeeds("explorer.exe", [`/select,${path}`]);
    return true;
  }
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return false;
  // The bus splits its lists at commas.
  const url = pathToFileURL(path).href.replaceAll(",", "%2C");
  const place = ["--dest=org.freedesktop.FileManager1", "/org/freedesktop/FileManager1"];
  const call = ["org.freedesktop.FileManager1.ShowItems", `array:string:${url}`, "string:"];
  if (await succeeds("dbus-send", ["--session", "--print-reply", ...place, ...call])) return true;
  return await succeeds("xdg-open", [dirname(path)]);
}

function succeeds(command: string, words: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, words, { stdio: "ignore", timeout: ANSWER_LIMIT_MS });
    child.on("error", () => resolve(false));
    child.on("close", (code) => resolve(code === 0));
  });
}
