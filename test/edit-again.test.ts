/** A film that is made again after a change: what stays is not made again, and stays what it was. */
import { expect, it } from "vitest";
import { draftOf, type Edited, EditingPlace, numberedClip } from "./support/edited-clip.js";

const place = new EditingPlace();

it("another colour of a title makes only the parts under it anew; all other pictures, and what is beside it, stay", async () => {
  const clip = await numberedClip(16, { source: "desk", flash: false, options: { g: "25" } });
  const film = async (cl: string, st = 6000): Promise<Edited> => {
    const title = { i: 900, st, d: 1000, tx: "Title", sy: { ps: "top" as const, cl } };
    const draft = draftOf([clip], [{ file: 0, d: 16_000 }], { tracks: [{ tt: 7, r: "title", sg: [title] }] });
    return await place.render(draft, [clip]);
  };
  const [white, red] = [await film("#ffffff"), await film("#ff0000")];
  expect(white.chunks).toBeGreaterThanOrEqual(5);
  expect(red.chunks - red.cachedChunks).toBe(1);
  for (const [i, picture] of red.pictures.entries()) {
    const before = white.pictures[i];
    const isSame = before !== undefined && picture.luma.equals(before.luma);
    if (i < 150 || i >= 175) expect(isSame, `frame ${i}`).toBe(true);
    if (i < 150 || i >= 175 || before === undefined) continue;
    // Far below the title. What little there is comes from the encoder, which sees another picture.
    const below = 320 * 90;
    let sum = 0;
    for (let at = below; at < picture.luma.length; at++)
      sum += Math.abs((picture.luma[at] ?? 0) - (before.luma[at] ?? 0));
    expect(sum / (picture.luma.length - below), `frame ${i}`).toBeLessThan(0.2);
  }
  // Elsewhere, it costs what it covers now and what it covered before.
  const moved = await film("#ff0000", 11_000);
  expect(moved.chunks - moved.cachedChunks).toBeLessThanOrEqual(4);
});
