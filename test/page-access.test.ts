/** The page for everybody: no violation that axe-core finds, at three sizes, in both themes, and keys alone are enough. */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { AxeResults } from "axe-core";
import type { BrowserContextOptions, Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { describeInBrowser, newContext } from "./support/browser.js";
import { clips } from "./support/made-clips.js";
import { TestStudio } from "./support/studio.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core finds wrong with the page as it stands. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations: found } = await page.evaluate<AxeResults>(
    'axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] })',
  );
  return found.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
}

const SETTINGS: [string, BrowserContextOptions][] = [
  ["wide and light", { viewport: { width: 1440, height: 900 }, colorScheme: "light" }],
  ["narrow and dark, in Chinese", { viewport: { width: 360, height: 740 }, colorScheme: "dark", locale: "zh-CN" }],
  ["4K and dark", { viewport: { width: 3840, height: 2160 }, colorScheme: "dark" }],
];

describeInBrowser("the page for everybody", () => {
  let studio: TestStudio;
  let clip: string;
  beforeAll(async () => {
    [studio, clip] = await Promise.all([TestStudio.start(), clips.constantRate("25")]);
    const headers = { "x-owner-key": readFileSync(join(studio.data, "owner.key"), "utf8").trim() };
    const { body } = await studio.ask("POST", "/api/auth/local-token", { headers });
    const token = { authorization: `Bearer ${body.data.token}` };
    await studio.ask("PATCH", "/api/settings", { headers: token, json: { network: "fast" } });
  });

  async function openPage(options: BrowserContextOptions): Promise<Page> {
    const context = await newContext({ ...options, bypassCSP: true });
    const page = await context.newPage();
    await page.goto(`${studio.url}/#key=${readFileSync(join(studio.data, "owner.key"), "utf8").trim()}`);
    return page;
  }

  it.each(SETTINGS)("has no violation in any state: %s", async (_name, options) => {
    const page = await openPage(options);
    await page.getByRole("heading", { level: 2 }).waitFor();
    expect(await violations(page)).toEqual([]);
    const { width, height } = options.viewport ?? { width: 0, height: 0 };
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);

    await page.locator("input[type=file][multiple]").first().setInputFiles(clip);
    await page.locator("section img[alt]:not([alt=''])").first().waitFor({ timeout: 60_000 });
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);

    for (const words of ["trim the first 1 second", "mirror it", "mute it"]) {
      await page.locator("textarea").fill(words);
      await page.locator("textarea").press("Enter");
      await page.getByRole("button", { name: /^(Stop|停止)$/ }).waitFor({ state: "hidden" });
    }
    // One sees the picture while one speaks, and the page itself does not scroll.
    for (const part of ["textarea", "section img[alt]:not([alt=''])"]) {
      const box = await page.locator(part).first().boundingBox();
      expect((box?.y ?? -1) >= 0 && (box?.y ?? 0) + (box?.height ?? 0) <= height).toBe(true);
    }
    expect(await page.evaluate<number>("document.documentElement.scrollHeight")).toBeLessThanOrEqual(height);
    expect(await violations(page)).toEqual([]);

    for (const name of [/^(Projects|项目)/, /^(Settings|设置)$/, /^(Export|导出)$/]) {
      await page.getByRole("button", { name }).first().click();
      await page.getByRole("dialog").waitFor();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
    }
    await page.context().close();
  });

  it("is worked by keys alone: say, scrub, mark a range, cut it, undo, export", async () => {
    const page = await openPage({});
    await page.locator("input[type=file][multiple]").first().setInputFiles(clip);
    await page.getByText("/ 0:02.0").waitFor({ timeout: 60_000 });
    await page.keyboard.press("End");
    await page.keyboard.press("Shift+ArrowLeft");
    await page.getByText("0:01.0").first().waitFor();
    await page.keyboard.press("i");
    await tabTo(page, "Cut the range out");
    await page.keyboard.press("Enter");
    await page.getByText("/ 0:01.0").waitFor();
    await page.keyboard.press("Control+z");
    await page.getByText("/ 0:02.0").waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("trim the first 1 second");
    await page.keyboard.press("Enter");
    await page.getByText("/ 0:01.0").waitFor();
    await tabTo(page, "Export");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await tabTo(page, "Start export");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Exports" }).waitFor();
    await page.context().close();
  });

  it("has no violation while it compares, exports, has exported, has failed, and has lost the studio", async () => {
    const page = await openPage({ colorScheme: "dark" });
    await page.locator("input[type=file][multiple]").first().setInputFiles(clip);
    await page.locator("section img[alt]:not([alt=''])").first().waitFor({ timeout: 60_000 });
    await page
      .locator("input[type=file][multiple]")
      .first()
      .setInputFiles({ name: "notes.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7") });
    await page.getByRole("alert").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Before and after" }).click();
    await page.getByRole("slider", { name: "Divider between before and after" }).waitFor({ timeout: 200_000 });
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Before and after" }).click();

    await page.getByRole("button", { name: "Export", exact: true }).click();
    await page.getByRole("button", { name: "Start export" }).click();
    const list = page.getByRole("dialog", { name: "Exports" });
    await list.waitFor();
    expect(await violations(page)).toEqual([]);
    await list.getByRole("link", { name: "Download" }).waitFor({ timeout: 200_000 });
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");

    rmSync(join(studio.data, "files"), { recursive: true });
    mkdirSync(join(studio.data, "files"));
    await page.keyboard.press("/");
    await page.keyboard.type("mirror it");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Stop" }).waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Export", exact: true }).click();
    await page.getByRole("button", { name: "Start export" }).click();
    await list.getByRole("alert").first().waitFor({ timeout: 60_000 });
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await studio.stop();
    await page.getByText(/^The connection to the studio/).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  }, 300_000);
});

/** Presses Tab until the control of that name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate<string>(
      "document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim() ?? ''",
    );
    if (focused === name) return;
  }
  throw new Error(`Tab never came to «${name}».`);
}
