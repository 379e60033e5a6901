/** The whole journey on the page, in a network with loopback alone, with every request of the browser written down. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeInBrowser, ownBrowser, troubles } from "./support/browser.js";
import { canIsolate } from "./support/loopback.js";
import { clips } from "./support/made-clips.js";
import { originsAskedFor } from "./support/network-log.js";
import { download, dropFile, ownAddress, pictureShown, say, startExport } from "./support/page-steps.js";
import { readFormat } from "./support/read-clip.js";
import { launchStudio, type StudioProcess } from "./support/studio.js";

const folder = mkdtempSync(join(tmpdir(), "hd-local-page-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NETWORK = canIsolate
  ? "with loopback alone"
  : "with every network there (left out: loopback alone, for `unshare -rn` is not permitted here)";

describeInBrowser("the journey on the page", () => {
  let studio: StudioProcess;
  let clip: string;
  beforeAll(async () => {
    [studio, clip] = await Promise.all([launchStudio({}, canIsolate), clips.constantRate("25")]);
  });

  it(`drop, say, compare, export, download: ${NETWORK}, and no request leaves the page's origin`, async () => {
    const networkLog = join(folder, "network.json");
    const browser = await ownBrowser({ networkLog, ...(canIsolate ? { network: studio.child } : {}) });
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: "en-US" });
      const complaints = troubles(page);
      await page.goto(ownAddress(studio));
      // As it is told when Wi-Fi is turned off or the plug is pulled.
      await page.evaluate("dispatchEvent(new Event('offline'))");
      // The page is looked at here, not the networks: the quick one does for all that is made.
      await page.getByRole("button", { name: "Settings" }).click();
      await page.getByRole("radio", { name: "Fast" }).click();
      await page.keyboard.press("Escape");

      await dropFile(page, clip, "海边 clip.mp4");
      await pictureShown(page);
      expect(await say(page, "enhance it and trim the first 1 second")).toContain("1 s long");
      await page.getByText("/ 0:01.0").waitFor();

      await page.getByRole("button", { name: "Before and after" }).click();
      const divider = page.getByRole("slider", { name: "Divider between before and after" });
      await divider.waitFor({ timeout: 200_000 });
      await divider.press("ArrowRight");
      expect(await divider.getAttribute("aria-valuenow")).toBe("52");
      await page.getByRole("button", { name: "Pause" }).click();
      await page.getByRole("button", { name: "To the start" }).click();
      await page.waitForFunction("[...document.querySelectorAll('video')].every((video) => video.currentTime === 0)");
      expect(await page.locator("video").count()).toBe(2);

      await startExport(page, /^1080p/);
      const film = join(folder, "film.mp4");
      expect((await download(page, film)).suggestedName).toMatch(/\.mp4$/);
      const { streams, durationSeconds } = readFormat(film);
      const video = streams.find(({ kind }) => kind === "video");
      expect([video?.codec, video?.width, video?.height]).toEqual(["h264", 1920, 1080]);
      expect(durationSeconds).toBeCloseTo(1, 1);
      await page.keyboard.press("Escape");

      await startExport(page, /^Sound only/);
      const sound = join(folder, "sound.mp3");
      expect((await download(page, sound)).suggestedName).toMatch(/\.mp3$/);
      expect(readFormat(sound).streams.map(({ kind, codec }) => [kind, codec])).toEqual([["audio", "mp3"]]);
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
    }
    const origins = originsAskedFor(networkLog);
    expect([...origins.keys()]).toEqual([studio.url]);
    // The page, its parts, the upload, the films: a log without them would prove nothing.
    expect(origins.get(studio.url)).toBeGreaterThan(40);
  }, 300_000);
});
