/** What can be done, and the small words that hold a request together. A new word goes into the line of its meaning. */
export const ACTIONS = {
  add: "add, adding, pop up, pops up, popping up, appear, appears, appearing, show up, shows up, showing up, come up, comes up, flash up, flashes up, come on screen, comes on screen, put, insert, stick, whack, whack on, chuck in, chuck on, chuck on, toss in, toss on, throw on, throw in, drop on, put on, slap on, pop on, pop in, lay, layer, lay over, plop, plonk, plant, append, embed, burn, burn in, bake in, print, stamp, mount, work in, whip up, introduce, pair with, accompany, equip, hook up with, finish with, top with, include, place, apply, attach, slap, stick, throw, drop in, give, overlay, superimpose, want, need, use, using, create, generate, show, display, pop, have, i'd like, 加, 添加, 加上, 加个, 加入, 加段, 加点, 插入, 放, 放上, 放个, 配, 配上, 配个, 配点, 来个, 来点, 来段, 来一段, 来一个, 来一首, 弄个, 弄点, 添, 添个, 贴, 贴上, 打上, 整个, 用, 使用, 做个, 做一个, 生成, 显示, 出现, 想要, 上个, 铺, 铺个, 铺上, 叠加, 加一个, 加一段, 加一首, 搞个",
  remove:
    "cancel, remove, delete, knock off, knock out, hack off, hack out, slice off, slice out, slice away, snip away, carve out, prune, do away with, dispense with, purge, wipe away, trim away, trim out, pull off, strip out, strip off, clip off, clip out, chop out, chop away, crop out, cut down, leave behind, cull, scrub, scrub out, weed out, zap, filter out, kill off, drop out, say goodbye to, not needed, isn't needed, not necessary, no longer needed, shave away, peel off, pare off, dock, cross out, hack away, junk, dumped, gone, deleted, removed, out of there, can be cut, should be cut, be gone, tear out, rip out, erase, get rid, rid, drop, ditch, discard, lose, losing, take out, take off, take away, strip, eliminate, clear, clean out, kill, scrap, chuck, toss, nuke, axe, yeet, dump, cut out, cut off, cutting out, cutting off, chop off, trim off, snip off, snip out, lop, lop off, shave off, shave, leave out, leave off, exclude, omit, skip, crop off, don't want, don't need, do not want, do not need, dont want, dont need, do without, edit out, take, throw away, throw out, bin, trash, wipe out, cut away, yank, can go, should go, has to go, needs to go, must go, have to go, goes away, disappear, vanish, 去掉, 删除, 删掉, 删去, 删了, 删, 去除, 移除, 剪掉, 剪去, 剪除, 剪了, 切掉, 切除, 砍掉, 裁掉, 截掉, 不要, 不要了, 不想要, 不需要, 拿掉, 清除, 抹掉, 丢掉, 扔掉, 消除, 除去, 去了, 掐掉, 掐了, 掐去, 弄掉, 消掉, 减掉, 干掉, 去一下, 清理掉, 取消, 拿走, 摘掉, 跳过, 略过, 挖掉, 剔除, 撤掉, 裁去, 都不要",
  cut: "cut, cutting, hack, carve, chop, snip, slice, clip, 剪, 切, 剪切, 裁, 砍",
  trim: "trim, shorten, crop, 裁剪, 剪辑, 修剪, 截短, 缩短, 剪短",
  keep: "keep, only keep, just keep, keep only, keep just, save, extract, grab, isolate, use only, only use, just use, want only, only want, just want, pull out, retain, leave only, leave just, only leave, just leave, only show, show only, only need, just need, pull, select, preserve, 保留, 只保留, 留下, 只留下, 只要, 截取, 提取, 只留, 留, 取, 截, 抽取, 摘取, 截出, 截出来, 仅保留, 只用, 只需要, 只想要, 剪出, 剪出来, 选取, 挑出, 取出, 抠出",
  only: "only, just, nothing but, 只, 仅, 仅仅, 就",
  toLength:
    "cut down to, trim down to, down to, cut to, trim to, trim it to, cut it to, shorten to, shorten it to, limit to, limit it to, limit the length to, no longer than, under, at most, within, into, in under, 剪成, 裁成, 剪到, 裁剪到, 裁剪成, 缩短到, 缩短成, 缩短为, 剪短到, 剪短成, 控制在, 控制到, 变成, 压缩成, 剪辑成, 剪辑到, 截成, 弄成, 缩到, 压到, 减到, 缩减到, 以内, 之内",
  split:
    "split, divide, break, separate, cut up, chop up, slice up, cut in half, 拆分, 分割, 切开, 分成, 断开, 拆成, 切成, 分开, 剪开, 一分为二, 切分, 割开, 裂开, 剪成两段, 打断, 分段, 一刀, 切一刀, 剪一刀",
  half: "in half, in two, into two, into halves, in the middle, down the middle, halfway, halfway through, at the midpoint, at the halfway point, midway, 两半, 对半, 一半, 中间, 从中间, 一分为二, 正中间, 成两段, 成两部分",
  parts: "part, parts, pieces, piece, segments, equal parts, equal pieces, chunks, 段, 份, 部分, 等份",
  move: "move, append, tack, put, place, insert, relocate, position, reposition, come, comes, belongs, should be, switch to,  slot, slide, drop, shift, bring, drag, send, reorder, rearrange, shove, goes, go, start with, open with, end with, begin with, come, 移到, 移动到, 移动, 挪到, 挪, 放到, 放在, 放, 调到, 调整到, 排到, 排在, 提到, 移, 搬到, 换到, 移至, 拖到, 安排在",
  swap: "swap, switch, exchange, trade places, switch places, swap places, 交换, 对调, 互换, 换个位置, 调换, 换位置, 换一下位置, 换一下, 颠倒顺序, 对换, 调个位置, 换一下顺序, 换顺序, 调换顺序",
  merge:
    "make them one, make these one, make those one, make one file, make one video, one file out of, one video out of, turn these into one, turn them into one, merge, join, fuse, unite, weld, tack together, tape together, piece together, sew together, attach together, string, glue together, stick together, into one file, one long video, one continuous, a single video, a single file, single clip, into one clip, back to back, combine, concatenate, concat, stitch, splice, put together, put them together, glue, string together, into one video, into one, into a single, together into, as one video, 合并, 拼接, 拼在一起, 连起来, 合成一个, 接起来, 合在一起, 连接起来, 拼成一个, 拼起来, 合成一段, 接在一起, 连在一起, 串起来, 拼成, 合成",
  reverse:
    "reverse, backward, backwards, in reverse, play it back to front, rewind, rewound, back to front, 倒放, 倒着放, 反向播放, 倒播, 倒序播放, 倒着播放, 反着放, 倒带, 倒转, 倒序, 逆向播放, 反转播放, 反放, 反过来放, 倒着播, 反向",
  loop: "loop, repeat, replay, play it again, on repeat, play over and over, 循环, 循环播放, 重复, 重复播放, 重播, 反复播放",
  change:
    "change, set, switch, modify, adjust, edit, update, make, turn, convert, transform, tweak, get, put, want, go, bring, 改, 改成, 改为, 变成, 变为, 换成, 调, 调成, 调到, 调整, 调整为, 设为, 设置, 设置为, 设成, 修改, 修改为, 变, 弄, 弄成, 换, 做成, 转成, 转为, 转换成, 转换为, 换为, 更改, 调整到, 调为, 做, 改到, 设定为, 让, 搞成, 搞",
  make: "make, turn, convert, transform, change, format, resize, reformat, reframe, crop, adapt, optimize, optimise, fit, ready, prepare, version, layout, size, frame, ratio, switch, orientation, mode, 改成, 变成, 做成, 转成, 转为, 弄成, 裁成, 裁剪成, 改为, 变为, 调成, 换成, 适配, 适合, 比例, 画面, 尺寸, 画幅, 裁剪, 版, 改, 切成, 搞成, 转换成, 剪成, 格式",
  again: "again, once more, 再, 再次, 再来一次",
  more: "more, even, further, extra, 更, 更加, 再, 还, 还要",
  increase:
    "increase, raise, knock up, take up, bring up, push up, jack up, dial up, ramp up, hike, hike up, beef up, step up, boost up, lift up, heighten, intensify, amplify, double,  boost, up, higher, turn up, bump up, bump, crank, crank up, pump, pump up, amp up, lift, strengthen, enhance, add, more, push, stronger, 增加, 提高, 提升, 增强, 加强, 调高, 加大, 增大, 调大, 拉高, 升高, 高一点, 高点, 大一点, 大点, 大一些, 高一些, 加, 强一点, 拉满, 提, 开大, 大声",
  decrease:
    "decrease, reduce, knock back, pull back, pull down, take down, scale back, scale down, cut back, ease off, back off, tame, soften, ease, lessen, halve, nudge down, push down, drop down, go down, diminish,  lower, down, turn down, less, drop, cut, dial down, dial back, tone down, weaken, bring down, knock down, take down, softer, smaller, minimize, 降低, 减少, 减小, 减弱, 调低, 调小, 降, 减, 拉低, 低一点, 低点, 小一点, 小点, 小一些, 低一些, 调弱, 弱一点, 下调, 关小",
  scale: "bigger, larger, enlarge, bigger size, 更大, 放大, 变大, 大一点, 大点, 大一些, 调大, 加大",
  shrink: "smaller, shrink, reduce, tinier, 更小, 缩小, 变小, 小一点, 小点, 小一些, 调小",
  replace:
    "replace, swap, swap out, switch, substitute, change, 替换, 换成, 换掉, 更换, 换, 替换成, 替换为, 换上, 改成",
  pronoun: "it, its, that, this, them, they, those, these, one, the same, 它, 它们, 这个, 那个, 这, 那",
  not: "no, not, don't, dont, do not, never, without, avoid, avoiding, doesn't, doesnt, didn't, isn't, isnt, aren't, wasn't, won't, shouldn't, rather than, instead of, no need to, w/o, leave, 不要, 别, 不用, 无需, 不需要, 不必, 勿, 没有, 不能, 避免, 不想, 不, 没, 而不是, 请勿, 不再, 不会, 无须",
  untouched:
    "keep, keeping, preserve, preserving, maintain, maintaining, retain, retaining, leave, leaving, while keeping, 保持, 保留, 维持, 不改变, 不变, 别动",
  next: "then, and then, after that, afterwards, next, and also, also, plus, as well as, and, &, finally, lastly, followed by, oh and, along with, first of all, secondly, but, and finally, with, 然后, 并且, 接着, 再, 并, 还有, 另外, 最后, 之后, 同时, 以及, 和, 顺便, 随后, 还要, 也, 而且, 首先, 其次, 接下来, 完了, 跟, 外加, 再把, 之后再, 最后再, 另外再, 此外, 且",
  please:
    "please, kindly, if you don't mind, if possible, would you mind, do you mind, mind, why don't we, why don't you, why not, what if we, what if you, shall we, pls, plz, can you, could you, would you, i want to, i'd like to, i need to, let's, help me, just, 请, 帮我, 麻烦, 请帮我, 给我, 能不能, 可以, 一下, 一下子, 一下下, 我想, 我要, 帮忙, 能否, 我想要",
} as const;
