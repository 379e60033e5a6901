/** What changed beside the clips: titles, captions, overlays, music and other sound. */

import { colourName } from "./colours.js";
import type { Draft, OverlaySegment, SoundSegment, TextLook, TextSegment, Track } from "./draft.js";
import { tracksOf } from "./span.js";
import { nameOf } from "./summary.js";
import { percentText, roundedText, secondsText, type Words } from "./words.js";

export function* describeSegmentDifference(before: Draft, after: Draft): Generator<Words> {
  yield* compared(before, after, "title", titleWords);
  yield* captionDifference(before, after);
  yield* compared(before, after, "overlay", overlayWords);
  yield* compared(before, after, "sound", soundWords({ en: "sound", zh: "声音" }));
  yield* compared(before, after, "music", soundWords({ en: "music", zh: "音乐" }));
}

interface Wording<S> {
  /** What it is, with its name. */
  noun: (draft: Draft, segment: S) => Words;
  /** What is said of it when it is new. */
  details: (segment: S) => Words;
  /** What changed of it, besides its place in time. */
  changes: (before: S, after: S) => Words[];
}

type RoleSegments = { title: TextSegment; overlay: OverlaySegment; sound: SoundSegment; music: SoundSegment };

function segmentsOf<R extends keyof RoleSegments>(draft: Draft, role: R): RoleSegments[R][] {
  return tracksOf(draft, role).flatMap((track: Track) => track.sg as RoleSegments[R][]);
}

function* compared<R extends keyof RoleSegments>(
  before: Draft,
  after: Draft,
  role: R,
  { noun, details, changes }: Wording<RoleSegments[R]>,
): Generator<Words> {
  const old = new Map(segmentsOf(before, role).map((segment) => [segment.i, segment]));
  const now = segmentsOf(after, role);
  const kept = new Set(now.map(({ i }) => i));
  // There is one piece of music at a time: a new one takes the place of the one before.
  const replaced = role === "music" ? [...old.values()].filter(({ i }) => !kept.has(i)) : [];
  for (const segment of now) {
    const was = old.get(segment.i);
    old.delete(segment.i);
    const name = noun(after, segment);
    if (was === undefined) {
      const more = details(segment);
      const [gone] = replaced.splice(0, 1);
      if (gone !== undefined) {
        old.delete(gone.i);
        const earlier = noun(before, gone);
        yield {
          en: `${name.en} is there instead of ${earlier.en.replace(/^The/, "the")} (${more.en}).`,
          zh: `${earlier.zh}已换成${name.zh}（${more.zh}）。`,
        };
        continue;
      }
      yield { en: `${name.en} was added (${more.en}).`, zh: `已添加${name.zh}（${more.zh}）。` };
      continue;
    }
    const changed = changes(was, segment);
    // What only follows the clips is no news of its own.
    if (before.d === after.d && (was.st !== segment.st || was.d !== segment.d)) changed.push(spanWords(segment));
    if (changed.length === 0) continue;
    yield {
      en: `${name.en}: ${changed.map(({ en }) => en).join(", ")}.`,
      zh: `${name.zh}：${changed.map(({ zh }) => zh).join("、")}。`,
    };
  }
  for (const gone of old.values()) {
    const name = noun(before, gone);
    yield { en: `${name.en} was removed.`, zh: `已去掉${name.zh}。` };
  }
}

function spanWords({ st, d }: { st: number; d: number }): Words {
  const text = `${secondsText(st)}-${secondsText(st + d)}`;
  return { en: `${text} s`, zh: `${text} 秒` };
}

const POSITION_ZH: Record<NonNullable<TextLook["ps"]>, string> = {
  top: "顶部",
  center: "中间",
  bottom: "底部",
  left: "左侧",
  right: "右侧",
  top_left: "左上角",
  top_right: "右上角",
  bottom_left: "左下角",
  bottom_right: "右下角",
};

function positionWords(position: NonNullable<TextLook["ps"]>): Words {
  return { en: position.replace("_", " "), zh: POSITION_ZH[position] };
}

function joined(all: readonly Words[]): Words {
  return { en: all.map(({ en }) => en).join(", "), zh: all.map(({ zh }) => zh).join("，") };
}

/** What of a look is not as before. */
function lookChanges(before: TextLook | undefined, after: TextLook | undefined): Words[] {
  const words: Words[] = [];
  if (after?.ps !== undefined && before?.ps !== after.ps) words.push(positionWords(after.ps));
  if (after?.sz !== undefined && before?.sz !== after.sz)
    words.push({ en: `size ${roundedText(after.sz)}`, zh: `字号 ${roundedText(after.sz)}` });
  if (after?.cl !== undefined && before?.cl !== after.cl) {
    const { en, zh } = colourName(after.cl);
    words.push({ en: `colour ${en}`, zh: `颜色 ${zh}` });
  }
  if (after?.bx !== undefined && before?.bx !== after.bx)
    words.push({ en: `style ${after.bx}`, zh: `样式 ${after.bx}` });
  return words;
}

const titleWords: Wording<TextSegment> = {
  noun: (_, { tx }) => ({ en: `The title “${tx}”`, zh: `标题“${tx}”` }),
  details: (segment) =>
    joined([spanWords(segment), ...(segment.sy?.ps === undefined ? [] : [positionWords(segment.sy.ps)])]),
  changes: (before, after) => [
    ...(before.tx === after.tx ? [] : [{ en: `it was “${before.tx}”`, zh: `原来是“${before.tx}”` }]),
    ...lookChanges(before.sy, after.sy),
  ],
};

const overlayWords: Wording<OverlaySegment> = {
  noun: (draft, segment) => ({ en: `The overlay “${nameOf(draft, segment)}”`, zh: `叠加“${nameOf(draft, segment)}”` }),
  details: (segment) => joined([spanWords(segment), positionWords(segment.ps)]),
  changes: (before, after) => [
    ...(before.ps === after.ps ? [] : [positionWords(after.ps)]),
    ...(before.sc === after.sc ? [] : [{ en: `${percent(after.sc)} of the width`, zh: `宽度的 ${percent(after.sc)}` }]),
    ...(before.op === after.op
      ? []
      : [{ en: `opacity ${percent(after.op ?? 1)}`, zh: `不透明度 ${percent(after.op ?? 1)}` }]),
  ],
};

function percent(part: number): string {
  return percentText(part * 100);
}

function volumeWords({ vl, mu }: SoundSegment): Words {
  return mu === true
    ? { en: "muted", zh: "静音" }
    : { en: `volume ${percentText(vl ?? 100)}`, zh: `音量 ${percentText(vl ?? 100)}` };
}

const soundWords = (noun: Words): Wording<SoundSegment> => ({
  noun: (draft, segment) => ({
    en: `The ${noun.en} “${nameOf(draft, segment)}”`,
    zh: `${noun.zh}“${nameOf(draft, segment, "zh")}”`,
  }),
  details: (segment) => joined([spanWords(segment), volumeWords(segment)]),
  changes: (before, after) => {
    const words: Words[] = [];
    if (before.vl !== after.vl || before.mu !== after.mu) words.push(volumeWords(after));
    if ((before.du ?? false) !== (after.du ?? false))
      words.push(
        after.du === true
          ? { en: "quieter while somebody speaks", zh: "有人说话时自动降低" }
          : { en: "at the same volume under speech", zh: "说话时不再降低" },
      );
    if (JSON.stringify(before.fd ?? {}) !== JSON.stringify(after.fd ?? {}))
      words.push({ en: "fades changed", zh: "淡入淡出已更改" });
    if ((before.lp ?? false) !== (after.lp ?? false))
      words.push(
        after.lp === true ? { en: "begins again at its end", zh: "循环播放" } : { en: "plays once", zh: "只播放一次" },
      );
    if (JSON.stringify(before.gn) !== JSON.stringify(after.gn)) words.push({ en: "played anew", zh: "重新生成" });
    if (before.ad !== after.ad)
      words.push(
        after.ad === undefined ? { en: "as recorded", zh: "原来的声音" } : { en: "noise reduced", zh: "已降噪" },
      );
    return words;
  },
});

function* captionDifference(before: Draft, after: Draft): Generator<Words> {
  const [old, now] = [tracksOf(before, "captions")[0], tracksOf(after, "captions")[0]];
  if (now === undefined) {
    if (old !== undefined) yield { en: "The captions were removed.", zh: "已去掉字幕。" };
    return;
  }
  const identities = new Set(old?.sg.map(({ i }) => i));
  if (!now.sg.some(({ i }) => identities.has(i)))
    yield { en: `Captions were added (${now.sg.length} lines).`, zh: `已添加字幕（${now.sg.length} 条）。` };
  else if (before.d === after.d && JSON.stringify(old?.sg) !== JSON.stringify(now.sg))
    yield { en: "The captions were moved in time.", zh: "字幕时间已调整。" };
  const look = lookChanges(old?.sy, now.sy);
  if (old !== undefined && look.length > 0)
    yield { en: `The captions: ${joined(look).en}.`, zh: `字幕：${joined(look).zh}。` };
}
