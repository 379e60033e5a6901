/** Debian's Chromium for tests of the page: one browser a test file, a fresh profile a page. */
import type { ChildProcess } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, describe } from "vitest";
import { joined } from "./loopback.js";

const EXECUTABLE = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) => existsSync(path));

/** Chromium asks for hosts of its maker at every start unless it is told not to. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // It asks its maker what the fields of a page may be for.
  "--disable-features=AutofillServerCommunication",
];

/** Tests that need a browser. Where there is none they are left out, which the build server does not allow. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (EXECUTABLE !== undefined) describe(name, tests);
  else if (process.env["CI"] === "true") throw new Error("Chromium is missing: apt-get install chromium");
  else describe.skip(`${name} (left out: there is no Chromium; on Debian: apt-get install chromium)`, tests);
}

let browser: Promise<Browser> | undefined;
afterAll(async () => (await browser)?.close());

/** A page of its own, as a person's browser would be who comes for the first time. */
export async function newContext(options: BrowserContextOptions = {}): Promise<BrowserContext> {
  if (EXECUTABLE === undefined) throw new Error("There is no Chromium.");
  browser ??= chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
  return await (await browser).newContext({
    viewport: { width: 1280, height: 800 },
    locale: "en-US",
    acceptDownloads: true,
    ...options,
  });
}

interface OwnBrowser {
  /** Where everything that it asks of a network is written down. */
  networkLog: string;
  /** A process whose network it shares. */
  network?: ChildProcess;
}

/** A browser for one test alone; close it. */
export async function ownBrowser({ networkLog, network }: OwnBrowser): Promise<Browser> {
  if (EXECUTABLE === undefined) throw new Error("There is no Chromium.");
  const args = [...FLAGS, `--log-net-log=${networkLog}`];
  if (network?.pid === undefined) return await chromium.launch({ executablePath: EXECUTABLE, args });
  const [command, words] = joined(network.pid, [EXECUTABLE]);
  const starter = `${networkLog}.sh`;
  writeFileSync(starter, `#!/bin/sh\nexec ${[command, ...words].join(" ")} "$@"\n`, { mode: 0o755 });
  return await chromium.launch({ executablePath: starter, args });
}

/** What the page itself complained of. */
export function troubles(page: Page): string[] {
  const seen: string[] = [];
  page.on("pageerror", (error) => seen.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") seen.push(message.text());
  });
  return seen;
}
