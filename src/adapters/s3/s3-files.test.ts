/** A bucket keeps what the files port promises, and what a bucket alone is asked for. */
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endFarmParts, newFolder, S3_KEYS, TestServer } from "../../../test/support/farm-parts.js";
import { describeFileStore } from "../../../test/support/port-contracts.js";
import { Fault } from "../../faults.js";
import { sumsKeyOf } from "./block-sums.js";
import { readS3Address, type S3Address } from "./s3-address.js";
import { S3Bucket } from "./s3-bucket.js";
import { S3Files } from "./s3-files.js";

let server: TestServer;
let stores = 0;
beforeAll(async () => {
  Object.assign(process.env, S3_KEYS);
  server = await TestServer.s3();
});
afterAll(endFarmParts);

/** A store that is empty: a folder of the bucket of its own. */
async function open(maxCopiesBytes = 1e9, more: Partial<S3Address> = {}): Promise<S3Files> {
  const address = { ...readS3Address(server.url), prefix: `store-${stores++}/`, ...more };
  const bucket = new S3Bucket(address, 20_000);
  return await S3Files.open({ bucket, folder: newFolder("copies"), maxCopiesBytes });
}

async function kept(files: S3Files, bytes: Buffer): Promise<string> {
  const part = await files.newPart("mp4");
  await writeFile(part, bytes);
  return (await files.keep(part, "assets", "mp4")).key;
}

describeFileStore("A bucket", () => open());

describe("A bucket of files", () => {
  it("takes a file in parts where it is large, and gives it back whole to another machine", async () => {
    const files = await open();
    const bytes = Buffer.alloc(20_000_001, 7);
    bytes.write("behind the second part", 17_000_000);
    const key = await kept(files, bytes);
    const elsewhere = await S3Files.open({ bucket: files.bucket, folder: newFolder("copies"), maxCopiesBytes: 1e9 });
    expect((await readFile(await elsewhere.localPath(key))).equals(bytes)).toBe(true);
  });

  it("does not hand out a file that is not as it was sent", async () => {
    const files = await open();
    const key = await kept(files, Buffer.from("as it was sent"));
    await files.bucket.put(key, Buffer.from("as it was bent"));
    await rm(files.copies.pathOf(key));
    await expect(files.localPath(key)).rejects.toSatisfy(
      (error) => Fault.isInstance(error) && error.code === "download-failed",
    );
    expect(await readdir(join(files.copies.pathOf(key), ".."))).toEqual([]);
  });

  it("gives an address to clients that reach the store themselves, and only to them", async () => {
    const files = await open();
    expect(await files.link(await kept(files, Buffer.from("film")), "my film.mp4")).toBeUndefined();
    const { endpoint } = readS3Address(server.url);
    const reached = await open(1e9, endpoint === undefined ? {} : { publicEndpoint: endpoint });
    const link = await reached.link(await kept(reached, Buffer.from("film")), "my film ½.mp4");
    const answer = await fetch(link ?? "");
    expect(await answer.text()).toBe("film");
    expect(answer.headers.get("content-disposition")).toBe("attachment; filename*=UTF-8''my%20film%20%C2%BD.mp4");
    expect(new URL(link ?? "").searchParams.get("X-Amz-Expires")).toBe("3600");
  });

  it("keeps copies up to a size, but none that was handed out just now is taken away", async () => {
    const files = await open(1000);
    const keys = [await kept(files, Buffer.alloc(600)), await kept(files, Buffer.alloc(600))];
    for (const key of keys) expect((await readFile(await files.localPath(key))).length).toBe(600);
  });

  it("waits for a reader that takes its time, and hides a store that is away meanwhile", async () => {
    const files = await open();
    const bytes = Buffer.alloc(3_000_000, 5);
    bytes.write("at the end", 2_999_000);
    const key = await kept(files, bytes);
    const taken: Buffer[] = [];
    for await (const part of await files.read(key)) {
      if (taken.length === 0) {
        await server.kill();
        void server.startAgain();
      }
      taken.push(part as Buffer);
    }
    expect(Buffer.concat(taken).equals(bytes)).toBe(true);
  });

  it("leaves nothing of a removed file", async () => {
    const files = await open();
    const key = await kept(files, Buffer.from("going"));
    await files.remove(key);
    expect(await files.bucket.find(key)).toBeUndefined();
    expect(await files.bucket.find(sumsKeyOf(key))).toBeUndefined();
  });

  it("waits for a store that is away for a moment, and says so where it stays away", async () => {
    const files = await open();
    const key = await kept(files, Buffer.from("patience"));
    await server.kill();
    const coming = files.find(key);
    await server.startAgain();
    expect(await coming).toMatchObject({ sizeBytes: 8 });
    const nowhere = new S3Bucket({ bucket: "films", prefix: "", endpoint: "http://127.0.0.1:9", region: "x" }, 300);
    await expect(nowhere.find("x")).rejects.toMatchObject({ code: "server-unreachable" });
  });
});

describe("The address of a store", () => {
  it("says bucket, folder and where it is", () => {
    expect(
      readS3Address("s3://films/studio/a?endpoint=http://10.0.0.1:9000&region=here&public=https://s3.example"),
    ).toEqual({
      bucket: "films",
      prefix: "studio/a/",
      endpoint: "http://10.0.0.1:9000",
      region: "here",
      publicEndpoint: "https://s3.example",
    });
  });

  it("carries no keys, and nothing that is not known", () => {
    for (const wrong of [
      "films",
      "http://films",
      "s3://key:secret@films",
      "s3://films?secret=x",
      "s3://films?endpoint=x",
    ])
      expect(() => readS3Address(wrong), wrong).toThrow(expect.objectContaining({ code: "usage" }));
  });
});
