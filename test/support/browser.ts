/** Debian's Chromium for tests of the page: one browser a test file, a fresh profile a page. */
import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, describe } from "vitest";

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

/** Hosts that a page asked for, other than its own. */
export function foreignRequests(context: BrowserContext, own: string): string[] {
  const foreign: string[] = [];
  context.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== new URL(own).origin && protocol !== "blob:" && protocol !== "data:") foreign.push(request.url());
  });
  return foreign;
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
