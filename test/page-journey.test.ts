/** The page, in a real browser on a real studio: what a creator does from the first file to the finished one. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeInBrowser, foreignRequests, newContext, troubles } from "./support/browser.js";
import { clips } from "./support/made-clips.js";
import { readFormat } from "./support/read-clip.js";
import { TestStudio } from "./support/studio.js";

const folder = mkdtempSync(join(tmpdir(), "hd-local-page-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeInBrowser("the page", () => {
  let studio: TestStudio;
  let clip: string;
  beforeAll(async () => {
    [studio, clip] = await Promise.all([TestStudio.start(), clips.constantRate("25")]);
  });

  async function openPage(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${studio.url}/#key=${readFileSync(join(studio.data, "owner.key"), "utf8").trim()}`);
    return page;
  }

  async function addClip(page: Page, path = clip): Promise<void> {
    await page.locator("input[type=file][multiple]").first().setInputFiles(path);
    await page.getByRole("region", { name: "Picture", exact: true }).getByRole("img").waitFor({ timeout: 60_000 });
  }

  async function say(page: Page, words: string): Promise<string> {
    const log = page.getByRole("log");
    await page.getByLabel("What should happen?").fill(words);
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByRole("button", { name: "Stop" }).waitFor({ state: "hidden", timeout: 60_000 });
    return await log.innerText();
  }

  it("takes a dropped clip, does what is said, exports, and gives the file", async () => {
    const context = await newContext();
    const foreign = foreignRequests(context, studio.url);
    const page = await openPage(context);
    const complaints = troubles(page);
    await dropFile(page, clip);
    await page.getByRole("region", { name: "Picture", exact: true }).getByRole("img").waitFor({ timeout: 60_000 });

    expect(await say(page, "enhance it and trim the first 1 second")).toContain("1 s long");
    await page.getByText("/ 0:01.0").waitFor();

    await page.getByRole("button", { name: "Export", exact: true }).click();
    await page.getByRole("radio", { name: /Fast/ }).click();
    await page.getByRole("button", { name: "Start export" }).click();
    const download = page.getByRole("link", { name: "Download" });
    await download.waitFor({ timeout: 90_000 });
    const [file] = await Promise.all([page.waitForEvent("download"), download.click()]);
    const path = join(folder, "result.mp4");
    await file.saveAs(path);

    const { streams, durationSeconds } = readFormat(path);
    const video = streams.find(({ kind }) => kind === "video");
    expect([video?.codec, video?.width, video?.height]).toEqual(["h264", 1920, 1080]);
    expect(durationSeconds).toBeCloseTo(1, 1);
    expect(foreign).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("shows a moment before and after, behind a divider that keys move", async () => {
    const context = await newContext();
    const page = await openPage(context);
    await addClip(page);
    await page.getByRole("button", { name: "Before and after" }).click();
    const divider = page.getByRole("slider", { name: "Divider between before and after" });
    await divider.waitFor({ timeout: 100_000 });
    await divider.press("ArrowRight");
    expect(await divider.getAttribute("aria-valuenow")).toBe("52");
    expect(await page.locator("video").count()).toBe(2);
    await context.close();
  });

  it("says at once what is wrong with a file, before it is sent", async () => {
    const context = await newContext();
    const page = await openPage(context);
    const uploads: string[] = [];
    page.on("request", (request) => request.url().includes("/api/upload") && uploads.push(request.url()));
    await page
      .locator("input[type=file][multiple]")
      .first()
      .setInputFiles({ name: "notes.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7") });
    await page.getByRole("alert").getByText("notes.pdf").waitFor();
    expect(uploads).toEqual([]);
    await context.close();
  });

  it("tells why the studio refuses a file whose name promises more than it holds", async () => {
    const context = await newContext();
    const page = await openPage(context);
    await page
      .locator("input[type=file][multiple]")
      .first()
      .setInputFiles({
        name: "fake.mp4",
        mimeType: "video/mp4",
        buffer: Buffer.from("#EXTM3U\nhttp://example.com/\n"),
      });
    await page.getByRole("alert").waitFor({ timeout: 30_000 });
    await context.close();
  });

  it("undoes and makes again, and two tabs see the same", async () => {
    const context = await newContext();
    const first = await openPage(context);
    await addClip(first);
    const second = await context.newPage();
    await second.goto(studio.url);
    await second.getByText("/ 0:02.0").waitFor();
    await say(first, "trim the first 1 second");
    await second.getByText("/ 0:01.0").waitFor();
    await second.keyboard.press("Control+z");
    await first.getByText("/ 0:02.0").waitFor();
    await second.keyboard.press("Control+Shift+z");
    await first.getByText("/ 0:01.0").waitFor();
    await context.close();
  });

  it("keeps everything over a reload in the middle of an upload and of an export", async () => {
    const context = await newContext();
    const page = await openPage(context);
    await addClip(page);
    await page.route("**/api/upload-video/**", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 3000));
      await route.continue().catch(() => undefined);
    });
    await page.locator("input[type=file][multiple]").first().setInputFiles(clip);
    await page.reload();
    await page.unroute("**/api/upload-video/**");
    await page.getByText("/ 0:02.0").waitFor();

    await page.getByRole("button", { name: "Export", exact: true }).click();
    await page.getByRole("button", { name: "Start export" }).click();
    await page.getByRole("progressbar").waitFor();
    await page.reload();
    await page.getByRole("button", { name: /^Exports/ }).click();
    await page.getByRole("link", { name: "Download" }).waitFor({ timeout: 90_000 });
    await context.close();
  });

  it("speaks Chinese to a Chinese browser, and English when asked to", async () => {
    const context = await newContext({ locale: "zh-CN" });
    const page = await openPage(context);
    await page.getByRole("heading", { name: "把视频拖到这里" }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("zh-Hans");
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { name: "Drop videos here" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Drop videos here" }).waitFor();
    await context.close();
  });

  it("lists projects, renames, duplicates, deletes one and brings it back", async () => {
    const context = await newContext();
    const page = await openPage(context);
    await addClip(page);
    await page.getByRole("button", { name: /^Projects/ }).click();
    const window = page.getByRole("dialog", { name: "Projects" });
    await window
      .getByRole("button", { name: /^More about/ })
      .first()
      .click();
    await page.getByRole("menuitem", { name: "Rename" }).click();
    await window.getByLabel("Name").fill("海边的一天");
    await window.getByRole("button", { name: "Save" }).click();
    await window.getByText("海边的一天", { exact: true }).waitFor();
    await window.getByRole("button", { name: "More about «海边的一天»" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await window.getByText("海边的一天", { exact: true }).waitFor({ state: "hidden" });
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Undo" }).last().click();
    await page.getByRole("button", { name: /^Projects/ }).click();
    await window.getByText("海边的一天", { exact: true }).waitFor();
    await context.close();
  });
});

/** Drops a file on the page as a file manager would. */
async function dropFile(page: Page, path: string): Promise<void> {
  const bytes = readFileSync(path).toString("base64");
  const transfer = await page.evaluateHandle(`(() => {
    const data = new DataTransfer();
    const bytes = Uint8Array.from(atob("${bytes}"), (letter) => letter.charCodeAt(0));
    data.items.add(new File([bytes], "海边 clip.mp4", { type: "video/mp4" }));
    return data;
  })()`);
  for (const event of ["dragenter", "dragover", "drop"])
    await page.dispatchEvent("body", event, { dataTransfer: transfer });
}
