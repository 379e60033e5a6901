/**
 * What a backend says as if the person had a screen, turned into what the client does.
 *
 * Descriptions of the video stay; instructions to use a screen go, and each becomes an action. «Click Export to download»
 * becomes an export; «you can drag the clip if you like» only goes.
 */
import type { Language } from "./language.js";

/** What the client does in place of a GUI instruction. */
export type GuiAction =
  /** Makes and delivers the file. */
  | { kind: "export" }
  /** Says that the file comes for the asking: the backend only offered it. */
  | { kind: "offer-export" }
  /** Shows the timeline. */
  | { kind: "show-state" }
  | { kind: "show-credits" }
  /** Asks for files. */
  | { kind: "ask-upload" }
  /** Hands the instruction back to the backend, to be done there. */
  | { kind: "send-edit"; words: string };

export interface Translated {
  /** What is left for the person. */
  text: string;
  actions: GuiAction[];
}

interface Grammar {
  /** Parts a sentence is made of, separators kept. */
  clauses: RegExp;
  isInstruction: readonly RegExp[];
  /** A clause before an instruction that belongs to it: «when you are happy with it, …». */
  leadsTo: RegExp;
  /** A clause behind an instruction that belongs to it: «…, and you will get your file». */
  follows: RegExp;
  isOffer: RegExp;
}

const PLACES =
  "(?:panel|tab|timeline|editor|menu|window|sidebar|settings|dialog|library|inspector|preview|player|canvas|page|toolbar|dropdown|screen|interface|dashboard|workspace)";

/** What may stand before the verb of an English instruction. */
const LEAD =
  "(?:(?:and|or|now|then|next|finally|first|simply|just|please|so|afterwards?|later|also|alternatively|otherwise|from there|to (?:do so|finish|continue|export|download|save|preview|see it|view it|apply (?:it|this))(?: [^,]*?)?)[,:]?\\s+)*" +
  "(?:you(?:'ll| will| can| may| could| should| might| just| simply| now| also| then| only| need to| have to| want to| are able to|'re able to)+\\s+)?" +
  "(?:(?:now|then|also|simply|just|always|easily|directly|go ahead and|feel free to|try to|make sure to|be sure to|remember to|don't forget to|all you need to do is)\\s+)*";

const ENGLISH: Grammar = {
  clauses:
    /(\s*[,;:—–]\s+|\s+-\s+|\s+(?:and|then|or)\s+(?=(?:then |just |simply |now |please )*(?:you can |you may )?(?:click|tap|press|hit|double-click|right-click|drag|drop|open|preview|check|go to|head|select|choose|download|export)\b))/i,
  isInstruction: [
    new RegExp(`^${LEAD}(?:click|tap|press|hit|double-click|right-click|drag|drop|hover|scroll)(?:ing)?\\b`, "i"),
    new RegExp(
      `^${LEAD}(?:open|show|expand|close|collapse|switch to|go to|head (?:over )?to|navigate to|return to)\\b[^.]*\\b${PLACES}\\b`,
      "i",
    ),
    new RegExp(
      `^${LEAD}(?:open|visit|check|see|manage|go to|head to|review)\\b[^.]*\\b(?:account|billing|subscription|plan page|pricing)\\b`,
      "i",
    ),
    new RegExp(
      `^${LEAD}(?:preview|play|watch|view|see|check|review|find|look at|adjust|edit|move|take a look at)\\b[^.]*\\b(?:in|on|from|using|inside|within) (?:the |your |our )?(?:\\w+ )?${PLACES}\\b`,
      "i",
    ),
    new RegExp(
      `^${LEAD}(?:select|choose|pick|use|export|download|save|upload|import|find|toggle|apply)\\b[^.]*\\b(?:button|icon|dropdown|menu|tab|panel|toolbar|slider|checkbox|toggle)\\b`,
      "i",
    ),
    new RegExp(
      `^${LEAD}(?:go to|head to|choose|select|use) (?:the )?(?:file\\s*(?:>|→|menu)|export\\b|import\\b|share\\b)`,
      "i",
    ),
    /^(?:the |an? )?["“«']?(?:export|download|upload|import|save)["”»']? (?:button|icon|menu) is (?:in|at|on|located)\b/i,
  ],
  leadsTo: /^(?:(?:and|but|then|so)\s+)?(?:when|once|if|whenever|after|as soon as|to|in order to|for)\b/i,
  follows:
    /^(?:and\s+)?(?:then\s+)?(?:you(?:'ll| will| can then| should| get)|it(?:'ll| will)|your (?:video|file|download|export)|the (?:video|file|download|export) will|wait for|to (?:download|export|save|see|preview|apply|start|get))\b/i,
  isOffer:
    /\byou (?:can|may|could|might)\b|\bfeel free\b|\bif you\b|\bwhen(?:ever)? you\b|\bonce you\b|\bwhen(?:ever)? (?:it's |you're )?ready\b|\blater\b|\bto (?:export|download|save)\b[^.]*,/i,
};

const CHINESE_LEAD =
  "(?:请|麻烦|您|你|现在|然后|接着|接下来|之后|随后|再|就|可以|可|只需要|只需|只要|直接|先|最后|随时|也|也可以|还可以|需要|应该|并|或者|或|并且|试着|在[^,，。]{0,12}?|从[^,，。]{0,12}?|通过|使用|用)*";

const CHINESE_PLACES =
  "(?:面板|标签|时间线|时间轴|编辑器|菜单|窗口|侧边栏|设置|对话框|素材库|预览窗口|预览区|播放器|画布|页面|工具栏|界面|控制台)";

const CHINESE: Grammar = {
  clauses: /([,，;；、:：]\s*|(?=然后(?:再)?(?:点击|单击|打开|拖)|并(?:点击|单击|打开|拖)))/u,
  isInstruction: [
    new RegExp(
      `^${CHINESE_LEAD}(?:点击|单击|双击|右击|点按|轻触|轻点|点选|按下|点一下|拖拽|拖动|拖放|拖到|拖入|把[^,，。]{1,16}拖|将[^,，。]{1,16}拖)`,
      "u",
    ),
    new RegExp(`^${CHINESE_LEAD}(?:打开|展开|关闭|进入|切换到|前往|转到|回到|返回)[^,，。]*${CHINESE_PLACES}`, "u"),
    new RegExp(
      `^${CHINESE_LEAD}(?:打开|前往|进入|查看|检查|到|去)[^,，。]*(?:账户|帐户|账号|账单|订阅|余额|充值)`,
      "u",
    ),
    new RegExp(
      `^${CHINESE_LEAD}(?:在|从|到|去)[^,，。]{0,10}${CHINESE_PLACES}[^,，。]{0,6}(?:预览|查看|播放|观看|看|调整|编辑|找到|检查)`,
      "u",
    ),
    new RegExp(
      `^${CHINESE_LEAD}(?:预览|查看|播放|选择|选中|找到)[^,，。]*(?:按钮|选项|菜单|图标|${CHINESE_PLACES})`,
      "u",
    ),
    new RegExp(`^${CHINESE_LEAD}(?:通过|使用|用)?[^,，。]{0,8}(?:导出|下载|上传)按钮`, "u"),
  ],
  leadsTo: /^(?:如果|若|当|等|要|想要|如需|为了|完成后|满意后|确认后|没问题)|(?:之后|以后|后|的话|时|的时候)$/u,
  follows: /^(?:即可|就可以|就能|便可|便能|以便|来|系统会|视频(?:就)?会|文件(?:就)?会|等待)/u,
  isOffer: /可以|如果|若|如需|的话|满意后|想要|随时|需要.{0,8}时/u,
};

const TARGETS: readonly (readonly [RegExp, (words: string) => GuiAction])[] = [
  [/\b(?:drag|drop)|拖/iu, (words) => ({ kind: "send-edit", words })],
  [/\b(?:export|download|save (?:it|your|the)|render)\b|导出|下载|保存/iu, () => ({ kind: "export" })],
  [
    /\b(?:account|billing|credits?|subscription|balance|top[- ]?up|pricing)\b|账户|帐户|账号|账单|余额|积分|充值|订阅/iu,
    () => ({ kind: "show-credits" }),
  ],
  [/\b(?:upload|import)\b|上传|导入/iu, () => ({ kind: "ask-upload" })],
  [
    /\b(?:apply|generate|confirm|undo|redo|split|delete|trim|add|mute|enhance)\b|应用|生成|确认|撤销|重做|分割|删除|裁剪|添加|静音/iu,
    (words) => ({ kind: "send-edit", words }),
  ],
];

/**
 * Between two sentences: behind what ends one, and before a space where that could also be within a word («clip.mp4»,
 * «2.5»). The number of a point in a list ends nothing.
 */
const BETWEEN_SENTENCES =
  /(?<=[.!?]["”»』」)*_`]*)(?<!(?:^|\n)\s*\d{1,2}\.)(?=\s)|(?<=[。！？]["”»』」)）]*)(?![。！？"”»』」)）])|(?<=\n)/u;

/** Translates whole sentences. */
export function translateGuiTalk(text: string, language: Language): Translated {
  const actions: GuiAction[] = [];
  const kept = sentencesOf(text).map((sentence) => {
    const translated = translateSentence(
      sentence,
      language === "zh" && !/[a-z]{3}/i.test(sentence) ? CHINESE : grammarOf(sentence),
    );
    for (const action of translated.actions) {
      if (!actions.some((known) => JSON.stringify(known) === JSON.stringify(action))) actions.push(action);
    }
    return translated.text;
  });
  return { text: kept.join(""), actions };
}

function grammarOf(sentence: string): Grammar {
  return /\p{Script=Han}/u.test(sentence) ? CHINESE : ENGLISH;
}

/** Sentences with what separates them, so that joining them gives the text again. */
export function sentencesOf(text: string): string[] {
  return text.split(BETWEEN_SENTENCES);
}

function translateSentence(sentence: string, grammar: Grammar): Translated {
  const lead = /^\s*(?:(?:[-*•]|\d+[.)]) +)?/.exec(sentence)?.[0] ?? "";
  const end = /[.!?。！？\s"”»』」)）]*$/u.exec(sentence.slice(lead.length))?.[0] ?? "";
  const body = sentence.slice(lead.length, sentence.length - end.length);
  // Without the bold type and code marks that some models write buttons in.
  const pieces = body.split(grammar.clauses).filter((piece) => piece !== undefined);
  const clauses = pieces.filter((_, index) => index % 2 === 0);
  const isInstruction = clauses.map((clause) => {
    const plain = clause.replace(/[*`_]/g, "").trim();
    return grammar.isInstruction.some((pattern) => pattern.test(plain));
  });
  if (!isInstruction.includes(true)) return { text: sentence, actions: [] };
  const isGone = clauses.map((clause, index) => {
    if (isInstruction[index]) return true;
    const plain = clause.trim();
    return (
      (isInstruction[index + 1] === true && grammar.leadsTo.test(plain)) ||
      (isInstruction[index - 1] === true && grammar.follows.test(plain))
    );
  });
  const gone = clauses.filter((_, index) => isGone[index]).join(", ");
  const kept = clauses.flatMap((clause, index) =>
    isGone[index] ? [] : [index > 0 && !isGone[index - 1] ? `${pieces[index * 2 - 1] ?? ""}${clause}` : clause],
  );
  const isOffer = grammar.isOffer.test(gone);
  const text = kept.join(grammar === CHINESE ? "," : ", ").trim();
  return { text: text === "" ? "" : `${lead}${text}${end}`, actions: actionsOf(gone, isOffer) };
}

function actionsOf(instruction: string, isOffer: boolean): GuiAction[] {
  const words = instruction.replace(/[*`_]/g, "").trim();
  const action = TARGETS.find(([pattern]) => pattern.test(words))?.[1](words) ?? ({ kind: "show-state" } as const);
  if (!isOffer) return [action];
  if (action.kind === "export") return [{ kind: "offer-export" }];
  return action.kind === "send-edit" || action.kind === "ask-upload" ? [] : [action];
}

/** Translates words as they stream in: a sentence is held back until it is whole. */
export class GuiTalkStream {
  readonly #language: Language;
  #held = "";
  readonly actions: GuiAction[] = [];

  constructor(language: Language) {
    this.#language = language;
  }

  /** What can be shown behind some more words. */
  push(words: string): string {
    this.#held += words;
    const sentences = sentencesOf(this.#held);
    // The last one may go on.
    this.#held = sentences.pop() ?? "";
    return this.#translate(sentences.join(""));
  }

  /** What is left at the end of a text. */
  end(): string {
    const rest = this.#translate(this.#held);
    this.#held = "";
    return rest;
  }

  #translate(text: string): string {
    const translated = translateGuiTalk(text, this.#language);
    for (const action of translated.actions) {
      if (!this.actions.some((known) => JSON.stringify(known) === JSON.stringify(action))) this.actions.push(action);
    }
    return translated.text;
  }
}
