/** The page, in a real browser on a real studio: what a creator does from the first file to the finished one. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeInBrowser, newContext } from "./support/browser.js";
import { clips } from "./support/made-clips.js";
import { ownAddress, pictureShown, say, startExport } from "./support/page-steps.js";
import { TestStudio } from "./support/studio.js";

const folder = mkdtempSync(join(tmpdir(), "hd-local-page-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeInBrowser("the page", () => {
  let studio: TestStudio;
  let clip: string;
  beforeAll(async () => {
    [studio, clip] = await Promise.all([TestStudio.start(), clips.constantRate("25")]);
    // The page is looked at here, not the networks: the quick one does for all that is made.
    const { body } = await studio.ask("POST", "/api/auth/local-token", { headers: { "x-owner-key": ownerKey() } });
    const headers = { authorization: `Bearer ${body.data.token}` };
    await studio.ask("PATCH", "/api/settings", { headers, json: { network: "fast" } });
  });

  const ownerKey = (): string => readFileSync(join(studio.data, "owner.key"), "utf8").trim();

  async function openPage(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    await page.goto(ownAddress(studio));
    return page;
  }

  async function addClip(page: Page, path = clip): Promise<void> {
    await page.locator("input[type=file][multiple]").first().setInputFiles(path);
    await pictureShown(page);
  }

  it("keeps files that are dropped together in one project, in their order", async () => {
    const context = await newContext();
    const page = await openPage(context);
    const [first, second] = [join(folder, "one.mp4"), join(folder, "two.mp4")];
    for (const path of [first, second]) copyFileSync(clip, path);
    await page.locator("input[type=file][multiple]").first().setInputFiles([first, second]);
    await page.getByText("/ 0:04.0").waitFor({ timeout: 60_000 });
    const clipsOnTimeline = page.getByRole("list", { name: "Video" }).getByRole("button");
    expect(await clipsOnTimeline.allInnerTexts()).toEqual(["one.mp4", "two.mp4"]);
    await page.getByRole("button", { name: /^Projects/ }).click();
    const names = page.getByRole("dialog").getByRole("button", { name: /^Open: / });
    await names.first().waitFor();
    const before = await names.count();
    await page.reload();
    await page.getByText("/ 0:04.0").waitFor();
    await page.getByRole("button", { name: /^Projects/ }).click();
    await names.first().waitFor();
    expect(await names.count()).toBe(before);
    await context.close();
  });

  it("trims by dragging an edge inwards, gives it back outwards, and undoes from under the answer", async () => {
    const context = await newContext();
    const page = await openPage(context);
    await addClip(page);
    const lane = page.getByRole("list", { name: "Video" });
    const edge = async (): Promise<{ x: number; y: number }> => {
      const box = await lane.getByRole("button").boundingBox();
      if (box === null) throw new Error("The clip is not there.");
      return { x: box.x + box.width - 4, y: box.y + box.height / 2 };
    };
    const drag = async (pixels: number): Promise<void> => {
      const from = await edge();
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      await page.mouse.move(from.x + pixels / 2, from.y);
      await page.mouse.move(from.x + pixels, from.y);
      await page.mouse.up();
    };
    await drag(-((await lane.boundingBox())?.width ?? 0) / 2);
    await page.getByText("/ 0:01.0").waitFor();
    await drag(2000);
    await page.getByText("/ 0:02.0").waitFor();
    await page.keyboard.press("Home");
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("w");
    await page.getByText("/ 0:01.0").waitFor();
    await page.keyboard.press("Control+z");
    await page.getByText("/ 0:02.0").waitFor();

    await say(page, "add the title “Hello” for 1 second and lo-fi music");
    await page.getByRole("list", { name: "Titles" }).getByText("Hello").waitFor();
    await page.getByRole("list", { name: "Music" }).getByText("lo-fi").waitFor();
    await page.getByRole("log").getByRole("button", { name: "Undo" }).click();
    await page.getByRole("list", { name: "Titles" }).waitFor({ state: "hidden" });
    await page.getByRole("log").getByText("Undone", { exact: true }).waitFor();
    await page.getByRole("log").getByRole("button", { name: "Redo" }).click();
    await page.getByRole("list", { name: "Titles" }).waitFor();
    await page.getByRole("log").getByText("Undone", { exact: true }).waitFor({ state: "hidden" });

    await startExport(page, /^1080p/);
    const exports = page.getByRole("dialog", { name: "Exports" });
    await exports.getByRole("button", { name: /^Cancel: / }).click();
    await exports.getByRole("button", { name: "Export again" }).waitFor();
    await exports.getByRole("button", { name: "Remove from the list" }).click();
    await exports.getByText("Nothing exported yet.").waitFor();
    await context.close();
  });

  it("says when the studio is gone, and goes on where it was when it is back", async () => {
    const context = await newContext();
    const page = await openPage(context);
    await addClip(page);
    await say(page, "trim the first 1 second");
    await studio.stop();
    await page.getByText(/^The connection to the studio/).waitFor();
    const { port } = new URL(studio.url);
    studio = await TestStudio.start({ data: studio.data, flags: ["--port", port] });
    await page.getByText(/^The connection to the studio/).waitFor({ state: "hidden", timeout: 30_000 });
    await page.reload();
    await page.getByText("/ 0:01.0").waitFor();
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
    await page.getByText("notes.pdf").waitFor();
    await page
      .getByRole("alert")
      .getByText(/^Not added: it is not a video/)
      .waitFor();
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
    // It neither names the project nor follows into another one.
    await addClip(page);
    await page.getByRole("button", { name: "Projects: rate-25" }).click();
    await page.getByRole("button", { name: "New project" }).click();
    await page.getByRole("heading", { name: "Drop videos here" }).waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
    await context.close();
  });

  it("says once that the studio cannot be reached, and tries again what was dropped and said", async () => {
    const context = await newContext();
    const page = await openPage(context);
    await page.getByRole("heading", { name: "Drop videos here" }).waitFor();
    await context.setOffline(true);
    await page.getByText(/^The connection to the studio/).waitFor();
    await page.locator("input[type=file][multiple]").first().setInputFiles(clip);
    await page.getByRole("alert").getByText("The studio on this machine cannot be reached.").waitFor();
    await context.setOffline(false);
    await page.getByRole("button", { name: "Try again" }).click();
    await pictureShown(page);
    await context.setOffline(true);
    const log = page.getByRole("log");
    expect(await say(page, "trim the first 1 second")).toContain("cannot be reached");
    expect(await log.getByText("trim the first 1 second").count()).toBe(1);
    expect(await log.getByText("Working on it…").count()).toBe(0);
    await context.setOffline(false);
    await log.getByRole("button", { name: "Try again" }).click();
    await page.getByText("/ 0:01.0").waitFor();
    expect(await log.getByText("trim the first 1 second", { exact: true }).count()).toBe(1);
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

  it("keeps everything over a reload in the middle of an upload and of an export, and asks before it removes the film", async () => {
    const context = await newContext();
    const page = await openPage(context);
    await addClip(page);
    await page.route("**/api/upload-video/**", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 3000));
      await route.continue().catch(() => undefined);
    });
    await page.locator("input[type=file][multiple]").first().setInputFiles(clip);
    // Only a page that somebody has touched may ask.
    await page.getByLabel("What should happen?").click();
    const asked: string[] = [];
    page.once("dialog", (dialog) => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    await page.reload();
    expect(asked).toEqual(["beforeunload"]);
    await page.unroute("**/api/upload-video/**");
    await page.getByText("/ 0:02.0").waitFor();

    await page.getByRole("button", { name: "Export", exact: true }).click();
    await page.getByRole("button", { name: "Start export" }).click();
    await page.getByRole("progressbar").waitFor();
    await page.reload();
    await page.getByRole("button", { name: /^Exports/ }).click();
    await page.getByRole("link", { name: "Download" }).waitFor({ timeout: 90_000 });
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByRole("button", { name: /^Remove: Finished films/ }).click();
    await page
      .getByRole("alert")
      .getByText(/^Remove 1 finished film, \d/)
      .waitFor();
    await page.getByRole("button", { name: "Remove for good" }).click();
    await page.getByText("Finished films (0)").waitFor();
    await page.keyboard.press("Escape");
    await page
      .getByRole("button", { name: /^Exports/ })
      .first()
      .click();
    await page.getByText("Removed from the disk").waitFor();
    expect(await page.getByRole("link", { name: "Download" }).count()).toBe(0);
    await page
      .getByRole("listitem")
      .filter({ hasText: "Removed from the disk" })
      .getByRole("button", { name: "Export again" })
      .click();
    await page.getByRole("dialog", { name: "Export", exact: true }).waitFor();
    await context.close();
  });

  it("exports as the words say, from whichever project it is looked at, and answers in the language of the words", async () => {
    const context = await newContext({ locale: "zh-CN" });
    const page = await openPage(context);
    await page.locator("input[type=file][multiple]").first().setInputFiles(clip);
    await page.getByRole("region", { name: "画面", exact: true }).getByRole("img").waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "English" }).click();
    expect(await say(page, "asdf")).toMatch(/I did not understand/);
    const said = await say(page, "export it as a GIF");
    expect(said).not.toMatch(/render_|编号/);
    await page.getByRole("log").getByRole("button", { name: "Exports" }).click();
    const list = page.getByRole("dialog", { name: "Exports" });
    await list.getByRole("link", { name: "Download" }).first().waitFor({ timeout: 90_000 });
    await list
      .getByText(/\.gif$/)
      .first()
      .waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Export", exact: true }).click();
    const choices = page.getByRole("radiogroup", { name: "Export" }).getByRole("radio");
    expect(await choices.first().innerText()).toContain("As your edits say: GIF");
    expect(await choices.first().getAttribute("aria-checked")).toBe("true");
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: /^Projects/ }).click();
    await page.getByRole("button", { name: "New project" }).click();
    await page.getByRole("heading", { name: "Drop videos here" }).waitFor();
    await page
      .getByRole("button", { name: /^Exports/ })
      .first()
      .click();
    await list
      .getByText(/^Project: /)
      .first()
      .waitFor();
    await context.close();
  });

  it("has the projects of the machine in every browser that comes with the key, and says to others what they lack", async () => {
    const context = await newContext();
    const page = await context.newPage();
    await page.goto(studio.url);
    await addClip(page);
    const projects = page.getByRole("dialog", { name: "Projects" });
    await page.getByRole("button", { name: /^Projects/ }).click();
    await projects.getByText(/^You see only what was made in this browser/).waitFor();
    await projects.getByRole("button", { name: /^Open: / }).waitFor();
    const session = await page.evaluate<string>("localStorage.getItem('hd-local.project')");

    // In the same tab: what was made without the key stays open.
    await page.goto(ownAddress(studio));
    await pictureShown(page);
    expect(page.url()).toBe(`${studio.url}/`);
    await page.getByRole("button", { name: /^Projects/ }).click();
    await projects
      .getByRole("button", { name: /^Open: / })
      .first()
      .waitFor();
    expect(await projects.getByText(/^You see only/).count()).toBe(0);

    const other = await newContext();
    const elsewhere = await openPage(other);
    await elsewhere.getByRole("button", { name: /^Projects/ }).click();
    await elsewhere
      .getByRole("dialog")
      .getByRole("button", { name: /^Open: / })
      .first()
      .click();
    await pictureShown(elsewhere);
    expect(await elsewhere.evaluate("localStorage.getItem('hd-local.project')")).toBe(session);
    await Promise.all([context.close(), other.close()]);
  });

  it("speaks Chinese to a Chinese browser, and English when asked to", async () => {
    const context = await newContext({ locale: "zh-CN" });
    const page = await openPage(context);
    await page.getByRole("heading", { name: "把视频拖到这里" }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("zh-Hans");
    const fake = { name: "fake.mp4", mimeType: "video/mp4", buffer: Buffer.from("#EXTM3U") };
    await page.locator("input[type=file][multiple]").first().setInputFiles(fake);
    await page
      .getByRole("alert")
      .getByText(/^这不是可以读取的视频/)
      .waitFor({ timeout: 30_000 });
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { name: "Drop videos here" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Drop videos here" }).waitFor();
    await context.close();
  });

  it("lists projects, renames and deletes one, and brings it back open as it was, or from the list of deleted ones", async () => {
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
    await page.getByRole("heading", { name: "Drop videos here" }).waitFor();
    await page.getByRole("button", { name: "Undo" }).last().click();
    await pictureShown(page);
    await page.getByRole("button", { name: "Projects: 海边的一天" }).click();
    await window.getByRole("button", { name: "More about «海边的一天»" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await window.getByText(/^Deleted \(/).click();
    await window.getByRole("button", { name: "Restore: 海边的一天" }).click();
    await window.getByRole("button", { name: "Open: 海边的一天" }).click();
    await pictureShown(page);
    await context.close();
  });
});
