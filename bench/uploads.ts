/**
 * `uploads`: the memory of a server while 500 MB come in, two such files at once with a third that is cut halfway, and a
 * file of 500 MiB and one byte. Linux only.
 */
import { randomFillSync } from "node:crypto";
import { createReadStream } from "node:fs";
import { appendFile, copyFile, readdir, stat } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { smallClip } from "../test/support/small-clip.js";
import { Scratch, table } from "./measured-process.js";
import { MeasuredServer } from "./server-bench.js";

const LARGE_BYTES = 500_000_000;
const MOST_BYTES = 524_288_000;
const SAMPLE_INTERVAL_MS = 20;
const BOUNDARY = "a-boundary-of-the-bench";

export async function measureUploads(): Promise<void> {
  using scratch = new Scratch();
  const film = scratch.file("large.mp4");
  await makeLarge(film, LARGE_BYTES);
  await using server = await MeasuredServer.start();
  const headers = await server.account();
  const session = async (): Promise<string> => await server.session(headers);
  // Once through everything first: code that is loaded for the first time is no upload.
  await upload(server, headers, await session(), await smallClip());
  const rows: string[][] = [];
  const measure = async (what: string, work: () => Promise<string>): Promise<void> => {
    const { growthBytes, answer } = await growthOf(server, work);
    rows.push([what, answer, (growthBytes / 1e6).toFixed(1), String((await filesOf(server, "assets")).length)]);
  };
  await measure("one of 500 MB", async () => await upload(server, headers, await session(), film));
  await measure("two of 500 MB at once, a third cut halfway", async () => {
    const [one, two, third] = await Promise.all([session(), session(), session()]);
    const answers = await Promise.all([
      upload(server, headers, one, film),
      upload(server, headers, two, film),
      upload(server, headers, third, film, LARGE_BYTES / 2),
    ]);
    return answers.join(", ");
  });
  const tooLarge = scratch.file("too-large.mp4");
  await makeLarge(tooLarge, MOST_BYTES + 1);
  await measure("one of 500 MiB and a byte", async () => await upload(server, headers, await session(), tooLarge));
  for (let tries = 0; (await filesOf(server, "parts")).length > 0 && tries < 50; tries++) await delay(100);
  process.stdout.write(`${table(["upload", "answers", "memory grows by MB", "files kept"], rows)}\n`);
  process.stdout.write(`parts left over: ${(await filesOf(server, "parts")).length}\n`);
}

/** A film with a long tail that no player minds: bytes behind the end, in a box that is passed over. */
async function makeLarge(path: string, bytes: number): Promise<void> {
  await copyFile(await smallClip(), path);
  const { size } = await stat(path);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(bytes - size, 0);
  head.write("free", 4, "latin1");
  await appendFile(path, head);
  const piece = randomFillSync(Buffer.alloc(1_000_000));
  for (let left = bytes - size - head.length; left > 0; left -= piece.length)
    await appendFile(path, piece.subarray(0, Math.min(left, piece.length)));
}

/** Sends a file; `cutBytes` closes the connection behind so many. Gives the answer's code. */
function upload(
  server: MeasuredServer,
  headers: Record<string, string>,
  session: string,
  path: string,
  cutBytes?: number,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(
      new URL(`/api/upload-video/nemo_agent/me/${session}`, server.process.url),
      { method: "POST", headers: { ...headers, "content-type": `multipart/form-data; boundary=${BOUNDARY}` } },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => {
          text += part;
        });
        response.on("end", () => resolve(String((JSON.parse(text) as { code: number }).code)));
      },
    );
    sent.on("error", (error) => (cutBytes === undefined ? reject(error) : resolve("cut")));
    sent.write(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="large.mp4"\r\nContent-Type: video/mp4\r\n\r\n`,
    );
    const source = createReadStream(path, cutBytes === undefined ? {} : { end: cutBytes });
    source.on("end", () => {
      if (cutBytes === undefined) sent.end(`\r\n--${BOUNDARY}--\r\n`);
      else sent.destroy();
    });
    source.on("error", reject);
    source.pipe(sent, { end: false });
  });
}

/** By how much the server's memory is larger than before, at its peak while something goes on. */
async function growthOf(
  server: MeasuredServer,
  work: () => Promise<string>,
): Promise<{ growthBytes: number; answer: string }> {
  await delay(2000);
  const before = server.memoryBytes;
  let peak = before;
  const sampling = setInterval(() => {
    peak = Math.max(peak, server.memoryBytes);
  }, SAMPLE_INTERVAL_MS);
  try {
    const answer = await work();
    return { growthBytes: peak - before, answer };
  } finally {
    clearInterval(sampling);
  }
}

function filesOf(server: MeasuredServer, shelf: string): Promise<string[]> {
  return readdir(join(server.data, "files", shelf));
}
