/**
 * What a person's words ask of the client itself; everything else goes to the server's agent.
 *
 * The routing is by intent: a request is the client's own only where every word of it belongs to that request. «Export
 * the logo at the end» has words that no export needs, so it is an edit; «show the credits» asks for the balance, and
 * «show the credits at the end» is an edit.
 */

/** What the client does itself. */
export type OwnRequest =
  | { kind: "export"; resolution: string | undefined }
  | { kind: "credits" }
  | { kind: "status" }
  | { kind: "upload" };

/** What becomes of a message: words for the agent first, where there are any, then what the client does itself. */
export interface Route {
  /** Undefined where nothing is left for the agent. */
  words: string | undefined;
  own: OwnRequest | undefined;
}

const list = (words: string): ReadonlySet<string> => new Set(words.split(" "));

/** Words that ask politely, point at what is meant, or fill; they belong to any request. */
const FILLERS = list(
  "a an the this that it its my me i i'd i'll we us you your please pls plz kindly can could would will want wanna to just now then ok okay so hey hi thanks thank let let's like need and give go ahead with do for of in at on is are be there have has get ready finally again right here good great looks perfect yes alright all done",
);

/** A request in English: one word at least that says it, and no word besides that is foreign to it. */
interface EnglishRequest {
  says: ReadonlySet<string>;
  besides: ReadonlySet<string>;
}

const ENGLISH: Readonly<Record<OwnRequest["kind"], EnglishRequest>> = {
  export: {
    says: list("export download render save deliver send exporting"),
    besides: list(
      "video clip movie film file result final finished output mp4 version project as hd fhd full high quality best resolution 720p 1080p 1440p 2160p 4k 2k back over computer disk locally link copy everything whole h.264 h264 format",
    ),
  },
  credits: {
    says: list("credits credit balance"),
    besides: list(
      "how many much what what's whats left remaining remain still account current check show see tell view available any number query usage",
    ),
  },
  status: {
    says: list("status state tracks timeline"),
    besides: list(
      "show see view list print what what's whats display current check tell how look describe summary summarize summarise project session everything contains track at",
    ),
  },
  upload: {
    says: list("upload import attach add"),
    besides: list(
      "file files video videos clip clips movie movies picture pictures image images media another some new more footage from computer disk",
    ),
  },
};

/** A request in Chinese: what has to be said, and what may stand around it. */
interface ChineseRequest {
  says: RegExp;
  besides: RegExp;
}

const CHINESE_FILLERS =
  "请|麻烦|帮我|帮忙|给我|替我|为我|我想要|我想|我要|我们|我的|我|你|可以|能不能|能|现在|然后|接着|最后|一下子|一下|吧|了|吗|呢|啊|呀|嘛|谢谢|好的|好|就|再|把|将|这个|这段|这条|那个|它|的|来|去|直接|想|要|给|都|也|先|并且|并";

const CHINESE: Readonly<Record<OwnRequest["kind"], ChineseRequest>> = {
  export: {
    says: /导出|下载|輸出|输出|渲染|生成成片|保存|发给我|发我|传给我/g,
    besides:
      /最终|成片|成品|视频|短片|影片|文件|结果|版本|出来|到本地|本地|到电脑|电脑|成|为|作为|高清|全高清|超清|原画|画质|质量|分辨率|格式|完整|整个|全部|链接|mp4|720p?|1080p?|1440p?|2160p?|[24]k|hd/giu,
  },
  credits: {
    says: /积分|余额|點數|点数|额度/g,
    besides:
      /查看|查询|查一查|查|看看|看|显示|还有|还剩下|还剩|剩余|剩下|多少|几个|账户|账号|当前|有|是|告诉|可用|的数量|个/g,
  },
  status: {
    says: /状态|轨道|时间线|时间轴|进度/g,
    besides:
      /查看|显示|看看|看一看|看|展示|列出|当前|项目|工程|什么|怎么样|怎样|如何|是|有|有哪些|哪些|情况|所有|到哪|到哪儿|在|上|里/g,
  },
  upload: {
    says: /上传|导入/g,
    besides: /文件|视频|图片|照片|素材|音频|片段|一个|几个|一些|新|另|本地/g,
  },
};

/** `upload` alone of «add» words says nothing of the client: «add a clip» may mean one that is there already. */
const WEAK_UPLOAD_WORDS = list("add attach");

const RESOLUTIONS: readonly (readonly [RegExp, string])[] = [
  [/\b720p\b|720p?/i, "720p"],
  [/\b1440p\b|\b2k\b|1440p?/i, "1440p"],
  [/\b2160p\b|\b4k\b|2160p?|4k/i, "2160p"],
  [/\b1080p\b|full hd|\bfhd\b|\bhd\b|1080p?|高清/i, "1080p"],
];

/** Where one request ends and an export begins: «…, then export it», «…，然后导出». */
const EXPORT_TAIL =
  /^(?<words>.*\S)(?:\s*[,;.!?，；。！？、]\s*(?:and\s+)?(?:then\s+)?|\s+and\s+then\s+|\s+and\s+|\s+then\s+|(?=然后|接着|再|最后|并且|并))(?<tail>[^,;.!?，；。！？、]+)[.!。！]*\s*$/iu;

/** Decides what becomes of a person's words. */
export function routeOf(message: string): Route {
  const words = message.trim();
  if (words === "") return { words: undefined, own: undefined };
  const own = ownRequest(words);
  if (own !== undefined) return { words: undefined, own };
  const { words: first, tail } = EXPORT_TAIL.exec(words)?.groups ?? {};
  if (first !== undefined && tail !== undefined) {
    const last = ownRequest(tail);
    if (last?.kind === "export") {
      const before = routeOf(first.replace(/[,;，；、\s]+$/u, ""));
      return before.own === undefined || before.own.kind === "export"
        ? { words: before.words, own: last }
        : { words, own: undefined };
    }
  }
  return { words, own: undefined };
}

const KINDS = ["export", "credits", "status", "upload"] as const;

/** The client's own request that words are wholly made of. */
function ownRequest(words: string): OwnRequest | undefined {
  const kind = KINDS.find((candidate) => isEnglish(words, candidate) || isChinese(words, candidate));
  if (kind === "export") return { kind, resolution: RESOLUTIONS.find(([says]) => says.test(words))?.[1] };
  return kind === undefined ? undefined : { kind };
}

function isEnglish(words: string, kind: OwnRequest["kind"]): boolean {
  const { says, besides } = ENGLISH[kind];
  const tokens = words
    .toLowerCase()
    .replaceAll("’", "'")
    .replace(/\b(?:final|finished|rough) (?:cut|edit)\b/g, "final")
    .split(/[\s,.;:!?()]+(?!264)/)
    .filter((token) => token !== "");
  const saying = tokens.filter((token) => says.has(token));
  if (saying.length === 0 || saying.every((token) => WEAK_UPLOAD_WORDS.has(token))) return false;
  if (!tokens.every((token) => says.has(token) || besides.has(token) || FILLERS.has(token))) return false;
  return !isAnotherVerb(tokens, kind);
}

/** «Balance it» is an edit of the picture or the sound, though no word of it is foreign to a question for the balance. */
const BALANCED = list("it this that the");

function isAnotherVerb(tokens: readonly string[], kind: OwnRequest["kind"]): boolean {
  return kind === "credits" && tokens[0] === "balance" && BALANCED.has(tokens[1] ?? "");
}

function isChinese(words: string, kind: OwnRequest["kind"]): boolean {
  const { says, besides } = CHINESE[kind];
  if (words.search(says) < 0) return false;
  const left = words
    .replace(/[\s,.;:!?，。；：！？、~～…]+/gu, "")
    .replace(says, "")
    .replace(besides, "")
    .replace(new RegExp(CHINESE_FILLERS, "gu"), "");
  return left === "";
}

/** An address on the web within words. */
const WEB_ADDRESS = /https?:\/\/[^\s«»"'<>,;，。；、()（）]+/giu;

/** A file's name within words: in quotation marks, else up to a space (`\ ` is a space of the name, as in a shell). */
const FILE_NAME =
  /"([^"]+\.\w{2,4})"|'([^']+\.\w{2,4})'|«([^»]+\.\w{2,4})»|“([^”]+\.\w{2,4})”|((?:\\.|[^\s"'«»“”,;，。；、])+\.\w{2,4})(?![\w.])/gu;

/** What a message hands over besides its words. */
export interface HandedOver {
  urls: string[];
  /** What may be the names of files; whoever has the disk knows which are. */
  fileNames: string[];
  /** True where the message is nothing but what it hands over. */
  isNothingElse: boolean;
}

/** Files and addresses that a message names. */
export function handedOver(message: string): HandedOver {
  const urls = [...message.matchAll(WEB_ADDRESS)].map(([url]) => url.replace(/[.,!?！？]+$/u, ""));
  const rest = message.replace(WEB_ADDRESS, " ");
  const found = [...rest.matchAll(FILE_NAME)];
  const fileNames = found.map((match) => (match.slice(1).find(Boolean) ?? match[0]).replace(/\\(.)/g, "$1"));
  const left = found
    .reduce((words, [name]) => words.replace(name, " "), rest)
    .replace(/[\s,;，；、]+/gu, " ")
    .trim();
  const isNothingElse = urls.length + fileNames.length > 0 && (left === "" || ownRequest(left)?.kind === "upload");
  return { urls, fileNames, isNothingElse };
}
