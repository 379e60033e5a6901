import { describe, expect, it } from "vitest";
import { draftOf, edited, FACTS, FILES, picture, song, video } from "../../test/support/drafts.js";
import { applyEdit, applyEdits } from "./apply-edit.js";
import { addAsset, withAssets } from "./assets.js";
import { canvasOf } from "./canvas.js";
import { difference } from "./difference.js";
import { type Draft, emptyDraft, readDraft } from "./draft.js";
import type { Edit } from "./edit.js";
import { excerpt } from "./excerpt.js";
import { factsNeeded } from "./facts.js";
import { readyForExport } from "./readiness.js";
import { clipSegments, segmentsBetween, sourceTimeAt, tracksOf } from "./span.js";
import { summarize } from "./summary.js";

/** The clips as [asset, start, duration, place in the source]. */
function line(draft: Draft): [string, number, number, number][] {
  return clipSegments(draft).map(({ a, st, d, si }) => [a, st, d, si]);
}

/** What is written over the picture, in order of time, as [text, start, end]. */
function titles(draft: Draft): [string, number, number][] {
  return tracksOf(draft, "title")
    .flatMap(({ sg }) => sg.map(({ tx, st, d }): [string, number, number] => [tx, st, st + d]))
    .sort((a, b) => a[1] - b[1]);
}

/** The source time that is shown at a moment. */
function shownAt(draft: Draft, ms: number): number | undefined {
  const clip = segmentsBetween(draft, ms, ms + 1).clips.at(-1);
  return clip && sourceTimeAt(clip, ms);
}

function refused(draft: Draft, edit: Edit, facts = FACTS): { code: string; en: string; zh: string } | undefined {
  return applyEdit(draft, edit, facts).refused;
}

const one = draftOf(video("a", 10_000));
const two = draftOf(video("a", 10_000), video("b", 8000));
const three = draftOf(video("a", 4000), video("b", 6000), video("c", 8000));

describe("a clip whose edges are drawn out", () => {
  const cut = edited(two, {
    op: "trim",
    clip: 1,
    remove: [
      [0, 3000],
      [-2000, null],
    ],
  });

  it("gets back what was cut off, as far as its source reaches, and what comes after makes room", () => {
    const wider = edited(cut, { op: "extend", clip: 1, start: 1000, end: 500 });
    expect(wider.d).toBe(cut.d + 1500);
    expect([shownAt(wider, 0), shownAt(wider, 6499)]).toEqual([2000, 8499]);
    expect(edited(cut, { op: "extend", clip: 1, start: 60_000, end: 60_000 }).d).toBe(two.d);
    expect(refused(two, { op: "extend", clip: 1, start: 100 })?.code).toBe("no-change");
  });

  it("is still one clip, and what lies on it stays where it was on it", () => {
    const titled = edited(cut, { op: "title", text: "here", start: 1000, end: 2000 });
    const wider = edited(titled, { op: "extend", clip: 1, start: 1000, end: 500 });
    expect(titles(wider)).toEqual([["here", 2000, 3000]]);
    expect(edited(wider, { op: "remove_clip", clip: 1 }).d).toBe(8000);
  });

  it("goes the other way in a clip that is sped up and played backwards", () => {
    const backwards = edited(cut, { op: "speed", factor: 2, clip: 1 }, { op: "reverse", clip: 1 });
    expect([shownAt(backwards, 0), backwards.d]).toEqual([8000, 2500 + 8000]);
    const wider = edited(backwards, { op: "extend", clip: 1, start: 500, end: 1000 });
    expect([shownAt(wider, 0), wider.d]).toEqual([9000, 4000 + 8000]);
    expect(shownAt(wider, 3999)).toBe(1002);
  });
});

it("tells of new music that it takes the place of the music before", () => {
  const scored = edited(draftOf(video("a", 10_000)), { op: "music", style: "lofi" });
  const { changes } = applyEdit(scored, { op: "music", style: "cinematic" });
  expect(changes?.map(({ en }) => en)).toEqual([
    expect.stringMatching(/^The music “Cinematic” is there instead of the music “Lo-fi” \(/),
  ]);
  expect(changes?.[0]?.zh).toMatch(/^音乐“低保真”已换成音乐“电影感”（/);
});

describe("music that is moved", () => {
  const withSong = edited(draftOf(video("a", 10_000), song("m", 60_000)), { op: "music", asset: "m", loop: false });
  const place = (draft: Draft) => tracksOf(draft, "music").flatMap(({ sg }) => sg.map(({ st, d, si }) => [st, d, si]));

  it("plays on as before where only one of its ends moves, and begins as before where it moves as a whole", () => {
    const later = edited(withSong, { op: "change_music", start: 2000, end: 10_000 });
    expect(place(later)).toEqual([[2000, 8000, 2000]]);
    const shorter = edited(later, { op: "change_music", start: 2000, end: 6000 });
    expect(place(shorter)).toEqual([[2000, 4000, 2000]]);
    expect(place(edited(shorter, { op: "change_music", start: 3000, end: 7000 }))).toEqual([[3000, 4000, 2000]]);
    expect(place(edited(shorter, { op: "change_music", start: 0, end: 6000 }))).toEqual([[0, 6000, undefined]]);
  });

  it("moves what plays in place of the clips' sound alike, and the clips stay silent", () => {
    const dubbed = edited(draftOf(video("a", 10_000), song("m", 6000)), { op: "replace_audio", asset: "m" });
    const later = edited(dubbed, { op: "change_music", track: "sound", target: 1, start: 2000, end: 8000 });
    expect(tracksOf(later, "sound").flatMap(({ sg }) => sg.map(({ st, d, si }) => [st, d, si]))).toEqual([
      [2000, 6000, undefined],
    ]);
    expect(tracksOf(later, "clips").flatMap(({ sg }) => sg.map(({ mu }) => mu))).toEqual([true]);
    expect(refused(dubbed, { op: "change_music", start: 1000 })?.code).toBe("nothing-there");
  });

  it("is refused where there is none", () => {
    expect(refused(one, { op: "change_music", start: 1000 })?.code).toBe("nothing-there");
  });
});

describe("trim", () => {
  it.each<[string, Edit, [string, number, number, number][]]>([
    ["the start", { op: "trim", remove: [[0, 3000]] }, [["a", 0, 7000, 3000]]],
    ["the end", { op: "trim", remove: [[-2000, null]] }, [["a", 0, 8000, 0]]],
    [
      "both",
      {
        op: "trim",
        remove: [
          [0, 3000],
          [-2000, null],
        ],
      },
      [["a", 0, 5000, 3000]],
    ],
    [
      "the middle",
      { op: "trim", remove: [[3000, 5000]] },
      [
        ["a", 0, 3000, 0],
        ["a", 3000, 5000, 5000],
      ],
    ],
    ["all but a part", { op: "trim", keep: [[2000, 6000]] }, [["a", 0, 4000, 2000]]],
    ["all but the end", { op: "trim", keep: [[-1500, null]] }, [["a", 0, 1500, 8500]]],
    ["what reaches past the end", { op: "trim", remove: [[8000, 60_000]] }, [["a", 0, 8000, 0]]],
    [
      "parts that overlap",
      {
        op: "trim",
        remove: [
          [1000, 4000],
          [3000, 6000],
        ],
      },
      [
        ["a", 0, 1000, 0],
        ["a", 1000, 4000, 6000],
      ],
    ],
  ])("takes away %s", (_, edit, expected) => {
    expect(line(edited(one, edit))).toEqual(expected);
  });

  it("reaches across clips, and counts inside of a clip where one is named", () => {
    expect(line(edited(three, { op: "trim", remove: [[3000, 11_000]] }))).toEqual([
      ["a", 0, 3000, 0],
      ["c", 3000, 7000, 1000],
    ]);
    expect(
      line(
        edited(three, {
          op: "trim",
          clip: 2,
          remove: [
            [0, 1000],
            [-2000, null],
          ],
        }),
      ),
    ).toEqual([
      ["a", 0, 4000, 0],
      ["b", 4000, 3000, 1000],
      ["c", 7000, 8000, 0],
    ]);
  });

  it("lands where it should in a clip that is sped up and played backwards", () => {
    const draft = edited(one, { op: "speed", factor: 2 }, { op: "reverse" }, { op: "trim", remove: [[1000, 2000]] });
    expect(draft.d).toBe(4000);
    // Five seconds play ten of the source, from its end: the first second shows 10 s to 8 s, then it goes on at 6 s.
    expect(shownAt(draft, 0)).toBe(10_000);
    expect(shownAt(draft, 999)).toBe(8002);
    expect(shownAt(draft, 1000)).toBe(6000);
    expect(shownAt(draft, 3999)).toBe(2);
  });

  it("keeps thousandths where a speed does not come out even", () => {
    const draft = edited(one, { op: "speed", factor: 3.333 }, { op: "trim", remove: [[0, 1001]] });
    expect(line(draft)).toEqual([["a", 0, 1999, 3336.333]]);
    expect(readDraft(draft).issues).toBeUndefined();
  });

  it("leaves the pieces one clip for the person", () => {
    const draft = edited(two, { op: "trim", remove: [[3000, 5000]] }, { op: "remove_clip", clip: 2 });
    expect(line(draft).map(([asset]) => asset)).toEqual(["a", "a"]);
  });

  it("is refused in plain words where there is nothing, or nothing would be left", () => {
    const short = draftOf(video("a", 8000));
    expect(refused(short, { op: "trim", remove: [[20_000, null]] })).toEqual({
      code: "beyond-end",
      en: "The video is 8 s long, so there is nothing at 0:20.",
      zh: "视频只有 8 秒，0:20 处没有内容。",
    });
    expect(refused(short, { op: "trim", remove: [[-20_000, null]] })?.code).toBe("nothing-left");
    expect(refused(short, { op: "trim", remove: [[5000, 2000]] })?.code).toBe("empty-range");
    expect(refused(short, { op: "trim", keep: [[-20_000, null]] })?.code).toBe("no-change");
    expect(refused(short, { op: "trim" })?.code).toBe("incomplete");
    expect(refused(emptyDraft(), { op: "trim", remove: [[0, 1000]] })?.code).toBe("no-clip");
  });
});

describe("the order and number of clips", () => {
  it("changes as it was said, from either end", () => {
    const order = (...edits: Edit[]): string =>
      line(edited(three, ...edits))
        .map(([asset]) => asset)
        .join("");
    expect(order({ op: "move_clip", clip: 3, to: 1 })).toBe("cab");
    expect(order({ op: "move_clip", clip: 1, to: 3 })).toBe("bca");
    expect(order({ op: "move_clip", clip: -1, to: 1 })).toBe("cab");
    expect(order({ op: "remove_clip", clip: 2 })).toBe("ac");
    expect(order({ op: "remove_clip", clip: -1 }, { op: "remove_clip", clip: 1 })).toBe("b");
    expect(order({ op: "loop", times: 2 })).toBe("abcabc");
    expect(order({ op: "loop", times: 3, clip: 2 })).toBe("abbbc");
    expect(order({ op: "reverse" })).toBe("cba");
  });

  it("counts a split clip as two, and the second part is the second clip", () => {
    const draft = edited(one, { op: "split", at: [4000] }, { op: "remove_clip", clip: 2 });
    expect(line(draft)).toEqual([["a", 0, 4000, 0]]);
    expect(refused(one, { op: "split", at: [12_000] })?.code).toBe("beyond-end");
    expect(refused(one, { op: "split", at: [0] })?.code).toBe("no-change");
    expect(refused(two, { op: "remove_clip", clip: 5 })?.en).toBe(
      "There are 2 clips on the timeline, so there is no clip 5.",
    );
  });

  it("is not changed by what is done to a part of a clip", () => {
    const draft = edited(two, { op: "mute", range: [2000, 4000] }, { op: "color", look: "bw", range: [5000, 6000] });
    expect(line(edited(draft, { op: "remove_clip", clip: 2 })).every(([asset]) => asset === "a")).toBe(true);
  });
});

describe("speed, reverse and loop", () => {
  it("counts from the clip's own speed, and from the present one where it is relative", () => {
    const fast = edited(one, { op: "speed", factor: 2 });
    expect(fast.d).toBe(5000);
    expect(edited(fast, { op: "speed", factor: 0.5 }).d).toBe(20_000);
    expect(edited(fast, { op: "speed", factor: 2, relative: true }).d).toBe(2500);
    expect(edited(fast, { op: "speed", factor: 1 })).toEqual({ ...one, m: expect.anything() });
  });

  it("changes only the part that was meant", () => {
    const draft = edited(one, { op: "speed", factor: 0.5, range: [-3000, null] });
    expect(line(draft)).toEqual([
      ["a", 0, 7000, 0],
      ["a", 7000, 6000, 7000],
    ]);
  });

  it("plays the whole timeline backwards, clips and all, and twice is as before", () => {
    const back = edited(two, { op: "reverse" });
    expect(shownAt(back, 0)).toBe(8000);
    expect(clipSegments(back).map(({ a, rv }) => [a, rv])).toEqual([
      ["b", true],
      ["a", true],
    ]);
    expect(line(edited(back, { op: "reverse" }))).toEqual(line(two));
  });
});

describe("what lies over the clips", () => {
  const titled = edited(
    two,
    { op: "title", text: "Opening" },
    { op: "title", text: "Middle", start: 6000, end: 8000 },
    { op: "title", text: "The End", start: -2000, end: null },
  );

  it("moves with the picture when something before it is cut", () => {
    expect(titles(edited(titled, { op: "trim", remove: [[0, 4000]] }))).toEqual([
      ["Opening", 0, 3000],
      ["Middle", 2000, 4000],
      ["The End", 12_000, 14_000],
    ]);
  });

  it("goes with the part that it is on, and closes over a cut within it", () => {
    expect(titles(edited(titled, { op: "trim", remove: [[5000, 9000]] })).map(([text]) => text)).toEqual([
      "Opening",
      "The End",
    ]);
    expect(titles(edited(titled, { op: "trim", remove: [[6500, 7000]] }))[1]).toEqual(["Middle", 6000, 7500]);
  });

  it("stays at the end when the end moves, and follows a faster or moved clip", () => {
    expect(titles(edited(titled, { op: "trim", remove: [[-5000, null]] })).at(-1)).toEqual(["The End", 11_000, 13_000]);
    expect(titles(edited(titled, { op: "speed", factor: 2 }))[1]).toEqual(["Middle", 3000, 4000]);
    expect(titles(edited(titled, { op: "move_clip", clip: 2, to: 1 }))[1]).toEqual(["Middle", 14_000, 16_000]);
  });

  it("never goes beyond the end: music is cut to the length, and grows with it", () => {
    const scored = edited(two, { op: "music", style: "lofi", volume: 35 });
    const length = (draft: Draft): number | undefined => tracksOf(draft, "music")[0]?.sg[0]?.d;
    expect(length(scored)).toBe(18_000);
    const short = edited(scored, { op: "trim", keep: [[0, 5000]] });
    expect(length(short)).toBe(5000);
    expect(length(addAsset(short, video("d", 3000)).draft ?? short)).toBe(8000);
  });

  it("takes a track of its own where it would overlap", () => {
    const draft = edited(titled, { op: "title", text: "Also", start: 1000, end: 7000 });
    expect(draft.t.filter(({ r }) => r === "title")).toHaveLength(2);
  });

  it("keeps captions on what is said, through cuts, speed and backwards", () => {
    const cues = (draft: Draft): unknown[] =>
      tracksOf(draft, "captions").flatMap(({ sg }) => sg.map(({ tx, st, d }) => [tx, st, st + d]));
    const said = edited(two, { op: "captions", source: "auto" });
    expect(cues(said)).toEqual([
      ["Hello", 0, 800],
      ["there", 2000, 3500],
      ["again", 10_100, 10_700],
    ]);
    expect(cues(edited(said, { op: "trim", remove: [[0, 1000]] }))[0]).toEqual(["there", 1000, 2500]);
    expect(cues(edited(two, { op: "speed", factor: 2 }, { op: "captions", source: "auto" }))[1]).toEqual([
      "there",
      1000,
      1750,
    ]);
    const withFile = draftOf(...FILES);
    expect(cues(edited(withFile, { op: "captions", source: "file" }))).toEqual([
      ["First line", 200, 1500],
      ["第二行", 1500, 3000],
    ]);
  });

  it("changes the title touched last where none is named", () => {
    const draft = edited(
      titled,
      { op: "change_title", target: 1, color: "gold" },
      { op: "change_title", size_by: 0.75 },
    );
    const first = tracksOf(draft, "title")[0]?.sg[0];
    expect(first?.sy).toEqual({ cl: "#ffd700", sz: 54 });
    expect(refused(titled, { op: "change_title", color: "blurple" })?.code).toBe("colour-unknown");
    expect(refused(two, { op: "change_title", text: "x" })?.code).toBe("nothing-there");
  });
});

describe("transitions", () => {
  const crossed = edited(three, { op: "transition", type: "crossfade", duration: 1000 });

  it("let two clips share their length, and give it back when they go", () => {
    expect(line(crossed)).toEqual([
      ["a", 0, 3000, 0],
      ["b", 3000, 5000, 0],
      ["c", 8000, 8000, 0],
    ]);
    expect(edited(crossed, { op: "remove", what: "transition" }).d).toBe(18_000);
    expect(line(edited(crossed, { op: "remove_clip", clip: -1 }))).toEqual([
      ["a", 0, 3000, 0],
      ["b", 3000, 6000, 0],
    ]);
    expect(edited(crossed, { op: "transition", type: "wipe", clip: 1, duration: 500 }).d).toBe(16_500);
  });

  it("stay at their places when clips change their order", () => {
    const kinds = clipSegments(edited(crossed, { op: "move_clip", clip: 3, to: 1 })).map(({ tr }) => tr?.k);
    expect(kinds).toEqual([undefined, "crossfade", "crossfade"]);
  });

  it("are no longer than half of the clips, and need two", () => {
    const draft = edited(three, { op: "transition", type: "fade_black", duration: 10_000 });
    expect(clipSegments(draft).map(({ tr }) => tr?.d)).toEqual([undefined, 2000, 3000]);
    expect(refused(one, { op: "transition", type: "wipe" })?.code).toBe("no-such-clip");
  });
});

describe("the picture", () => {
  it("comes back to itself after four quarter turns, and mirrors commute with turns as they do on paper", () => {
    const turn: Edit = { op: "rotate", degrees: 90 };
    const mirror: Edit = { op: "flip", axis: "horizontal" };
    const look = (...edits: Edit[]): unknown => clipSegments(edited(one, ...edits)).map(({ fl, ro }) => [fl, ro])[0];
    expect(look(turn, turn, turn, turn)).toEqual([undefined, undefined]);
    expect(look(turn, mirror)).toEqual([true, 270]);
    expect(look(mirror, turn)).toEqual([true, 90]);
    expect(look({ op: "flip", axis: "vertical" }, mirror)).toEqual([undefined, 180]);
  });

  it("is cropped where the person sees it, whatever its turn", () => {
    const crop = (...edits: Edit[]): unknown => clipSegments(edited(one, ...edits)).map(({ cr }) => cr)[0];
    expect(crop({ op: "crop", x: 100, y: 0, width: 400, height: 720 })).toEqual([100, 0, 400, 720]);
    expect(crop({ op: "rotate", degrees: 90 }, { op: "crop", x: 0, y: 0, width: 720, height: 300 })).toEqual([
      0, 0, 300, 720,
    ]);
    expect(crop({ op: "flip", axis: "horizontal" }, { op: "crop", x: 0, width: 100 })).toEqual([1180, 0, 100, 720]);
    expect(crop({ op: "crop", width: 640, height: 360 }, { op: "crop", width: 50, unit: "percent" })).toEqual([
      480, 180, 320, 360,
    ]);
    expect(crop({ op: "crop", edges: "black" })).toEqual([0, 90, 1280, 540]);
    expect(refused(one, { op: "crop", x: 1279 })?.code).toBe("empty-range");
    expect(refused(draftOf(video("b", 5000)), { op: "crop", edges: "black" })?.code).toBe("no-change");
  });

  it("takes shape and size from the last word on them", () => {
    expect(canvasOf(edited(one, { op: "reframe", aspect: "9:16" }))).toEqual({ width: 1080, height: 1920, fps: 30 });
    expect(canvasOf(edited(one, { op: "enhance", target: "2160p" }))).toEqual({ width: 3840, height: 2160, fps: 30 });
    expect(canvasOf(edited(one, { op: "enhance", target: "2160p" }, { op: "enhance", factor: 1.5 })).height).toBe(1080);
    expect(canvasOf(edited(one, { op: "fps", value: 60 })).fps).toBe(60);
  });

  it("is enhanced when asked to, and a size alone is a size", () => {
    expect(applyEdit(one, { op: "enhance" }).changes?.map(({ en }) => en)).toEqual(["Enhanced."]);
    expect(applyEdit(one, { op: "enhance", target: "720p" }).changes?.map(({ en }) => en)).toEqual([
      "The picture is 1280×720 now.",
    ]);
  });

  it("adds what is relative to what is set", () => {
    const more: Edit = { op: "color", brightness: 15, relative: true };
    expect(clipSegments(edited(one, { op: "color", brightness: 90 }, more))[0]?.co).toEqual({ br: 100 });
  });
});

describe("sound", () => {
  it("is music that was handed over, found by its name, or made in a style", () => {
    const draft = draftOf(...FILES);
    const music = (...edits: Edit[]) => tracksOf(edited(draft, ...edits), "music")[0]?.sg[0];
    expect(music({ op: "music", source: "asset", asset: "M.MP3", volume: 20 })).toMatchObject({
      a: "m",
      vl: 20,
      lp: true,
    });
    expect(music({ op: "music", style: "upbeat" })).toMatchObject({ gn: { ms: "upbeat" }, an: "all" });
    expect(music({ op: "music", style: "upbeat" }, { op: "music", duck: true })).toMatchObject({ du: true });
    expect(refused(draft, { op: "music", source: "asset", asset: "other.mp3" })?.en).toBe(
      "I have no sound file called «other.mp3»: hand me the file.",
    );
    expect(refused(two, { op: "volume", track: "music", percent: 20 })?.code).toBe("nothing-there");
  });

  it("is silent after mute, and back after a word on its volume", () => {
    const silent = edited(one, { op: "mute" });
    expect(clipSegments(silent)[0]?.mu).toBe(true);
    const back = edited(silent, { op: "volume", track: "original", percent: 80 });
    expect(clipSegments(back)[0]).not.toHaveProperty("mu");
    expect(edited(one, { op: "volume", track: "all", percent: 50 }).mx.vl).toBe(50);
  });

  it("loses its silences, in the clips' own time, whichever way they play", () => {
    const cut = edited(one, { op: "silences", remove: true });
    expect(line(cut)).toEqual([
      ["a", 0, 500, 0],
      ["a", 500, 2500, 1500],
      ["a", 3000, 5700, 4300],
    ]);
    const back = edited(one, { op: "reverse" }, { op: "silences", remove: true });
    expect(clipSegments(back).map(({ d }) => d)).toEqual([5700, 2500, 500]);
    expect(refused(one, { op: "silences", remove: true }, {})?.code).toBe("needs-analysis");
    expect(factsNeeded(two, [{ op: "silences", remove: true }])).toEqual([
      { kind: "silences", asset: "a" },
      { kind: "silences", asset: "b" },
    ]);
  });

  it("takes the place of the clips' own where it replaces it", () => {
    const draft = edited(draftOf(video("a", 10_000), song("m", 60_000)), { op: "replace_audio" });
    expect(clipSegments(draft)[0]?.mu).toBe(true);
    expect(draft.t.map(({ r }) => r)).toEqual(["clips", "sound"]);
  });
});

describe("an overlay", () => {
  it("is no clip any more, stays over the whole, and is found as «logo» where it is the only picture", () => {
    const draft = edited(draftOf(video("a", 10_000), picture("brand")), {
      op: "overlay",
      asset: "logo",
      position: "top_left",
    });
    expect(draft.d).toBe(10_000);
    expect(tracksOf(draft, "overlay")[0]?.sg[0]).toMatchObject({ a: "brand", st: 0, d: 10_000, ps: "top_left" });
    const moved = edited(draft, { op: "overlay", asset: "brand.png", position: "bottom_right" });
    expect(tracksOf(moved, "overlay")).toHaveLength(1);
    expect(refused(one, { op: "overlay", asset: "logo" })?.code).toBe("asset-missing");
  });
});

describe("what is handed over", () => {
  it("goes onto the timeline in order: clips one after the other, sound as music", () => {
    expect(summarize(draftOf(video("a", 10_000), picture("p"), song("m", 60_000)))).toBe(
      "Timeline (2 tracks): 1. Video: a (0-10s), p (10-15s) 2. BGM: m (0-15s, 100%)",
    );
    expect(refused(one, { op: "captions", source: "file" })?.code).toBe("asset-missing");
    expect(addAsset(one, video("a", 1000)).refused?.code).toBe("no-change");
  });

  it("is not let in where a draft could not hold it", () => {
    expect(addAsset(one, video("long", 50_000_000)).refused?.code).toBe("too-long");
    expect(addAsset(one, video("odd", 5000, { w: 100_000 })).refused?.code).toBe("asset-unfit");
  });

  it("is believed from our own records alone", () => {
    const lying = { ...one, as: one.as.map((asset) => ({ ...asset, d: 3_600_000 })) };
    expect(withAssets(lying, [video("a", 10_000)])).toEqual(one);
    expect(readDraft(withAssets(lying, [])).issues?.[0]?.path).toBe("t[0].sg[0].a");
  });
});

describe("an excerpt", () => {
  const whole = edited(
    draftOf(video("a", 10_000), video("b", 8000), song("m", 60_000)),
    { op: "title", text: "Opening" },
    { op: "title", text: "Middle", start: 6000, end: 8000 },
    { op: "title", text: "The End", start: -2000, end: null },
    { op: "fade", what: "both" },
  );

  it("shows and plays what is there at that time, and no beginning or end that is elsewhere", () => {
    const part = excerpt(whole, 7000, 11_000);
    expect(line(part)).toEqual([
      ["a", 0, 3000, 7000],
      ["b", 3000, 1000, 0],
    ]);
    expect(titles(part)).toEqual([["Middle", 0, 1000]]);
    expect(tracksOf(part, "music")[0]?.sg[0]).toMatchObject({ st: 0, d: 4000, si: 7000 });
    expect(part.fd).toEqual({});
    expect(readDraft(JSON.parse(JSON.stringify(part))).issues).toBeUndefined();
    expect(excerpt(whole, 16_000, 18_000).fd).toEqual({ vo: 1000, ao: 1000 });
  });

  it("is the whole where nothing lies outside", () => {
    expect(excerpt(whole, 0, 18_000)).toEqual(whole);
  });
});

describe("what is told", () => {
  it("is the timeline in the published form", () => {
    const draft = edited(
      draftOf({ ...video("a", 10_000), n: "city timelapse.mp4" }),
      { op: "music", source: "generated", style: "lofi", volume: 35 },
      { op: "title", text: "Urban Dreams", start: 0, end: 3000 },
    );
    expect(summarize(draft)).toBe(
      'Timeline (3 tracks): 1. Video: city timelapse (0-10s) 2. BGM: Lo-fi (0-10s, 35%) 3. Title: "Urban Dreams" (0-3s)',
    );
    expect(summarize(emptyDraft())).toBe("Timeline (0 tracks):");
    expect(summarize(draft, "zh")).toBe(
      '时间线（3 条轨道）： 1. 视频: city timelapse (0-10s) 2. 背景音乐: 低保真 (0-10s, 35%) 3. 标题: "Urban Dreams" (0-3s)',
    );
  });

  it("is what changed, in the person's language", () => {
    const after = edited(two, { op: "trim", remove: [[0, 5000]] }, { op: "speed", factor: 2, clip: 2 });
    expect(difference(two, after, "en")).toEqual(["The video is 9 s long now (it was 18 s).", "Clip 2: speed 2x."]);
    expect(difference(two, after, "zh")).toEqual(["视频现在长 9 秒（原来 18 秒）。", "第 2 个片段：速度 2 倍。"]);
    expect(difference(two, two, "en")).toEqual([]);
    const crossed = edited(three, { op: "transition", type: "crossfade" });
    expect(difference(three, crossed, "en")).toEqual([
      "The video is 17 s long now (it was 18 s).",
      "Clips 2, 3: crossfade of 0.5 s at the start.",
    ]);
    const swapped = edited(
      crossed,
      { op: "move_clip", clip: 2, to: 1 },
      { op: "speed", factor: 0.5, range: [-2000, null] },
    );
    expect(difference(crossed, swapped, "en")).toEqual([
      "The clips are in this order now: b, a, c.",
      "The video is 19 s long now (it was 17 s).",
      "A part of clip 3: speed 0.5x.",
    ]);
  });

  it("is what could not be made, while the rest is", () => {
    const { draft, changes, refusals } = applyEdits(one, [
      { op: "trim", remove: [[50_000, null]] },
      { op: "title", text: "Hi" },
    ]);
    expect(titles(draft)).toEqual([["Hi", 0, 3000]]);
    expect(changes[0]?.en).toBe("The title “Hi” was added (0-3 s).");
    expect(refusals.map(({ refused: { code } }) => code)).toEqual(["beyond-end"]);
  });

  it("is whether there is anything to export", () => {
    expect(readyForExport(one)).toEqual({ isReady: true });
    expect(readyForExport(emptyDraft()).isReady).toBe(false);
    expect(readyForExport({ ...one, d: 1 }).reason?.en).toContain("damaged at d");
  });
});
