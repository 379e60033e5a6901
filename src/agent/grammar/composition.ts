/**
 * How what was read part by part goes together: a remark and what is asked about it are one edit, what is said of a thing
 * right after it belongs to it, a time that ends a stretch ends the one that was begun.
 */
import { type Token, textOf } from "../language/tokens.js";
import type { RoughEdit } from "./rule.js";

/** An edit and the words it was read from. */
interface Said {
  edit: RoughEdit;
  tokens: readonly Token[];
  isRemark: boolean;
}

export class Composition {
  readonly #said: Said[] = [];
  /** The last word of the part before, and whether that was a remark. */
  #heard: { before: Token | undefined; isRemarked: boolean } = { before: undefined, isRemarked: false };

  get edits(): RoughEdit[] {
    return this.#said.map(({ edit }) => edit);
  }

  /** Takes an edit in; it may complete the one before it, take its place, or say nothing new. */
  add(rough: RoughEdit, tokens: readonly Token[]): void {
    if (this.#dropsTheRest(tokens)) {
      // «keep 10-25 s and 40-55 s, bin everything else»
      const last = this.#said.at(-1)?.edit;
      if (rough.op === "trim" && Array.isArray(last?.keep) && Array.isArray(rough.keep))
        last.keep = [...last.keep, ...rough.keep];
      if (rough.op === "trim" || rough.op.startsWith("remove")) return;
    }
    // «bring the music to 12 % and duck it»
    if (rough.op === "music" && rough.source === undefined && rough.style === undefined && rough.volume !== undefined) {
      const { volume, ...rest } = rough;
      this.add({ op: "volume", track: "music", percent: volume }, tokens);
      if (Object.keys(rest).length > 1) this.add(rest, tokens);
      return;
    }
    if (this.#lasts(rough, tokens) || this.#isWhere(rough, tokens)) return;
    const edit = this.#inItsField(this.#inHalf(this.#afterCut({ ...rough }, tokens)), tokens);
    const said: Said = { edit, tokens, isRemark: this.#isRemark(tokens) };
    // 放大之后都是马赛克: what was done before is told, not asked for.
    if (TOLD.test(textOf(tokens)) && !REPAIRED.has(edit.op) && edit.op !== "trim") return;
    if (said.isRemark && this.#isReason(tokens)) return;
    const last = this.#said.at(-1);
    // «keep 0:08 to 0:21 and 0:40 to 0:52, glue them together»: what stays is one piece anyway.
    if (last?.edit.op === "trim" && edit.op === "merge" && stretches(last.edit) > 1) return;
    if (last?.edit.clip !== undefined && OF_ONE_CLIP.has(last.edit.op) && OF_ONE_CLIP.has(edit.op) && saysIt(tokens))
      if (edit.range === undefined) edit.clip ??= last.edit.clip;
    // «from 0:11 to 0:13, and halve the speed for those 2 seconds»
    const seen = last?.edit.range ?? seenOf(last?.edit);
    if (
      seen !== undefined &&
      OF_ONE_CLIP.has(edit.op) &&
      /\b(?:for|during|over|in) (?:those|that|these)\b/.test(textOf(tokens))
    )
      edit.range ??= seen;
    if (
      last?.edit.range !== undefined &&
      /\b(?:same|that) (?:range|part|section|stretch|bit|time|span|segment)\b/.test(textOf(tokens))
    )
      edit.range ??= last.edit.range;
    if (this.#isConsequence(said)) return;
    this.#ofPiece(edit, tokens);
    inherit(last, said);
    // «replace the audio with mix.wav, then fade it out»
    if (
      last?.edit.op === "replace_audio" &&
      edit.op === "music" &&
      edit.source === undefined &&
      edit.style === undefined
    ) {
      const { fade_in, fade_out, ...rest } = edit;
      if (Object.keys(rest).length === 1)
        said.edit = {
          op: "fade",
          what: "audio",
          ...(fade_in === undefined ? {} : { in: fade_in }),
          ...(fade_out === undefined ? {} : { out: fade_out }),
        };
    }
    if (!said.isRemark) this.#forgetsRemarks(said);
    const before = this.#said.at(-1);
    if (before !== undefined && isSaidAgain(before, said)) {
      Object.assign(before.edit, said.edit);
      return;
    }
    // «bin the first clip, it's blurry anyway»: why, not what.
    const isWhy =
      said.isRemark &&
      before !== undefined &&
      (before.edit.op === "remove_clip" || (before.edit.op === "trim" && before.edit.remove !== undefined)) &&
      said.edit.clip === undefined &&
      said.edit.range === undefined &&
      /^(?:its|it's|they're|theyre|that's|thats|it|they)$/.test(tokens[0]?.text ?? "") &&
      !/^[.;]$/.test(before.tokens.at(-1)?.text ?? "");
    if (isWhy) return;
    if (before === undefined || !(this.#isOneRemark(before, said) || joins(before.edit, said.edit, tokens)))
      this.#said.push(said);
  }

  /** Whether it is a remark, also the second half of one: 全是雪花点和｜色块. */
  #isRemark(tokens: readonly Token[]): boolean {
    const { before, isRemarked } = this.#heard;
    const isSecondHalf = isRemarked && /^(?:和|与|跟|还有|以及|又)$/.test(before?.text ?? "");
    this.#heard = { before: tokens.at(-1), isRemarked: isSecondHalf || isRemark(tokens) };
    return this.#heard.isRemarked;
  }

  /** 把最后十五秒剪掉，学生在吵: why it is cut out. */
  #isReason(tokens: readonly Token[]): boolean {
    const last = this.#said.at(-1)?.edit;
    return (last?.op === "trim" || last?.op === "remove_clip") && HAPPENED.test(textOf(tokens));
  }

  /** 风声太大了，听不清: what comes of what was told before. */
  #isConsequence(said: Said): boolean {
    const before = this.#said.at(-1);
    return (
      said.edit.op === "volume" &&
      FAINT.test(textOf(said.tokens)) &&
      before !== undefined &&
      CURES_FAINTNESS.has(before.edit.op)
    );
  }

  /** 画面太暗又晃，提亮一下再防个抖: what a remark spoke of, and the order asks for by name. */
  #forgetsRemarks(said: Said): void {
    for (let at = this.#said.length - 1; at >= 0; at -= 1) {
      if (at === this.#said.length - 1 && !this.#said[at]?.isRemark) continue;
      const before = this.#said[at];
      // 又抖又糊: sharpening it is the answer.
      if (before?.isRemark === true && before.edit.op === "enhance" && said.edit.op === "sharpen") {
        this.#said.splice(at, 1);
        continue;
      }
      // 开头两秒镜头在晃，切掉: what is cut away needs no cure.
      if (before?.isRemark === true && REPAIRED.has(before.edit.op) && isCutAway(before.edit, said.edit)) {
        this.#said.splice(at, 1);
        continue;
      }
      if (before?.isRemark === true && isCure(said.edit, before.edit)) {
        this.#said.splice(at, 1);
        continue;
      }
      if (before?.isRemark !== true || before.edit.op !== said.edit.op) continue;
      if (!isSameScope(before.edit, said.edit) || !(REPAIRS.has(said.edit.op) || said.edit.op === "enhance")) continue;
      if (before.edit.op === "color" && !isOneLevel(before.edit, said.edit)) continue;
      this.#said.splice(at, 1);
    }
  }

  /** Words that no rule could read: perhaps they say more of the last edit. Whether they did. */
  addWords(tokens: readonly Token[]): boolean {
    this.#isRemark(tokens);
    const last = this.#said.at(-1)?.edit;
    if (last === undefined) return false;
    if (this.#dropsTheRest(tokens)) return true;
    const time = tokens.find((token) => token.value?.kind === "time")?.value;
    const isLength = time?.kind === "time" && time.role !== "point" && !tokens.some(isCut);
    if (isLength && tokens.length < 8 && takesLength(last, time.ms)) return true;
    // «… at 5 seconds and stay for 3»
    const seconds = /\b(?:stays?|lasts?|visible|up|there|on screen|shown)\b.*\bfor (\d+(?:\.\d+)?)$/.exec(
      textOf(tokens).replace(/[\s,.!?]+$/, ""),
    )?.[1];
    if (seconds !== undefined && takesLength(last, Number(seconds) * 1000)) return true;
    // «split it at 8 s and swap the two halves»
    if (last.op === "split" && tokens.some((token) => token.meanings.has("swap"))) {
      this.add({ op: "move_clip", clip: 1, to: 2 }, tokens);
      return true;
    }
    if (takesMore(last, tokens)) return true;
    if (this.#isThereToo(last, tokens) || takesAmount(last, tokens)) return true;
    const side = last.op === "split" ? sideOfCut(tokens, Array.isArray(last.at) ? last.at.length : 0) : undefined;
    if (side === undefined) return endsStretch(last, tokens);
    this.add({ op: "remove_clip", clip: side }, tokens);
    return true;
  }

  /** «mute 1:00 to 1:30 and also 2:00 to 2:10», «blur»: the same at another place. */
  #isThereToo(last: RoughEdit, tokens: readonly Token[]): boolean {
    const place = tokens.find(({ value }) => value?.kind === "span" || value?.kind === "clip");
    const isBare = tokens.every(
      (token) =>
        token === place ||
        token.isStop === true ||
        (token.value === undefined &&
          /^(?:and|also|plus|then|as well|too|again|the|for|in|on|at|same for|same|please|from|&|both)$/.test(
            token.text,
          )),
    );
    if (place === undefined || !isBare || !SCOPED.has(last.op) || last.op === "music") return false;
    const { range: _, clip: __, ...what } = last;
    if (place.value?.kind === "span" && last.range !== undefined)
      for (const range of place.value.stretches) this.#said.push({ edit: { ...what, range }, tokens, isRemark: false });
    else if (place.value?.kind === "clip" && last.clip !== undefined)
      for (const clip of place.value.clips) this.#said.push({ edit: { ...what, clip }, tokens, isRemark: false });
    else return false;
    return true;
  }

  /** «2x faster, but only from 1:00 to 2:00»: where what was asked for just now shall act. */
  #isWhere(edit: RoughEdit, tokens: readonly Token[]): boolean {
    const last = this.#said.at(-1)?.edit;
    const [stretch, more] = Array.isArray(edit.keep) ? (edit.keep as unknown[]) : [];
    if (edit.op !== "trim" || stretch === undefined || more !== undefined || last === undefined) return false;
    if (!SCOPED.has(last.op) || last.op === "music" || last.range !== undefined) return false;
    if (!/^(?:but |and |just |only )*(?:only|just)\b/.test(textOf(tokens)) || tokens.some(isKept)) return false;
    last.range = stretch;
    return true;
  }

  /** «a wipe, two seconds long»: how long what was added just now is to last. */
  #lasts(edit: RoughEdit, tokens: readonly Token[]): boolean {
    const last = this.#said.at(-1)?.edit;
    if (last === undefined || edit.op !== "trim" || tokens.some(isCut)) return false;
    const [stretch] = Array.isArray(edit.keep) ? (edit.keep as (readonly [unknown, unknown])[]) : [];
    return stretch?.[0] === 0 && typeof stretch[1] === "number" && takesLength(last, stretch[1]);
  }

  /** «…, delete everything else»: what was named before is what stays. */
  #dropsTheRest(tokens: readonly Token[]): boolean {
    const last = this.#said.at(-1)?.edit;
    if (last?.op !== "trim") return false;
    const text = textOf(tokens);
    const isRest =
      /\b(?:everything|anything|all) else\b|\b(?:the )?(?:rest|other (?:parts|bits))\b|其他|其它|其余|别的|剩下/.test(
        text,
      );
    if (!isRest || !(tokens.some((token) => token.meanings.has("remove")) || /不要|不用|不需要/.test(text)))
      return false;
    if (last.remove !== undefined) {
      last.keep = last.remove;
      delete last.remove;
    }
    return true;
  }

  /** «split it at 0:30 and delete the first half»: that of the cut, not of the time. */
  #afterCut(edit: RoughEdit, tokens: readonly Token[]): RoughEdit {
    const last = this.#said.at(-1)?.edit;
    if (last?.op !== "split" || edit.op !== "trim" || !JSON.stringify(edit.remove ?? "").includes("share")) return edit;
    const side = sideOfCut(tokens, Array.isArray(last.at) ? last.at.length : 0);
    return side === undefined ? edit : { op: "remove_clip", clip: side };
  }

  /** 在15秒、45秒切开，把中间那段静音: which of the pieces, by where it lies. */
  #ofPiece(edit: RoughEdit, tokens: readonly Token[]): void {
    const last = this.#said.at(-1)?.edit;
    if (last?.op !== "split" || !SCOPED.has(edit.op) || edit.clip !== undefined || edit.range !== undefined) return;
    const cuts = Array.isArray(last.at) ? last.at.length : 0;
    const where = /(中间|前|后|最后|开头|末尾|结尾)[面边头]?的?[那这]?一?个?半?[段截部片]/.exec(textOf(tokens))?.[1];
    if (where === undefined || (where === "中间" && cuts !== 2)) return;
    edit.clip = where === "中间" ? 2 : /前|开头/.test(where) ? 1 : -1;
  }

  /** «split it at 0:20 and make the second half black and white»: the clip that the cut made. */
  #inHalf(edit: RoughEdit): RoughEdit {
    const last = this.#said.at(-1)?.edit;
    const cuts = last?.op === "split" && Array.isArray(last.at) ? last.at.length : 0;
    const [start, end] = Array.isArray(edit.range) ? (edit.range as readonly unknown[]) : [];
    if (cuts !== 1 || !(JSON.stringify(start) === '{"share":0.5}' || JSON.stringify(end) === '{"share":0.5}'))
      return edit;
    const { range: _, ...rest } = edit;
    return { ...rest, clip: end === null ? 2 : 1 };
  }

  /** «It is too dark, brighten it»: the remark is what the request is about. */
  #isOneRemark(last: Said, said: Said): boolean {
    // «slow motion from 0:14 to 0:17, then back to normal»: outside of the stretch it is normal anyway.
    if (last.edit.op === "speed" && last.edit.range !== undefined && said.edit.op === "speed" && said.edit.factor === 1)
      if (said.edit.range === undefined && said.edit.clip === undefined) return true;
    // «slow-mo (quarter speed) from 3 s to 5 s»
    if (last.edit.op === said.edit.op && last.tokens.at(-1)?.text === "(") {
      // «to the left (90 degrees)»
      if (last.edit.op !== "rotate") Object.assign(last.edit, said.edit);
      return true;
    }
    // «slow, 60 % speed»
    const isVague = !last.tokens.some((token) => token.value !== undefined);
    if (last.edit.op === "speed" && said.edit.op === "speed" && isVague && isSameScope(last.edit, said.edit))
      if (said.tokens.some((token) => token.value !== undefined)) {
        this.#said.pop();
        this.#said.push(said);
        return true;
      }
    // «way too heavy, make it lighter»: of the file, not of the picture.
    if (last.edit.op === "compress" && said.edit.op === "color" && /\blighter\b/.test(textOf(said.tokens))) return true;
    // «sharper and clearer» is one wish.
    if (isSharper(last) && said.edit.op === "enhance" && isSharper({ ...last, edit: said.edit }, "enhance")) {
      this.#said.pop();
      this.#said.push(said);
      return true;
    }
    if (last.edit.op === "enhance" && isSharper(said)) return true;
    // «the picture is blurry, sharpen it»
    if (last.isRemark && last.edit.op === "enhance" && said.edit.op === "sharpen" && !said.isRemark) {
      this.#said.pop();
      this.#said.push(said);
      return true;
    }
    // «the loud bits hurt and I can't hear the quiet ones, even it out»
    if (last.edit.op === "volume" && said.edit.op === "normalize_audio" && isComplaint(last.tokens)) {
      this.#said.pop();
      this.#said.push(said);
      return true;
    }
    // «even out the loudness, the host is quiet and the guest is yelling»
    if (
      last.edit.op === "normalize_audio" &&
      said.edit.op === "volume" &&
      !said.tokens.some(({ value }) => value !== undefined)
    )
      if (said.isRemark || /\b(?:is|are|too|so)\b/.test(textOf(said.tokens))) return true;
    // «blocky all over, smooth those out»
    const isSmoothed = /\bsmooth (?:it|that|this|those|these|them)\b/.test(textOf(said.tokens));
    if (said.edit.op === "fps" && isSmoothed && REPAIRS.has(last.edit.op)) return true;
    // 用交叉溶解连起来: how they are joined, has been said.
    const isOneClause =
      last.tokens.at(-1)?.isStop !== true && !/^(?:and|&|then|plus|also)/.test(last.tokens.at(-1)?.text ?? "");
    if (last.edit.op === "transition" && said.edit.op === "merge" && isOneClause) return true;
    if (this.#isOneAmount(last, said)) return true;
    if (last.edit.op !== said.edit.op || !isSameScope(last.edit, said.edit)) return false;
    if (isSame(last.edit, said.edit)) return last.isRemark || said.isRemark || last.edit.op === "flip";
    if (!isOneLevel(last.edit, said.edit)) return false;
    if (said.isRemark && !last.isRemark) return true;
    if (!last.isRemark || said.isRemark) return false;
    this.#said.pop();
    const before = this.#said.at(-1);
    if (before === undefined || !joins(before.edit, said.edit, said.tokens)) this.#said.push(said);
    return true;
  }

  /** 丝滑一点，120帧; 用慢动作，一半的速度就好: how much, said right after what. */
  #isOneAmount(last: Said, said: Said): boolean {
    const field = AMOUNTS[said.edit.op];
    if (field === undefined || last.edit.op !== said.edit.op || hasAmount(last.tokens) || !hasAmount(said.tokens))
      return false;
    const isPlain = said.edit.range === undefined && said.edit.clip === undefined;
    if (
      !(isPlain || isSameScope(last.edit, said.edit)) ||
      (last.edit.track !== said.edit.track && said.edit.track !== "all")
    )
      return false;
    last.edit[field] = said.edit[field];
    return true;
  }

  /** «Noise» is that of the sound where sound is spoken of. */
  #inItsField(edit: RoughEdit, tokens: readonly Token[]): RoughEdit {
    if (edit.op !== "denoise" || !/降噪|去噪|\bdenoise\b|\bnoise\b/.test(textOf(tokens))) return edit;
    if (/画|视频|影|\b(?:video|picture|image|footage|grain\w*|visual|film)\b/.test(textOf(tokens))) return edit;
    const before = this.#said.at(-1)?.edit.op;
    return before !== undefined && SOUND.has(before) ? { ...edit, op: "denoise_audio" } : edit;
  }
}

/** Whether an order cures, in another way, what a remark complains of: «the music is too loud, take it out». */
function isCure(order: RoughEdit, remark: RoughEdit): boolean {
  const ofOrder = CURES[order.op];
  if (ofOrder?.includes(remark.op) !== true || remark.range !== undefined || remark.clip !== undefined) return false;
  // «it's dull, auto-correct the colours»
  if (order.op === "color") return order.auto === true || order.look === "bw";
  return order.op !== "volume" || remark.op !== "volume" || order.track === remark.track;
}

const CURES: Partial<Record<RoughEdit["op"], readonly RoughEdit["op"][]>> = {
  color: ["color"],
  mute: ["volume", "normalize_audio", "denoise_audio"],
  replace_audio: ["volume", "normalize_audio", "denoise_audio"],
  normalize_audio: ["volume"],
  denoise_audio: ["volume"],
  volume: ["volume"],
  enhance: ["sharpen"],
  sharpen: ["enhance"],
  rotate: ["reframe", "flip"],
  flip: ["rotate", "reframe"],
};

/** Whether the words tell how something is, and ask for nothing. */
export function isRemark(said: readonly Token[]): boolean {
  // «make it fit, it's way too dark»: what is said last is what the edit was read from.
  const all = textOf(said).replace(/[\s,.!?]+$/, "");
  const tokens = /\p{Script=Han}/u.test(all) ? said : lastClause(said);
  const text = textOf(tokens).replace(/[\s,.!?]+$/, "");
  if (/\p{Script=Han}/u.test(text)) return REMARK.test(text) && !ORDER.test(text);
  const first = tokens.find(
    (token) => token.isStop !== true && !token.meanings.has("next") && !token.meanings.has("greeting"),
  );
  if (first === undefined) return false;
  return (
    /^(?:is|was|are|looks?|sounds?|super|very|really|extremely|quite|kind of|sort of|a bit|a little|such|everyone|everyone's|everybody|people|faces?|skin|he|he's|she|she's|they|they're|you|i'm|second|third|first|last|it|it's|its|the|this|that|that's|there's|there|these|music|voice|voices|volume|colou?rs?|image|shots?|song|bgm|track|my|our|i|i've|we|everything|some|whole|video|footage|clip|picture|audio|sound|too|so|way|kinda|pretty)\b/.test(
      first.text,
    ) &&
    /\b(?:is|are|was|were|has|have|it's|its|that's|looks?|sounds?|seems?|came out|got|too|so|there's|i've|filmed|shot|recorded|speak|talk|kinda|isn't|not|super|very|really|extremely|quite|kind of|sort of|a bit|a little|such)\b/.test(
      text,
    ) &&
    !/\b(?:should|needs?|want|must|can you|could you|please|has to)\b/.test(text)
  );
}

function lastClause(tokens: readonly Token[]): readonly Token[] {
  let end = tokens.length;
  while (end > 0 && tokens[end - 1]?.isStop === true) end -= 1;
  const isOrdered = (stop: number) =>
    tokens.slice(0, stop).some((token) => ORDERED.some((meaning) => token.meanings.has(meaning)));
  const stop = tokens
    .slice(0, end)
    .findLastIndex(
      (token, index) =>
        token.isStop === true ||
        (token.meanings.has("next") &&
          /^(?:it|it's|its|the|this|my|there's|everything)$/.test(tokens[index + 1]?.text ?? "")),
    );
  return isOrdered(stop) ? tokens : tokens.slice(stop + 1, end);
}

/** What an order can be about: where one of these is said before the remark, it is an order with its reason. */
const ORDERED = [
  "colour",
  "loud",
  "quiet",
  "shake",
  "grain",
  "blocks",
  "noise",
  "soundNoise",
  "sharp",
  "enhanceWord",
  "normalize",
  "rotate",
  "speedWord",
  "bars",
  "mute",
] as const;

/** 太暗, 有点晃, 全是噪点, 灰蒙蒙的, 有横纹: how it is. */
const REMARK =
  /^又|逆光|背光|没开灯|不对劲?$|又[^要把将给来加再，,]{1,4}$|不(?:好|行|太好|方便|灵|懂|会|全|准|齐)$|还[小大轻暗]|[太很好偏挺][^的]*了?$|有点|有些|不够|不太|过于|比较|特别|非常|全是|都是|满屏|一堆|好多|太多|看不清|看不见|听不清|听不见|[盖压][过住]|太抢|听不到|[反糊抖歪晃曝暗斜倒花]了$|拍的$|[乎蒙巴沉扑]的$|[\u4e00-\u9fff]([\u4e00-\u9fff])\1的$|晃来晃去|抖来抖去|(?:一直|在|老|老是|总|总是|不停|不断)[^要]{0,2}[晃抖响动闪卡叫跳吵闹喊]$|一会儿?大一会儿?小|忽[大高强]忽[小低弱]|大小不一|得(?:厉害|要命|不行|很|慌)|^(?:[^有]{0,8})?有(?!没有)[^一]{0,8}$|(?<!要|想|就|只)是(?!要|想)[^，,]{1,8}的$|[卡停断崩坏裂住]了$|(?:录|拍|弄|传|导)成[^，,]{1,5}了$|(?:之后|以后|后)[都就全]|[卡糊晃抖暗]死$/;
/** 有人在吵, 学生在说话: what happens in the film. */
const HAPPENED = /有人|谁|路人|都?在[吵闹说聊讲喊叫哭笑响走跑等]|路过|入镜|挡|插话|咳|打电话/;
/** 放大之后都是马赛克: what came of something done before. */
const TOLD = /(?:之后|以后|过后)(?:都|就|全|老|总|还|变)?(?:是|有|会|变|很|特别|发)/;
/** 把…, 调亮, 处理一下: what is asked for. */
const ORDER =
  /[把将帮请给]|一下|一点$|[变调改弄加去换]|提[亮高]|一些$|(?<![噪光色亮杂麻斑疵])点$|处理|修|稳定(?!器)|防/;
function isComplaint(tokens: readonly Token[]): boolean {
  return (
    /\b(?:hurts?|can't hear|cant hear|cannot hear|too loud|too quiet|loud (?:bits|parts)|quiet (?:bits|parts)|barely)\b/.test(
      textOf(tokens),
    ) && !tokens.some((token) => token.value !== undefined)
  );
}

/** «The second half is too bright, darken it»: where, has been said already. */
function inherit(last: Said | undefined, said: Said): void {
  // 第三段改黑白，而且转90度
  const isJoined = [last?.tokens.at(-1), said.tokens[0]].some((token) =>
    /^(?:而且|并且|并|且|同时|也|还要|还)$/.test(token?.text ?? ""),
  );
  const isWhole = said.tokens.some((token) => token.meanings.has("whole") || token.meanings.has("video"));
  if (
    last !== undefined &&
    isJoined &&
    !isWhole &&
    SCOPED.has(last.edit.op) &&
    SCOPED.has(said.edit.op) &&
    last.edit.clip !== undefined
  )
    if (said.edit.clip === undefined && said.edit.range === undefined) said.edit.clip = last.edit.clip;
  // 从10秒到25秒快进，这一段顺便消音
  const isThere =
    said.tokens.some((token) => /^[这那](?:一?段|部分|几秒)?$/.test(token.text)) &&
    /[这那](?:一?段|部分|几秒)/.test(textOf(said.tokens));
  if (
    isThere &&
    last !== undefined &&
    said.edit.range === undefined &&
    said.edit.clip === undefined &&
    SCOPED.has(said.edit.op)
  )
    for (const place of ["clip", "range"] as const)
      if (last.edit[place] !== undefined) said.edit[place] = last.edit[place];
  if (last === undefined || !last.isRemark || last.edit.op !== said.edit.op) return;
  if (said.edit.clip !== undefined || said.edit.range !== undefined) return;
  for (const place of ["clip", "range"] as const)
    if (last.edit[place] !== undefined) said.edit[place] = last.edit[place];
}

/** Whether it was asked for as how it should look, «sharper», and not as what should be done. */
function isSharper({ edit, tokens }: Said, op = "sharpen"): boolean {
  return (
    edit.op === op &&
    edit.strength === undefined &&
    tokens.some((token) => token.meanings.has("sharpAdjective") || token.text === "锐利")
  );
}

/** Whether both set the same thing, so that one of them has to give way. */
function isOneLevel(a: RoughEdit, b: RoughEdit): boolean {
  if (!LEVELS.has(a.op)) return false;
  return a.op !== "color" || Object.keys(a).some((key) => key !== "op" && b[key] !== undefined);
}

/** What can be done to a stretch or a clip alone. */
const SCOPED: ReadonlySet<string> = new Set([
  "music",
  "color",
  "speed",
  "volume",
  "mute",
  "reverse",
  "denoise",
  "denoise_audio",
  "sharpen",
  "stabilize",
  "enhance",
  "rotate",
  "flip",
  "crop",
]);

/** 听不清人说话, and what may be the reason for it. */
const FAINT = /(?:听|听得)(?:不|都不|不太|不大)?(?:清|见|到|清楚)/;
const CURES_FAINTNESS: ReadonlySet<string> = new Set(["denoise_audio", "normalize_audio"]);

/** Where an edit has one amount, and its field. */
const AMOUNTS: Partial<Record<RoughEdit["op"], string>> = {
  speed: "factor",
  fps: "value",
  volume: "percent",
  rotate: "degrees",
};

function hasAmount(tokens: readonly Token[]): boolean {
  return tokens.some(
    ({ value }) => value !== undefined && !["span", "clip", "time", "quote", "file"].includes(value.kind),
  );
}

const LEVELS: ReadonlySet<string> = new Set([
  "color",
  "speed",
  "volume",
  "rotate",
  "flip",
  "enhance",
  "fps",
  "crop",
  "reframe",
]);
const SOUND: ReadonlySet<string> = new Set([
  "volume",
  "mute",
  "normalize_audio",
  "denoise_audio",
  "replace_audio",
  "silences",
  "music",
]);

/** Whether the edit became part of the one before it. */
function joins(last: RoughEdit, edit: RoughEdit, tokens: readonly Token[]): boolean {
  // 声画一起，一秒淡入，两秒淡出: of what, has been said.
  if (last.op === "fade" && edit.op === "fade" && edit.what === "video" && isOfMusic(tokens)) edit.what = last.what;
  if (last.op === edit.op && isSameScope(last, edit)) {
    if (edit.op === "trim") {
      for (const list of ["remove", "keep"] as const) {
        const [before, more] = [last[list], edit[list]];
        if (Array.isArray(before) && Array.isArray(more)) {
          last[list] = [...before, ...more];
          return true;
        }
      }
    } else if (
      MERGED.has(edit.op) &&
      !Object.keys(edit).some((key) => key !== "op" && last[key] !== undefined && last[key] !== edit[key])
    ) {
      Object.assign(last, edit);
      return true;
    }
  }
  // «move the logo to the corner and make it smaller»
  const isOfFile =
    tokens.some((token) => token.meanings.has("forSending")) || /\b(?:file|video|clip|movie)\b/.test(textOf(tokens));
  if (LAID_OVER.has(last.op) && isBareSize(edit) && !isOfFile) {
    const text = textOf(tokens);
    const by = /\b(?:bigger|larger|enlarge)\b|大/.test(text)
      ? 1.33
      : /\b(?:smaller|shrink|tinier)\b|小/.test(text)
        ? 0.75
        : 0;
    const isChange = last.op.startsWith("change_");
    if (by > 0) {
      if (isChange) last[last.op === "change_overlay" ? "scale_by" : "size_by"] = by;
      else if (last.op === "overlay") last.scale = by > 1 ? 0.3 : 0.1;
      else last.size = by > 1 ? "large" : "small";
      return true;
    }
  }
  if (takesFaintness(last, edit, tokens)) return true;
  // «the school logo (logo.png)»
  if (last.op === "overlay" && edit.op === "overlay" && !hasFileName(last) && hasFileName(edit)) {
    Object.assign(last, edit);
    return true;
  }
  // «use song.mp3, fading in over 3 seconds», «epic music that fades out at the end»
  const isItsFade = /^(?:fades|fading)\b/.test(tokens[0]?.text ?? "") && edit.what !== "both";
  if (last.op === "music" && last.source !== undefined && edit.op === "fade" && (isItsFade || isOfMusic(tokens))) {
    if (edit.in !== undefined) last.fade_in = edit.in;
    if (edit.out !== undefined) last.fade_out = edit.out;
    return true;
  }
  // «add song.mp3 and loop it»
  if (last.op === "music" && edit.op === "loop" && Object.keys(edit).length === 1) {
    last.loop = true;
    return true;
  }
  // 音乐开头淡入，结尾淡出2秒
  if (last.op === "music" && last.source === undefined && edit.op === "fade" && edit.what === "video") {
    const isFading = last.fade_in !== undefined || last.fade_out !== undefined;
    if (isFading && !/[画视影黑]|\b(?:video|picture|screen|black)\b/.test(textOf(tokens))) {
      if (edit.in !== undefined) last.fade_in ??= edit.in;
      if (edit.out !== undefined) last.fade_out ??= edit.out;
      return true;
    }
  }
  // 原来的声音不要，全换成旁白.wav
  if (last.op === "mute" && edit.op === "music" && edit.source === "asset" && edit.asset !== undefined) {
    const text = textOf(tokens);
    if (/[换替]/.test(text) && !/音乐|歌|曲|配乐|bgm|music/.test(text)) {
      Object.assign(last, { op: "replace_audio", asset: edit.asset });
      return true;
    }
  }
  // «I have an srt file for it, put it on as captions»
  if (last.op === "captions" && edit.op === "captions" && last.source === "file" && edit.source === "auto")
    if (!/\b(?:auto|generate|transcribe|automatic)/.test(textOf(tokens))) {
      const { source: _, ...more } = edit;
      Object.assign(last, more);
      return true;
    }
  // «smooth as butter, 120 fps»
  if (
    last.op === "fps" &&
    edit.op === "fps" &&
    (last.smooth === true || edit.smooth === true) &&
    isSameScope(last, edit)
  ) {
    if (edit.smooth !== true || edit.value !== 60) last.value = edit.value;
    last.smooth = true;
    return true;
  }
  // «for the last five seconds, and let the picture fade out over those»
  if (edit.op === "fade" && edit.out === 1000 && /\bover (?:those|that|these|it|the same)\b/.test(textOf(tokens)))
    if (typeof last.start === "number" && last.start < 0) edit.out = -last.start;
  // «95 MB, high quality though»
  const quality = /\b(high|best|good|medium|low) quality\b/.exec(textOf(tokens))?.[1];
  if (last.op === "compress" && edit.op === "enhance" && Object.keys(edit).length === 1 && quality !== undefined) {
    last.quality = /high|best|good/.test(quality) ? "high" : quality;
    return true;
  }
  // 给我一张封面，就用最后一帧
  if (last.op === "poster" && edit.op === "poster" && (last.at === undefined || edit.at === undefined)) {
    last.at ??= edit.at;
    return true;
  }
  // 加字幕，字幕文件是 ep07.srt
  if (last.op === "captions" && edit.op === "captions" && edit.source === "file" && last.source === "auto") {
    Object.assign(last, edit);
    return true;
  }
  // «only the sound, as wav»
  if (last.op === "extract_audio" && edit.op === "extract_audio") {
    last.format = edit.format;
    return true;
  }
  // «make it 4:3, fill the sides with blur»
  if (last.op === "reframe" && edit.op === "reframe" && edit.fit !== undefined && !tokens.some(namesShape)) {
    last.fit = edit.fit;
    return true;
  }
  // «add calm music, volume 30 %»
  if (
    last.op === "music" &&
    last.source !== undefined &&
    edit.op === "volume" &&
    edit.track !== "original" &&
    last.volume === undefined
  ) {
    last.volume = edit.percent;
    return true;
  }
  // 压到95兆，但画质尽量保住
  if (last.op === "compress" && edit.op === "enhance" && Object.keys(edit).length === 1) {
    const isKept = /保|别|不要|尽量|尽可能|损失|影响|牺牲|\b(?:keep|losing|preserve)\b/.test(textOf(tokens));
    if (isKept) last.quality = "high";
    if (isKept) return true;
  }
  // «the audio is noisy, can you clean it up»: the second part only says that it shall be done.
  if (
    REPAIRS.has(last.op) &&
    edit.op === "enhance" &&
    Object.keys(edit).length === 1 &&
    /\b(?:clean|fix|improve|enhance) (?:it|this|that)\b|修|处理/.test(textOf(tokens)) &&
    !/\b(?:quality|resolution|picture|image|blurry|hd|sharp|clear|details?)\b/.test(textOf(tokens))
  )
    return true;
  return completes(last, edit, tokens);
}

function hasFileName(edit: RoughEdit): boolean {
  return typeof edit.asset === "string" && edit.asset.includes(".");
}

/** «smaller», and no word of what. */
function isBareSize(edit: RoughEdit): boolean {
  const fields = Object.keys(edit).length;
  return (
    ((edit.op === "compress" || edit.op === "enhance") && fields === 1) ||
    (edit.op === "crop" && edit.unit === "percent")
  );
}

function isOfMusic(tokens: readonly Token[]): boolean {
  const text = textOf(tokens);
  if (/渐[弱强]/.test(text)) return true;
  return !/\b(?:video|picture|image|screen|black|white|film|end|ending|start|beginning)\b|[画视影黑片]/.test(text);
}

function namesShape(token: Token): boolean {
  return token.choices.has("shape") || token.value?.kind === "aspect" || token.value?.kind === "size";
}

/** «add the title X, in red, bigger»: what is said of a thing right after it is part of it. */
function completes(last: RoughEdit, edit: RoughEdit, tokens: readonly Token[]): boolean {
  const isOfIt =
    edit.op === ADDED_THEN_CHANGED[last.op] ||
    // The letters that are spoken of are those of the captions.
    (last.op === "captions" && edit.op === "change_title" && /\b(?:font|letters|text)\b|字/.test(textOf(tokens)));
  if (!isOfIt || edit.text !== undefined || edit.target !== undefined) return false;
  const { op: _, size_by, scale_by, ...rest } = edit;
  Object.assign(last, rest);
  if (size_by !== undefined) last.size = Number(size_by) > 1 ? "large" : "small";
  if (scale_by !== undefined) last.scale = Number(scale_by) > 1 ? 0.3 : 0.1;
  return true;
}

const LAID_OVER: ReadonlySet<string> = new Set([
  "title",
  "captions",
  "overlay",
  "change_title",
  "change_captions",
  "change_overlay",
]);

/** «… and make them yellow», «…, big, at the top»: how the thing that was laid over the picture looks. */
function takesLook(last: RoughEdit, tokens: readonly Token[]): boolean {
  let isTaken = false;
  for (const look of ["color", "size", "position"] as const) {
    const said = tokens.find((token) => token.value === undefined && token.choices.has(look))?.choices.get(look);
    if (said === undefined || last[look] !== undefined || (look !== "position" && last.op.endsWith("overlay")))
      continue;
    last[look] = said;
    isTaken = true;
  }
  return isTaken;
}

/** «…, half transparent», «…, 30 % opacity». */
function opacityOf(tokens: readonly Token[]): number | undefined {
  const text = textOf(tokens);
  if (!/transparen|translucent|see through|opacity|opaque|faint|透明/.test(text)) return undefined;
  const percent = tokens.find((token) => token.value?.kind === "percent")?.value;
  if (percent?.kind !== "percent") return 0.5;
  return (/transparen/.test(text) ? 100 - percent.percent : percent.percent) / 100;
}

/** What may be done to one clip of several, so that «it» is that clip. */
const OF_ONE_CLIP: ReadonlySet<string> = new Set(
  "rotate flip color speed reverse mute stabilize sharpen denoise deblock deinterlace crop loop".split(" "),
);

/** When a title or a logo is seen. */
function seenOf(edit: RoughEdit | undefined): readonly unknown[] | undefined {
  return edit?.start === undefined || edit.end === undefined ? undefined : [edit.start, edit.end];
}

function saysIt(tokens: readonly Token[]): boolean {
  return tokens.some((token) => token.value === undefined && token.text === "it");
}

/** Whether the place of an edit is taken out by another one. */
function isCutAway(edit: RoughEdit, cut: RoughEdit): boolean {
  if (cut.op === "remove_clip") return edit.clip === cut.clip;
  if (cut.op !== "trim" || edit.range === undefined || !Array.isArray(cut.remove)) return false;
  return cut.remove.some((stretch) => JSON.stringify(stretch) === JSON.stringify(edit.range));
}

function stretches(edit: RoughEdit): number {
  return Array.isArray(edit.keep) ? edit.keep.length : 0;
}

/** What words that are no edit by themselves say of the edit before them. */
function takesMore(last: RoughEdit, tokens: readonly Token[]): boolean {
  const text = textOf(tokens);
  // «captions from a.srt, in a box style»
  const style = /\b(?:box|boxed)\b/.test(text) ? "box" : /\boutlined?\b/.test(text) ? "outline" : undefined;
  if (last.op === "captions" && last.style === undefined && style !== undefined) {
    last.style = style;
    takesLook(last, tokens);
    return true;
  }
  if (LAID_OVER.has(last.op) && takesLook(last, tokens)) return true;
  // «4:5, cropped», 要4:5的，裁剪填满
  const fit = last.op === "reframe" && tokens.find((token) => token.choices.has("fit"))?.choices.get("fit");
  if (fit !== undefined && fit !== false) {
    last.fit ??= fit;
    return true;
  }
  // «lofi hip hop, low volume»
  if (last.op === "music" && last.source !== undefined && last.volume === undefined && IS_QUIET.test(text)) {
    last.volume = 20;
    return true;
  }
  // «make it vertical, black bars are fine»
  if (last.op === "reframe" && tokens.some((token) => token.meanings.has("bars"))) {
    last.fit ??= "pad";
    return true;
  }
  // «crop 640x360 at x=100, y=50»
  if (last.op === "crop" && takesCorner(last, tokens)) return true;
  if (!last.op.endsWith("overlay")) return false;
  const [opacity, scale] = [opacityOf(tokens), scaleOf(tokens)];
  if (opacity !== undefined) last.opacity ??= opacity;
  if (scale !== undefined) last.scale ??= scale;
  return opacity !== undefined || scale !== undefined;
}

const IS_QUIET =
  /\b(?:low|quiet|soft|subtle|gentle) (?:volume|level|in the (?:background|mix))\b|\b(?:quietly|softly|nice and (?:quiet|low|soft)|not (?:too |very |so )?loud|nothing too loud|really (?:quiet|low)|very (?:quiet|low)|super (?:quiet|low)|barely (?:there|audible)|kept low|keep it (?:low|quiet|soft|subtle|down)|but (?:quiet|low|soft))\b/;

function takesCorner(last: RoughEdit, tokens: readonly Token[]): boolean {
  const found = [...textOf(tokens).matchAll(/\b([xy]) ?[=:]? ?(\d+)/g)];
  for (const [, side, at] of found) if (side !== undefined) last[side] ??= Number(at);
  return found.length > 0;
}

function isKept(token: Token): boolean {
  return (
    token.value === undefined &&
    (/^(?:want|need|show|use|save|export|extract|give|get|have)/.test(token.text) ||
      (["keep", "cut", "trim"] as const).some((one) => token.meanings.has(one)))
  );
}

function isCut(token: Token): boolean {
  if (token.value !== undefined) return false;
  return (["cut", "trim", "keep", "toLength", "make", "video", "remove"] as const).some((meaning) =>
    token.meanings.has(meaning),
  );
}

/** «less saturated, like −30», «slow it down, maybe 70 %»: how much, of what was asked for just now. */
function takesAmount(last: RoughEdit, tokens: readonly Token[]): boolean {
  const values = tokens.filter(({ value }) => value !== undefined);
  const [token] = values;
  if (token === undefined || values.length > 1 || tokens.length > 7) return false;
  const { value } = token;
  const amount = value?.kind === "percent" ? value.percent : value?.kind === "number" ? value.number : undefined;
  if (amount === undefined || token.text === "one") return false;
  const fields = Object.keys(last).filter((key) => !["op", "clip", "range", "track", "relative"].includes(key));
  const [field] = fields;
  if (fields.length !== 1 || field === undefined) return false;
  if (last.op === "color" && typeof last[field] === "number" && Math.abs(amount) <= 100) {
    const isMinus = /^(?:-|minus)$/.test(tokens[tokens.indexOf(token) - 1]?.text ?? "");
    last[field] = isMinus || Number(last[field]) < 0 ? -amount : amount;
    return true;
  }
  if (last.op === "speed" && value?.kind === "percent" && amount > 0) {
    last.factor = amount / 100;
    return true;
  }
  return false;
}

/** 水印铺在左下，淡一点 */
function takesFaintness(last: RoughEdit, edit: RoughEdit, tokens: readonly Token[]): boolean {
  if (!last.op.endsWith("overlay") || edit.op !== "color" || !/淡|透|浅/.test(textOf(tokens))) return false;
  last.opacity ??= 0.5;
  return true;
}

function takesLength(last: RoughEdit, ms: number): boolean {
  if (last.op === "transition") last.duration ??= ms;
  else if (last.op === "title" || last.op === "overlay") {
    if (last.end !== undefined) return false;
    const start = typeof last.start === "number" ? last.start : 0;
    Object.assign(last, { start, end: start + ms });
  } else if (last.op === "fade") {
    if (last.in !== undefined) last.in = ms;
    if (last.out !== undefined) last.out = ms;
  } else return false;
  return true;
}

/**
 * 做个时光倒流的效果，整个视频反着播; 0到8秒手抖得厉害，稳一下: the same thing in other words. What a remark told of its place holds
 * for the order, too.
 */
function isSaidAgain(before: Said, { edit }: Said): boolean {
  if (before.edit.op !== edit.op || !SAME_IF_TWICE.has(edit.op)) return false;
  if (!before.isRemark && Object.keys(before.edit).length !== Object.keys(edit).length) return false;
  return Object.entries(edit).every(([field, value]) => JSON.stringify(before.edit[field]) === JSON.stringify(value));
}

/** Done twice, these are what they are done once, or nothing at all; others are repeated on purpose. */
const SAME_IF_TWICE: ReadonlySet<string> = new Set([
  "reverse",
  "mute",
  "stabilize",
  "denoise",
  "deblock",
  "deinterlace",
]);

/** «…, a tenth of the width», «…, 15 % size». */
function scaleOf(tokens: readonly Token[]): number | undefined {
  if (!/占|大小|宽|尺寸|缩|\b(?:size|width|wide|scale|big|of the (?:picture|screen|frame))\b/.test(textOf(tokens)))
    return undefined;
  for (const { value } of tokens) {
    if (value?.kind === "percent") return value.percent / 100;
    if (value?.kind === "share") return value.share;
  }
  return undefined;
}

/** «split it at 0:30 and delete the rest»: the clip on one side of the cut. */
function sideOfCut(tokens: readonly Token[], cuts: number): number | undefined {
  if (!tokens.some((token) => token.meanings.has("remove"))) return undefined;
  const text = textOf(tokens);
  if (cuts === 2 && /\bmiddle|between|中间/.test(text)) return 2;
  if (/\b(?:rest|after|second (?:half|part|piece|bit)|latter|later|last|end|right)\b|后|剩|其余/.test(text)) return -1;
  return /\b(?:before|first (?:half|part|piece|bit)|former|earlier|front|left|beginning)\b|前|上半/.test(text)
    ? 1
    : undefined;
}

/** «slow it down from second 8 …, until second 12». */
function endsStretch(last: RoughEdit, tokens: readonly Token[]): boolean {
  const time = tokens.find((token) => token.value?.kind === "time")?.value;
  const isEnd = /\b(?:until|till|up to|ending at|to)\b|[到至]/.test(textOf(tokens));
  if (time?.kind !== "time" || !isEnd || !Array.isArray(last.range)) return false;
  const [start, end] = last.range as [unknown, unknown];
  if (end !== null || typeof start !== "number" || start < 0 || time.ms <= start) return false;
  last.range = [start, time.ms];
  return true;
}

const REPAIRS: ReadonlySet<string> = new Set([
  "denoise",
  "deblock",
  "sharpen",
  "stabilize",
  "deinterlace",
  "denoise_audio",
  "normalize_audio",
  "color",
  "crop",
  "rotate",
  "volume",
]);

/** What a remark can ask for. */
const REPAIRED: ReadonlySet<string> = new Set([
  ...REPAIRS,
  "enhance",
  "fps",
  "flip",
  "speed",
  "compress",
  "mute",
  "silences",
]);

const ADDED_THEN_CHANGED: Partial<Record<RoughEdit["op"], RoughEdit["op"]>> = {
  title: "change_title",
  captions: "change_captions",
  overlay: "change_overlay",
};

const MERGED: ReadonlySet<string> = new Set([
  "color",
  "fade",
  "enhance",
  "music",
  "captions",
  "change_title",
  "change_overlay",
  "change_captions",
  "denoise",
  "sharpen",
  "stabilize",
  "deblock",
  "denoise_audio",
  "normalize_audio",
  "silences",
  "deinterlace",
  "reframe",
  "compress",
  "mute",
  "merge",
  "transition",
]);

function isSameScope(a: RoughEdit, b: RoughEdit): boolean {
  return a.clip === b.clip && JSON.stringify(a.range) === JSON.stringify(b.range);
}

function isSame(a: RoughEdit, b: RoughEdit): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => JSON.stringify(a[key]) === JSON.stringify(b[key]));
}
