/** Edits of the picture, measured in the pictures that come out. */
import { describe, expect, it } from "vitest";
import { type Edit, type EditOf, LOOKS, TRANSITIONS } from "../src/timeline/edit.js";
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
  range,
} from "./support/edited-clip.js";
import { type ReadFrame, readPicture } from "./support/read-clip.js";

const place = new EditingPlace();

/** Luma of a patch by BT.709 in limited range. */
const lumaOf = ([red, green, blue]: readonly number[]): number =>
  16 + ((0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0)) * 219) / 255;
const lumas = PATCHES.map(({ rgb }) => lumaOf(rgb));

const patches = (video = {}, seconds = 0.4): Promise<EditedFile> =>
  numberedClip(seconds, {
    source: "patches",
    flash: false,
    color: { matrix: "bt709", primaries: "bt709", transfer: "bt709" },
    ...video,
  });

type Point = readonly [x: number, y: number];
/** The middle of a patch, as parts of the upright picture. */
const middleOf = (patch: number): Point => [((patch % 4) + 0.5) / 4, patch < 4 ? 0.2 : 0.6];

/** Mean of a plane around a point of the picture at a moment. */
const around = (film: Edited, seconds: number, [x, y]: Point, plane: 0 | 1 | 2 = 0): number =>
  meanAt(pictureAt(film, seconds), { left: x - 0.03, right: x + 0.03, top: y - 0.05, bottom: y + 0.05 }, plane);

const close = (measured: number[], expected: number[], tolerance = 6): void => {
  for (const [i, value] of measured.entries()) expect(Math.abs(value - (expected[i] ?? 0))).toBeLessThan(tolerance);
};

/** Patches are where a change of the picture moves them to, as far as they are still in it. */
const expectPatches = (film: Edited, seconds: number, moved: (point: Point) => Point = (point) => point): void => {
  for (const patch of PATCHES.keys()) {
    const [x, y] = moved(middleOf(patch));
    if (x < 0.04 || x > 0.96 || y < 0.06 || y > 0.94) continue;
    expect(Math.abs(around(film, seconds, [x, y]) - (lumas[patch] ?? 0)), `patch ${patch}`).toBeLessThan(6);
  }
};

const CLIP_MS = 120;

/** The same clip many times in one film, each time with other edits. */
class Row {
  readonly #edits: (readonly Edit[])[] = [[]];

  /** @returns its place. */
  add(...edits: Edit[]): number {
    return this.#edits.push(edits) - 1;
  }

  async film(file: EditedFile): Promise<Edited> {
    const all = this.#edits.flatMap((edits, place) =>
      edits.map((edit): Edit => ({ ...edit, clip: place + 1 }) as Edit),
    );
    const edits: Edit[] = [
      { op: "trim", keep: [[0, CLIP_MS]] },
      { op: "loop", times: this.#edits.length },
    ];
    return await place.made([file], [...edits, ...all], { size: { width: 160, height: 90 } });
  }
}

/** A moment in the middle of a place of a row. */
const momentOf = (index: number): number => (index * CLIP_MS + 40) / 1000;

describe("the picture of an edited film", () => {
  it("is turned, mirrored and cropped as asked, clip by clip, and else stays as it is", async () => {
    const row = new Row();
    /** A turned picture stands between bars. */
    const upright = ([x, y]: Point): Point => [0.5 + (x - 0.5) * (9 / 16) ** 2, y];
    const changes: [Edit, (point: Point) => Point][] = [
      [{ op: "rotate", degrees: 90 }, ([x, y]) => upright([1 - y, x])],
      [{ op: "rotate", degrees: 180 }, ([x, y]) => [1 - x, 1 - y]],
      [{ op: "rotate", degrees: 270 }, ([x, y]) => upright([y, 1 - x])],
      [{ op: "flip", axis: "horizontal" }, ([x, y]) => [1 - x, y]],
      [{ op: "flip", axis: "vertical" }, ([x, y]) => [x, 1 - y]],
      [{ op: "crop", x: 0, y: 72, width: 160, height: 90 }, ([x, y]) => [x * 2, (y - 0.4) * 2]],
      [{ op: "crop", x: 50, y: 0, width: 50, height: 50, unit: "percent" }, ([x, y]) => [(x - 0.5) * 2, y * 2]],
    ];
    const places = changes.map(([edit]) => row.add(edit));
    const film = await row.film(await patches());
    expect(film.frames).toBe(3 * (changes.length + 1));
    expectPatches(film, momentOf(0));
    for (const [i, [, moved]] of changes.entries()) expectPatches(film, momentOf(places[i] ?? 0), moved);
  });

  it("has its light, its colours and its looks as asked, clip by clip, or for a part of a clip", async () => {
    const row = new Row();
    const color = (words: object): number => row.add({ op: "color", ...words });
    const [bright, dark] = [color({ brightness: 40 }), color({ brightness: -40 })];
    const more = row.add({ op: "color", brightness: 20 }, { op: "color", brightness: 20, relative: true });
    const [hard, soft] = [color({ contrast: 60 }), color({ contrast: -40 })];
    const [vivid, pale] = [color({ saturation: 20 }), color({ saturation: -50 })];
    const [warm, cool] = [color({ temperature: 60 }), color({ temperature: -60 })];
    const looks = LOOKS.map((look) => color({ look }));
    const part = color({ look: "bw", range: [0, 40] });
    const film = await row.film(await patches());
    const at = (index: number, patch: number, plane: 0 | 1 | 2 = 0): number =>
      around(film, momentOf(index), middleOf(patch), plane);
    const GREY = 7;
    expect(at(bright, GREY) - at(0, GREY)).toBeGreaterThan(20);
    expect(at(dark, GREY) - at(0, GREY)).toBeLessThan(-20);
    expect(Math.abs(at(more, GREY) - at(bright, GREY))).toBeLessThan(2);
    const step = (index: number): number => at(index, 0) - at(index, GREY);
    expect(step(hard)).toBeGreaterThan(step(0) * 1.15);
    expect(step(soft)).toBeLessThan(step(0) * 0.9);
    const red = (index: number, moment = momentOf(index)): number =>
      Math.abs(around(film, moment, middleOf(5), 2) - 128);
    expect(red(vivid)).toBeGreaterThan(red(0) * 1.1);
    expect(red(pale)).toBeLessThan(red(0) * 0.6);
    expect(at(warm, GREY, 1)).toBeLessThan(at(0, GREY, 1) - 6);
    expect(at(warm, GREY, 2)).toBeGreaterThan(at(0, GREY, 2) + 3);
    expect(at(cool, GREY, 1)).toBeGreaterThan(at(0, GREY, 1) + 3);
    expect(Math.abs(at(warm, GREY) - at(0, GREY))).toBeLessThan(8);
    const unlike = looks.map((index) => {
      const differences = PATCHES.flatMap((_, patch) =>
        ([1, 2] as const).map((plane) => Math.abs(at(index, patch, plane) - at(0, patch, plane))),
      );
      return differences.reduce((sum, value) => sum + value, 0) / differences.length;
    });
    for (const [i, value] of unlike.entries()) expect(value, LOOKS[i]).toBeGreaterThan(2);
    expect(red(looks[LOOKS.indexOf("bw")] ?? 0)).toBeLessThan(1);
    const start = (part * CLIP_MS) / 1000;
    expect(red(part, start + 0.01)).toBeLessThan(1);
    expect(Math.abs(red(part, start + 0.05) - red(0))).toBeLessThan(3);
  });

  it("keeps the steps between what is nearly black and what is nearly white, however much contrast is asked for", async () => {
    const flaws = "geq=lum='if(lt(X,160),16+10*floor(X/40),205+10*floor((X-160)/40))':cb=128:cr=128,format=rgb24";
    const file = await patches({ flaws, bare: true });
    const film = await place.made(
      [file],
      [
        { op: "trim", keep: [[0, 120]] },
        { op: "color", contrast: 100, brightness: 30 },
      ],
    );
    const levels = Array.from({ length: 8 }, (_, i) => around(film, 0.04, [(i + 0.5) / 8, 0.5]));
    for (const i of [1, 2, 3, 5, 6, 7]) expect((levels[i] ?? 0) - (levels[i - 1] ?? 0)).toBeGreaterThan(1.5);
    expect(levels[0]).toBeGreaterThan(14);
    expect(levels[7]).toBeLessThan(237);
  });

  const UPRIGHT = { size: { width: 180, height: 320 } };
  const reframed = async (fit: "crop" | "pad" | "blur"): Promise<ReadFrame> => {
    const edits: Edit[] = [
      { op: "trim", keep: [[0, 120]] },
      { op: "reframe", aspect: "9:16", fit },
    ];
    return pictureAt(await place.made([await patches()], edits, UPRIGHT), 0);
  };

  it("fills an upright canvas by cropping its middle", async () => {
    const picture = await reframed("crop");
    // Of four patches the half of the second and of the third are left.
    close(
      [meanAt(picture, { right: 0.4, bottom: 0.3 }), meanAt(picture, { left: 0.6, bottom: 0.3 })],
      [lumas[1] ?? 0, lumas[2] ?? 0],
    );
  });

  it("stands between black bars on an upright canvas", async () => {
    const picture = await reframed("pad");
    close([meanAt(picture, { bottom: 0.3 }), meanAt(picture, { top: 0.7 })], [16, 16], 2);
    close([meanAt(picture, { left: 0.05, right: 0.2, top: 0.36, bottom: 0.44 })], [lumas[0] ?? 0]);
  });

  it("stands before its own blurred self on an upright canvas", async () => {
    const picture = await reframed("blur");
    close([meanAt(picture, { left: 0.05, right: 0.2, top: 0.36, bottom: 0.44 })], [lumas[0] ?? 0]);
    // Above it is no black, and nothing sharp.
    expect(meanAt(picture, { bottom: 0.3 })).toBeGreaterThan(60);
    const steps = Array.from({ length: 179 }, (_, x) =>
      Math.abs((picture.luma[40 * 180 + x] ?? 0) - (picture.luma[40 * 180 + x + 1] ?? 0)),
    );
    expect(Math.max(...steps)).toBeLessThan(12);
  });

  it("has the shape and the size asked for", async () => {
    const file = await patches({ width: 160, height: 90 }, 0.04);
    const sizeAfter = async (...edits: Edit[]): Promise<string> => {
      const { pictures } = await place.made([file], edits, { size: undefined });
      return `${pictures[0]?.width}×${pictures[0]?.height}`;
    };
    const own: Edit = { op: "enhance", factor: 1 };
    for (const [aspect, size] of [
      ["9:16", "50×90"],
      ["1:1", "90×90"],
      ["4:5", "72×90"],
      ["4:3", "120×90"],
      ["21:9", "160×68"],
      ["16:9", "160×90"],
    ] as const)
      expect(await sizeAfter(own, { op: "reframe", aspect, platform: "tiktok" })).toBe(size);
    expect(await sizeAfter({ op: "enhance", factor: 2 })).toBe("320×180");
    for (const [target, size] of [
      ["720p", "1280×720"],
      ["1080p", "1920×1080"],
      ["1440p", "2560×1440"],
      ["2160p", "3840×2160"],
    ] as const)
      expect(await sizeAfter({ op: "enhance", target, quality: "none" })).toBe(size);
  });

  it("is enlarged by the network asked for, whatever the usual one is", async () => {
    const file = await numberedClip(0.08, { source: "fractal", flash: false, width: 160, height: 90 });
    const [plain, clear] = [
      await place.made([file], [{ op: "enhance", quality: "none" }]),
      await place.made([file], [{ op: "enhance", quality: "fast" }]),
    ];
    const detail = ({ pictures }: Edited): number => {
      const luma = pictures[0]?.luma ?? Buffer.alloc(0);
      return luma.reduce((sum, value, i) => sum + Math.abs(value - (luma[i + 1] ?? value)), 0) / luma.length;
    };
    expect(detail(clear)).toBeGreaterThan(detail(plain) * 1.03);
  });

  it("takes square pixels' place where the source's are not square", async () => {
    expectPatches(await place.made([await patches({ width: 160, height: 180, sar: [2, 1] })], []), 0);
  });

  it("loses its black bars", async () => {
    const flaws = "drawbox=w=60:h=ih:color=black:t=fill,drawbox=x=260:w=60:h=ih:color=black:t=fill";
    const file = await numberedClip(1, { source: "fractal", bare: true, flash: false, flaws });
    const edges: Edit = { op: "crop", edges: "black" };
    const film = await place.made([file], [{ op: "trim", keep: [[0, 120]] }, edges, { op: "enhance", factor: 1 }], {
      size: undefined,
    });
    expect(Math.abs((film.pictures[0]?.width ?? 0) - 200)).toBeLessThanOrEqual(4);
    expect(meanAt(pictureAt(film, 0), { right: 0.03 })).toBeGreaterThan(20);
  });

  it("has its times and rotation as every source says, HDR among SDR, and no light that is not allowed", async () => {
    const rotated = { ...(await patches({ rotation: 90 }, 0.2)) };
    const hdr = { range: "limited", matrix: "bt2020nc", primaries: "bt2020", transfer: "smpte2084" } as const;
    const bright = await patches(
      { pixelFormat: "yuv420p10le", color: hdr, flaws: "drawbox=w=80:h=60:color=white:t=fill" },
      0.2,
    );
    const film = await place.made([rotated, bright], []);
    expectPatches(film, 0);
    const picture = pictureAt(film, 0.3);
    expect(around(film, 0.3, middleOf(1))).toBeGreaterThan(60);
    // White of PQ is brighter than anything that films are graded to.
    const lightest = picture.luma.reduce((most, value) => Math.max(most, value), 0);
    expect(lightest).toBeGreaterThan(228);
    expect(meanAt(picture, { left: 0.05, right: 0.2, top: 0.1, bottom: 0.25 })).toBeLessThan(235.5);
  });
});

describe("a picture laid over the film", () => {
  it("stands in its corner, at its size, for its time, as dense as asked, and elsewhere when it is changed", async () => {
    const logo = await cachedClip("logo.png", {
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
    const clip = await numberedClip(0.6, { source: "desk", flash: false });
    const files: EditedFile[] = [clip, { path: logo, k: "image", w: 80, h: 80 }];
    const over = (words: object): Edit => ({ op: "overlay", asset: "logo.png", ...words });
    const once: Edit[] = [
      over({ start: 0, end: 200, position: "top_right", scale: 0.25 }),
      over({ start: 280, end: 400, position: "bottom_left", scale: 0.1, opacity: 0.5 }),
    ];
    const [none, film, changed] = [
      await place.made([clip], []),
      await place.made(files, once),
      await place.made(files, [
        ...once,
        { op: "change_overlay", position: "left", scale_by: 2, opacity: 1 },
        { op: "change_overlay", target: 1, start: 80, end: 200, position: "center", scale: 0.1 },
      ]),
    ];
    /** Where two films differ at a moment, in pixels, and by how much. */
    const difference = (one: Edited, seconds: number): { xs: number[]; ys: number[]; sum: number } => {
      const [a, b] = [pictureAt(one, seconds), pictureAt(none, seconds)];
      const steps = [...a.luma.entries()].map(([i, value]) => Math.abs(value - (b.luma[i] ?? 0)));
      const places = [...steps.entries()].filter(([, step]) => step > 8).map(([i]) => i);
      return {
        xs: places.map((i) => i % 320),
        ys: places.map((i) => Math.floor(i / 320)),
        sum: steps.reduce((sum, step) => sum + step, 0),
      };
    };
    const { xs, ys } = difference(film, 0.1);
    expect(Math.min(...xs)).toBeGreaterThan(320 * 0.69);
    expect(Math.max(...xs)).toBeLessThanOrEqual(320 * 0.95);
    expect(Math.max(...xs) - Math.min(...xs)).toBeGreaterThan(70);
    expect(Math.max(...ys)).toBeLessThan(180 * 0.06 + 82);
    expect(difference(film, 0.24).xs).toEqual([]);
    const corner = difference(film, 0.3);
    expect(Math.max(...corner.xs)).toBeLessThan(320 * 0.06 + 34);
    expect(Math.min(...corner.ys)).toBeGreaterThan(180 * 0.5);
    expect(difference(film, 0.48).xs).toEqual([]);
    // Twice as wide and twice as dense.
    expect(difference(changed, 0.3).sum).toBeGreaterThan(corner.sum * 4);
    expect(difference(changed, 0.02).xs).toEqual([]);
    const middle = difference(changed, 0.12);
    expect(Math.abs((Math.min(...middle.xs) + Math.max(...middle.xs)) / 2 - 160)).toBeLessThan(6);
    expect(Math.max(...middle.xs) - Math.min(...middle.xs)).toBeLessThan(40);
  });
});

describe("a transition", () => {
  it("leads from one clip to the next, both running on", async () => {
    const files = [
      await numberedClip(1.4, { flash: false }),
      await numberedClip(1, { source: "fractal", flash: false }),
    ];
    const film = await place.made(files, [{ op: "transition", type: "crossfade", duration: 400 }]);
    const whole = await place.made(files.slice(0, 1), []);
    const next = await place.made(files.slice(1), []);
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

  it("of every kind, to every side, begins with one clip, ends with the other, and is what it is called between", async () => {
    const files = [
      await patches({ bare: true }, 0.6),
      await numberedClip(0.6, { source: "desk", bare: true, flash: false }),
    ];
    const kinds: Pick<EditOf<"transition">, "type" | "direction">[] = [
      ...TRANSITIONS.map((type) => ({ type })),
      ...(["right", "up", "down"] as const).flatMap((direction) =>
        (["wipe", "slide"] as const).map((type) => ({ type, direction })),
      ),
    ];
    const edits = kinds.map((kind, i): Edit => ({ op: "transition", ...kind, duration: 240, clip: i + 1 }));
    const draft = await place.edited(files, [{ op: "loop", times: 8 }, ...edits]);
    const film = await place.render(draft, files, { size: { width: 160, height: 90 } });
    const plain = await place.made(files, [], { size: { width: 160, height: 90 } });
    const [ends, begins] = [pictureAt(plain, 0.3), pictureAt(plain, 0.9)];
    /** How unlike two pictures are in a part of them. */
    const unlike = (one: ReadFrame, other: ReadFrame, [left, top, right, bottom] = [0, 0, 1, 1]): number => {
      let [sum, count] = [0, 0];
      for (let y = Math.round(top * 90); y < Math.round(bottom * 90); y++)
        for (let x = Math.round(left * 160); x < Math.round(right * 160); x++) {
          sum += Math.abs((one.luma[y * 160 + x] ?? 0) - (other.luma[y * 160 + x] ?? 0));
          count++;
        }
      return sum / count;
    };
    const segments = draft.t.flatMap((track) => (track.r === "clips" ? track.sg : []));
    for (const [i, kind] of kinds.entries()) {
      const { type } = kind;
      const what = JSON.stringify(kind);
      const startMs = segments[i + 1]?.st ?? 0;
      expect(segments[i + 1]?.tr, what).toMatchObject({ k: type, d: 240 });
      const [old, fresh] = i % 2 === 0 ? [ends, begins] : [begins, ends];
      expect(unlike(pictureAt(film, (startMs - 40) / 1000), old), what).toBeLessThan(4);
      expect(unlike(pictureAt(film, (startMs + 240) / 1000), fresh), what).toBeLessThan(4);
      const middle = pictureAt(film, (startMs + 120) / 1000);
      const light = meanAt(middle, {});
      if (type === "fade_black") expect(light).toBeLessThan(60);
      if (type === "fade_white") expect(light).toBeGreaterThan(190);
      if (type === "wipe" || type === "slide") {
        const sides: Record<"left" | "right" | "up" | "down", [number, number, number, number]> = {
          left: [0.55, 0, 1, 1],
          right: [0, 0, 0.45, 1],
          up: [0, 0.55, 1, 1],
          down: [0, 0, 1, 0.45],
        };
        const side = sides[kind.direction ?? "left"];
        const come = unlike(middle, fresh, side);
        if (type === "wipe") expect(come, what).toBeLessThan(4);
        else expect(come, what).toBeGreaterThan(4);
      }
      if (type === "circle") {
        expect(unlike(middle, fresh, [0.45, 0.4, 0.55, 0.6]), what).toBeLessThan(4);
        expect(unlike(middle, old, [0, 0, 0.1, 0.1]), what).toBeLessThan(4);
      }
      // Two pictures are there, and neither as it is.
      if (type === "zoom" || type === "pixelize" || type === "blur") {
        expect(unlike(middle, fresh), what).toBeGreaterThan(4);
        expect(unlike(middle, old), what).toBeGreaterThan(4);
        const levels = new Set(middle.luma.map((value) => value >> 3));
        expect(levels.size, what).toBeGreaterThan(6);
      }
    }
  });
});

describe("a fade", () => {
  it("of the whole comes from black and goes to black, evenly", async () => {
    const files = [await numberedClip(1, { source: "desk", flash: false })];
    const film = await place.made(files, [{ op: "fade", what: "video", in: 400, out: 200 }]);
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
    const film = await place.made(
      [await numberedClip(1, { source: "desk", flash: false })],
      [{ op: "trim", keep: [[0, 400]] }, { op: "loop" }, { op: "fade", what: "video", in: 400, clip: 2 }],
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
    const film = await place.made(
      [{ path, k: "image", w: 640, h: 360 }],
      [
        { op: "trim", keep: [[0, 1000]] },
        { op: "fps", value: 25 },
      ],
    );
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
    const film = await place.made(files, [
      { op: "overlay", asset: "a1", start: 400, end: 800, position: "top_left", scale: 0.5 },
    ]);
    const inset = film.pictures.map(({ luma, width }) => {
      const [left, top] = [16, 11];
      const part = Buffer.concat(
        Array.from({ length: 90 }, (_, y) => luma.subarray((top + y) * width + left, (top + y) * width + left + 160)),
      );
      return readFrameIndex(part, 160, 90);
    });
    expect(inset.slice(10, 20)).toEqual(range(0, 10));
    expect(inset[9]).not.toBe(0);
    expect(inset[20]).not.toBe(10);
    expect(film.numbers).toEqual(range(0, 25));
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
