import { expect, it } from "vitest";
import { type Announcement, checkDevice } from "./farm-workers.js";

function worker(...devices: Announcement["devices"][number]["device"][]): Announcement {
  return {
    atMs: 0,
    build: "one",
    version: "1.0.0",
    slots: 1,
    busy: 0,
    devices: devices.map((device) => ({ device, framesPerSecond: 10 })),
    encoders: ["x264"],
    networks: [],
  };
}

it("refuses a device that none of the machines has, and waits where no machine is there yet", () => {
  expect(() => checkDevice([worker("cpu"), worker("webgpu", "cpu")], "cuda")).toThrow(/None of the machines.*CUDA/);
  expect(() => checkDevice([worker("cpu"), worker("cuda", "cpu")], "cuda")).not.toThrow();
  expect(() => checkDevice([], "cuda")).not.toThrow();
});
