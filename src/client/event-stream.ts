/** A turn's stream, line by line: what is data and what only says that work goes on. */

/** One thing that came on the stream: the data of an event, or a sign of life without any. */
export type StreamItem = { kind: "data"; data: string } | { kind: "heartbeat" };

/** A line longer than this is no event of this API. */
const MAX_LINE_CHARACTERS = 16 * 1024 * 1024;

/**
 * Reads `text/event-stream` as this API writes it: every event is one line of JSON behind `data:`. Empty `data:` lines
 * and comments are heartbeats, which a reader by the standard would swallow.
 * @throws what reading the body throws where the connection breaks.
 */
export async function* readEventStream(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamItem, void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = done ? "" : (lines.pop() ?? "");
      if (rest.length > MAX_LINE_CHARACTERS) throw new Error("An event of the stream has no end.");
      for (const line of lines) {
        const item = readLine(line);
        if (item !== undefined) yield item;
      }
      if (done) return;
    }
  } finally {
    // Whoever stops reading early must not leave the connection open.
    await reader.cancel().catch(() => undefined);
  }
}

function readLine(line: string): StreamItem | undefined {
  if (line.startsWith(":")) return { kind: "heartbeat" };
  if (!line.startsWith("data:")) return undefined;
  const data = line.slice("data:".length).trim();
  return data === "" || data === "[DONE]" ? { kind: "heartbeat" } : { kind: "data", data };
}
