/** Music, volume, and what is heard. */

import { MUSIC_MOODS } from "../../timeline/edit.js";
import type { Clause } from "../grammar/clause.js";
import type { Reading, RoughEdit, Rule } from "../grammar/rule.js";
import { isUnknown } from "../grammar/unknown.js";
import type { Value } from "../language/tokens.js";

const LOUDER =
  /\b(?:louder|(?<!(?:clean|clear|tidy|fix|sharpen|free) )up|increase|raise|boost|higher|crank|pump|amplify|bump|hard to hear|can't hear|cannot hear|cant hear|barely hear|too quiet|too low|so quiet|too soft|really quiet|very quiet|inaudible|is quiet|more volume|not loud enough)\b|大声|响一点|更响|调大|大一点|大点|增大|增加|提高|调高|加大|听不清|听不见|[太很好]小|有点小|放大|大一些|太轻|开大|(?:提|拉|推|抬|升)一?[点些下]|(?:提|拉|抬)[高升大上]|提升|拉高|拉大|太低|增强|高一点/;
const QUIETER =
  /\b(?:quieter|softer|down|lower|decrease|reduce|too loud|less loud|so loud|very loud|really loud|is loud|turn it down|drop|dial|tone|less|drowns?|overpower\w*|drowning)\b|小声|轻一点|调小|小一点|小点|减小|降低|减少|调低|太大声|太响|[太很好那这]么?(?:吵|闹|响|炸)|关小|弱一点|太吵|小一些|压低|太大|低一点|盖过|盖住|拉低/;

export const SOUND_RULES: readonly Rule[] = [
  {
    name: "music",
    heads: ["music", "duck", "audioFile"],
    headChoices: ["style"],
    about: [
      "add",
      "change",
      "replace",
      "duck",
      "speech",
      "fade",
      "fadeIn",
      "fadeOut",
      "loud",
      "quiet",
      "sound",
      "musicFamily",
      "whole",
      "start",
      "end",
      "automatic",
      "make",
      "again",
      "own",
      "loop",
      "tie:at",
      "tie:into",
      "tie:by",
      "decrease",
      "move",
    ],
    read(c, context) {
      if (c.has("remove", "mute") && !c.has("duck")) return undefined;
      const file = c.all("file").find((one) => one.type === "audio");
      const isMusic = c.has("music", "duck") || isHeardUnder(c);
      // «sunset.mp3 at 50 %»: named in a list, and nothing more.
      const isOnlyFile =
        file !== undefined &&
        c.tokens.every(
          (token) =>
            token.value === file ||
            token.isStop === true ||
            token.value?.kind === "percent" ||
            token.meanings.has("please") ||
            /^(?:and|at|with|plus|&|the|song|track|file|quietly|softly|as|in|background|volume|also)$/.test(token.text),
        );
      if (!isMusic && !isOnlyFile && (file === undefined || !c.has("add", "replace", "play"))) return undefined;
      if (c.has("extract", "convert") && c.choiceAt("format") >= 0 && !c.has("add")) return undefined;
      if (
        c.matches(
          /\b(?:replace|swap|substitute)\b.*\b(?:audio|sounds?|voices?|soundtrack|speech|talking|dialogue)\b|替换.*(?:音频|声音|原声)/,
        ) &&
        !c.matches(/\bmusic\b|音乐/)
      )
        return undefined;
      const isAdded =
        c.has("add") ||
        c.matches(/\b(?:something|some)\b/) ||
        isNewMusic(c) ||
        isOnlyMusic(c) ||
        c.matches(/\b(?:with|some|new|another|different)\b|换|配(?!乐)|加|来/);
      const styleAt = styleIndex(c);
      const style = c.tokens[styleAt]?.choices.get("style");
      const isDuck = c.has("duck");
      const isVolume = isVolumeOnly(c, { hasStyle: style !== undefined, hasFile: file !== undefined });
      if (isVolume) return undefined;
      const fade = fadeOf(c);
      const edit: RoughEdit = { op: "music" };
      if (file !== undefined) {
        for (const [index, { value }] of c.tokens.entries()) if (value === file) c.use(index);
        Object.assign(edit, { source: "asset", asset: file.name });
      } else if (
        c.matches(
          /\b(?:my (?:own )?(?:\w+ )?(?:song|music|track|tune|audio|mp3|beat|file|recording|jingle|soundtrack)|own|uploaded|the song i|this song|the track i|the music i)\b|我的(?:音乐|歌)|上传的|我?刚?才?[传发]的/,
        ) &&
        isAdded &&
        !isDuck &&
        Object.keys(fade).length === 0
      )
        edit.source = "asset";
      else if (style !== undefined) {
        c.use(styleAt);
        Object.assign(edit, { source: "generated", style });
      } else if (
        isAdded &&
        !isDuck &&
        !(Object.keys(fade).length > 0 && !c.matches(/\b(?:add|put|some|insert|include)\b|加|配|来/))
      )
        edit.source = "generated";
      if (style !== undefined && edit.source === "asset") delete edit.style;
      const percent = c.take("percent")?.percent ?? shareOfVolume(c) ?? bareVolume(c, edit);
      if (percent !== undefined) edit.volume = Math.min(percent, 400);
      else if (
        (edit.source !== undefined || style !== undefined) &&
        c.matches(
          /\b(?:quiet|quietly|softly|low volume|in the background quietly|not too loud|not loud|not very loud|turned down|barely audible|nothing too loud|faint|faintly|subtle|low)\b|小声|音量小|轻轻|声音小|不要太大|别太大|小一点/,
        )
      ) {
        edit.volume = 20;
        if (c.choiceAt("amount") >= 0) c.choice("amount");
      }
      if (isDuck) edit.duck = true;
      Object.assign(edit, fade);
      if (c.matches(/\b(?:bpm)\b/)) {
        const tempo = c.take("number")?.number;
        if (tempo !== undefined) edit.tempo = tempo;
      }
      const mood = style === undefined ? undefined : moodOf(c, style);
      if (edit.source === "generated" && mood !== undefined) edit.mood = mood;
      c.takeAll("time");
      const span = c.take("span");
      const stretch = span?.stretches[0];
      if (stretch !== undefined && Object.keys(fade).length === 0) edit.range = stretch;
      if (Object.keys(edit).length === 1) {
        // «more calming music»
        return undefined;
      }
      if (
        edit.source === "generated" &&
        style === undefined &&
        context.hasMusic === true &&
        c.matches(/\b(?:another|different|new|other)\b|换/)
      )
        edit.seed = 2;
      return edit;
    },
    examples: [
      ["add lo-fi music at 35%", { op: "music", source: "generated", style: "lofi", volume: 35 }],
      ["happy music at 25", { op: "music", source: "generated", style: "upbeat", volume: 25 }],
      ["add sad piano music", { op: "music", source: "generated", style: "piano", mood: "sad" }],
      ["put some happy background music under it", { op: "music", source: "generated", style: "upbeat" }],
      ["add song.mp3 as background music at 20%", { op: "music", source: "asset", asset: "song.mp3", volume: 20 }],
      ["fade in the music over 3 seconds", { op: "music", fade_in: 3000 }],
      ["play mysong.mp3 in the background", { op: "music", source: "asset", asset: "mysong.mp3" }],
      ["duck the music when I talk", { op: "music", duck: true }],
      ["add epic music and duck it under my voice", { op: "music", source: "generated", style: "epic", duck: true }],
      ["加一段舒缓的背景音乐，音量30%", { op: "music", source: "generated", style: "ambient", volume: 30 }],
      ["配个欢快的音乐", { op: "music", source: "generated", style: "upbeat" }],
      ["音乐淡入2秒", { op: "music", fade_in: 2000 }],
    ],
  },
  {
    name: "take the music out",
    heads: ["remove", "mute", "music"],
    about: ["music", "own", "whole", "sound", "musicFamily", "change", "tie:off", "decrease"],
    read(c, context) {
      // «turn the music all the way off»
      const isOff =
        c.matches(
          /\b(?:turn|switch|shut|set|put)(?:ed|s)?\b.*\b(?:off|to (?:0|zero|nothing|silent))\b|\ball the way (?:off|down)\b/,
        ) && !c.holds("file", "time");
      const isStopped = c.matches(
        /\b(?:stop|no more|without|cut) (?:the |any |all )?(?:background )?(?:music|bgm|song|soundtrack)$/,
      );
      if (!c.has("remove", "mute") && !isOff && !isStopped) return undefined;
      if (!c.has("musicFamily") && !c.matches(/\b(?:the|that) (?:song|track|tune|soundtrack)\b|歌/)) return undefined;
      if (c.has("noise", "speech", "silences") || c.holds("span", "clip") || (c.has("add") && !c.has("remove", "mute")))
        return undefined;
      if (c.has("remove") && context.hasMusic === true) return { op: "remove", what: "music" };
      return { op: "volume", track: "music", percent: 0 };
    },
    examples: [
      ["remove the music", { op: "volume", track: "music", percent: 0 }],
      ["turn the background music all the way off", { op: "volume", track: "music", percent: 0 }],
      ["mute the background music", { op: "volume", track: "music", percent: 0 }],
      ["去掉背景音乐", { op: "volume", track: "music", percent: 0 }],
    ],
  },
  {
    name: "volume",
    heads: ["sound", "speech", "music", "loud", "quiet", "increase", "decrease", "own"],
    headValues: ["decibels"],
    about: [
      "loud",
      "quiet",
      "increase",
      "decrease",
      "scale",
      "shrink",
      "change",
      "make",
      "music",
      "sound",
      "speech",
      "own",
      "half",
      "more",
      "tie:into",
      "tie:by",
      "add",
      "soundNoise",
      "normalize" as never,
    ],
    isScoped: true,
    read(c) {
      if (
        c.has(
          "noise",
          "soundNoise",
          "fade",
          "fadeIn" as never,
          "title",
          "logo",
          "colour",
          "speedWord",
          "duck",
          "captions",
          "silences",
        ) &&
        !c.has("loud", "quiet") &&
        // 背景音乐太吵了
        !(c.has("musicFamily") && c.matches(/吵|闹/))
      )
        return undefined;
      // «he talks so slow, bump it to 1.3x»
      if (c.holds("factor") && c.has("speedWord") && !c.matches(/\b(?:volume|louder|quieter|sound|audio)\b|音/))
        return undefined;
      if (
        c.holds("file", "quote", "bytes", "degrees") ||
        (c.has("compressStrong", "colour", "speedWord", "normalize") &&
          !c.matches(/\b(?:volume|louder|quieter)\b|音量/))
      )
        return undefined;
      // 加点爵士乐，8%就行: music of a kind is added.
      const isNew = c.matches(/[加配来垫铺放整搞插][上入]?一?[个段首点支曲]/);
      if (c.has("add") && c.has("music") && styleIndex(c) >= 0 && (isNew || !c.matches(/音量|\bvolume\b/)))
        return undefined;
      const isSound =
        c.has("sound", "speech", "music") ||
        isNumberOfTrack(c) ||
        c.matches(/\b(?:louder|quieter|loud|quiet|volume)\b|大声|小声|音量/) ||
        isLevelOfIt(c);
      if (!isSound) return undefined;
      // «drop clip 2's sound entirely»
      const isGone =
        c.has("remove") &&
        (c.matches(/\b(?:entirely|completely|altogether|totally|fully)\b/) ||
          (c.matches(/\bdrop\b/) && !c.matches(/\b(?:down|by|to|a bit|slightly|volume|lower|level)\b/)));
      if (isGone && !c.holds("percent", "decibels", "factor", "share")) return undefined;
      const isUp = c.matches(LOUDER);
      const isDown = c.matches(QUIETER);
      // «my voice louder and the music quieter» are two.
      const levels = c.all("percent").length + c.all("number").length;
      if ((c.has("speech") || c.matches(/\boriginal\b/)) && c.has("musicFamily") && ((isUp && isDown) || levels > 1))
        return undefined;
      const track = trackOf(c);
      const decibels = c.take("decibels")?.decibels;
      if (decibels !== undefined) return level(track, 100 * 10 ** (((isDown && !isUp ? -1 : 1) * decibels) / 20));
      if (c.matches(/一倍/) && (isUp || isDown)) {
        c.takeAll("factor");
        return level(track, isUp ? 200 : 50);
      }
      // «cut the volume in half»
      if (c.matches(/\b(?:cut|reduce|drop|slash|bring|turn|lower|take)\b.*\b(?:in|by) (?:a )?half\b/)) {
        c.takeAll("share");
        for (const [index, token] of c.tokens.entries())
          if (token.meanings.has("half") || token.meanings.has("cut")) c.use(index);
        return level(track, 50);
      }
      const factor = c.take("factor")?.factor ?? c.take("times")?.count;
      if (factor !== undefined) return level(track, 100 * (isDown && !isUp && factor > 1 ? 1 / factor : factor));
      const percent = c.take("percent")?.percent;
      if (percent !== undefined) return level(track, isBy(c) ? (isDown ? 100 - percent : 100 + percent) : percent);
      const number =
        c.matches(/\b(?:volume|level)\b|音量/) || isNumberOfTrack(c) ? c.take("number")?.number : undefined;
      if (number !== undefined) return level(track, number);
      const share = c.take("share")?.share;
      if (share !== undefined) return level(track, 100 * (isBy(c) && isDown ? 1 - share : share));
      if (!isUp && !isDown) {
        if (c.matches(/\b(?:full volume|max(?:imum)? volume|full blast)\b|最大/)) return level(track, 200);
        if (c.matches(/\b(?:normal|original|regular) volume\b|原来的音量|正常音量|恢复音量/)) return level(track, 100);
        return undefined;
      }
      if (c.has("add") && c.has("music") && !c.has("loud", "quiet", "increase", "decrease")) return undefined;
      if (!c.has("sound", "speech", "music", "loud", "quiet") && !isLevelOfIt(c)) return undefined;
      const isLess =
        isDown &&
        (!isUp || c.matches(/\bdown|too loud|quieter|lower|softer\b|小|低/)) &&
        !c.matches(/\btoo (?:low|quiet)|太小|太低|turn (?:it |the \w+ )?up\b|hard to hear|听不/);
      return level(track, isLess ? c.amount(75, 50, 25) : c.amount(125, 150, 200));
    },
    examples: [
      ["turn the music down to 20%", { op: "volume", track: "music", percent: 20 }],
      ["make it louder", { op: "volume", track: "all", percent: 150 }],
      ["my voice is too quiet", { op: "volume", track: "original", percent: 150 }],
      ["cut the volume in half", { op: "volume", track: "all", percent: 50 }],
      ["voice up 25%", { op: "volume", track: "original", percent: 125 }],
      ["lower the volume by 30%", { op: "volume", track: "all", percent: 70 }],
      ["音量调到50%", { op: "volume", track: "all", percent: 50 }],
      ["背景音乐小一点", { op: "volume", track: "music", percent: 75 }],
      ["人声大一点", { op: "volume", track: "original", percent: 125 }],
      ["increase the volume by 6 dB", { op: "volume", track: "all", percent: 200 }],
    ],
  },
  {
    name: "mute",
    heads: ["mute", "remove", "sound"],
    about: ["sound", "speech", "own", "whole", "remove", "make", "change", "not"],
    isScoped: true,
    read(c) {
      if (c.matches(/\bunmute\b/)) return level("all", 100);
      if (
        c.has("noise", "soundNoise", "silences", "musicFamily", "extract" as never) &&
        !c.has("mute") &&
        !c.has("sound")
      )
        return undefined;
      if (c.has("noise", "soundNoise", "audioOnly") || c.matches(/静音(?:片段|部分|的)|silent (?:parts|bits|gaps)/))
        return undefined;
      if (c.has("musicFamily") || (c.has("silences") && c.has("remove", "cut", "trim"))) return undefined;
      if (isNoiseOf(c)) return undefined;
      if (c.has("mute") && !c.matches(/\bsilence\b.*\b(?:gap|pause)|停顿/)) return { op: "mute" };
      const isOff = c.matches(
        /\b(?:turn|turned|switch|shut|take|took)\b.*\b(?:sound|audio)\b.*\boff\b|\b(?:no|without|w\/o) (?:any )?(?:sound|audio)\b|关|(?:turn|switch|shut) (?:the |all )?(?:\w+ )?off/,
      );
      return (c.has("remove") || isOff) &&
        (c.has("sound") ||
          c.matches(/\b(?:original audio|original sound|video audio|camera audio|audio)\b|原声|原音|声音/)) &&
        !c.matches(/\b(?:voice|speech|vocals)\b/)
        ? { op: "mute" }
        : undefined;
    },
    examples: [
      ["mute it", { op: "mute" }],
      ["remove the audio", { op: "mute" }],
      ["mute the second clip", { op: "mute", clip: 2 }],
      ["no sound for the first 10 seconds", { op: "mute", range: [0, 10000] }],
      ["静音", { op: "mute" }],
      ["去掉原声", { op: "mute" }],
      ["把声音关掉", { op: "mute" }],
    ],
  },
  {
    name: "other sound instead",
    heads: ["replace", "sound", "audioFile"],
    about: ["sound", "speech", "music", "own", "add", "change", "make"],
    isScoped: true,
    read(c) {
      const file = c.all("file").find((one) => one.type === "audio");
      const isReplaced =
        c.matches(
          /\b(?:instead of|in place of|rather than|over) (?:\w+ ){0,3}(?:audio|sound|soundtrack|voice|voices|speech)\b|\b(?:replace|swap|substitute|switch)\b.*\b(?:audio|sounds?|soundtrack|voices?|speech|talking|dialogue)\b|\b(?:as|for) the (?:new )?(?:audio|soundtrack|sound)\b|\binstead of (?:the )?(?:original )?(?:audio|sound)\b|(?:替换|换掉|更换|换成|换).*(?:音频|声音|原声|配音)|(?:音频|声音|原声|配音|旁白|解说|音轨|收音|录音|同期声|现场声|音质|人声).*(?:换成|替换|换上|换为|换掉|替掉|代替|顶替)/,
        ) ||
        (file !== undefined && !c.has("music") && c.matches(/换掉|替[换下]?掉|代替|顶替|盖掉/));
      const isInstead =
        file !== undefined &&
        !c.has("music") &&
        c.matches(/\buse\b.*\binstead\b/) &&
        c.matches(/\b(?:recording|audio|sound|take|voice|mic|narration|instead)\b/);
      if (!(isReplaced || isInstead) || (c.has("music") && file === undefined && c.choiceAt("style") >= 0))
        return undefined;
      // 把声音换成林志玲: somebody's voice.
      const into = c.tokens.findIndex(({ text }) => /^(?:换成|替换成|变成|改成|替换为)$/.test(text));
      const next = c.tokens[into + 1];
      if (file === undefined && into >= 0 && next !== undefined && isUnknown(next))
        return { impossible: "imitateVoice" };
      c.takeAll("file");
      return { op: "replace_audio", ...(file === undefined ? {} : { asset: file.name }) };
    },
    bonus: 0.5,
    examples: [
      ["replace the audio with voice.mp3", { op: "replace_audio", asset: "voice.mp3" }],
      ["use voice.m4a instead of the original sound", { op: "replace_audio", asset: "voice.m4a" }],
      ["use narration.wav as the audio", { op: "replace_audio", asset: "narration.wav" }],
      ["把声音换成 配音.mp3", { op: "replace_audio", asset: "配音.mp3" }],
    ],
  },
  {
    name: "even loudness",
    heads: ["normalize"],
    about: ["sound", "speech", "make", "loud", "quiet", "allClips", "change", "music", "clipNoun"],
    isScoped: true,
    read(c) {
      const isSound =
        c.has("sound", "speech", "loud", "quiet") ||
        c.matches(
          /\b(?:(?:even|level|balance) (?:it|them|that|everything)(?: all)? out|level (?:it|them|that|everything))\b|\b(?:normali[sz]e|loudness|levels?|lufs)\b|音量|响度/,
        );
      if (!isSound || c.has("colourNoun")) return undefined;
      c.takeAll("number");
      c.takeAll("decibels");
      return { op: "normalize_audio" };
    },
    bonus: 0.5,
    examples: [
      ["make the loudness even", { op: "normalize_audio" }],
      ["normalize the audio", { op: "normalize_audio" }],
      ["even out the levels", { op: "normalize_audio" }],
      ["声音忽大忽小，统一一下音量", { op: "normalize_audio" }],
    ],
  },
  {
    name: "noise in the sound",
    heads: ["soundNoise", "sound"],
    about: ["remove", "decrease", "sound", "noise", "enhanceWord", "speech", "loud"],
    isScoped: true,
    read(c) {
      if (c.has("music") && (!c.has("remove", "decrease") || (c.has("musicFamily") && c.matches(/太?吵/))))
        return undefined;
      const isNoise = c.matches(
        /\bdron|whin|whirr|squeal|thump|mower|bark|beep|click|popp|pops|engine|conditioner|air con|fridge|refrigerator|clatter|\bnoise|hiss|hum|buzz|static|wind|chatter|crackle|rumble|hubbub|background sounds?|room tone|噪|杂音|底噪|电流|风声|环境音|嗡|沙沙|嘶|吵|降噪|环境声/,
      );
      const isChineseNoise = c.tokens.some(
        (token) => token.meanings.has("soundNoise") && /声|音|风|吵|噪|嗡|麦/.test(token.text),
      );
      if (!c.has("soundNoise") && !isNoiseOf(c)) return undefined;
      // «the static in the picture»
      if (c.has("grain") || (c.matches(/\bstatic\b/) && c.matches(/\b(?:picture|image|screen|frame)\b/)))
        return undefined;
      if (!(isNoise || isChineseNoise || isNoiseOf(c)) || c.matches(/画面|噪点/)) return undefined;
      if (c.matches(/\bwind\b/) && !c.matches(/\b(?:noise|sound|remove|reduce|audio|hear|mic)\b/)) return undefined;
      const amount = c.choice("amount");
      return {
        op: "denoise_audio",
        ...(amount === "much" && c.matches(/\b(?:strong|strongly|heavy|aggressive|max)\w*\b|强力|大幅/)
          ? { strength: "strong" }
          : {}),
      };
    },
    bonus: 0.3,
    examples: [
      ["remove background noise", { op: "denoise_audio" }],
      ["there's a lot of wind noise", { op: "denoise_audio" }],
      ["get rid of that annoying hum", { op: "denoise_audio" }],
      ["去掉杂音", { op: "denoise_audio" }],
      ["背景太吵了", { op: "denoise_audio" }],
    ],
  },
  {
    name: "clean up the sound",
    heads: ["enhanceWord", "sound", "speech"],
    about: ["sound", "speech", "make", "enhanceStrong", "increase", "sharp"],
    isScoped: true,
    read: (c) =>
      c.has("sound", "speech") &&
      (c.has("enhanceWord") || c.matches(SOUNDS_BAD)) &&
      !c.has("music", "loud", "quiet") &&
      !c.matches(/\bvideo quality|picture|画质|画面|视频变/) &&
      c.matches(/\b(?:audio|sound|voice|speech|dialogue|mic|vocals?)\b|声音|音频|人声|音质|说话/)
        ? { op: "denoise_audio" }
        : undefined,
    bonus: 0.2,
    examples: [
      ["clean up the audio", { op: "denoise_audio" }],
      ["the sound is awful", { op: "denoise_audio" }],
      ["make my voice clearer", { op: "denoise_audio" }],
      ["声音清晰一点", { op: "denoise_audio" }],
    ],
  },
  {
    name: "silences out",
    heads: ["silences"],
    about: [
      "remove",
      "cut",
      "trim",
      "whole",
      "tie:between",
      "between",
      "sound",
      "music" as never,
      "mute",
      "speech",
      "increase",
      "keep",
      "tie:long",
    ],
    read(c) {
      const isGap =
        c.tokens.some((token) => token.meanings.has("silences") && /^\p{Script=Han}/u.test(token.text)) ||
        c.matches(
          /\b(?:dead air|dead space|jump ?cuts?|silences?|silent|pauses|pause|gaps?|quiet (?:parts|bits|sections|moments)|talk|talks|talking|speaks?|speaking|nothing is said|blank spots|empty parts)\b|停顿|空白|静|无声|没声音|没有声音|沉默|气口|说话|冷场/,
        );
      const wants =
        c.has("remove", "cut", "trim", "increase", "split") ||
        c.matches(/\b(?:jump ?cut|tighten|close|no|without|collapse|skip)\b|剪/);
      if (!isGap || !wants || c.holds("span")) return undefined;
      // «the dead air at the front, about 6 seconds»: a stretch, and known.
      if (c.has("start", "end") && c.holds("time") && !c.matches(/\b(?:longer|over|more|above|at least|between)\b/))
        return undefined;
      c.takeAll("time");
      c.takeAll("decibels");
      return { op: "silences", remove: true };
    },
    bonus: 0.4,
    examples: [
      ["cut the silent parts", { op: "silences", remove: true }],
      ["remove all the awkward pauses", { op: "silences", remove: true }],
      ["get rid of the bits where nobody is talking", { op: "silences", remove: true }],
      ["把没有声音的部分剪掉", { op: "silences", remove: true }],
      ["去掉停顿", { op: "silences", remove: true }],
    ],
  },
  {
    name: "fade",
    heads: ["fade"],
    about: [
      "fadeIn",
      "fadeOut",
      "toBlack",
      "start",
      "end",
      "add",
      "sound",
      "speech",
      "video",
      "tie:at",
      "tie:lasting",
      "make",
      "color" as never,
      "black",
      "whole",
      "tie:first",
      "tie:last",
      "music",
      "transition",
      "audioOnly",
      "each" as never,
    ],
    isScoped: false,
    read(c) {
      if (
        c.matches(/转场|过渡|\btransition|between|crossfade|cross ?dissolve|fade through/) ||
        (c.has("title") && c.holds("quote")) ||
        c.has("remove")
      )
        return undefined;
      if (c.has("music") && !c.has("video")) return undefined;
      const { fade_in, fade_out } = fadeOf(c);
      if (fade_in === undefined && fade_out === undefined) return undefined;
      const hasSound =
        c.has("sound", "speech", "music", "audioOnly") ||
        c.matches(/渐[弱强]/) ||
        (c.matches(GRADUAL) && !c.matches(/黑|black|画|暗|亮/));
      const hasPicture = c.matches(/\b(?:video|picture|image|screen|black|white|visuals?)\b|画面|视频|黑|图像|影片/);
      const isBoth = c.matches(/[声音]画|画[声音]/);
      const what = isBoth
        ? "both"
        : hasSound && hasPicture && c.matches(/\band\b|&|both|和|同时|一起|都|跟|与|声音画面|画面声音|、/)
          ? "both"
          : hasSound
            ? "audio"
            : "video";
      const clip = c.take("clip")?.clips[0];
      return {
        op: "fade",
        what,
        ...(fade_in === undefined ? {} : { in: fade_in }),
        ...(fade_out === undefined ? {} : { out: fade_out }),
        ...(clip === undefined ? {} : { clip }),
      };
    },
    examples: [
      ["fade out at the end", { op: "fade", what: "video", out: 1000 }],
      ["fade in from black over 2 seconds", { op: "fade", what: "video", in: 2000 }],
      ["let the sound die away over the last 4 seconds", { op: "fade", what: "audio", out: 4000 }],
      ["fade the audio out over the last 3 seconds", { op: "fade", what: "audio", out: 3000 }],
      ["add a fade in and fade out", { op: "fade", what: "video", in: 1000, out: 1000 }],
      ["fade the sound in and out, 2 sec each", { op: "fade", what: "audio", in: 2000, out: 2000 }],
      ["结尾淡出2秒", { op: "fade", what: "video", out: 2000 }],
      ["声音淡入淡出", { op: "fade", what: "audio", in: 1000, out: 1000 }],
    ],
  },
  {
    name: "transition",
    heads: ["transition", "between"],
    headChoices: ["transition"],
    about: [
      "add",
      "between",
      "allClips",
      "clipNoun",
      "fade",
      "make",
      "each" as never,
      "toBlack",
      "smoothMotion",
      "tie:between",
      "fadeIn",
      "fadeOut",
      "black",
      "move",
    ],
    read(c) {
      if (c.has("remove")) return undefined;
      const isNamed =
        c.tokens.some((token) => token.meanings.has("transition") && /^\p{Script=Han}/u.test(token.text)) ||
        c.matches(
          /\b(?:transitions?|(?:fade|dip) through (?:black|white)|dip to (?:black|white)|crossfades?|cross fades?|cross dissolves?|dissolves?|wipes?)\b|转场|过渡|叠化|切换效果|溶解|擦除|闪白|闪黑|白场/,
        );
      const isBetween =
        c.has("between", "tie:between", "allClips") &&
        c.matches(/\b(?:fade|blend|slide|wipe|zoom|dissolve|flash|melt|push|morph)|淡|渐|闪/) &&
        c.matches(/\b(?:clips?|scenes?|shots?|them|each|videos?)\b|片段|段|镜头|每/);
      // «wipe it clean»
      if (c.matches(/\bwipe (?:it|this|that|everything|all|the|my|away|out|off)\b/) && !c.has("between"))
        return undefined;
      if (!isNamed && !isBetween) return undefined;
      const at = bestTransition(c);
      const type = c.tokens[at]?.choices.get("transition") ?? "crossfade";
      if (at >= 0) c.use(at);
      // «a wipe between 1 and 2»: of clips, not of seconds.
      const between = /\bbetween (\d+) and (\d+)\b(?! ?(?:s|sec|seconds?|min|minutes?)\b)/.exec(c.text());
      if (between !== null) c.takeAll("span");
      const time = c.take("time");
      const towards = /\b(?:left|right|top|up|bottom|down) to (?:the )?(left|right|top|up|bottom|down)\b/.exec(
        c.text(),
      )?.[1];
      const isMoving = type === "wipe" || type === "slide";
      const named = isMoving ? c.choice("direction") : undefined;
      const direction = !isMoving ? undefined : towards === undefined ? named : (EDGES[towards] ?? towards);
      const clips = c.takeAll("clip").flatMap((value) => value.clips);
      return {
        op: "transition",
        type,
        ...(time === undefined ? {} : { duration: time.ms }),
        ...(direction === undefined ? {} : { direction }),
        ...(clips.length === 2 && clips[0] !== undefined
          ? { clip: clips[0] }
          : between === null
            ? {}
            : { clip: Number(between[1]) }),
      };
    },
    bonus: 0.3,
    examples: [
      ["crossfade between the clips", { op: "transition", type: "crossfade" }],
      [
        "add a one second dissolve between clips 1 and 2",
        { op: "transition", type: "crossfade", duration: 1000, clip: 1 },
      ],
      ["slide transitions", { op: "transition", type: "slide" }],
      ["fade to black between scenes", { op: "transition", type: "fade_black" }],
      ["加个叠化转场", { op: "transition", type: "crossfade" }],
      ["每段之间加闪白转场", { op: "transition", type: "fade_white" }],
    ],
  },
];

const SOUNDS_BAD =
  /\b(?:audio|sound|mic|voice|voices|recording|speech|dialogue)\b.*\b(?:awful|bad|terrible|horrible|horrid|poor|rubbish|crap\w*|muffled|garbage|muddy|rough|tinny|dirty|ugly|scratchy|unclear)\b/;

const INSTRUMENTS =
  /\b(?:piano|guitar|guitars|ukulele|violin|strings|sax|saxophone|synth|jazz|techno|edm|rap|trap|folk|bossa nova|swing|ragtime|synthwave|hip hop)\b/;

/** «happy music at 25» */
function bareVolume(c: Clause, edit: RoughEdit): number | undefined {
  if (
    edit.source === undefined ||
    !/\b(?:at|volume|level|to)(?: to| of| at| :)* \d+(?:[\s,.!?]*$| (?:please|and|with)\b)/.test(c.text())
  )
    return undefined;
  const number = c.all("number").at(-1)?.number;
  if (number === undefined || number < 2 || number > 200) return undefined;
  c.takeAll("number");
  return number;
}

/** «at half volume», «a third of the volume». */
function shareOfVolume(c: Clause): number | undefined {
  if (!c.matches(/\b(?:half|third|thirds|quarters?) (?:of the |the |its )?(?:volume|level|loudness)\b/))
    return undefined;
  const share = c.take("share")?.share;
  return share === undefined ? undefined : Math.round(share * 100);
}

/** Where a wipe goes to that goes to an edge. */
const EDGES: Record<string, string> = { top: "up", bottom: "down" };

/** «put soft piano underneath»: an instrument or a genre that is laid under the picture. */
function isHeardUnder(c: Clause): boolean {
  // «perhaps some gentle piano instead»
  const style = c.tokens[styleIndex(c)]?.choices.get("style");
  // «happy ukulele please»: nothing but what is to be heard.
  const isNamed = c.tokens.every(
    (token) =>
      token.isStop === true ||
      token.choices.has("style") ||
      token.value?.kind === "percent" ||
      token.meanings.has("please") ||
      /^(?:at|some|a|an|and|with|bit of|solo|nice|maybe|perhaps|in the background)$/.test(token.text),
  );
  if (isNamed && style !== undefined && !MOODS.has(style) && c.matches(INSTRUMENTS)) return true;
  if (
    style !== undefined &&
    !MOODS.has(style) &&
    c.matches(/\b(?:some|with|a bit of|a little|a touch of) (?:\w+ ){0,2}\w+/)
  )
    return !c.has("title", "captions", "colour", "logo", "transition", "speedWord", "fade");
  if (style !== undefined && c.matches(/\bsomething\b.*\b(?:background|under|underneath|behind|to listen)\b/))
    return true;
  return (
    c.has("add") &&
    styleIndex(c) >= 0 &&
    (isPlayed(c) ||
      c.matches(
        /\b(?:under|underneath|beneath|in the background|behind (?:it|this|that|the video)|playing)\b|背景|垫/,
      )) &&
    !c.has("title", "captions", "colour", "logo")
  );
}

/** 来段爵士, 放一首钢琴: a piece of a genre or an instrument. */
function isPlayed(c: Clause): boolean {
  const style = c.tokens[styleIndex(c)]?.choices.get("style");
  return style !== undefined && !MOODS.has(style) && c.matches(/[来放配垫整铺加听弄]一?[段首支曲点]/);
}

/** 电钻声能消掉吗: the sound of something that nobody knows. */
function isNoiseOf(c: Clause): boolean {
  const at = c.tokens.findIndex((token, index) => /^声音?$/.test(token.text) && index > 0);
  const before = c.tokens[c.text(at - 1) === "的" ? at - 2 : at - 1];
  return (
    at > 0 &&
    before !== undefined &&
    isUnknown(before) &&
    !/^(?:所有|全部|一切|整体|其他|其它|原本|本来|视频)$/.test(before.text) &&
    /^\p{Script=Han}/u.test(before.text) &&
    c.has("remove", "decrease")
  );
}

/** The style that is said nearest to the music. */
function styleIndex(c: Clause): number {
  // 史诗感的电影配乐
  const film = c.tokens.findIndex(
    ({ choices, text }) => choices.get("style") === "cinematic" && /电影|大片/.test(text),
  );
  if (film >= 0) return film;
  const named = c.tokens.flatMap((token, index) => {
    const style = token.choices.get("style");
    const isOther = (token.text === "fast" && c.matches(/fast as/)) || (token.text === "bright" && c.has("colourNoun"));
    return style === undefined || isOther ? [] : [{ index, style }];
  });
  // «calm acoustic guitar»: an instrument or a genre says more than a mood.
  return (
    (
      named.find(({ style, index }) => !MOODS.has(style) && !FEEL.test(c.text(index))) ??
      // «chill ambient music»: the name of a style itself.
      named.find(({ style, index }) => c.text(index) === style && named.some((one) => FEEL.test(c.text(one.index)))) ??
      named.find(({ style }) => !MOODS.has(style)) ??
      // «epic film score»
      named.find(({ index }) => /^(?:cinematic|film score|movie score)$/.test(c.text(index))) ??
      named.find(({ style }) => style !== "ambient") ??
      named[0]
    )?.index ?? -1
  );
}

/** Words of a genre that are a mood as often: «chill acoustic guitar». */
const FEEL = /^(?:chill|mellow|laid back|smooth jazz|swing|keys|house|tech|old time\w* piano)$/;
const MOODS: ReadonlySet<string> = new Set(["ambient", "upbeat", "cinematic", "epic", "corporate"]);

/** What a piece of a genre or of an instrument feels like: «sad piano», «dark ambient». */
const FEELINGS: Record<(typeof MUSIC_MOODS)[number], RegExp> = {
  happy: /\b(?:happy|cheerful|joyful|fun)\b|欢快|快乐|开心/,
  sad: /\b(?:sad|melanchol\w+|mournful|gloomy)\b|悲伤|伤感|忧伤/,
  calm: /\b(?:calm\w*|peaceful|relax\w+|soothing|gentle)\b|平静|舒缓|轻柔/,
  energetic: /\b(?:energetic|fast|driving|lively)\b|动感|激烈/,
  dark: /\b(?:dark|ominous|creepy|scary|sinister)\b|黑暗|阴暗|阴森|恐怖/,
  dreamy: /\b(?:dreamy|ethereal|floating)\b|梦幻|空灵/,
};

function moodOf(c: Clause, style: string): (typeof MUSIC_MOODS)[number] | undefined {
  const mood = MUSIC_MOODS.find((name) => c.matches(FEELINGS[name]));
  // «Happy music» has its style from the feeling alone.
  return mood !== undefined && MOODS.has(style) && mood !== "dark" && mood !== "dreamy" ? undefined : mood;
}

const GRADUAL = /\b(?:gradually|slowly|bit by bit)\b|慢慢|逐渐|渐渐|缓缓/;

/** How long fades last, and which. */
function fadeOf(c: Clause): { fade_in?: number; fade_out?: number } {
  if (!c.has("fade")) return {};
  if (c.matches(GRADUAL) && !c.matches(/\bfad|淡|渐[入出显隐强弱黑]|黑|暗|亮/)) {
    return {
      ...(c.matches(/\b(?:louder|up|in)\b|[变加]大|变响|变强|[进出起]来|进入|响起/) ? { fade_in: 1000 } : {}),
      ...(c.matches(/\b(?:quieter|softer|down|out|off)\b|[变减]小|变轻|变弱|消失|没了?|停|收|退/)
        ? { fade_out: 1000 }
        : {}),
    };
  }
  const spans = spansOfFade(c);
  c.takeAll("time");
  const text = c.text();
  const isIn =
    /\bfad(?:e|es|ing)(?: (?:it|the|this|my|music|audio|sound|video|picture|song|volume|that|track|clip|everything|both|and))* ?(?:in|up)\b|\bfade ?-?in\b|from black|\bease in\b|\bin and out\b|淡入|渐入|渐显|渐强|渐亮|慢慢亮|逐渐亮/.test(
      text,
    );
  const isOut =
    /\bfad(?:e|es|ing)(?: (?:it|the|this|my|music|audio|sound|video|picture|song|volume|that|track|clip|everything|both|and))* ?(?:out|away|down)\b|\b(?:die|dies|dying|trail|trails|taper|tapers|tail|tails|ebb|ebbs|drift|drifts|melt|melts|peter|peters)(?: \w+)? (?:away|off|out|down)\b|\bfade ?-?out\b|to black|\bout\b|淡出|渐出|渐隐|渐黑|渐弱|(?<![从由]|从全)黑场(?!淡入|渐|慢慢)|渐变黑|(?:慢慢|渐渐|逐渐)(?:变黑|黑|暗|消失)/.test(
      text,
    );
  const first = spans.find((span) => span.edge === "first")?.stretches[0];
  const last = spans.find((span) => span.edge === "last")?.stretches[0];
  const lengthIn = typeof first?.[1] === "number" ? first[1] : undefined;
  const lengthOut = typeof last?.[0] === "number" ? -last[0] : undefined;
  const plain = fadeLengths(c);
  const atStart = c.matches(/\b(?:start|beginning|intro)\b|开头|片头|开始/);
  const atEnd = c.matches(/\b(?:end|ending|outro)\b|结尾|片尾|末尾|最后/);
  const wantsIn = isIn || lengthIn !== undefined || (!isOut && atStart);
  const wantsOut = isOut || lengthOut !== undefined || (!isIn && atEnd);
  const both = !wantsIn && !wantsOut;
  return {
    ...(wantsIn || both ? { fade_in: lengthIn ?? plain.in ?? plain.both ?? 1000 } : {}),
    ...(wantsOut || both ? { fade_out: lengthOut ?? plain.out ?? plain.both ?? 1000 } : {}),
  };
}

/** The stretches that fades are told with; of two at the same edge only the one that stands nearer. */
function spansOfFade(c: Clause): Extract<Value, { kind: "span" }>[] {
  const fade = c.find("fade");
  const places = c.tokens
    .flatMap(({ value }, index) => (value?.kind === "span" ? [{ index, value }] : []))
    .sort((a, b) => Math.abs(a.index - fade) - Math.abs(b.index - fade));
  const taken = places.filter(({ value }, at) => places.findIndex((one) => one.value.edge === value.edge) === at);
  for (const { index } of taken) c.use(index);
  return taken.map(({ value }) => value);
}

/** Which length belongs to which fade: that of the fade it stands nearest to; one length after both belongs to both. */
function fadeLengths(c: Clause): { in?: number; out?: number; both?: number } {
  const fades = c.tokens.flatMap((token, index) => {
    // 进1.5秒，出2.5秒
    const isIn = token.meanings.has("fadeIn") || /^[进入]$/.test(token.text);
    const isOut = token.meanings.has("fadeOut") || token.text === "出";
    return token.value === undefined && isIn !== isOut
      ? [{ index, way: isIn ? ("in" as const) : ("out" as const) }]
      : [];
  });
  const times = c.tokens.flatMap((token, index) =>
    token.value?.kind === "time" && (token.value.role !== "point" || c.text(index - 1) === "on")
      ? [{ index, ms: token.value.ms }]
      : // «in over 3 seconds and out over 5»
        token.value?.kind === "number" && /^(?:over|for|in|用)$/.test(c.text(index - 1))
        ? [{ index, ms: token.value.number * 1000 }]
        : [],
  );
  const result: { in?: number; out?: number; both?: number } = {};
  const [first, second] = fades;
  const isPair = first !== undefined && second !== undefined && second.index - first.index <= 2;
  const isEach = c.matches(/\b(?:each|apiece)\b|各/);
  for (const { index, ms } of times) {
    c.use(index);
    const near = [...fades].sort((a, b) => Math.abs(a.index - index) - Math.abs(b.index - index))[0];
    if (near === undefined || ((isPair || isEach) && times.length === 1)) result.both ??= ms;
    else result[near.way] ??= ms;
  }
  return result;
}

function bestTransition(c: Clause): number {
  const named = c.tokens.flatMap((token, index) =>
    token.choices.has("transition") ? [{ index, type: token.choices.get("transition") }] : [],
  );
  return (named.find((one) => one.type !== "crossfade") ?? named[0])?.index ?? -1;
}

/** «captions, background music and a logo»: named, and nothing more. */
function isOnlyMusic(c: Clause): boolean {
  return c.tokens.every(
    (token) =>
      token.isStop === true ||
      token.meanings.has("music") ||
      (token.value === undefined && /^(?:and|with|some|a|plus|also|&|和|再|还有|加)$/.test(token.text)),
  );
}

/** «montage music, but quiet»: music of a kind, and nothing done to it. */
function isNewMusic(c: Clause): boolean {
  const at = c.find("music");
  if (at < 1) return false;
  const before = c.tokens.slice(0, at).filter((token) => token.isStop !== true && !token.meanings.has("next"));
  return (
    before.length > 0 &&
    before.every(
      (token) =>
        token.value === undefined &&
        /^[a-z]{3}/.test(token.text) &&
        (token.choices.has("style") || token.meanings.size === 0) &&
        !/^(?:the|my|your|our|this|that|too|its|put|turn|background)$/.test(token.text),
    )
  );
}

/** «set the music to 20 %» changes what is there; «add music at 20 %» adds. */
function isVolumeOnly(c: Clause, { hasStyle, hasFile }: { hasStyle: boolean; hasFile: boolean }): boolean {
  if (hasFile || c.has("duck", "fade") || isNewMusic(c) || isOnlyMusic(c)) return false;
  const isAdding = c.matches(
    /\b(?:add|put|insert|include|give|play|need|use|throw|lay|create|generate|some|background track|want)\b|加|配(?!乐)|来|换|铺|放|插/,
  );
  const isSound = c.matches(
    /\b(?:louder|quieter|softer|volume|turn|down|up|lower|raise|too loud|too quiet|too low)\b|音量|大声|小声|大一点|小一点|大点|小点|调[大小低高到]|降|太[大小吵响]|轻一点|压低|盖/,
  );
  if (
    c.matches(
      /\b(?:set|turn|bring|change|adjust|lower|raise|reduce|increase|drop|keep|make)\b.*\b(?:music|song|track|bgm|soundtrack|beat)\b/,
    ) &&
    (c.holds("percent", "share", "decibels") || isSound) &&
    !c.matches(/\badd\b/)
  )
    return !hasStyle || !c.matches(/\badd|some\b/);
  if (!isAdding && !hasStyle && (c.holds("percent", "decibels", "factor") || isSound)) return true;
  if (!isAdding && isSound && !(hasStyle && c.holds("percent"))) return true;
  return (
    isAdding &&
    isSound &&
    !hasStyle &&
    !c.matches(/\b(?:add|put some|insert|include|some|lay)\b|加[一个段首点]|添加|配|来/) &&
    !c.holds("percent")
  );
}

function trackOf(c: Clause): "original" | "music" | "all" {
  if (c.has("musicFamily") || c.matches(/\b(?:music|song|bgm|track|beat|soundtrack|tunes?|melody)\b|音乐|配乐/)) {
    // «my voice over the music» speaks of the voice.
    if (c.has("speech") && c.matches(/\b(?:voice|speech|dialogue|narration)\b.*\b(?:over|above|than|under)\b.*\bmusic/))
      return "original";
    return "music";
  }
  // «the background quieter»
  if (c.matches(/\bbackground\b/) && !c.has("noise", "soundNoise", "speech", "sound")) return "music";
  if (c.matches(/(?:游戏|现场|环境|视频|原片|拍摄|录像|比赛)里?的?声/)) return "original";
  if (
    c.has("speech") ||
    c.matches(/\b(?:original|voice|(?:game|camera|phone|live|natural|source) (?:audio|sounds?))\b|原声|人声|我的声音/)
  )
    return "original";
  return "all";
}

function level(track: "original" | "music" | "all", percent: number): Reading {
  return { edits: [{ op: "volume", track, percent: Math.max(0, Math.min(400, Math.round(percent))) }] };
}

/** «voice to 180», «original 70»: a bare number right behind the track. */
function isNumberOfTrack(c: Clause): boolean {
  const at = c.indexOf("number");
  const number = c.value(at, "number")?.number ?? 0;
  if (number < 5 || number > 400 || !(c.has("sound", "speech", "music") || c.matches(/\boriginal \d/))) return false;
  return (
    c.is(at - 1, "sound", "speech", "music", "own", "tie:into", "tie:at") ||
    /^(?::|to|up to|down to|at|=)$/.test(c.text(at - 1))
  );
}

/** «lower it to 80 %»: what has a level and no name is the sound. */
function isLevelOfIt(c: Clause): boolean {
  if (
    c.matches(
      /\b(?:turn|crank|bump|pump) (?:it|this|that|everything) (?:way |right |a bit |all the way )?(?:up|down)\b/,
    )
  )
    return !c.has("colour", "speedWord", "enhanceWord") && !c.holds("size", "degrees", "rate");
  return (
    c.holds("percent", "decibels") &&
    c.has("pronoun") &&
    c.has("increase", "decrease", "loud", "quiet") &&
    !c.has("colour", "compress", "scale")
  );
}

/** «by 20 %» and «20 % louder» change by it, «to 20 %» sets it. */
function isBy(c: Clause): boolean {
  if (c.isAimedAt("percent") || c.isAimedAt("share")) return false;
  if (c.matches(/\bto \d|\bat \d|[到至为] ?\d|\bto about\b/)) return false;
  return c.matches(
    /\bby\b|\b(?:up|down) \d|\b(?:bump|push|crank|turn|bring|knock|dial|take|up)\b.*\b(?:up|down)\b|(?:%|percent) (?:louder|quieter|lower|higher|softer)|\b(?:increase|decrease|reduce|raise|boost)\b|(?:提高|降低|增加|减小|增大|减少|调高|调低|提升|调大|调小|加大)/,
  );
}
