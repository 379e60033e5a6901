/** A studio with a browser before it: what measurements and pictures of the page begin with. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { PROGRAM, Scratch } from "./measured-process.js";

const CHROMIUM = "/usr/bin/chromium";

/** The built program on a free port, with a data folder of its own, and Debian's Chromium; dispose it to end both. */
export class PageStudio implements AsyncDisposable {
  readonly url: string;
  readonly #scratch: Scratch;
  readonly #child: ChildProcess;
  readonly #browser: Browser;

  private constructor(url: string, scratch: Scratch, child: ChildProcess, browser: Browser) {
    this.url = url;
    this.#scratch = scratch;
    this.#child = child;
    this.#browser = browser;
  }

  static async start(): Promise<PageStudio> {
    const scratch = new Scratch();
    const child = spawn(process.execPath, [PROGRAM, "serve", "--port", "0", "--data", scratch.file("data")], {
      env: { ...process.env, HD_LOCAL_CACHE: scratch.file("cache") },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const url = await new Promise<string>((resolve, reject) => {
      let text = "";
      child.once("exit", () => reject(new Error(`The studio did not start.\n${text}`)));
      child.stdout.setEncoding("utf8").on("data", (part: string) => {
        text += part;
        const address = /open at (http:\S+)/.exec(text)?.[1];
        if (address !== undefined) resolve(address);
      });
    });
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    });
    return new PageStudio(url, scratch, child, browser);
  }

  /** Where the studio keeps everything. */
  get dataFolder(): string {
    return this.#scratch.file("data");
  }

  /** Ends the studio under the page's hands. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGTERM");
    await ended;
  }

  /** A browser that comes for the first time. */
  async visitor(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    return await this.#browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-US", ...options });
  }

  /** The address as the studio's own person opens it. */
  get ownAddress(): string {
    return `${this.url}/#key=${readFileSync(`${this.dataFolder}/owner.key`, "utf8").trim()}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.stop();
    this.#scratch[Symbol.dispose]();
  }
}

/** Hands files to the page and waits until the first picture of them is there. */
export async function addFiles(page: Page, paths: string[]): Promise<void> {
  await page.locator("input[type=file][multiple]").first().setInputFiles(paths);
  await page.locator("section img[alt]:not([alt=''])").first().waitFor({ timeout: 120_000 });
}

/** Says something and waits for the whole answer. */
export async function say(page: Page, words: string): Promise<void> {
  await page.getByLabel("What should happen?").fill(words);
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByRole("button", { name: "Stop" }).waitFor({ state: "hidden", timeout: 60_000 });
}
