import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { ChunkWriter, readChunkIndex, readChunkPackets } from "./chunk-file.js";
import type { EncodedPacket } from "./video-encoder.js";

const folder = mkdtempSync(join(tmpdir(), "hd-local-chunk-file-"));
afterAll(() => rmSync(folder, { recursive: true }));

const packets = fc.array(
  fc.record({
    data: fc.uint8Array({ minLength: 1, maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    pts: fc.integer(),
    isKeyframe: fc.boolean(),
  }),
  { maxLength: 30 },
);

async function written(name: string, list: readonly EncodedPacket[], isFinished = true): Promise<string> {
  const path = join(folder, name);
  await using writer = await ChunkWriter.create(path);
  await writer.write(list);
  if (isFinished) await writer.finish({ extradata: Buffer.from("headers"), damaged: 3 });
  return path;
}

describe("a chunk file", () => {
  it("gives back the packets that went in, with their times", async () => {
    await fc.assert(
      fc.asyncProperty(packets, async (list) => {
        const path = await written("round-trip.chunk", list);
        const index = await readChunkIndex(path);
        if (index === undefined) throw new Error("the chunk was not found");
        expect(index).toMatchObject({ extradata: Buffer.from("headers").toString("base64"), damaged: 3 });
        const back: EncodedPacket[] = [];
        for await (const packet of readChunkPackets(path, index)) back.push(packet);
        expect(back).toEqual(list);
      }),
      { numRuns: 30 },
    );
  });

  it("is not taken for finished before it is, wherever its writing broke off", async () => {
    const list = [{ data: Buffer.from("a packet of some bytes"), pts: 0, isKeyframe: true }];
    expect(await readChunkIndex(await written("unfinished.chunk", list, false))).toBeUndefined();
    const whole = readFileSync(await written("whole.chunk", list));
    const path = join(folder, "cut.chunk");
    for (let length = 0; length < whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      expect(await readChunkIndex(path), `${length} bytes`).toBeUndefined();
    }
  });

  it("is not taken for finished where bytes of it are missing or added", async () => {
    const whole = readFileSync(
      await written("damaged.chunk", [{ data: Buffer.alloc(50, 1), pts: 0, isKeyframe: true }]),
    );
    const path = join(folder, "shifted.chunk");
    for (const bytes of [whole.subarray(1), Buffer.concat([Buffer.alloc(1), whole])]) {
      writeFileSync(path, bytes);
      expect(await readChunkIndex(path)).toBeUndefined();
    }
  });

  it("is not found where there is no file", async () => {
    expect(await readChunkIndex(join(folder, "absent.chunk"))).toBeUndefined();
  });
});
