/**
 * What is wrong, as it is told in Chinese without any word of what to do: 屋里没开灯, 轰隆隆的, 一颠一颠的. Where an order stands
 * beside it, the order is what counts (`grammar/composition.ts`).
 */
import type { RoughEdit, Rule } from "../grammar/rule.js";

interface Complaint {
  name: string;
  form: RegExp;
  cure: RoughEdit;
  examples: readonly string[];
}

const COMPLAINTS: readonly Complaint[] = [
  {
    name: "too dark",
    form: /黑得?(?:看不|啥|什么|一片|像)|(?:人|脸|画面|屋里|周围|整个)(?:都|全)?是?(?:黑|暗)(?:的|乎乎的?|漆漆的?|咕隆咚的?)|没开灯|灯光?(?:不足|不够|不好|太?暗)|逆光|背光|看不清(?:人|脸|表情|五官)/,
    cure: { op: "color", brightness: 20 },
    examples: ["屋里没开灯，黑得看不清人", "逆光了"],
  },
  {
    name: "noise around",
    form: /(?:轰隆|轰|嗡|滋|沙|呼|哗啦|咔|吱|嘶|噼啪|隆|嘈)(?:隆|嗡|滋|沙|呼|啦|咔|吱|嘶|嘈){1,3}的?|(?:蝉|知了|鸟|狗|虫子|汽车|车|施工|装修|电钻|隔壁|楼上|外面|路边|旁边|马路|邻居|机器|空调|风扇|冰箱|发动机|风)(?:声|老|一直|总|叫|的声音)*(?:得)?(?:太|很|好|特别|有点|一直|老)?(?:吵|响|叫|大声|闹)|声音?(?:很|好|太)?(?:嘈杂|浑浊|发闷|发浑)/,
    cure: { op: "denoise_audio" },
    examples: ["地铁里录的，轰隆隆的", "蝉叫得太响"],
  },
  {
    name: "music over the voice",
    form: /(?:音乐|bgm|配乐|伴奏|歌)声?(?:都|快|完全|老|太)*(?:把|将)?.{0,5}(?:盖|压|淹|抢|遮)(?:住|过|了|没|掉|戏)/,
    cure: { op: "volume", track: "music", percent: 50 },
    examples: ["音乐把人声都盖了"],
  },
  {
    name: "uneven loudness",
    form: /一会儿?(?:震|吵|大|响|高|炸|很).{0,6}一会儿?(?:听|小|没|低|轻|很)/,
    cure: { op: "normalize_audio" },
    examples: ["一会儿震耳朵一会儿听不见"],
  },
  {
    name: "shaken",
    form: /一([颠晃抖摇跳])一\1|(?:画面|镜头|手机|拍)(?:得|的)?(?:[颠晃抖摇])(?:来[颠晃抖摇]去|个不停|死了|得)/,
    cure: { op: "stabilize" },
    examples: ["画面一颠一颠的"],
  },
];

export const COMPLAINT_RULES: readonly Rule[] = COMPLAINTS.map(({ name, form, cure, examples }) => ({
  name,
  heads: [],
  form,
  isScoped: true,
  read: (c) => {
    // What is ordered beside it is another rule's.
    if (c.has("remove", "cut", "trim", "add", "title") || c.holds("quote", "file", "percent", "bytes"))
      return undefined;
    return c.claim(form) ? { ...cure } : undefined;
  },
  examples: examples.map((words) => [words, cure] as const),
}));
