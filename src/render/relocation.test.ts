import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { filesOf, isOfProgram, portable, renderBuild, settled } from "./relocation.js";

const model = fileURLToPath(new URL("../../models/fast-x2.onnx", import.meta.url));
const keyOf = (path: string): string | undefined =>
  path.startsWith("/here/") ? path.slice("/here/".length) : undefined;

it("names files and networks so that another machine finds its own, and leaves everything else", () => {
  const task = {
    shots: [{ path: "/here/assets/a.mp4", framePts: [1, 2], network: { path: model } }, { path: "/here/assets/b.mp4" }],
    title: "/not/a/file",
    none: undefined,
  };
  const sent = JSON.parse(JSON.stringify(portable(task, keyOf))) as typeof task;
  expect(JSON.stringify(sent)).not.toContain(model);
  expect(filesOf(sent)).toEqual(["assets/a.mp4", "assets/b.mp4"]);
  const there = settled(sent, (key) => join("/there", key));
  expect(there).toEqual({
    shots: [
      { path: "/there/assets/a.mp4", framePts: [1, 2], network: { path: model } },
      { path: "/there/assets/b.mp4" },
    ],
    title: "/not/a/file",
  });
});

it("knows the program's own networks from a person's file", () => {
  expect(isOfProgram(model)).toBe(true);
  expect(isOfProgram("/elsewhere/models/mine.onnx")).toBe(false);
});

it("tells builds apart by the program's version", () => {
  expect(renderBuild("1.0.0")).toBe(renderBuild("1.0.0"));
  expect(renderBuild("1.0.0")).not.toBe(renderBuild("1.0.1"));
});
