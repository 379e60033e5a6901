/** What stands after a number. */
export const UNITS = {
  millisecond: "ms, msec, millisecond, milliseconds, 毫秒",
  second: "s, sec, secs, second, seconds, secound, secounds, sconds, 秒, 秒钟, 秒鐘, 秒的",
  minute: "m, min, mins, minute, minutes, minuet, 分, 分钟, 分鐘",
  hour: "h, hr, hrs, hour, hours, 小时, 钟头, 个小时, 个钟头",
  percent: "%, percent, pct, per cent, percentage, 个百分点, 百分点, 个点, 趴, 帕",
  times: "x, times, fold, time, × , 倍, 倍速, 倍的速度",
  repeats: "times, time, 次, 遍, 回",
  kilobyte: "kb, kilobyte, kilobytes, kbyte",
  megabyte: "mb, meg, megs, mega, megas, megabyte, megabytes, mo, mib, 兆, 兆字节, m",
  gigabyte: "gb, gig, gigs, gigabyte, gigabytes, g, gib",
  framesASecond: "fps, frames per second, frames a second, frames / s, frame per second, hz, hertz, 帧, 帧每秒, 帧率",
  degree: "degrees, degree, deg, °, 度",
  pixel: "px, pixel, pixels, 像素",
  decibel: "db, decibel, decibels, 分贝",
} as const;

/** How times and places are tied to one another. */
export const TIES = {
  from: "from, starting from, starting at, beginning at, since, 从, 自, 由",
  to: "to, till, til, until, through, thru, -, ~, up to, 到, 至, ->, 剪到, 截到, 切到, 裁到, 保留到",
  between: "between, 介于",
  and: "and, &, 和, 与, 跟, 及",
  after:
    "after, past, following, beyond, later than, 之后, 以后, 后, 后面, 往后, 之后的, 以后的, 后的, 以后的内容, 后面的",
  before: "before, until, till, up to, up until, prior to, earlier than, 之前, 以前, 之前的, 以前的, 前面的",
  onwards:
    "on, onwards, onward, forward, and after, to the end, until the end, till the end, to end, 开始, 起, 往后, 以后, 到结尾, 到最后, 到末尾, 到结束, 一直到最后, 直到结束, 直到最后, 开始到最后",
  at: "at, @, around, about, from, on, starting, start from, starting from, begin from, beginning from, starting at, stop the video at, stop the clip at, stop this at, end the video at, stop at, stops at, stop it at, finish at, finishes at, appear at, 在, 于, 第, 从",
  mark: "mark, in, point, into, 处, 时, 的时候, 的位置, 那里, 的地方, 位置, 时候, 这里, 开始",
  lasting:
    "for, over, lasting, lasts, last, during, long, duration, with a, 持续, 显示, 停留, 时长, 长度, 用, 历时, 为时, 出现",
  long: "long, duration, in length, in duration, 长, 的时长, 时长",
  by: "by, 了",
  into: "to, at, =, 到, 成, 为, 至, 在",
  off: "off, from, at, of, off of, in, on, 在, 的",
  each: "each, both, apiece, every, 各, 都, 每, 各自, 分别",
  first:
    "掐头, 去头, 砍头, 剪头, 切头, 头上, 前头, 最前边, first, opening, initial, beginning, starting, 前, 前面, 开头, 最开始, 头, 开始, 前边, 最前面, 最初, 片头, 一开始, 开场, 最前, 起始, 首",
  last: "掐尾, 去尾, 砍尾, 剪尾, 切尾, 尾巴, 尾上, 末了, 后头, 最后边, last, final, closing, ending, 最后, 结尾, 末尾, 片尾, 后, 后面, 尾部, 最末, 末, 最后面, 结束前, 倒数, 末段, 尾",
  filler:
    "the, a, of, very, whole, 的, 那, 那个, 部分, 内容, 视频, video, clip, about, around, roughly, approximately, exactly, up, 大约, 大概, 左右, 整整, 这",
} as const;
