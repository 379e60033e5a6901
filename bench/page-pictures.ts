/** Pictures of the page in every state, into `docs/page/`: made again with `npm run bench -- pictures`. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page, Request } from "playwright-core";
import { sharedClip } from "./measured-process.js";
import { PageStudio, say } from "./page-studio.js";

const FOLDER = fileURLToPath(new URL("../docs/page/", import.meta.url));
const WEBP_QUALITY = 72;
/** Pixels across a picture: larger screens are shown smaller. */
const MOST_WIDTH = 1280;

const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };
const HUGE = { width: 3840, height: 2160 };

type Take = (page: Page, name: string) => Promise<void>;
/** How a state that stays is taken: as it is, then on a phone, in the dark. */
interface Takes {
  once: Take;
  everywhere: Take;
}

/** `pictures [word]`: all, or those whose name begins with the word. */
export async function takePictures([only = ""]: string[]): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  await using studio = await PageStudio.start();
  const once: Take = async (page, name) => {
    if (name.startsWith(only)) writeFileSync(`${FOLDER}${name}.webp`, await picture(page));
  };
  const everywhere: Take = async (page, name) => {
    await once(page, name);
    await sized(page, PHONE, "dark");
    await once(page, `${name}-phone`);
    await sized(page, WIDE, "light");
  };
  const take: Takes = { once, everywhere };
  await emptyPage(studio, take);
  const page = await edited(studio, take);
  await windows(page, take);
  await exporting(studio, page, take);
}

async function emptyPage(studio: PageStudio, take: Takes): Promise<void> {
  const context = await studio.visitor();
  const page = watched(await context.newPage());
  await page.goto(studio.ownAddress);
  await page.getByRole("heading", { level: 2 }).waitFor();
  await take.everywhere(page, "empty");
  await page.getByRole("button", { name: "中文" }).click();
  await sized(page, WIDE, "dark");
  await take.once(page, "empty-chinese");
  await context.close();
}

async function edited(studio: PageStudio, take: Takes): Promise<Page> {
  const context = await studio.visitor();
  const page = watched(await context.newPage());
  await page.goto(studio.ownAddress);
  const files = ["poor/sam2_bedroom_540p.mp4", "hd/bedroom_dog_720p_h264.mp4"].map((name) => sharedClip(name));
  await page.locator("input[type=file][multiple]").first().setInputFiles(files);
  await page.getByRole("progressbar").first().waitFor();
  await take.once(page, "uploading");
  await page.getByText("(2)").waitFor({ timeout: 120_000 });
  await say(page, "add lo-fi music at 30% and the title “A day at home” for 3 seconds");
  // Past the beginning, where the title has come in.
  await page.getByRole("slider", { name: "Position" }).focus();
  for (let step = 0; step < 30; step++) await page.keyboard.press("ArrowRight");
  await page.evaluate("document.activeElement?.blur()");
  await quiet(page);
  await take.everywhere(page, "edited");
  await sized(page, HUGE, "dark");
  await take.once(page, "edited-4k");
  await page.getByRole("button", { name: "中文" }).click();
  await sized(page, WIDE, "dark");
  await take.once(page, "edited-chinese");
  await page.getByRole("button", { name: "English" }).click();
  await sized(page, WIDE, "light");
  return page;
}

async function windows(page: Page, take: Takes): Promise<void> {
  for (const [button, name] of [
    [/^Settings$/, "settings"],
    [/^Projects/, "projects"],
    [/^Export$/, "export"],
  ] as const) {
    await page.getByRole("button", { name: button }).first().click();
    await page.getByRole("dialog").waitFor();
    await quiet(page);
    await take.everywhere(page, name);
    // The rest goes by the quick network: the pictures are of the page.
    if (name === "settings") await page.getByRole("radio", { name: "Fast" }).click();
    await page.keyboard.press("Escape");
  }
  const refused = { name: "notes.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7") };
  await page.locator("input[type=file][multiple]").first().setInputFiles(refused);
  await page.getByRole("alert").waitFor();
  await take.everywhere(page, "refused");
  await page.getByRole("button", { name: /^Close: notes/ }).click();
  await page.getByRole("button", { name: "Before and after" }).click();
  await page.getByText(/^Enhancing 3 seconds/).waitFor();
  await quiet(page);
  await take.once(page, "compare-busy");
  const divider = page.getByRole("slider", { name: "Divider between before and after" });
  await divider.waitFor({ timeout: 300_000 });
  await page.getByRole("button", { name: "Closer" }).click();
  await page.getByRole("button", { name: "Pause" }).click();
  await quiet(page);
  await take.everywhere(page, "compare");
  await page.getByRole("button", { name: "Before and after" }).click();
}

async function exporting(studio: PageStudio, page: Page, take: Takes): Promise<void> {
  const order = async (preset: RegExp): Promise<void> => {
    await page.getByRole("button", { name: "Export", exact: true }).click();
    await page.getByRole("radio", { name: preset }).click();
    await page.getByRole("radio", { name: /^Fast/ }).click();
    await page.getByRole("button", { name: "Start export" }).click();
    await page.getByRole("dialog", { name: "Exports" }).waitFor();
  };
  const list = page.getByRole("dialog", { name: "Exports" });
  await order(/^1080p/);
  await page.keyboard.press("Escape");
  await order(/^Vertical/);
  await list
    .getByText(/frames\/s/)
    .first()
    .waitFor({ timeout: 120_000 });
  await list
    .getByRole("button", { name: /^Pause/ })
    .first()
    .click();
  await list
    .getByText(/^Paused/)
    .first()
    .waitFor();
  await quiet(page);
  await take.everywhere(page, "exporting");
  await list.getByRole("button", { name: /^Go on/ }).click();
  await list.getByRole("link", { name: "Download" }).nth(1).waitFor({ timeout: 600_000 });
  await quiet(page);
  await take.everywhere(page, "exported");
  await page.keyboard.press("Escape");

  // The files are gone under the studio's hands, as they would be from a disk that was taken away.
  for (const name of readdirSync(`${studio.dataFolder}/files`))
    rmSync(`${studio.dataFolder}/files/${name}`, { recursive: true });
  await say(page, "mirror it");
  await order(/^1080p/);
  await list.getByRole("alert").waitFor({ timeout: 120_000 });
  await take.everywhere(page, "failed");
  await page.keyboard.press("Escape");
  await studio.stop();
  await page.getByText(/^The connection/).waitFor({ timeout: 60_000 });
  await take.everywhere(page, "disconnected");
}

async function sized(
  page: Page,
  size: { width: number; height: number },
  colorScheme: "light" | "dark",
): Promise<void> {
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme });
  await quiet(page);
}

/** Requests under way, by page; the stream of events stays open and does not count. */
const underWay = new WeakMap<Page, Set<Request>>();

function watched(page: Page): Page {
  const requests = new Set<Request>();
  underWay.set(page, requests);
  page.on("request", (request) => request.url().includes("/api/events/") || requests.add(request));
  const ended = (request: Request): void => void requests.delete(request);
  page.on("requestfinished", ended).on("requestfailed", ended);
  return page;
}

/** Until nothing has been fetched for a moment, and every picture has been drawn; a slow machine gets a minute. */
async function quiet(page: Page): Promise<void> {
  const untilMs = performance.now() + 60_000;
  for (let still = 0; still < 4 && performance.now() < untilMs; still++) {
    await page.waitForTimeout(400);
    if ((underWay.get(page)?.size ?? 0) > 0) still = -1;
  }
  await page.waitForFunction("[...document.images].every((image) => image.complete || image.loading === 'lazy')");
}

async function picture(page: Page): Promise<Buffer> {
  const { width = 0, height = 0 } = page.viewportSize() ?? {};
  const wire = await page.context().newCDPSession(page);
  const { data } = await wire.send("Page.captureScreenshot", {
    format: "webp",
    quality: WEBP_QUALITY,
    clip: { x: 0, y: 0, width, height, scale: Math.min(1, MOST_WIDTH / width) },
  });
  await wire.detach();
  return Buffer.from(data, "base64");
}
