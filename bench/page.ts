/**
 * What the page costs whoever opens it, measured in Chromium: bytes of the first load, when it can be used on a slow
 * processor, and how much it shifts, alone and through a whole journey.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { CDPSession } from "playwright-core";
import { median, sharedClip, table } from "./measured-process.js";
import { addFiles, PageStudio, say } from "./page-studio.js";

const ROUNDS = 5;
/** As tools that grade pages have it for a phone of the middle class. */
const SLOW_PROCESSOR = 4;
const PAGE_FOLDER = fileURLToPath(new URL("../dist/page", import.meta.url));

/** Kept by the page from its first moment on. */
const OBSERVERS = `
  window.measured = { shift: 0, paint: 0, blockedMs: 0, lastTaskEndMs: 0 };
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) measured.shift += value;
  }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntries()) measured.paint = startTime;
  }).observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      measured.blockedMs += duration - 50;
      measured.lastTaskEndMs = startTime + duration;
    }
  }).observe({ type: "longtask", buffered: true });
`;

interface Figures {
  shift: number;
  /** Largest paint, in ms from the start of the load. */
  paint: number;
  /** What tasks took beyond 50 ms each. */
  blockedMs: number;
  lastTaskEndMs: number;
}

interface Load extends Figures {
  bytes: number;
  requests: number;
  /** When there is a button to press and no long task is left. */
  interactiveMs: number;
}

/** `page [rounds]`. */
export async function measurePage([rounds = String(ROUNDS)]: string[]): Promise<void> {
  await using studio = await PageStudio.start();
  const loads: Load[] = [];
  for (let round = 0; round < Number(rounds); round++) loads.push(await firstLoad(studio));
  const of = (pick: (load: Load) => number) => median(loads.map(pick));
  const journey = await shiftOfJourney(studio);
  const code = readdirSync(`${PAGE_FOLDER}/assets`).filter((name) => name.endsWith(".js"));
  const compressed = code.reduce(
    (sum, name) => sum + gzipSync(readFileSync(`${PAGE_FOLDER}/assets/${name}`)).length,
    0,
  );
  const kilobytes = (bytes: number) => `${Math.round(bytes / 1000)} kB`;
  const ms = (value: number) => `${Math.round(value)} ms`;
  process.stdout.write(
    `${table(
      ["", "figure"],
      [
        ["JavaScript of the first load, compressed by gzip", kilobytes(compressed)],
        ["everything of the first load, as it comes over loopback, uncompressed", kilobytes(of(({ bytes }) => bytes))],
        ["requests of the first load", String(of(({ requests }) => requests))],
        [`largest paint, processor ${SLOW_PROCESSOR} times slower`, ms(of(({ paint }) => paint))],
        ["can be used, the same", ms(of(({ interactiveMs }) => interactiveMs))],
        ["blocked by long tasks, the same", ms(of(({ blockedMs }) => blockedMs))],
        ["layout shift of the first load (CLS)", of(({ shift }) => shift).toFixed(4)],
        ["layout shift of a journey: add, say, compare, export", journey.toFixed(4)],
      ],
    )}\n`,
  );
}

async function firstLoad(studio: PageStudio): Promise<Load> {
  const context = await studio.visitor();
  const page = await context.newPage();
  const wire = await context.newCDPSession(page);
  const traffic = trafficOf(wire);
  await wire.send("Network.enable");
  await wire.send("Emulation.setCPUThrottlingRate", { rate: SLOW_PROCESSOR });
  await page.addInitScript(OBSERVERS);
  await page.goto(studio.ownAddress);
  await page.getByRole("button", { name: "Choose files" }).waitFor();
  const usableMs = await page.evaluate<number>("performance.now()");
  await page.waitForTimeout(1000);
  const figures = await page.evaluate<Figures>("window.measured");
  await context.close();
  return { ...figures, ...traffic, interactiveMs: Math.max(usableMs, figures.lastTaskEndMs) };
}

function trafficOf(wire: CDPSession): { bytes: number; requests: number } {
  const traffic = { bytes: 0, requests: 0 };
  wire.on("Network.loadingFinished", ({ encodedDataLength }) => {
    traffic.bytes += encodedDataLength;
    traffic.requests++;
  });
  return traffic;
}

async function shiftOfJourney(studio: PageStudio): Promise<number> {
  const context = await studio.visitor();
  const page = await context.newPage();
  await page.addInitScript(OBSERVERS);
  await page.goto(studio.ownAddress);
  await addFiles(page, [sharedClip("odd/518x488_vfr_fullrange.mp4")]);
  await say(page, "trim to the first 2 seconds and add the title “Hello”");
  await page.getByRole("button", { name: "Before and after" }).click();
  await page.getByRole("slider", { name: "Divider between before and after" }).waitFor({ timeout: 300_000 });
  await page.getByRole("button", { name: "Export", exact: true }).click();
  await page.getByRole("button", { name: "Start export" }).click();
  await page.getByRole("link", { name: "Download" }).waitFor({ timeout: 300_000 });
  const { shift } = await page.evaluate<Figures>("window.measured");
  await context.close();
  return shift;
}
