import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GuiTalkStream, sentencesOf, translateGuiTalk } from "./gui-talk.js";
import { languageOf } from "./language.js";

const translate = (text: string) => {
  const { text: left, actions } = translateGuiTalk(text, languageOf(text));
  return { text: left.trim(), does: actions.map(({ kind }) => kind) };
};

describe("GUI instructions go, and each becomes what the client does", () => {
  it.each([
    ["Click the Export button to download your video.", "", ["export"]],
    ["I trimmed the clip. Click **Export** to save it.", "I trimmed the clip.", ["export"]],
    [
      "I trimmed the first two seconds; click Export to download the result.",
      "I trimmed the first two seconds.",
      ["export"],
    ],
    ["Your title is ready. When you're happy with it, click Export.", "Your title is ready.", ["offer-export"]],
    ["You can now preview it in the timeline.", "", ["show-state"]],
    ["The music was added. Open the timeline panel to see it.", "The music was added.", ["show-state"]],
    ["Drag the clip to the start of the timeline.", "", ["send-edit"]],
    ["You can drag the clip to reorder it.", "", []],
    ["Please check your account page for the remaining credits.", "", ["show-credits"]],
    ["Go to the billing page to top up.", "", ["show-credits"]],
    ["Tap Apply to confirm.", "", ["send-edit"]],
    ["Click the Upload button to add your video.", "", ["ask-upload"]],
    ["All done! Press Export and you'll get your file.", "All done!", ["export"]],
    ["Added a title, and you can preview the result in the player.", "Added a title.", ["show-state"]],
    ["To export, click the blue button in the top-right corner.", "", ["offer-export"]],
    ["已添加标题。点击导出按钮，即可下载视频。", "已添加标题。", ["export"]],
    ["剪辑完成，点击右上角的导出！", "剪辑完成！", ["export"]],
    ["剪辑完成,点击右上角的导出。", "剪辑完成。", ["export"]],
    ["如果满意，可以点击导出。", "", ["offer-export"]],
    ["请打开时间线面板查看。", "", ["show-state"]],
    ["请将片段拖拽到开头。", "", ["send-edit"]],
    ["您可以在时间线中预览效果。", "", ["show-state"]],
    ["请前往账户页面查看余额。", "", ["show-credits"]],
    ["请点击上传按钮添加视频。", "", ["ask-upload"]],
  ])("%s", (said, left, does) => {
    expect(translate(said)).toEqual({ text: left, does });
  });
});

describe("descriptions stay", () => {
  it.each([
    "The video opens with a sunset over the sea.",
    "I added a click sound at 0:03.",
    "The camera drops to the ground at 0:12.",
    "The clip shows a person who drags a suitcase.",
    "Your video has been exported in 1080p.",
    "The title “Click here” stands in the center for 3 seconds.",
    "I trimmed the first 2 seconds, and the clip is 8 seconds long now.",
    "The drop of the beat falls on the second cut.",
    "Opening shot: a city at night. Then people open their umbrellas.",
    "Say “export” when you want the file.",
    "It is 12.5 s long and comes from clip.mp4.",
    "视频以日出开场，然后切到城市。",
    "我添加了点击音效。",
    "画面里有一扇打开的门。",
    "已裁掉开头 2 秒，现在时长 8 秒。",
    "标题「点击关注」已经放在中间。",
  ])("%s", (said) => {
    expect(translate(said)).toEqual({ text: said, does: [] });
  });
});

it("gives the same sentences however the words arrive", () => {
  const texts = [
    "I trimmed the clip. Click Export to save it. It is 2.5 s long.",
    "已添加标题。点击导出按钮，即可下载视频。时长 3 秒！",
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      (text, lengths) => {
        const stream = new GuiTalkStream(languageOf(text));
        let shown = "";
        for (let at = 0, i = 0; at < text.length; i++) {
          const length = lengths[i % lengths.length] ?? 1;
          shown += stream.push(text.slice(at, at + length));
          at += length;
        }
        shown += stream.end();
        const whole = translateGuiTalk(text, languageOf(text));
        expect(shown.replace(/\s+/g, " ").trim()).toBe(whole.text.replace(/\s+/g, " ").trim());
        expect(stream.actions).toEqual(whole.actions);
      },
    ),
  );
});

it("cuts any text into sentences that make up the text again", () => {
  fc.assert(fc.property(fc.string(), (text) => sentencesOf(text).join("") === text));
});
