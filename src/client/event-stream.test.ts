import fc from "fast-check";
import { expect, it } from "vitest";
import { readEventStream, type StreamItem } from "./event-stream.js";

async function read(pieces: readonly Uint8Array[]): Promise<StreamItem[]> {
  const items: StreamItem[] = [];
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  for await (const item of readEventStream(stream)) items.push(item);
  return items;
}

it("reads the same events however the bytes arrive", async () => {
  const text = 'data: {"a":"你好"}\n\ndata:\n\n: alive\n\ndata:{"b":2}\r\n\r\nevent: x\nid: 7\ndata: \n\ndata: last';
  const expected: StreamItem[] = [
    { kind: "data", data: '{"a":"你好"}' },
    { kind: "heartbeat" },
    { kind: "heartbeat" },
    { kind: "data", data: '{"b":2}' },
    { kind: "heartbeat" },
    { kind: "data", data: "last" },
  ];
  const bytes = new TextEncoder().encode(text);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1 }), async (lengths) => {
      const pieces: Uint8Array[] = [];
      for (let at = 0, i = 0; at < bytes.length; i++) {
        const length = lengths[i % lengths.length] ?? 1;
        pieces.push(bytes.slice(at, at + length));
        at += length;
      }
      expect(await read(pieces)).toEqual(expected);
    }),
  );
});
