/** Everything that the client says by itself, in both languages. */
import { type Fault, toFault } from "../faults.js";
import type { Language } from "./language.js";
import { WireError } from "./wire-error.js";

/** Formats that the API takes, as the person is told them. */
export const FORMATS = [
  "mp4",
  "mov",
  "avi",
  "webm",
  "mkv",
  "jpg",
  "png",
  "gif",
  "webp",
  "mp3",
  "wav",
  "m4a",
  "aac",
  "srt",
  "vtt",
  "ass",
] as const;

/** The largest file that the API takes. */
export const MAX_UPLOAD_BYTES = 524_288_000;

interface Phrases {
  settingUp: string;
  ready: string;
  greeting: string;
  tries: readonly [string, string, string];
  stillWorking: string;
  uploading(name: string): string;
  uploaded(names: string): string;
  askUpload: string;
  nothingToExport: string;
  exporting: string;
  fetching: string;
  saved(path: string): string;
  offerExport: string;
  credits(available: number, frozen: number): string;
  changed(summary: string): string;
  unchanged: string;
  recovering: string;
  newSession: string;
  cancelled: string;
  again: string;
  goodbye: string;
}

export const PHRASES: Readonly<Record<Language, Phrases>> = {
  en: {
    settingUp: "Setting things up…",
    ready: "You are connected and ready.",
    greeting:
      "Share your local video files and I'll get started on HD processing. Or just tell me what you're thinking.",
    tries: [
      "enhance and upscale this local video",
      "trim the first 2 seconds and add the title «Hello»",
      "export 1080p MP4",
    ],
    stillWorking: "⏳ Still working…",
    uploading: (name) => `Taking in ${name}`,
    uploaded: (names) => `${names} is on the timeline.`,
    askUpload: "Give me the file: type or drop its path here, or an address on the web.",
    nothingToExport: "There is nothing on the timeline to export yet. Give me a file first.",
    exporting: "Making the file",
    fetching: "Saving the file",
    saved: (path) => `Saved: ${path}`,
    offerExport: "Say «export» when you want the file.",
    credits: (available, frozen) =>
      `You have ${available} credits${frozen > 0 ? `, and ${frozen} more are reserved for what is running` : ""}.`,
    changed: (summary) => `Done. ${summary}`,
    unchanged:
      "The server ended without an answer, and the timeline is as it was. Say it in other words, or try again.",
    recovering: "The connection broke. Looking at what became of it…",
    newSession: "The earlier session is gone, so a new one was opened, and your files were handed over again.",
    cancelled: "Cancelled. What was done already stays on the timeline; say «undo» to take it back.",
    again: "Press Ctrl-C again to leave.",
    goodbye: "Goodbye.",
  },
  zh: {
    settingUp: "正在准备…",
    ready: "已连接，可以开始了。",
    greeting: "把本地视频文件给我，我马上开始高清处理。也可以直接告诉我你的想法。",
    tries: ["把这个视频变清晰", "剪掉开头2秒，加标题「你好」", "导出1080p MP4"],
    stillWorking: "⏳ 仍在处理…",
    uploading: (name) => `正在导入 ${name}`,
    uploaded: (names) => `${names} 已放到时间线上。`,
    askUpload: "请把文件给我：在这里输入或拖入文件路径，或者给一个网址。",
    nothingToExport: "时间线上还没有可以导出的内容。请先给我一个文件。",
    exporting: "正在生成文件",
    fetching: "正在保存文件",
    saved: (path) => `已保存：${path}`,
    offerExport: "需要文件时，说「导出」即可。",
    credits: (available, frozen) =>
      `你有 ${available} 积分${frozen > 0 ? `,另有 ${frozen} 积分为正在进行的任务预留` : ""}。`,
    changed: (summary) => `已完成。${summary}`,
    unchanged: "服务器没有回答就结束了，时间线没有变化。请换个说法，或再试一次。",
    recovering: "连接断开了，正在确认结果…",
    newSession: "之前的会话已失效，已新建会话并重新导入你的文件。",
    cancelled: "已取消。已完成的部分保留在时间线上，说「撤销」即可恢复。",
    again: "再按一次 Ctrl-C 退出。",
    goodbye: "再见。",
  },
};

/** What went wrong and what to do, in the person's language. Never a token, an id of ours, or JSON. */
export function problemInWords(error: unknown, language: Language, registerUrl?: string): string {
  const fault = toFault(error);
  if (fault instanceof WireError) return refusalInWords(fault, language, registerUrl);
  return language === "zh" ? chineseFault(fault.code, fault.message) : fault.message;
}

/** What is wrong with a file that a server has looked into; undefined for any other refusal. */
export function fileProblemInWords(error: unknown, language: Language): string | undefined {
  if (!WireError.is(error, 4001) || typeof error.data.reason !== "string") return undefined;
  return language === "zh" ? chineseFault(error.data.reason, error.message) : error.message;
}

/** With the name of the file that it is about, where there is one. */
function chineseFault(code: string, message: string): string {
  const sentence = Object.hasOwn(CHINESE_FAULTS, code) ? CHINESE_FAULTS[code as Fault["code"]] : undefined;
  if (sentence === undefined) return message;
  const name = code.startsWith("input-") ? /«([^»]+)»/.exec(message)?.[1] : undefined;
  return name === undefined ? sentence : `“${name}”：${sentence}`;
}

const CHINESE_FAULTS: Partial<Record<Fault["code"], string>> = {
  "server-unreachable": "无法连接到服务器。请检查服务器是否在运行。",
  "server-answer-unreadable": "服务器的回答无法识别：它可能不是这个接口的服务器。",
  "turn-failed": PHRASES.zh.unchanged,
  "turn-timed-out": "服务器太久没有结果，已停止等待。说「状态」可以查看时间线。",
  "timeline-empty": PHRASES.zh.nothingToExport,
  "render-failed": "生成文件失败。请再试一次，或换个说法修改后再导出。",
  "download-failed": "文件下载失败。请再说一次「导出」。",
  "disk-full": "磁盘已满。请腾出空间后再试。",
  "input-missing": "找不到这个文件。",
  "input-empty": "这个文件是空的。",
  "input-unreadable": "这个文件无法读取。",
  "input-not-media": "这不是可以读取的视频、图片或音频：文件可能已损坏、不完整，或是别的类型。",
  "input-no-video": "这个文件里没有画面。",
  "input-no-frames": "这个文件里没有可以播放的内容。",
  "input-unsupported": "这个文件的编码方式无法读取。请先转换成 H.264 的 MP4。",
  "input-too-large": "这个文件的画面太大。请先缩小。",
  "input-damaged": "这个文件已损坏，无法读取。",
  "output-wrong": "文件没有通过检查，未保留。请再导出一次。",
  "output-unwritable": "无法写入文件。",
  "device-unavailable": "选定的设备现在不能用。请在设置里选择“自动”。",
  "device-failed": "显卡在工作时出错。请再试一次，或在设置里选择“处理器”。",
  "encoder-unavailable": "这里没有所需的编码器。",
  "network-invalid": "增强用的网络不能用。请在设置里另选一个。",
  "worker-lost": "处理中断了。请再试一次。",
  internal: "程序内部出错，这不是你的问题。请再试一次。",
  cancelled: "已取消。",
};

function refusalInWords(error: WireError, language: Language, registerUrl: string | undefined): string {
  const zh = language === "zh";
  switch (error.wireCode) {
    case 1001:
      return zh
        ? "身份已失效，而且无法自动更新。请稍后再试。"
        : "Your access has expired and could not be renewed. Try again later.";
    case 1002:
      return zh ? "会话已失效。" : "The session is gone.";
    case 2001:
      return creditsMissing(error, language, registerUrl);
    case 4001: {
      const formats = formatsOf(error);
      return zh
        ? `不支持这种文件。支持的格式：${formats}。`
        : `This kind of file is not supported. Supported: ${formats}.`;
    }
    case 4002: {
      if (error.data.reason === "disk-full") return zh ? "磁盘空间不够。请清理成片，或删除项目。" : error.message;
      const megabytes = Math.floor(Number(error.data.maxBytes ?? MAX_UPLOAD_BYTES) / 1_048_576);
      return zh
        ? `文件太大（上限 ${megabytes} MB）。请先压缩或剪短，再给我。`
        : `The file is too large (${megabytes} MB at most). Compress it or trim it, and give it again.`;
    }
    case 402:
      return exportBlocked(error, language, registerUrl);
    case 429:
      return zh ? "请求太频繁。请稍等一会儿再试。" : "The server asks to slow down. Wait a little, and try again.";
    case 5000:
      return zh ? "服务器内部出错，这不是你的问题。请再试一次。" : "The server had a problem of its own. Try again.";
    case 409:
      return zh ? "这次导出与之前的重复了。请再试一次。" : "The server took this export for an earlier one. Try again.";
    default:
      if (zh && typeof error.data.zh === "string") return error.data.zh;
      return zh ? `服务器拒绝了请求：${plain(error.message)}` : plain(error.message);
  }
}

function creditsMissing(error: WireError, language: Language, registerUrl: string | undefined): string {
  const { required, available } = error.data;
  const isCounted = typeof required === "number" && typeof available === "number";
  const zh = language === "zh";
  const short = zh
    ? `积分不足${isCounted ? `：需要 ${required}，现有 ${available}` : ""}。`
    : `There are not enough credits${isCounted ? `: ${required} are needed, ${available} are there` : ""}.`;
  if (registerUrl !== undefined)
    return zh ? `${short}在这里注册即可获得更多：${registerUrl}` : `${short} Register here to get more: ${registerUrl}`;
  return zh ? `${short}请为你的账户充值。` : `${short} Top up credits in your account.`;
}

/** A block for want of our headers is our own fault; any other is the plan's. */
function exportBlocked(error: WireError, language: Language, registerUrl: string | undefined): string {
  const isOurs = /header|attribution|x-skill/i.test(`${String(error.data.reason ?? "")} ${error.message}`);
  const zh = language === "zh";
  if (isOurs)
    return zh
      ? "导出被拒绝：服务器没有收到来源信息。请更新本程序后再试。"
      : "The export was refused: the server missed the headers that say where it comes from. Update this program and try again.";
  const where = registerUrl === undefined ? "" : zh ? `:${registerUrl}` : `: ${registerUrl}`;
  return zh
    ? `你的套餐不含导出（与积分无关）。请注册或升级套餐以解锁导出${where}`
    : `Your plan does not include export (this is not about credits). Register or upgrade your plan to unlock export${where}`;
}

function formatsOf(error: WireError): string {
  const { supported } = error.data;
  const list = Array.isArray(supported) ? supported.filter((format) => typeof format === "string") : [];
  return (list.length > 0 ? list : FORMATS).join(", ");
}

/** A server's sentence as a person may see it; what looks like data is not shown. */
function plain(message: string): string {
  return /[{}[\]]|Bearer|nmv_/.test(message) ? "The server could not do this." : message;
}
