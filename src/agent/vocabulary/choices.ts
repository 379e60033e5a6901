/** Words that name one of a few things: a place, a colour, a look. The name on the left is what the edit says. */
export const CHOICES = {
  position: {
    top_left:
      "top left, upper left, left top, top left corner, upper left corner, upper left hand corner, top left hand corner, 左上角, 左上, 左上方",
    top_right:
      "top right, upper right, right top, top right corner, upper right corner, upper right hand corner, top right hand corner, 右上角, 右上, 右上方",
    bottom_left:
      "bottom left, lower left, left bottom, bottom left corner, lower left corner, lower left hand corner, bottom left hand corner, 左下角, 左下, 左下方",
    bottom_right:
      "bottom right, lower right, right bottom, bottom right corner, lower right corner, lower right hand corner, bottom right hand corner, corner, 右下角, 右下, 右下方, 角落",
    top: "top, top center, top centre, upper third, up top, upper part, above, top middle, top of the screen, top of the frame, upper, up, 顶部, 上方, 上面, 顶端, 上边, 最上面, 画面上方, 放上面, 屏幕上方, 靠上, 上部, 顶上",
    center:
      "center, centre, middle, centered, centred, in the middle, dead center, middle of the screen, center of the screen, 中间, 居中, 中央, 正中间, 正中, 中心, 画面中间, 屏幕中央, 画面中央, 屏幕中间",
    bottom:
      "bottom, bottom center, bottom centre, lower third, lower part, bottom middle, underneath, bottom of the screen, down, lower thirds, below, 底部, 下方, 下面, 底端, 下边, 最下面, 画面下方, 放下面, 屏幕下方, 靠下, 下部, 底下",
    left: "left side, left, left hand side, on the left, 左边, 左侧, 靠左, 左方, 左",
    right: "right side, right hand side, on the right, right, 右边, 右侧, 靠右, 右方, 右",
  },
  color: {
    white: "white, 白色, 白, 白字",
    black: "black, 黑色, 黑字",
    red: "red, 红色, 红, 红字, 大红",
    yellow: "yellow, 黄色, 黄, 黄字",
    blue: "blue, 蓝色, 蓝, 蓝字",
    green: "green, 绿色, 绿, 绿字",
    orange: "orange, 橙色, 橘色, 橙, 橘黄",
    purple: "purple, violet, 紫色, 紫",
    pink: "pink, 粉色, 粉红, 粉红色, 粉",
    gold: "gold, golden, 金色, 金, 金黄",
    gray: "gray, grey, 灰色, 灰",
    silver: "silver, 银色",
    cyan: "cyan, teal, turquoise, 青色, 青",
    magenta: "magenta, 洋红",
    brown: "brown, 棕色, 褐色",
  },
  look: {
    bw: "bnw, b n w, b/w, b / w, black n white, to black and white, to black & white, in black and white, in black & white, to b&w, black and white, black & white, black n white, b&w, b & w, bw, b w, grayscale, greyscale, monochrome, monochromatic, noir, black white, no color, without color, 黑白, 黑白色, 单色, 灰度, 去色",
    vintage:
      "vintage, retro, old school, oldschool, nostalgic, 70s, 1970s, 80s, 1980s, 90s, 1990s, sepia, old film, super 8, 16mm, 8mm, vhs, aged, film look from, old timey, old movie, antique, polaroid, 复古, 怀旧, 老电影, 老照片, 港风, 年代感, 旧电影, 胶片感, 胶片, 老式, 80年代, 90年代, 70年代, 复古风",
    cinematic:
      "cinematic, cinematic look, movie look, film look, filmic, hollywood, like a movie, like a film, movie like, teal and orange, film like, feel like a movie, dramatic look, 电影感, 电影质感, 电影风, 电影风格, 大片, 大片感, 像电影, 电影色调, 电影级, 电影调色",
    warm: "warm, warm tone, warm tones, cozy, cosy, golden hour, sunset look, sunny look, 暖色, 暖色调, 暖调, 温暖, 暖, 暖黄, 日落感, 暖光",
    cool: "cool tone, cool tones, cool look, cool filter, cold tone, cold tones, cold look, icy, bluish, cool colors, cold colors, cold, cool color, cooler look, 冷色, 冷色调, 冷调, 清冷, 冷, 冷光, 冷淡, 蓝调",
  },
  style: {
    lofi: "lo fi, lofi, low fi, chillhop, chill, chill hop, study beats, mellow, laid back, rnb, r&b, 低保真, lofi风格, 慵懒, 松弛",
    hiphop: "hip hop, hiphop, hip hop style, rap, trap, boom bap, 嘻哈, 说唱",
    jazz: "jazz, jazzy, swing, bossa nova, bossa, smooth jazz, saxophone, sax, 爵士, 爵士乐, 萨克斯",
    piano: "old timey piano, old time piano, ragtime, piano, solo piano, pianos, keys, 钢琴, 钢琴曲",
    electronic:
      "electronic, edm, techno, synth, synthwave, synth wave, trance, dubstep, drum and bass, dnb, house, 电子, 电音",
    corporate:
      "corporate, business, presentation, professional sounding, tech, explainer, motivational, 商务, 企业, 科技感, 宣传片",
    epic: "epic, heroic, trailer, orchestral, powerful, massive, majestic, triumphant, battle, 史诗, 史诗级, 磅礴, 震撼, 大气, 宏大, 恢弘, 燃, 热血",
    upbeat:
      "upbeat, up beat, happier, livelier, peppier, cheerier, sunnier, jolly, uplifting, cheery, merry, perky, zippy, bubbly, celebratory, happy, energetic, energizing, fun, funny, cheerful, lively, pop, dance, party, fast, hype, peppy, bouncy, rock, exciting, joyful, sporty, workout, gym, catchy, playful, punchy, quirky, high energy, bright, festive, feel good, summery, positive, dynamic, groovy, funky, disco, 欢快, 动感, 活泼, 轻快, 快乐, 欢乐, 节奏感, 节奏感强, 热闹, 喜庆, 搞笑, 激情, 流行, 摇滚, 开心, 俏皮, 有活力, 动感十足, 快节奏, 带感, 激昂, 可爱, 元气, 阳光",
    ambient:
      "ambient, calmer, gentler, mellower, more relaxed, restful, hypnotic, airy, floaty, meditative, yoga, sleep, calm, calming, relaxing, relaxed, soothing, peaceful, meditation, meditative, dreamy, gentle, atmospheric, soft, slow, spa, sleepy, zen, quiet, serene, tranquil, ethereal, lullaby, 氛围, 舒缓, 轻柔, 安静, 放松, 平静, 冥想, 柔和, 空灵, 轻音乐, 轻松, 治愈, 宁静, 安静的, 梦幻, 轻, 温柔, 舒服",
    cinematic:
      "cinematic, sadder, moodier, darker, melancholic, melancholy, sombre, somber, mysterious, eerie, creepy, haunting, bittersweet, heartfelt, sentimental, dramatic, inspirational, inspiring, emotional, sad, suspenseful, suspense, tense, film score, movie score, intense, dark, spooky, scary, horror, moving, classical, romantic, touching, 电影感, 悲伤, 伤感, 感人, 紧张, 悬疑, 激励, 励志, 恐怖, 抒情, 浪漫, 古典, 交响, 煽情",
    acoustic:
      "acoustic, guitar, guitars, banjo, mandolin, fingerpicking, strumming, singer songwriter, folksy, folky, bluegrass, folk, ukulele, country, unplugged, indie, campfire, strings, violin, 吉他, 吉他曲, 民谣, 乡村, 木吉他, 原声吉他, 小清新, 清新, 尤克里里",
  },
  platform: {
    tiktok: "tiktok, tik tok, tiktoks",
    instagram:
      "instagram, insta, ig, instagram feed, instagram post, insta post, insta feed, ig post, ig feed, insta reel, insta reels, insta story, insta stories, ig stories, reel, reels, instagram reels, instagram reel, instagram story, instagram stories, stories, story, ig story, ig reel, ig reels",
    youtube: "youtube, yt, shorts, short, youtube shorts, youtube short, yt shorts, 油管",
    facebook: "facebook, fb",
    x: "twitter, x.com",
    linkedin: "linkedin",
    pinterest: "pinterest",
    snapchat: "snapchat, snap",
    douyin: "douyin, 抖音",
    kuaishou: "kuaishou, 快手",
    xiaohongshu: "xiaohongshu, 小红书, rednote, red note",
    bilibili: "bilibili, b站, 哔哩哔哩",
    wechat: "朋友圈, 微信, 视频号, wechat, weixin, wechat moments",
  },
  /** Which platforms and names mean which shape, where nothing else is said. */
  shape: {
    "9:16":
      "vertical, vertically, portrait, upright, instagram reel, instagram reels, instagram story, instagram stories, insta reel, insta reels, insta story, insta stories, ig story, ig stories, ig reel, ig reels, youtube short, snap, snap story, facebook story, facebook reel, facebook reels, whatsapp status, whatsapp story, 9 by 16, portrait mode, portrait orientation,  phone format, phone screen, mobile format, mobile screen, for mobile, for phones, tall, vertical format, vertical video, tiktok, tik tok, tiktoks, reel, reels, story, stories, shorts, youtube short, youtube shorts, yt shorts, snapchat, 竖屏, 竖版, 竖的, 竖向, 竖, 纵向, 直式, 直向, 手机屏, 手机竖屏, 抖音, 快手, 视频号, 小红书, 竖着, 竖过来, 竖构图, 竖画幅, 直屏",
    "16:9":
      "landscape mode, landscape orientation, horizontal, horizontally, landscape, widescreen, wide screen, wide, sideways format, horizontal format, youtube format, youtube, tv, 横屏, 横版, 横的, 横向, 宽屏, 横式, 横, b站, 油管, 横着, 横过来, 横构图, 电视",
    "1:1":
      "square, squared, squarish, square shape, square shaped, square format, one to one, instagram post, instagram feed, ig post, insta post, instagram, facebook post, profile picture, 方形, 正方形, 方的, 方块, 方屏, 方版, 方图, 正方, 一比一",
    "4:5": "four by five, portrait feed, 4 by 5, 4x5",
    "4:3": "four by three, old tv, 4 by 3, 4x3, fullscreen format, standard definition, academy ratio",
    "21:9":
      "ultrawide, ultra wide, cinemascope, anamorphic, cinema ratio, cinematic ratio, cinematic aspect ratio, widescreen cinema, 超宽, 超宽屏, 电影比例, 宽银幕, 2.35",
  },
  /** Words that mean a shape whatever stands beside them. */
  fit: {
    blur: "blurred background, blurred sides, blurred side, blurred edges, blurred bars, blurred borders, blurred margins, blurred fill, blurred padding, blurred surround, blurred strips, blurred space, blurred areas, blurred gaps, blurred frame, blurred backdrop, blurry background, blurry sides, blurry side, blurry edges, blurry bars, blurry borders, blurry margins, blurry fill, blurry padding, blurry surround, blurry strips, blurry space, blurry areas, blurry gaps, blurry frame, blurry backdrop, blurring background, blurring sides, blurring side, blurring edges, blurring bars, blurring borders, blurring margins, blurring fill, blurring padding, blurring surround, blurring strips, blurring space, blurring areas, blurring gaps, blurring frame, blurring backdrop, fuzzy background, fuzzy sides, fuzzy side, fuzzy edges, fuzzy bars, fuzzy borders, fuzzy margins, fuzzy fill, fuzzy padding, fuzzy surround, fuzzy strips, fuzzy space, fuzzy areas, fuzzy gaps, fuzzy frame, fuzzy backdrop, soft blurred background, soft blurred sides, soft blurred side, soft blurred edges, soft blurred bars, soft blurred borders, soft blurred margins, soft blurred fill, soft blurred padding, soft blurred surround, soft blurred strips, soft blurred space, soft blurred areas, soft blurred gaps, soft blurred frame, soft blurred backdrop, blur around, blur either side, blur on either side, blur on the sides, blur on both sides, blur both sides, blur above and below, blur top and bottom, blur the rest, blur the gaps, blur the edges, blur the borders, blur the background behind, fill the rest with blur, fill the gaps with blur, fill the sides with blur, fill the edges with blur, filled with blur, sides blurred, edges blurred, background blurred, with blur, blurred background, blurry background, blur the sides, blurred sides, blur fill, blurred fill, blurry sides, blurred bars, blurred edges, fill with blur, blurred borders, blurry borders, blur behind, blurred, 模糊背景, 背景模糊, 模糊填充, 两边模糊, 虚化填充, 两边虚化, 上下虚化, 虚化两边, 模糊的背景, 模糊两边, 上下模糊, 毛玻璃",
    pad: "don't cut anyone off, dont cut anyone off, do not cut anyone off, don't cut anything off, dont cut anything off, do not cut anything off, don't cut anybody off, dont cut anybody off, don't cut people off, dont cut people off, don't cut me off, don't cut off anything, don't cut off anyone, don't cut off heads, don't cut off my head, don't chop anyone off, don't chop anything off, don't chop heads, don't chop off, don't crop anything, dont crop anything, do not crop anything, don't crop anyone, don't crop anyone out, don't lose anything, dont lose anything, don't lose any of the picture, without losing anything, without losing any of the picture, without cutting anyone off, without cutting people off, without cropping anything, without cropping anyone, without chopping, no cutting off, no cropping at all, pad, padding, padded, letterbox, letterboxed, with black bars, add black bars, with bars, add bars, no crop, no cropping, without cropping, don't crop, dont crop, do not crop, add space, fit inside, white bars, fit the whole, show the whole, without cutting anything off, without cutting off, not crop, without cutting, keep the whole picture, keep everything in frame, keep everything in the frame, 加黑边, 留黑边, 不裁剪, 不要裁剪, 不裁切, 留边, 补边, 上下加黑边, 完整显示, 不裁, 别裁, 不要裁, 补黑边, 填充黑边",
    crop: "don't pad, dont pad, do not pad, no padding, no bars, without bars, don't letterbox, no letterbox, not padded, instead of padding, instead of bars, fill the whole frame, fill the whole screen, crop, cropped, cropping, fill, fill the screen, fill the frame, zoom, center crop, centre crop, centered, centred, 裁剪, 裁切, 裁掉两边, 铺满, 填满, 裁, 居中裁剪, 满屏",
  },
  transition: {
    crossfade:
      "crossfade, cross fade, cross dissolve, dissolve, fade between, fade, blend, cross blend, smooth, fading, soft, simple, nice, 叠化, 渐隐, 淡入淡出, 溶解, 交叉淡化, 交叉溶解, 渐变, 柔和, 淡化",
    fade_black: "fade through black, dip to black, fade to black, black, through black, 黑场, 渐黑, 闪黑",
    fade_white: "fade to white, dip to white, fade through white, white flash, flash, white, 闪白, 白场, 渐白",
    wipe: "wipe, wipes, swipe, wiping, 擦除, 划像, 抹, 划变",
    slide: "slide, sliding, push, slides, 滑动, 推入, 滑入, 推移, 平移",
    zoom: "zoom, zoom in, zooming, 缩放, 放大, 推近",
    circle: "circle, iris, circular, 圆形, 圈",
    blur: "blur, blurry, blurred, 模糊",
    pixelize: "pixelate, pixelize, pixel, mosaic, 像素, 像素化, 马赛克",
  },
  direction: {
    left: "left, leftward, leftwards, 左, 向左",
    right: "right, rightward, rightwards, 右, 向右",
    up: "up, upward, upwards, 上, 向上",
    down: "down, downward, downwards, 下, 向下",
  },
  format: {
    mp4: "mp4, mp 4, mpeg4, m4v, h264, h 264",
    mov: "mov, quicktime",
    mkv: "mkv, matroska",
    webm: "webm",
    gif: "gif, animated gif, gifs, 动图, gif动图, 动态图, 表情包, 动态表情, 动图表情, 表情包动图, gif表情, gif图",
    mp3: "mp3, mp 3",
    m4a: "m4a",
    aac: "aac",
    wav: "wav, wave file",
    flac: "flac",
    ogg: "ogg",
  },
  otherFormat: {
    avi: "avi",
    wmv: "wmv",
    flv: "flv",
    prores: "prores, pro res",
    mpg: "mpg, mpeg",
    hevc: "h265, hevc, x265, h 265",
    av1: "av1",
    dvd: "dvd",
    opus: "opus",
    png: "png",
    jpg: "jpg, jpeg",
  },
  language: {
    en: "english, en, 英文, 英语",
    zh: "chinese, mandarin, 中文, 汉语, 普通话, 国语, 简体, 简体中文, 繁体, simplified chinese, traditional chinese",
    es: "spanish, 西班牙语, 西语",
    fr: "french, 法语, 法文",
    de: "german, 德语, 德文",
    ja: "japanese, 日语, 日文",
    ko: "korean, 韩语, 韩文",
    pt: "portuguese, 葡萄牙语",
    it: "italian, 意大利语",
    ru: "russian, 俄语, 俄文",
    ar: "arabic, 阿拉伯语",
    hi: "hindi, 印地语",
    yue: "cantonese, 粤语, 广东话",
    nl: "dutch",
    tr: "turkish",
    vi: "vietnamese, 越南语",
    th: "thai, 泰语",
    pl: "polish",
  },
  amount: {
    little:
      "not too much, not too strong, not too strongly, not too heavy, not that much, not by much, nothing crazy, nothing too crazy, nothing too strong, just a touch, just a tad, a teeny bit, a teensy bit, a wee bit, a fraction, a smidgen, a pinch, ever so slightly, very slightly, very gently, softly, a bit, bit, a little, little, little bit, a little bit, slightly, somewhat, a touch, a tad, touch, tad, a hair, a smidge, subtle, subtly, gently, light, lightly, mild, mildly, a notch, slight, kinda, 一点, 一点点, 稍微, 点, 略微, 稍稍, 一些, 稍, 些, 轻微, 轻度, 微微, 轻一点, 弱一点, 有点, 一丢丢, 一点儿, 一丁点, 一丁点儿, 一咪咪, 一丝丝, 一丝, 一捏捏, 一内内, 一滴滴, 一些些, 丢丢, 那么一点, 小小地, 略, 稍许, 稍为, 稍作",
    much: "a lot, lots, much, way, heavily, heavy, strong, strongly, really, very, super, extremely, significantly, greatly, massively, dramatically, tons, max, maximum, far, hard, aggressive, aggressively, extra, quite a bit, a ton, hella, crazy, 很多, 非常, 大幅, 多一点, 强, 强力, 得多, 特别, 很, 大量, 明显, 最大, 拉满, 超, 超级, 极, 强烈, 狠狠, 多点, 重度",
  },
  size: {
    small: "small, tiny, little, smallish, small font, 小, 小字, 小号, 小小的, 小一点的",
    medium: "medium, medium sized, normal sized, 中等, 中号",
    large: "large, big, larger font, big font, bold, large font, 大, 大字, 大号, 大大的, 醒目, 大一点的",
    huge: "huge, giant, massive, enormous, gigantic, 巨大, 超大, 特大",
  },
} as const;
