/**
 * Slips of a Chinese keyboard: what sounds or looks like the word that was meant. A slip is as long as what it stands for,
 * and never a word that a request could hold for itself.
 */
const SLIPS: Readonly<Record<string, string>> = {
  字幕: "字目 字募 字墓 字暮",
  视频: "视屏 事频 视品 视瓶 示频",
  音乐: "音月 因乐 音越",
  背景音乐: "背影音乐 北京音乐 背井音乐",
  标题: "标提 标体 表题",
  竖屏: "竖平 坚屏 树屏 竖频",
  横屏: "横平 横频",
  静音: "静英 净音 静因 静印",
  加速: "加塑 加束",
  减速: "减塑 减束",
  倍速: "倍数 倍素",
  转场: "转厂 专场 砖场",
  淡入: "淡如 但入 谈入",
  淡出: "淡初 但出 谈出",
  倒放: "倒方 到放",
  慢放: "慢方",
  快进: "快近",
  剪掉: "捡掉 见掉 简掉 剪吊 减调",
  删掉: "删吊 珊掉 山掉",
  剪辑: "减辑 剪缉 简辑 剪集",
  裁剪: "裁减 载剪 材剪 彩剪",
  水印: "水应 水引",
  封面: "风面 封免",
  黑边: "黑遍 黑编",
  降噪: "降躁 降燥 降造",
  去噪: "去躁 去燥 去造",
  噪点: "造点 躁点 燥点 噪电",
  噪音: "噪因 躁音 燥音",
  杂音: "杂因 砸音",
  防抖: "防斗 防陡",
  导出: "导初 到出 倒出",
  压缩: "压锁 压所 亚缩",
  画质: "画只 画制 画智 画志",
  清晰: "清析 清淅 请晰 轻晰",
  高清: "高青 高请",
  镜像: "镜相 镜象 景像",
  旋转: "旋传 选转 悬转",
  对比度: "对笔度 对比渡",
  饱和度: "饱合度 包和度 保和度",
  原声: "圆声 园声 原生",
  片段: "片断",
  片头: "片投",
  片尾: "片伟 片委",
  拼接: "平接 拼节",
  合并: "和并 合井 合拼",
  循环: "循还 寻环",
  重复: "从复 重负",
  帧率: "帧律 针率 真率 祯率",
  滤镜: "绿镜 虑镜",
  开头: "开投",
  结尾: "结伟 节尾",
  亮度: "亮渡 量度",
  分割: "分各 分格",
};
const MEANT: ReadonlyMap<string, string> = new Map(
  Object.entries(SLIPS).flatMap(([word, slips]) => slips.split(" ").map((slip) => [slip, word] as const)),
);
const SLIP = new RegExp([...MEANT.keys()].sort((a, b) => b.length - a.length).join("|"), "g");
const NUMBER = "[\\d零一二两三四五六七八九十半几百]";
/** 钱5秒 is 前5秒, 10妙 is 10秒, 60针 is 60帧. */
const BESIDE_NUMBERS: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`[钱千](?=${NUMBER}{1,4}个?[秒分])`, "g"), "前"],
  [new RegExp(`[厚候](?=${NUMBER}{1,4}个?[秒分])`, "g"), "后"],
  [new RegExp(`(?<=${NUMBER})[妙渺](?!招)`, "g"), "秒"],
  [/(?<=\d)[针祯桢贞]/g, "帧"],
  [new RegExp(`(?<=${NUMBER}分)[种中](?!间)`, "g"), "钟"],
];

/** The words with slips put right; every character keeps its place. */
export function withoutSlips(words: string): string {
  let result = words.replace(SLIP, (slip) => MEANT.get(slip) ?? slip);
  for (const [slip, meant] of BESIDE_NUMBERS) result = result.replace(slip, meant);
  return result;
}
