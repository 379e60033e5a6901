/** What is said where nothing is edited: answers, and what cannot be done with what can be done instead. */
import type { Context, Language } from "./context.js";
import type { Intent, Question } from "./grammar/rule.js";
import type { Impossible } from "./vocabulary/vocabulary.js";

const INTENTS: Record<Exclude<Intent, "edit" | "unsupported">, Question> = {
  export: { en: "I'll export the video now.", zh: "好的，现在导出视频。" },
  credits: { en: "Here is your balance.", zh: "这是你的余额。" },
  status: { en: "Here is what is on the timeline.", zh: "这是时间线的现状。" },
  upload: { en: "Hand me the file and I'll put it on the timeline.", zh: "请把文件交给我，我会放到时间线上。" },
  undo: { en: "I'll take the last change back.", zh: "好的，撤销上一步。" },
  redo: { en: "I'll bring that change back.", zh: "好的，恢复刚才撤销的修改。" },
  reset: { en: "I'll take all changes back.", zh: "好的，撤销所有修改。" },
  chat: { en: "Tell me what you would like to change in the video.", zh: "想怎么改视频，直接告诉我就好。" },
  help: {
    en: "I can enhance, trim, split, join, speed up, reframe and colour a video, and add titles, captions, logos, music, fades and transitions. For example: «trim the first 5 seconds, make it vertical and add lo-fi music at 30 %». Everything stays on this computer; the result is an MP4 unless you name another kind: MOV, MKV, WebM, GIF, MP3, a picture.",
    zh: "我可以增强画质、剪辑、分割、合并、变速、改画幅、调色，也可以加标题、字幕、水印、音乐、淡入淡出和转场。比如：“剪掉前5秒，改成竖屏，加30%音量的轻音乐”。一切都在本机完成；结果是 MP4，也可以说别的格式：MOV、MKV、WebM、GIF、MP3 或图片。",
  },
  clarify: {
    en: "I did not understand that. What should I change: the length, the picture, the sound or the text?",
    zh: "我没有听懂。你想改什么：长度、画面、声音，还是文字？",
  },
};

const IMPOSSIBLE: Record<Impossible, Question> = {
  generateVideo: {
    en: "You want new footage made from words or a drawn style; I only work with the footage you have. I can edit it, give it a look, and add titles and music.",
    zh: "你想用文字生成画面或改成动画风格，我只能处理已有的素材。我可以剪辑、调色、加标题和音乐。",
  },
  background: {
    en: "You want the background changed; I cannot separate people from what is behind them. I can crop the picture or fill the sides with blur.",
    zh: "你想更换或虚化背景，我无法把人物和背景分开。我可以裁剪画面，或用模糊填充两侧。",
  },
  imitateVoice: {
    en: "You want a voice imitated or changed; I cannot do that. I can replace the sound with a recording of yours, or clean it up.",
    zh: "你想模仿或改变声音，我做不到。我可以换成你的录音，或给声音降噪。",
  },
  speakWords: {
    en: "You want words spoken aloud; I cannot make a voice. I can add a recording of yours, or show the words as a title.",
    zh: "你想要配音，我不能生成人声。我可以加入你的录音，或把文字做成标题。",
  },
  translateSpeech: {
    en: "You want the speech translated; I have no translation here. I can add subtitles from a file in any language.",
    zh: "你想翻译语音，我这里没有翻译功能。我可以加入任何语言的字幕文件。",
  },
  deepfake: {
    en: "You want a face changed; I do not do that. I can crop, colour or enhance the picture as a whole.",
    zh: "你想改变人脸，这个我不做。我可以对整个画面裁剪、调色或增强。",
  },
  removeObject: {
    en: "You want something taken out of the picture; I cannot paint over it. I can crop it away if it is near an edge, or cut that part of the video.",
    zh: "你想去掉画面里的东西，我不能抹除它。如果靠近边缘可以裁掉，也可以剪掉那一段。",
  },
  trackThings: {
    en: "You want something hidden or followed in the picture; I cannot track it. I can crop the picture, or cut that part.",
    zh: "你想遮挡或跟踪画面里的东西，我无法跟踪。我可以裁剪画面，或剪掉那一段。",
  },
  recolorThing: {
    en: "You want one thing in the picture in another colour; I cannot recolour one thing in the picture. I can change the colours of the whole picture.",
    zh: "你想给画面里的某样东西换颜色，我无法单独改它的颜色。我可以调整整个画面的颜色。",
  },
  understandContent: {
    en: "You want parts chosen by what happens in them; I cannot judge that. Tell me the times and I'll cut them, or I can cut the silent parts.",
    zh: "你想按内容挑选片段，我判断不了。告诉我时间我就能剪，也可以自动剪掉没有声音的部分。",
  },
  effects: {
    en: "You want an effect that I do not have. I can add looks, transitions, fades, titles, logos and music.",
    zh: "你要的特效我没有。我可以加风格、转场、淡入淡出、标题、水印和音乐。",
  },
  transcript: {
    en: "That is not something I can do: I edit videos. Tell me what to change in the picture, the sound or the text.",
    zh: "这个我做不了，我只剪辑视频。告诉我画面、声音或文字要怎么改吧。",
  },
  publish: {
    en: "You want it posted or fetched online; I open no connection. I can export an MP4 in the right shape that you can post yourself.",
    zh: "你想在网上发布或下载，我不联网。我可以导出合适尺寸的 MP4，由你自己发布。",
  },
};

const GREETED: Question = {
  en: "Hello! Tell me what you would like to change in the video.",
  zh: "你好！想怎么改视频，直接告诉我就好。",
};
const THANKED: Question = {
  en: "You're welcome! Tell me if anything else should change.",
  zh: "不客气！还有要改的随时告诉我。",
};
const LEFT: Question = { en: "All right, I'll leave that as it is.", zh: "好的，那就保持不变。" };

export function sayIntent(
  intent: Exclude<Intent, "edit" | "unsupported">,
  language: Language,
  context: Context,
): string {
  if (intent === "status" && context.durationMs !== undefined && context.clips !== undefined) {
    const seconds = Math.round(context.durationMs / 100) / 10;
    return language === "zh"
      ? `视频现在有 ${seconds} 秒，${context.clips} 个片段。`
      : `The video is ${seconds} seconds long, with ${context.clips} ${context.clips === 1 ? "clip" : "clips"}.`;
  }
  return INTENTS[intent][language];
}

export function sayChat(kind: "greeting" | "thanks" | "left", language: Language): string {
  return { greeting: GREETED, thanks: THANKED, left: LEFT }[kind][language];
}

export function sayImpossible(impossible: readonly Impossible[], language: Language): string {
  return IMPOSSIBLE[impossible[0] ?? "effects"][language];
}

/** Names what was asked for besides and not understood. */
export function sayUnread(unread: readonly string[], language: Language): string {
  const named = unread.map((words) => (language === "zh" ? `“${words}”` : `«${words}»`));
  return language === "zh" ? `这部分我没有听懂：${named.join("、")}。` : `I did not understand ${named.join(" and ")}.`;
}

/** Names a wish that is plain enough and that no edit can fulfil. */
export function sayBeyond(wish: string, language: Language): string {
  return language === "zh"
    ? `“${wish}”我做不到，我不能画出或改动画面里的东西。我可以剪辑、调色、调整声音，也可以加标题、字幕、水印和音乐。`
    : `You want «${wish}»; I cannot draw or change things in the picture. I can cut, colour and reshape the video, work on its sound, and add titles, captions, logos and music.`;
}

export const LENGTH_NEEDED: Question = {
  en: "How long is the video? I need its length for that.",
  zh: "视频有多长？需要知道长度才能这样剪。",
};
export const TOO_LONG: Question = {
  en: "That is too much at once: what should I do first? (2,000 characters at most.)",
  zh: "一次说得太多了，先做哪些？（最多 2000 个字）",
};
export const OUT_OF_RANGE: Question = {
  en: "That value is outside of what I can do. Which one should I take instead?",
  zh: "这个数值超出了范围，换成多少合适？",
};
