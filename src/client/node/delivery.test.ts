import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readRender } from "../wire.js";
import type { WireClient } from "../wire-client.js";
import { deliver } from "./delivery.js";

const folder = mkdtempSync(join(tmpdir(), "hd-local-delivery-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A server that hands out three bytes of a type. */
function serverOf(type: string): WireClient {
  const fetchMedia = (): Promise<Response> =>
    Promise.resolve(new Response("abc", { headers: { "content-type": type, "content-length": "3" } }));
  return { fetchMedia } as unknown as WireClient;
}

it.each([
  ["audio/mpeg", "clip-hd.mp4", "clip-hd.mp3"],
  ["video/mp4", "film.mp4", "film.mp4"],
  ["image/jpeg", "cover.jpeg", "cover.jpeg"],
  ["video/webm", "film.mov", "film.webm"],
])("what comes as %s and was to be %s is called %s", async (type, wanted, name) => {
  const render = readRender({ id: "r", status: "completed", output: { url: "http://127.0.0.1/r" } }, "r");
  const options = { folder, stem: "x", outputPath: join(folder, wanted), verify: () => Promise.resolve() };
  const path = await deliver(serverOf(type), render, options);
  expect(path).toBe(join(folder, name));
  expect(readFileSync(path, "utf8")).toBe("abc");
});
