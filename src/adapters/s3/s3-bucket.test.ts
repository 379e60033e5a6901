/** A store of files that falls silent. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { S3_KEYS } from "../../../test/support/farm-parts.js";
import { readS3Address } from "./s3-address.js";
import { S3Bucket } from "./s3-bucket.js";

const SILENCE_MS = 200;
let server: Server;
let url: string;

beforeAll(async () => {
  Object.assign(process.env, S3_KEYS);
  server = createServer(({ url: path = "" }, response) => {
    if (path.includes("half")) response.writeHead(200, { "content-length": 1000 }).write(Buffer.alloc(500));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  url = `s3://films?endpoint=http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

it("is not waited for in the middle of a file", async () => {
  using bucket = new S3Bucket(readS3Address(url), 0, SILENCE_MS);
  const half = await bucket.read("assets/half.mp4", { start: 0, end: 999 });
  await expect(buffer(half)).rejects.toMatchObject({ code: "server-unreachable" });
});

it("is not waited for before its answer", async () => {
  using bucket = new S3Bucket(readS3Address(url), 0, SILENCE_MS);
  await expect(bucket.read("assets/none.mp4")).rejects.toMatchObject({ code: "server-unreachable" });
});
