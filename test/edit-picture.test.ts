/** Edits of the picture, measured in the pictures that come out. */
import { describe, expect, it } from "vitest";
import { cachedClip } from "./support/clip-cache.js";
import { PATCHES, readFrameIndex } from "./support/clip-marks.js";
import {
  draftOf,
  type Edited,
  type EditedFile,
  EditingPlace,
  meanAt,
  numberedClip,
  pictureAt,
} from "./support/edited-clip.js";
import { readPicture } from "./support/read-clip.js";

const place = new EditingPlace();

/** Mean of a plane in the middle of the nth cell of a grid of patches, as many across as down. */
const cell = (
  film: Edited,
  seconds: number,
  across: [number, number],
  down: [number, number],
  plane: 0 | 1 | 2 = 0,
): number => {
  const area = {
    left: (across[0] + 0.3) / across[1],
    right: (across[0] + 0.7) / across[1],
    top: (down[0] + 0.3) / down[1],
    bottom: (down[0] + 0.7) / down[1],
  };
  return meanAt(pictureAt(film, seconds), area, plane);
};

/** Luma of a patch by BT.709 in limited range. */
const lumaOf = ([red, green, blue]: readonly number[]): number =>
  16 + ((0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0)) * 219) / 255;
const lumas = PATCHES.map(({ rgb }) => lumaOf(rgb));

const patches = (video = {}): Promise<EditedFile> =>
  numberedClip(0.4, {
    source: "patches",
    flash: false,
    color: { matrix: "bt709", primaries: "bt709", transfer: "bt709" },
    ...video,
  });

const one = async (
  words: object,
  more: Parameters<typeof draftOf>[2] = {},
  size?: { width: number; height: number },
): Promise<Edited> => {
  const files = [await patches()];
  return await place.render(draftOf(files, [{ file: 0, d: 200, ...words }], more), files, size ? { size } : {});
};

/** The eight patches' lumas where the upper four fifths of the picture hold them. */
const upright = (film: Edited): number[] => PATCHES.map((_, i) => cell(film, 0, [i % 4, 4], [i < 4 ? 0 : 2, 5]));

const close = (measured: number[], expected: number[], tolerance = 6): void => {
  for (const [i, value] of measured.entries()) expect(Math.abs(value - (expected[i] ?? 0))).toBeLessThan(tolerance);
};

describe("the picture of an edited film", () => {
  it("keeps its colours where nothing is asked", async () => {
    close(upright(await one({})), lumas);
  });

  it("is cropped to the part asked for", async () => {
    // The lower right of the upper row: cyan and green.
    const film = await one({ cr: [160, 0, 160, 72] }, {}, { width: 320, height: 144 });
    close([cell(film, 0, [0, 2], [0, 1]), cell(film, 0, [1, 2], [0, 1])], [lumas[2] ?? 0, lumas[3] ?? 0]);
  });

  it("is flipped", async () => {
    const mirrored = [3, 2, 1, 0, 7, 6, 5, 4].map((i) => lumas[i] ?? 0);
    close(upright(await one({ fl: true })), mirrored);
  });

  it.each([90, 180, 270] as const)("is turned by %i degrees clockwise", async (ro) => {
    const film = await one({ ro }, {}, ro === 180 ? undefined : { width: 180, height: 320 });
    // Where the first patch of the upper row, grey, and the last of it, green, come to lie.
    const corners = {
      90: [cell(film, 0, [4, 5], [0, 4]), cell(film, 0, [4, 5], [3, 4])],
      180: [cell(film, 0, [3, 4], [4, 5]), cell(film, 0, [0, 4], [4, 5])],
      270: [cell(film, 0, [0, 5], [3, 4]), cell(film, 0, [0, 5], [0, 4])],
    };
    close(corners[ro], [lumas[0] ?? 0, lumas[3] ?? 0]);
  });

  it("fills an upright canvas by cropping its middle", async () => {
    const film = await one({ ft: "crop" }, {}, { width: 180, height: 320 });
    const picture = pictureAt(film, 0);
    // Of four patches the half of the second and of the third are left.
    close(
      [meanAt(picture, { right: 0.4, bottom: 0.3 }), meanAt(picture, { left: 0.6, bottom: 0.3 })],
      [lumas[1] ?? 0, lumas[2] ?? 0],
    );
  });

  it("stands between black bars on an upright canvas", async () => {
    const film = await one({ ft: "pad" }, {}, { width: 180, height: 320 });
    const picture = pictureAt(film, 0);
    close([meanAt(picture, { bottom: 0.3 }), meanAt(picture, { top: 0.7 })], [16, 16], 2);
    close([meanAt(picture, { left: 0.05, right: 0.2, top: 0.36, bottom: 0.44 })], [lumas[0] ?? 0]);
  });

  it("stands before its own blurred self on an upright canvas", async () => {
    const film = await one({ ft: "blur" }, {}, { width: 180, height: 320 });
    const picture = pictureAt(film, 0);
    close([meanAt(picture, { left: 0.05, right: 0.2, top: 0.36, bottom: 0.44 })], [lumas[0] ?? 0]);
    // Above it is no black, and nothing sharp.
    expect(meanAt(picture, { bottom: 0.3 })).toBeGreaterThan(60);
    const steps = Array.from({ length: 179 }, (_, x) =>
      Math.abs((picture.luma[40 * 180 + x] ?? 0) - (picture.luma[40 * 180 + x + 1] ?? 0)),
    );
    expect(Math.max(...steps)).toBeLessThan(12);
  });

  it("takes square pixels' place where the source's are not square", async () => {
    const files = [await patches({ width: 160, height: 180, sar: [2, 1] })];
    const film = await place.render(draftOf(files, [{ file: 0, d: 200 }]), files);
    close(upright(film), lumas);
  });

  it("is brighter, darker, of more and of less contrast", async () => {
    const [plain, bright, dark] = [await one({}), await one({ co: { br: 40 } }), await one({ co: { br: -40 } })];
    const grey = (film: Edited): number => cell(film, 0, [3, 4], [2, 5]);
    expect(grey(bright) - grey(plain)).toBeGreaterThan(20);
    expect(grey(dark) - grey(plain)).toBeLessThan(-20);
    const spread = (film: Edited): number => Math.max(...upright(film)) - Math.min(...upright(film));
    expect(spread(await one({ co: { cn: 40 } }))).toBeGreaterThan(spread(plain) * 1.15);
    expect(spread(await one({ co: { cn: -40 } }))).toBeLessThan(spread(plain) * 0.9);
  });

  it("has stronger, weaker and no colours", async () => {
    const chroma = (film: Edited): number => Math.abs(cell(film, 0, [1, 4], [2, 5], 2) - 128);
    const plain = chroma(await one({}));
    expect(chroma(await one({ co: { sa: 20 } }))).toBeGreaterThan(plain * 1.1);
    expect(chroma(await one({ co: { sa: -50 } }))).toBeLessThan(plain * 0.6);
    expect(chroma(await one({ co: { lk: "bw" } }))).toBeLessThan(1);
  });

  it("is warmer and cooler, at the same brightness", async () => {
    const grey = (film: Edited, plane: 0 | 1 | 2): number => cell(film, 0, [3, 4], [2, 5], plane);
    const [plain, warm, cool] = [await one({}), await one({ co: { te: 60 } }), await one({ co: { te: -60 } })];
    expect(grey(warm, 1)).toBeLessThan(grey(plain, 1) - 6);
    expect(grey(warm, 2)).toBeGreaterThan(grey(plain, 2) + 3);
    expect(grey(cool, 1)).toBeGreaterThan(grey(plain, 1) + 3);
    expect(Math.abs(grey(warm, 0) - grey(plain, 0))).toBeLessThan(8);
  });

  it.each(["warm", "cool", "cinematic", "vintage", "bw"] as const)(
    "has the look «%s», unlike the plain one",
    async (lk) => {
      const [plain, looked] = [pictureAt(await one({}), 0), pictureAt(await one({ co: { lk } }), 0)];
      const differences = [0, 1].map((plane) => {
        const [a, b] = [plain, looked].map(({ chroma }) => [...(chroma[plane]?.data ?? [])]);
        return (a ?? []).reduce((sum, value, i) => sum + Math.abs(value - (b?.[i] ?? 0)), 0) / (a?.length ?? 1);
      });
      expect(Math.max(...differences)).toBeGreaterThan(2);
    },
  );

  it("has its times and rotation as every source says, HDR among SDR", async () => {
    const rotated = { ...(await patches({ rotation: 90 })) };
    const hdr = await patches({
      pixelFormat: "yuv420p10le",
      color: { range: "limited", matrix: "bt2020nc", primaries: "bt2020", transfer: "smpte2084" },
    });
    const files = [rotated, hdr];
    const film = await place.render(
      draftOf(files, [
        { file: 0, d: 200 },
        { file: 1, d: 200 },
      ]),
      files,
    );
    close(upright(film), lumas);
    expect(cell(film, 0.3, [0, 4], [0, 5])).toBeGreaterThan(60);
  });
});

describe("a picture laid over the film", () => {
  const logo = (): Promise<string> =>
    cachedClip("logo.png", {
      container: "picture",
      video: {
        source: "patches",
        width: 80,
        height: 80,
        fps: [25, 1],
        frames: 1,
        codec: "png",
        pixelFormat: "rgba",
        transparent: true,
      },
    });

  it("stands in its corner, at its size, for its time", async () => {
    const files: EditedFile[] = [
      await numberedClip(0.4, { source: "desk", flash: false }),
      { path: await logo(), k: "image", w: 80, h: 80 },
    ];
    const film = async (op: number): Promise<Edited> =>
      await place.render(
        draftOf(files, [{ file: 0, d: 400 }], {
          tracks: [{ tt: 0, r: "overlay", sg: [{ i: 900, st: 0, d: 200, a: "a1", ps: "top_right", sc: 0.25, op }] }],
        }),
        files,
      );
    const [none, half] = [await film(0), await film(1)];
    const changed = (one: Edited, other: Edited, seconds: number): number[] => {
      const [a, b] = [pictureAt(one, seconds), pictureAt(other, seconds)];
      return [...a.luma.entries()].filter(([i, value]) => Math.abs(value - (b.luma[i] ?? 0)) > 8).map(([i]) => i);
    };
    const places = changed(half, none, 0.1);
    const xs = places.map((i) => i % 320);
    const ys = places.map((i) => Math.floor(i / 320));
    expect(Math.min(...xs)).toBeGreaterThan(320 * 0.69);
    expect(Math.max(...xs)).toBeLessThanOrEqual(320 * 0.95);
    expect(Math.max(...xs) - Math.min(...xs)).toBeGreaterThan(70);
    expect(Math.max(...ys)).toBeLessThan(180 * 0.06 + 82);
    expect(changed(half, none, 0.3).length).toBe(0);
  });
});

describe("a transition", () => {
  it("leads from one clip to the next, both running on", async () => {
    const files = [await numberedClip(2, { flash: false }), await numberedClip(2, { source: "fractal", flash: false })];
    const film = await place.render(
      draftOf(files, [
        { file: 0, si: 0, d: 1000 },
        { file: 1, si: 0, d: 1000, tr: { k: "crossfade", d: 400 } },
      ]),
      files,
    );
    const whole = await place.render(draftOf(files, [{ file: 0, d: 2000 }]), files);
    const next = await place.render(draftOf(files, [{ file: 1, d: 2000 }]), files);
    expect(film.frames).toBe(50);
    const [from, to, mixed] = [pictureAt(whole, 1.2), pictureAt(next, 0.2), pictureAt(film, 1.2)];
    const errors = [...mixed.luma.entries()].map(([i, value]) =>
      Math.abs(value - ((from.luma[i] ?? 0) + (to.luma[i] ?? 0)) / 2),
    );
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(4);
    const numbers = film.numbers;
    expect(numbers.slice(0, 25)).toEqual(whole.numbers.slice(0, 25));
    expect(numbers.slice(35)).toEqual(next.numbers.slice(10, 25));
  });

  it.each(["fade_black", "fade_white", "wipe", "slide", "zoom", "circle", "blur", "pixelize"] as const)(
    "of the kind %s begins with one clip and ends with the other",
    async (k) => {
      const files = [await patches(), await numberedClip(1, { source: "desk", flash: false })];
      const film = await place.render(
        draftOf(files, [
          { file: 0, d: 200 },
          { file: 1, d: 600, tr: { k, d: 200 } },
        ]),
        files,
      );
      expect(film.frames).toBe(20);
      close(upright(film), lumas);
      expect(film.numbers.slice(11)).toEqual([6, 7, 8, 9, 10, 11, 12, 13, 14]);
      const middle = meanAt(pictureAt(film, 0.28), {});
      if (k === "fade_black") expect(middle).toBeLessThan(60);
      if (k === "fade_white") expect(middle).toBeGreaterThan(190);
    },
  );
});

describe("a fade", () => {
  it("of the whole comes from black and goes to black, evenly", async () => {
    const files = [await numberedClip(1, { source: "desk", flash: false })];
    const film = await place.render(draftOf(files, [{ file: 0, d: 1000 }], { fd: { vi: 400, vo: 200 } }), files);
    const plain = meanAt(pictureAt(film, 0.5), { bottom: 0.8 });
    const shares = film.pictures.map((picture) => (meanAt(picture, { bottom: 0.8 }) - 16) / (plain - 16));
    const expected = [
      ...Array.from({ length: 10 }, (_, i) => i / 10),
      ...Array.from({ length: 10 }, () => 1),
      0.8,
      0.6,
      0.4,
      0.2,
      0,
    ];
    for (const [i, share] of shares.entries()) expect(Math.abs(share - (expected[i] ?? 1))).toBeLessThan(0.04);
  });

  it("of one clip leaves the other as it is", async () => {
    const files = [await numberedClip(1, { source: "desk", flash: false })];
    const film = await place.render(
      draftOf(files, [
        { file: 0, d: 400 },
        { file: 0, d: 400, fd: { vi: 400 } },
      ]),
      files,
    );
    const lights = film.pictures.map((picture) => meanAt(picture, { bottom: 0.8 }));
    expect(Math.abs((lights[9] ?? 0) - (lights[0] ?? 0))).toBeLessThan(2);
    expect(lights[10]).toBeLessThan(18);
    expect(lights[19]).toBeGreaterThan((lights[0] ?? 0) * 0.85);
  });
});

describe("a still picture as a clip", () => {
  it("is zoomed slowly, smoothly, around its middle", async () => {
    const path = await cachedClip("still.png", {
      container: "picture",
      video: {
        source: "patches",
        width: 640,
        height: 360,
        fps: [25, 1],
        frames: 1,
        codec: "png",
        pixelFormat: "rgb24",
      },
    });
    const files: EditedFile[] = [{ path, k: "image", w: 640, h: 360 }];
    const film = await place.render(draftOf(files, [{ file: 0, d: 1000, zo: "in" }], { cv: { fr: 25 } }), files);
    expect(film.frames).toBe(25);
    // Where the edge between the second and the third patch of the row, and between the first two, are found.
    const edge = (seconds: number, from: number, to: number): number => {
      const { luma } = pictureAt(film, seconds);
      const row = [...luma.subarray(30 * 320 + from, 30 * 320 + to)];
      const steps = row.slice(1).map((value, i) => Math.abs(value - (row[i] ?? 0)));
      return from + steps.indexOf(Math.max(...steps)) + 1;
    };
    expect(Math.abs(edge(0, 140, 180) - 160)).toBeLessThan(2);
    expect(Math.abs(edge(0.96, 140, 180) - 160)).toBeLessThan(2);
    expect(Math.abs(edge(0, 60, 100) - 80)).toBeLessThan(2);
    expect(Math.abs(edge(0.96, 60, 100) - (160 - 80 * 1.12))).toBeLessThan(2.5);
  });
});

describe("a video laid over the film", () => {
  it("runs in its corner", async () => {
    const files = [await numberedClip(1, { source: "desk", flash: false }), await numberedClip(1, { flash: false })];
    const draft = draftOf(files, [{ file: 0, d: 1000 }], {
      tracks: [{ tt: 0, r: "overlay", sg: [{ i: 900, st: 400, d: 400, a: "a1", si: 200, ps: "top_left", sc: 0.5 }] }],
    });
    const film = await place.render(draft, files);
    const inset = film.pictures.map(({ luma, width }) => {
      const [left, top] = [16, 11];
      const part = Buffer.concat(
        Array.from({ length: 90 }, (_, y) => luma.subarray((top + y) * width + left, (top + y) * width + left + 160)),
      );
      return readFrameIndex(part, 160, 90);
    });
    expect(inset.slice(10, 20)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    expect(inset[9]).not.toBe(4);
    expect(film.numbers).toEqual(Array.from({ length: 25 }, (_, i) => i));
  });
});

describe("one picture of an edited film", () => {
  it("is the one that the film shows at that moment, also in the middle of a transition and under a title", async () => {
    const files = [await numberedClip(2, { flash: false }), await numberedClip(2, { source: "fractal", flash: false })];
    const draft = draftOf(
      files,
      [
        { file: 0, d: 1000 },
        { file: 1, d: 1000, tr: { k: "wipe", d: 400 } },
      ],
      { tracks: [{ tt: 7, r: "title", sg: [{ i: 900, st: 1100, d: 500, tx: "Hi" }] }] },
    );
    const film = await place.render(draft, files);
    for (const atMs of [0, 1000, 1240, 1500, 5000]) {
      const { rgba, width } = readPicture(await place.frame(draft, files, atMs));
      const shown = pictureAt(film, Math.min(1.96, atMs / 1000));
      const grey = (x: number, y: number): number => {
        const at = (y * width + x) * 4;
        return lumaOf([rgba[at] ?? 0, rgba[at + 1] ?? 0, rgba[at + 2] ?? 0]);
      };
      let sum = 0;
      for (let y = 4; y < 180; y += 4)
        for (let x = 4; x < 320; x += 4) sum += Math.abs(grey(x, y) - (shown.luma[y * 320 + x] ?? 0));
      expect(sum / (44 * 79)).toBeLessThan(5);
    }
  });
});
