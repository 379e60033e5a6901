/** What is done to the picture as a whole, measured in the pictures that come out. */
import { describe, expect, it } from "vitest";
import { cameraMove } from "../src/media/camera-motion.js";
import { type Edit, STRENGTHS } from "../src/timeline/edit.js";
import { cachedClip } from "./support/clip-cache.js";
import { draftOf, type Edited, type EditedFile, EditingPlace, meanAt, numberedClip } from "./support/edited-clip.js";
import { type ReadFrame, readFrames } from "./support/read-clip.js";

const place = new EditingPlace();

const render = async (file: EditedFile, ...edits: Edit[]): Promise<Edited> =>
  await place.made([file], edits, { encoder: { codec: "h264", family: "x264", crf: 4, preset: "ultrafast" } });

/** The picture without its strip of numbers. */
function content({ luma, width, height }: ReadFrame): { data: Buffer; stride: number; width: number; height: number } {
  const lines = Math.floor(height * 0.88);
  return { data: luma.subarray(0, lines * width), stride: width, width, height: lines };
}

/** How a film's camera moves, frame by frame, in pixels. */
function motion(pictures: readonly ReadFrame[]): { x: number; y: number }[] {
  return pictures.slice(1).map((picture, i) => {
    const before = pictures[i];
    const move = before && cameraMove(content(before), content(picture));
    if (move === undefined) throw new Error("two pictures do not show the same");
    return move;
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean difference of two pictures' content. */
function difference(a: ReadFrame | undefined, b: ReadFrame | undefined): number {
  if (a === undefined || b === undefined) throw new Error("there is no such picture");
  const [one, other] = [content(a).data, content(b).data];
  return mean([...one].map((value, i) => Math.abs(value - (other[i] ?? 0))));
}

describe("stabilising", () => {
  const SHAKE = "crop=280:140:x='20+4*sin(n*1.9)':y='20+3*sin(n*2.3+1)',scale=320:180:flags=bicubic";

  it.each(STRENGTHS)("(%s) takes a shake out, and shows nothing from outside of the picture", async (strength) => {
    const file = await numberedClip(1.6, {
      source: "fractal",
      flaws: `loop=-1:1:0,setpts=N/25/TB,${SHAKE}`,
      flash: false,
    });
    const [shaky, steady] = [
      motion((await render(file)).pictures),
      motion((await render(file, { op: "stabilize", strength })).pictures),
    ];
    const size = (moves: { x: number; y: number }[]): number => mean(moves.map(({ x, y }) => Math.hypot(x, y)));
    expect(size(shaky)).toBeGreaterThan(3);
    expect(size(steady)).toBeLessThan(size(shaky) / 8);
  });

  it("is the same wherever the film is cut into parts", async () => {
    const file = await numberedClip(6, {
      options: { g: "25" },
      source: "pan",
      width: 160,
      height: 90,
      flaws: "crop=140:80:x='10+4*sin(n*1.9)':y='5+3*sin(n*2.3)',scale=160:90",
      flash: false,
    });
    const film = await place.made([file], [{ op: "stabilize" }]);
    expect(film.chunks).toBeGreaterThan(1);
    const cut = await place.made([file], [{ op: "trim", keep: [[2600, 4600]] }, { op: "stabilize" }]);
    for (const frame of [0, 25, 49])
      expect(difference(film.pictures[65 + frame], cut.pictures[frame])).toBeLessThan(1.5);
  });
});

describe("colours put right by themselves", () => {
  it("have black and white where they belong, no tint, and do not flicker", async () => {
    // Greys from dark to light, made dull and blue, with something that comes and goes.
    const flaws =
      "geq=lum='40+20*floor(X/40)':cb=128:cr=128,lutrgb=r='30+val*0.36':g='30+val*0.46':b='30+val*0.6',drawbox=x=0:y=20:w=60:h=60:color=0x909090:t=fill:enable='between(n,10,14)'";
    const file = await numberedClip(1, {
      flaws,
      bare: true,
      flash: false,
      color: { matrix: "bt709", primaries: "bt709", transfer: "bt709" },
    });
    const [dull, right] = [await render(file), await render(file, { op: "color", auto: true })];
    const greys = (film: Edited, frame = 0): number[] =>
      Array.from({ length: 8 }, (_, i) =>
        meanAt(film.pictures[frame] ?? ({} as ReadFrame), {
          left: i / 8 + 0.03,
          right: i / 8 + 0.09,
          top: 0.5,
          bottom: 0.8,
        }),
      );
    const spread = (values: number[]): number => (values[7] ?? 0) - (values[0] ?? 0);
    expect(spread(greys(right))).toBeGreaterThan(spread(greys(dull)) * 1.25);
    const tint = (film: Edited, plane: 1 | 2): number =>
      Math.abs(meanAt(film.pictures[0] ?? ({} as ReadFrame), { top: 0.5, bottom: 0.8 }, plane) - 128);
    expect(tint(dull, 1)).toBeGreaterThan(5);
    expect(tint(right, 1)).toBeLessThan(tint(dull, 1) / 2);
    expect(tint(right, 2)).toBeLessThan(3);
    for (const frame of [9, 12, 20])
      for (const [i, grey] of greys(right, frame).entries())
        expect(Math.abs(grey - (greys(right)[i] ?? 0))).toBeLessThan(1.5);
  });
});

describe("smoother motion", () => {
  it("has a frame of its own at every moment, forwards, backwards and slowed down", async () => {
    const file = await numberedClip(1, { source: "pan", fps: [12, 1], flash: false, flaws: "gblur=2" });
    const smooth: Edit = { op: "fps", value: 24, smooth: true };
    const steps = (film: Edited): number[] => motion(film.pictures.slice(2, -4)).map(({ x }) => Math.abs(x));
    const held = motion((await render(file, { op: "fps", value: 24 })).pictures.slice(2, -4)).map(({ x }) =>
      Math.abs(x),
    );
    expect(Math.min(...held)).toBeLessThan(0.2);
    for (const edits of [[smooth], [{ op: "reverse" } as const, smooth]]) {
      const film = await render(file, ...edits);
      expect(film.frames).toBe(24);
      for (const step of steps(film)) expect(Math.abs(step - 1.6)).toBeLessThan(0.5);
    }
    const slow = await render(
      file,
      { op: "trim", keep: [[0, 500]] },
      { op: "speed", factor: 0.5 },
      { op: "fps", value: 12, smooth: true },
    );
    expect(slow.frames).toBe(12);
    for (const step of steps(slow)) expect(Math.abs(step - 1.6)).toBeLessThan(0.5);
  });

  it("leaves a clip that has enough frames as it is", async () => {
    const file = await numberedClip(0.6, { flash: false });
    expect((await render(file, { op: "fps", value: 25, smooth: true })).numbers).toEqual((await render(file)).numbers);
  });
});

describe("the treatments", () => {
  it("take noise out, more where more is asked for", async () => {
    const still = { source: "head", flash: false, options: { crf: "2" } } as const;
    const [clean, noisy] = [
      await numberedClip(0.5, still),
      await numberedClip(0.5, { ...still, flaws: "noise=alls=12:allf=t" }),
    ];
    const plain = (await render(clean)).pictures[10];
    const left: number[] = [];
    for (const strength of [undefined, ...STRENGTHS])
      left.push(
        difference(
          (await render(noisy, ...(strength ? [{ op: "denoise", strength } as const] : []))).pictures[10],
          plain,
        ),
      );
    const [before = 0, light = 0, medium = 0, strong = 0] = left;
    expect(light).toBeLessThan(before * 0.99);
    expect(medium).toBeLessThan(before * 0.9);
    expect(strong).toBeLessThan(before * 0.65);
  });

  it("smooth blocks, sharpen edges", async () => {
    const coarse = { codec: "mpeg2video", options: { qmin: "20", qmax: "31", b: "80000", g: "30" } };
    const blocky = await numberedClip(0.4, { source: "head", flash: false, ...coarse });
    const frame = async (
      op: "deblock" | "sharpen",
      strength: (typeof STRENGTHS)[number],
    ): Promise<ReadFrame | undefined> => (await render(blocky, { op, strength })).pictures[4];
    const [clean, plain, smoothed, sharp, ...others] = [
      (await render(await numberedClip(0.4, { source: "head", flash: false, options: { crf: "2" } }))).pictures[4],
      (await render(blocky)).pictures[4],
      await frame("deblock", "medium"),
      await frame("sharpen", "strong"),
      await frame("deblock", "light"),
      await frame("deblock", "strong"),
      await frame("sharpen", "light"),
      await frame("sharpen", "medium"),
    ];
    /** How much larger steps at the borders of blocks are than within. */
    const blockiness = (picture: ReadFrame | undefined): number => {
      const sums = [0, 0];
      const counts = [0, 0];
      for (let y = 0; y < 150; y++)
        for (let x = 1; x < 320; x++) {
          const kind = Number(x % 8 === 0);
          sums[kind] =
            (sums[kind] ?? 0) + Math.abs((picture?.luma[y * 320 + x] ?? 0) - (picture?.luma[y * 320 + x - 1] ?? 0));
          counts[kind] = (counts[kind] ?? 0) + 1;
        }
      return (sums[1] ?? 0) / (counts[1] ?? 1) - (sums[0] ?? 0) / (counts[0] ?? 1);
    };
    expect(blockiness(smoothed) - blockiness(clean)).toBeLessThan((blockiness(plain) - blockiness(clean)) * 0.6);
    const detail = (picture: ReadFrame | undefined): number => {
      const luma = picture?.luma ?? Buffer.alloc(0);
      return mean([...luma.subarray(0, 320 * 150)].map((value, i) => Math.abs(value - (luma[i + 1] ?? value))));
    };
    expect(detail(sharp)).toBeGreaterThan(detail(plain) * 1.15);
    const [lightly, strongly, little, more] = others;
    expect(blockiness(lightly)).toBeGreaterThan(blockiness(smoothed));
    expect(blockiness(strongly)).toBeLessThan(blockiness(smoothed));
    expect(detail(little)).toBeGreaterThan(detail(plain));
    expect(detail(more)).toBeGreaterThan(detail(little));
    expect(detail(sharp)).toBeGreaterThan(detail(more));
  });

  it("take pictures of any width", async () => {
    const narrow = await numberedClip(0.2, { width: 214, height: 122, flash: false });
    const all = ["denoise", "deblock", "sharpen", "stabilize", "deinterlace"] as const;
    const edits = all.map((op): Edit => ({ op, strength: "strong" }));
    expect((await render(narrow, ...edits, { op: "color", auto: true })).frames).toBe(5);
  });

  it("leave no combs where fields are woven, as the file says or as a person says", async () => {
    const pan = { source: "pan", flash: false, flaws: "gblur=3" } as const;
    // The second one does not tell what it is, and is too small to be taken for it.
    const [stated, secret] = [
      await numberedClip(0.5, { ...pan, interlaced: "tff" }),
      await numberedClip(0.5, { ...pan, flaws: "gblur=3,interlace=scan=tff:lowpass=off,setpts=N/25/TB" }),
    ];
    /** How much lines differ from both neighbours more than those do from each other. */
    const combs = (pictures: readonly ReadFrame[]): number =>
      mean(
        pictures.slice(2, 10).map(({ luma, width }) => {
          let sum = 0;
          for (let y = 31; y < 119; y++)
            for (let x = 0; x < width; x++) {
              const [above, here, below] = [
                luma[(y - 1) * width + x] ?? 0,
                luma[y * width + x] ?? 0,
                luma[(y + 1) * width + x] ?? 0,
              ];
              sum += Math.max(
                0,
                Math.min(Math.abs(here - above), Math.abs(here - below)) - Math.abs(above - below) - 8,
              );
            }
          return sum / width;
        }),
      );
    const fine = 2 + combs((await render(await numberedClip(0.5, pan))).pictures);
    expect(combs((await render(secret)).pictures)).toBeGreaterThan(fine * 1.5);
    expect(combs((await render(secret, { op: "deinterlace" })).pictures)).toBeLessThan(fine * 1.2);
    expect(combs(readFrames(stated.path))).toBeGreaterThan(fine * 1.5);
    expect(combs((await render(stated)).pictures)).toBeLessThan(fine * 1.2);
  });
});

describe("a picture over the film", () => {
  it("comes and goes slowly where it should, whatever part of the film it is in", async () => {
    const white = await cachedClip("white.png", {
      container: "picture",
      video: {
        source: "patches",
        width: 64,
        height: 64,
        fps: [25, 1],
        frames: 1,
        codec: "png",
        pixelFormat: "rgb24",
        flaws: "drawbox=color=white:t=fill:w=iw:h=ih",
      },
    });
    const film = await numberedClip(6, {
      options: { g: "25" },
      source: "patches",
      flash: false,
      flaws: "drawbox=color=black:t=fill:w=iw:h=ih",
    });
    const inset = await numberedClip(2, { flash: false, flaws: "drawbox=color=white:t=fill:w=iw:h=ih" });
    const files: EditedFile[] = [film, { path: white, k: "image", w: 64, h: 64 }, inset];
    const segment = { st: 0, d: 6000, sc: 0.2, fd: { vi: 400, vo: 800 } };
    const draft = draftOf(files, [{ file: 0, d: 6000 }], {
      tracks: [
        { tt: 0, r: "overlay", sg: [{ ...segment, i: 900, a: "a1", ps: "top_left" }] },
        { tt: 0, r: "overlay", sg: [{ ...segment, i: 901, a: "a2", ps: "top_right", lp: true }] },
      ],
    });
    const { pictures, chunks } = await place.render(draft, files);
    expect(chunks).toBeGreaterThan(1);
    for (const area of [
      { left: 0.1, right: 0.2, top: 0.12, bottom: 0.2 },
      { left: 0.8, right: 0.9, top: 0.12, bottom: 0.15 },
    ]) {
      const shares = pictures.map((picture) => (meanAt(picture, area) - 16) / 219);
      const expected = shares.map((_, i) => Math.max(0, Math.min(1, i / 10, (149 - i) / 20)));
      for (const [i, share] of shares.entries())
        expect(Math.abs(share - (expected[i] ?? 0)), `frame ${i}`).toBeLessThan(0.06);
    }
  });
});
