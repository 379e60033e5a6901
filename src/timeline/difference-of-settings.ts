/** What changed of the whole: canvas, mix, fades, output. */
import { canvasOf } from "./canvas.js";
import type { Draft } from "./draft.js";
import { clockText, percentText, secondsText, type Words } from "./words.js";

export function* describeSettingsDifference(before: Draft, after: Draft): Generator<Words> {
  yield* canvasDifference(before, after);
  if (before.mx.vl !== after.mx.vl)
    yield {
      en: `The volume of everything is ${percentText(after.mx.vl ?? 100)}.`,
      zh: `总音量为 ${percentText(after.mx.vl ?? 100)}。`,
    };
  if (before.mx.lu !== after.mx.lu)
    yield after.mx.lu === undefined
      ? { en: "The loudness is as it was recorded.", zh: "响度恢复原样。" }
      : { en: `The loudness is evened out to ${after.mx.lu} LUFS.`, zh: `响度已统一到 ${after.mx.lu} LUFS。` };
  yield* fadeDifference(before, after);
  yield* outputDifference(before, after);
}

const FIT_WORDS = {
  crop: {
    en: "filled by cropping (say «with a blurred background», and nothing is cut off)",
    zh: "裁剪填满（说“模糊背景”，就不会裁掉画面）",
  },
  pad: { en: "with bars", zh: "加黑边" },
  blur: { en: "with a blurred background", zh: "模糊背景" },
};

function* canvasDifference(before: Draft, after: Draft): Generator<Words> {
  const { width, height } = canvasOf(after);
  if (before.cv.ap !== after.cv.ap || before.cv.ft !== after.cv.ft) {
    const fit = FIT_WORDS[after.cv.ft ?? "pad"];
    yield after.cv.ap === undefined
      ? { en: "The picture has the shape of the first clip again.", zh: "画面恢复第一个片段的比例。" }
      : {
          en: `The picture is ${after.cv.ap} now (${width}×${height}), ${fit.en}.`,
          zh: `画面现在是 ${after.cv.ap}（${width}×${height}），${fit.zh}。`,
        };
  } else if (before.cv.tg !== after.cv.tg || before.cv.fa !== after.cv.fa)
    yield { en: `The picture is ${width}×${height} now.`, zh: `画面现在是 ${width}×${height}。` };
  if (before.cv.fr !== after.cv.fr) yield { en: `${after.cv.fr} frames a second.`, zh: `每秒 ${after.cv.fr} 帧。` };
  if (before.cv.sm !== after.cv.sm)
    yield after.cv.sm === true
      ? { en: "Smoother motion: missing frames are made.", zh: "补帧，画面更流畅。" }
      : { en: "No frames are made between others.", zh: "不再补帧。" };
}

const FADE_WORDS = {
  vi: { en: "the picture fades in", zh: "画面淡入" },
  vo: { en: "the picture fades out", zh: "画面淡出" },
  ai: { en: "the sound fades in", zh: "声音淡入" },
  ao: { en: "the sound fades out", zh: "声音淡出" },
} as const;

function* fadeDifference(before: Draft, after: Draft): Generator<Words> {
  const en: string[] = [];
  const zh: string[] = [];
  for (const key of ["vi", "vo", "ai", "ao"] as const) {
    const ms = after.fd[key];
    if (ms === before.fd[key]) continue;
    const words = FADE_WORDS[key];
    en.push(ms === undefined ? `${words.en} no more` : `${words.en} over ${secondsText(ms)} s`);
    zh.push(ms === undefined ? `取消${words.zh}` : `${words.zh} ${secondsText(ms)} 秒`);
  }
  const text = en.join(", ");
  if (en.length > 0) yield { en: `${text.charAt(0).toUpperCase()}${text.slice(1)}.`, zh: `${zh.join("，")}。` };
}

const QUALITY_ZH = { low: "低", medium: "中", high: "高" } as const;

function* outputDifference(before: Draft, after: Draft): Generator<Words> {
  const [old, now] = [before.o, after.o];
  if (old.f !== now.f) {
    const format = (now.f ?? "mp4").toUpperCase();
    yield { en: `The export will be ${format}.`, zh: `将导出为 ${format}。` };
  }
  if (old.mb !== now.mb)
    yield now.mb === undefined
      ? { en: "The export may have any size.", zh: "导出文件大小不限。" }
      : { en: `The export will be under ${bytesText(now.mb)}.`, zh: `导出文件不超过 ${bytesText(now.mb)}。` };
  if (old.q !== now.q && now.q !== undefined)
    yield { en: `The export will be of ${now.q} quality.`, zh: `导出质量：${QUALITY_ZH[now.q]}。` };
  if (old.po !== now.po && now.po !== undefined)
    yield { en: `The thumbnail is the picture at ${clockText(now.po)}.`, zh: `封面取自 ${clockText(now.po)}。` };
}

function bytesText(bytes: number): string {
  return bytes >= 1e6 ? `${Math.round(bytes / 1e4) / 100} MB` : `${Math.round(bytes / 1e3)} kB`;
}
