import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editSchema, understandingSchema } from "../timeline/edit.js";
import type { Context } from "./context.js";
import { RULES } from "./rules/rules.js";
import { understand, understandWithoutVideo } from "./understand.js";

describe("understand", () => {
  it("reads several edits and an export from one sentence, and tells them in one", () => {
    const understood = understand(
      'Trim the first 5 seconds, make it vertical for Reels, title "Day 1" at the top, lo-fi music at 30 %, and export',
    );
    expect(understood).toEqual({
      intent: "edit",
      edits: [
        { op: "trim", remove: [[0, 5000]] },
        { op: "reframe", aspect: "9:16", platform: "instagram" },
        { op: "title", text: "Day 1", position: "top" },
        { op: "music", source: "generated", style: "lofi", volume: 30 },
      ],
      export: true,
      say: 'I\'ll cut the first 5 seconds, make it vertical (9:16), add the title "Day 1" at the top, add lo-fi music at 30 % and export it.',
    });
  });

  it("means the subtitle file that was handed over, unless the words say otherwise", () => {
    const sourceOf = (words: string, assets: string[]): unknown => understand(words, { assets }).edits;
    const [file, auto] = ["file", "auto"].map((source) => [{ op: "captions", source }]);
    expect(sourceOf("add these captions", ["clip.mp4", "talk.srt"])).toEqual(file);
    expect(sourceOf("加上这个字幕", ["clip.mp4", "talk.srt"])).toEqual(file);
    expect(sourceOf("add captions", ["clip.mp4"])).toEqual(auto);
    expect(sourceOf("auto captions", ["clip.mp4", "talk.srt"])).toEqual(auto);
  });

  it("answers Chinese in Chinese", () => {
    expect(understand("剪掉前5秒，改成竖屏，再加点轻音乐").say).toBe(
      "好的，我会剪掉前 5 秒，改成竖屏（9:16），加上舒缓的音乐。",
    );
  });

  it("names colours, places and pictures in the language of the words", () => {
    expect(understand("加标题“你好”放在顶部，红色，右上角加个logo").say).toBe(
      "好的，我会加上标题“你好”（红色，上方），在画面上加标志（右上角）。",
    );
  });

  it.each([
    ["加字目，钱5秒剪掉", ["captions", "trim"]],
    ["转成60针", ["fps"]],
    ["把事频倒方", ["reverse"]],
  ])("hears what was meant where it is mistyped for its sound: «%s»", (words, ops) =>
    expect(understand(words).edits.map((edit) => edit.op)).toEqual(ops),
  );

  it("takes the numbers of a list for what they are", () => {
    expect(understand("步骤：1.合并 2.叠化一秒 3.1.1倍速 4.压到60MB以下").edits.map((edit) => edit.op)).toEqual([
      "merge",
      "transition",
      "speed",
      "compress",
    ]);
    expect(understand("画面淡入淡出，进1.5秒，出2.5秒").edits).toEqual([
      { op: "fade", what: "video", in: 1500, out: 2500 },
    ]);
  });

  it("forgets a remark where the order names the same, wherever it stands", () => {
    expect(understand("画面太暗又晃，提亮一下再防个抖").edits.map((edit) => edit.op)).toEqual(["color", "stabilize"]);
    expect(understand("丝滑一点，120帧").edits).toEqual([{ op: "fps", value: 120, smooth: true }]);
  });

  it("leaves alone what is said to stay, and what is said not to be meant", () => {
    expect(understand("第三段放慢到百分之四十，其余不变").edits).toEqual([{ op: "speed", factor: 0.4, clip: 3 }]);
    expect(understand("不加速，只倒放").edits).toEqual([{ op: "reverse" }]);
    expect(understand("做一个上下镜像，注意不是旋转").edits).toEqual([{ op: "flip", axis: "vertical" }]);
  });

  it("reads sentences without punctuation, as dictation writes them", () => {
    expect(
      understand("trim the first five seconds make it square and then mute it").edits.map((edit) => edit.op),
    ).toEqual(["trim", "reframe", "mute"]);
    expect(understand("把前五秒剪掉然后变成竖屏再加个标题写上旅行").edits.map((edit) => edit.op)).toEqual([
      "trim",
      "reframe",
      "title",
    ]);
  });

  it.each([
    ["trim the first 5, no wait, 10 seconds", { op: "trim", remove: [[0, 10_000]] }],
    ["trim the first 5 seconds, sorry, the last 5 seconds", { op: "trim", remove: [[-5000, null]] }],
    ["speed it up 2x, no, 3x", { op: "speed", factor: 3 }],
    ["make it square, actually vertical", { op: "reframe", aspect: "9:16" }],
    ["把第一段删掉，不对，第二段", { op: "remove_clip", clip: 2 }],
  ])("hears what takes the place of a slip of the tongue: «%s»", (words, edit) =>
    expect(understand(words).edits).toEqual([edit]),
  );

  it("keeps what a correction does not speak of", () => {
    expect(understand("no music, make it vertical").edits).toEqual([{ op: "reframe", aspect: "9:16" }]);
    expect(understand("trim 5 seconds off the start, actually make it 2x faster too").edits).toEqual([
      { op: "trim", remove: [[0, 5000]] },
      { op: "speed", factor: 2 },
    ]);
  });

  it("takes a remark and what is asked about it as one", () => {
    expect(understand("it's too dark, brighten it by 30").edits).toEqual([{ op: "color", brightness: 30 }]);
    expect(understand("画面太暗了，帮我调亮30").edits).toEqual([{ op: "color", brightness: 30 }]);
  });

  it("does what it knows and names what it does not", () => {
    const half = understand("mute it and make the frobnicator quack");
    expect(half).toMatchObject({ intent: "edit", edits: [{ op: "mute" }] });
    expect(half.also).toContain("make the frobnicator");
    expect(half.say).toContain(half.also);
    expect(understand("make it vertical and blur my neighbour's face")).toMatchObject({
      edits: [{ op: "reframe", aspect: "9:16" }],
      also: expect.stringContaining("cannot track"),
    });
  });

  it("asks what comes first where too much is said at once, and comes to an end whatever is said", () => {
    expect(understand("mute it, ".repeat(600))).toMatchObject({ intent: "clarify", edits: [] });
    for (const words of ["add and cut and ", "一", "把第一段删掉然后", "“", "@a.", "from 1 to ", "9", "no, 5 s, "])
      expect(understand(words.repeat(Math.floor(2000 / words.length))).edits.length).toBeLessThanOrEqual(100);
  });

  it("leaves out what is refused", () => {
    expect(understand("don't add any music, just trim the first 3 seconds").edits).toEqual([
      { op: "trim", remove: [[0, 3000]] },
    ]);
    expect(understand("make it vertical without cropping").edits).toEqual([
      { op: "reframe", aspect: "9:16", fit: "pad" },
    ]);
    expect(understand("don't add music")).toMatchObject({ intent: "chat", edits: [] });
  });

  it("takes the sense of full-width digits, traditional characters and typos", () => {
    expect(understand("剪掉前１０秒").edits).toEqual([{ op: "trim", remove: [[0, 10_000]] }]);
    expect(understand("請把影片變成豎屏").edits).toEqual([{ op: "reframe", aspect: "9:16" }]);
    expect(understand("tirm the frist 10 secnds").edits).toEqual([{ op: "trim", remove: [[0, 10_000]] }]);
    expect(understand("make it verticle").edits).toEqual([{ op: "reframe", aspect: "9:16" }]);
  });

  it("keeps the words of a title as they were typed", () => {
    expect(understand("add the title “Ｈｅｌｌｏ，世界！” at the top").edits).toEqual([
      { op: "title", text: "Ｈｅｌｌｏ，世界！", position: "top" },
    ]);
  });

  it.each([
    ["trim the first 2 seconds and frobnicate the banana", "frobnicate the banana"],
    ["make it vertical and glorpify everything", "glorpify everything"],
    ["mute it and put a hat on the dog", "put a hat on the dog"],
    ["mute it, then sing", "sing"],
    ["make it pop and sizzle", "sizzle"],
  ])("names what nobody knows how to do: «%s»", (words, unread) => {
    const understood = understand(words);
    expect(understood.edits).toHaveLength(1);
    expect(understood.also).toContain(`«${unread}»`);
  });

  it.each([
    "make it vertical for my mom and dad",
    "mute it, thanks and goodbye",
    "it looks bad and grandma complained, brighten it by 30",
    "trim the first 2 seconds, love the beach",
    "make it vertical for tiktok and friends",
  ])("takes a remark as one: «%s»", (words) => expect(understand(words).also).toBeUndefined());

  it.each(["put a hat on the dog", "make the purple elephant dance", "put me on a beach instead of my office wall"])(
    "says that a plain wish for something in the picture cannot be done: «%s»",
    (words) => expect(understand(words)).toMatchObject({ intent: "unsupported", edits: [] }),
  );

  it.each<[string, unknown[]]>([
    ["keep my voice but turn it up to 130 percent", [{ op: "volume", track: "original", percent: 130 }]],
    ["drop in beat.mp3 and lower it when someone speaks", [{ op: "music", asset: "beat.mp3", duck: true }]],
    [
      "set clip 3 to black & white and rotate it 90 clockwise",
      [
        { look: "bw", clip: 3 },
        { degrees: 90, clip: 3 },
      ],
    ],
    ["slow motion from 3.5s to 5s, mute that bit", [{ op: "speed" }, { op: "mute", range: [3500, 5000] }]],
  ])("knows what «it» is in one sentence: «%s»", (words, edits) =>
    expect(understand(words).edits).toMatchObject(edits),
  );

  it.each([
    ["who is in this video?", "unsupported"],
    ["what's the largest file you take?", "help"],
    ["where is my export?", "status"],
    ["let me send you one more video", "upload"],
  ])("knows who answers a question: «%s»", (words, intent) => expect(understand(words).intent).toBe(intent));

  it("ends a title's text where another edit begins", () => {
    expect(understand("title Summer Holiday in yellow at the bottom and fade out at the end").edits).toEqual([
      { op: "title", text: "Summer Holiday", position: "bottom", color: "yellow" },
      { op: "fade", what: "video", out: 1000 },
    ]);
    const timed = "add a title that says Summer 2026 in yellow at the bottom for 3 seconds and fade out at the end";
    expect(understand(timed).edits).toMatchObject([{ op: "title", text: "Summer 2026" }, { op: "fade" }]);
    expect(understand("title Summer and fade out at the end").edits).toMatchObject([
      { text: "Summer" },
      { op: "fade" },
    ]);
    expect(understand("add a title that says Cut and Run in red").edits).toMatchObject([{ text: "Cut and Run" }]);
  });

  it("says that one thing cannot have another colour, and only where that is asked", () => {
    expect(understand("make the blue car red").say).toContain("cannot recolour one thing");
    expect(understand("把那辆车变成红色").say).toContain("无法单独改它的颜色");
    expect(understand("make it black hole style")).toMatchObject({ intent: "clarify", edits: [] });
    expect(understand("make the purple elephant dance").say).not.toContain("recolour");
  });

  it("turns shares into times where the length is known, asks where it is not, and can tell them as shares", () => {
    expect(understand("keep the first half", { durationMs: 60_000 }).edits).toEqual([
      { op: "trim", keep: [[0, 30_000]] },
    ]);
    expect(understand("keep the first half")).toMatchObject({ intent: "clarify", edits: [] });
    expect(understandWithoutVideo("keep the first half").edits).toEqual([{ op: "trim", keep: [[0, "50%"]] }]);
  });

  it("asks where a value is out of bounds", () => {
    expect(understand("speed it up 5000x").intent).toBe("clarify");
  });

  describe("after an edit", () => {
    const titled: Context = { lastEdits: [{ op: "title", text: "Rome" }], titles: 1 };
    it.each<[string, Context, unknown]>([
      ["make it smaller", titled, { op: "change_title", size_by: 0.75 }],
      ["put it at the bottom", titled, { op: "change_title", position: "bottom" }],
      ["in red please", titled, { op: "change_title", color: "red" }],
      ["改成红色", titled, { op: "change_title", color: "red" }],
      ["a bit more", { lastEdits: [{ op: "color", brightness: 20 }] }, { op: "color", brightness: 10, relative: true }],
      ["再来一点", { lastEdits: [{ op: "color", brightness: 20 }] }, { op: "color", brightness: 10, relative: true }],
      [
        "quieter",
        { lastEdits: [{ op: "music", source: "generated", style: "lofi" }], hasMusic: true },
        { op: "volume", track: "music", percent: 50, relative: true },
      ],
      [
        "with a blurred background",
        { lastEdits: [{ op: "reframe", aspect: "1:1" }] },
        { op: "reframe", aspect: "1:1", fit: "blur" },
      ],
      ["even faster", { lastEdits: [{ op: "speed", factor: 2 }] }, { op: "speed", factor: 1.5, relative: true }],
    ])("reads «%s» by what was done last", (words, context, edit) =>
      expect(understand(words, context)).toMatchObject({ intent: "edit", edits: [edit] }),
    );

    it("puts a correction in the place of what it corrects", () => {
      expect(understand("actually 5 seconds", { lastEdits: [{ op: "trim", remove: [[0, 10_000]] }] })).toMatchObject({
        intent: "undo",
        edits: [{ op: "trim", remove: [[0, 5000]] }],
      });
      expect(understand("no, the second one", { lastEdits: [{ op: "remove_clip", clip: 3 }] })).toMatchObject({
        intent: "undo",
        edits: [{ op: "remove_clip", clip: 2 }],
      });
    });

    it("takes a new request as one, whatever was done before", () => {
      expect(understand("trim the last 2 seconds", titled).edits).toEqual([{ op: "trim", remove: [[-2000, null]] }]);
      expect(understand("add lo-fi music", titled).edits).toMatchObject([{ op: "music", style: "lofi" }]);
    });
  });

  it("completes what was asked about with the answer", () => {
    expect(understand("from the end", { asked: "cut 5 seconds" }).edits).toEqual([
      { op: "trim", remove: [[-5000, null]] },
    ]);
  });

  it("gives only edits of the vocabulary, whatever words come", () => {
    const said = RULES.flatMap((rule) => rule.examples.map(([words]) => words));
    const pieces = said.flatMap((words) => words.split(/\s+|(?<=\p{Script=Han}{2})/u));
    const words = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 60 }),
      fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((list) => list.join(" ")),
      fc.array(fc.constantFrom(...said), { maxLength: 4 }).map((list) => list.join(", ")),
    );
    fc.assert(
      fc.property(words, fc.option(fc.integer({ min: 100, max: 1e7 }), { nil: undefined }), (request, durationMs) => {
        const understood = understand(request, { durationMs });
        expect(() => understandingSchema.parse(understood)).not.toThrow();
        for (const edit of understood.edits) expect(editSchema.safeParse(edit).success).toBe(true);
        expect(understood.say).not.toBe("");
        expect(understood.intent === "edit").toBe(understood.intent === "edit" && understood.edits.length > 0);
        expect(understand(request, { durationMs })).toEqual(understood);
      }),
      { numRuns: 400 },
    );
  });
});
