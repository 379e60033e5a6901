/** What a request speaks of. */
export const THINGS = {
  video:
    "video, videos, vid, vids, clip, clips, footage, movie, movies, film, recording, picture, image, whole thing, whole video, everything, whole clip, file, project, 视频, 影片, 片子, 画面, 录像, 整个视频, 整体, 全片, 整段, 短片, 素材, 视讯, 图像, 影像, 整条, 全部, 原视频, 片",
  clipNoun:
    "clip, clips, shot, shots, scene, scenes, segment, segments, take, takes, video, videos, section, sections, part, footage, file, piece, track, snippet, vid, photo, picture, image, 片段, 段, 段视频, 个片段, 个视频, 个, 镜头, 个镜头, 条, 部分, 个部分, 条视频, 分镜, 个分镜, 场景, 个场景, 段落, 段素材, 个素材, 节, 张, 支, 支影片, 部影片, 张图, 张照片, 段影片, 个短片",
  allClips:
    "all clips, all the clips, all of the clips, every clip, all of them, each clip, 所有片段, 全部片段, 每个片段, 每段, 所有镜头, 各段",
  sound:
    "sound, sounds, audio, volume, loudness, soundtrack, sound track, audio track, 声音, 音频, 音量, 声, 原声, 音讯, 音轨, 响度, 声道",
  speech:
    "voice, voices, speech, dialogue, dialog, talking, speaking, speak, talk, narration, speaker, vocals, voiceover, voice over, original audio, original sound, video audio, mic, microphone, the original, video sound, camera audio, camera sound, 人声, 说话, 对话, 讲话, 旁白, 语音, 原声, 原音, 解说, 说话声, 我的声音, 台词, 对白, 视频原声, 原视频声音",
  music:
    "music, film score, movie score, orchestral score, epic score, musical score, theme music, theme song, ballad, anthem, edm, techno, jazz, synthwave, dnb, drum and bass, dubstep, trance, bossa nova, chill beats, 爵士乐, 电音, hip hop, lofi, lo fi, chillhop, study beats, 轻音乐, 纯音乐, 抒情音乐, 电影配乐, 电子音乐, 古典音乐, 钢琴曲, 吉他曲, 音效音乐, song, songs, track, tune, tunes, beat, beats, bgm, background music, backing track, background track, background song, score, melody, jingle, instrumental, soundtrack, 音乐, 配乐, 背景音乐, 背景乐, 歌, 歌曲, 乐曲, 曲子, bgm, 背景音, 伴奏, 背景声",
  musicFamily: "music, bgm, background music, 音乐, 配乐, 背景音乐, bgm, 背景乐",
  noise: "noise, noises, noisy, 噪音, 噪声, 噪点, 杂讯, 噪",
  soundNoise:
    "drone noise, droning, humming, whine, whining noise, whirr, whirring, squeal, squealing, whistling noise, thumping, engine noise, engine sound, lawn mower, lawnmower, mower, beeping, clicking, popping, pops, air conditioner, air con, refrigerator, keyboard clatter, background noise, background noises, hiss, hissing, hum, humming, buzz, buzzing, static, wind noise, wind, room noise, traffic noise, fan noise, ac noise, room tone, background chatter, background hum, crackle, rumble, background sound, background sounds, ambient noise, noise in the background, noise from the background, street noise, crowd noise, hubbub, mic noise, keyboard noise, click noise, audio noise, noise in the audio, noise from the audio, 背景噪音, 杂音, 噪音, 底噪, 电流声, 风声, 噪声, 环境音, 环境噪音, 背景噪声, 嗡嗡声, 背景杂音, 嘈杂声, 沙沙声, 风噪, 环境声, 嘶嘶声, 音频降噪, 声音降噪, 背景太吵, 太吵, 很吵, 好吵, 吵",
  grain:
    "grain, grainy, graininess, video noise, image noise, picture noise, camera noise, digital noise, sensor noise, iso noise, high iso, low light noise, low-light noise, speckle, speckles, speckled, snow, visual noise, denoise, noisy footage, noisy video, noisy image, noisy picture, noise in the video, noise in the picture, noise in the image, noise in the shadows, color noise, chroma noise, 噪点, 颗粒, 颗粒感, 画面噪点, 杂讯, 雪花点, 雪花, 降噪, 去噪, 画面降噪, 噪点多, 视频降噪, 麻点",
  blocks:
    "compression artifacts, compression artefacts, compression artifact, compression, artifacts, artefacts, artifact, blocky, blockiness, block, macroblocking, macroblocks, pixelated, pixelation, pixely, pixelly, blocking, banding, little squares, tiny squares, small squares, those squares, squares everywhere, squares all over, blocks everywhere, mosaic squares, chunky blocks, compression blocks, blocky bits, jpeg artifacts, mosquito noise, mushy compression, deblock, deblocking, 压缩痕迹, 块效应, 马赛克, 方块, 色块, 压缩失真, 块状, 像素块, 去块, 失真, 压缩瑕疵, 色带, 锯齿, 伪影",
  sharp:
    "too soft, looks soft, is soft, bit soft, quite soft, softness, soft focus, out of focus, sharpen, sharp, sharper, sharpness, crisp, crisper, crispy, crispness, unsharp, 锐化, 锐利, 锐度, 更锐利, 锐一点, 锐利一点",
  sharpAdjective: "sharper, crisper, crisp, crispy, sharp, 锐利, 更锐利, 锐一点",
  shake:
    "smooth out the bumps, smooth the bumps, smooth out the ride, moves a lot, moves too much, keeps moving, keeps shaking, keeps jumping, won't stay still, camera's all over, camera is all over, camera was all over, camera all over, deshake, de shake, unshake, jumps around, jumping around, moves around too much, bounces, bounces around, sways, wobbles, wiggly, rocky, jumpy, camera movement, unsteady, not steady, nausea, seasick, motion sickness, gimbal, tremor, rattling, all shaky, stop the wobble, stabilize, stabilise, stabilization, stabilisation, shaky, shake, shaking, shakes, shakiness, jitter, jittery, wobbly, wobble, wobbling, steady, steadier, stable, bumpy, handheld, hand held, camera shake, shakey, bouncy, trembling, jumpy footage, jerky camera, jello, smooth out the camera, anti shake, antishake, 防抖, 稳定, 抖动, 抖, 晃动, 晃, 去抖, 增稳, 稳一点, 手抖, 太抖, 平稳, 稳, 增稳一下, 晃得厉害",
  interlace:
    "horizontal stripes, stripes, striped, striping, zigzag, jaggies, jagged edges, lines when, lines across, mice teeth, interlacing lines, interlace lines, combing lines, comb effect, deinterlace, de interlace, deinterlacing, interlace, interlaced, interlacing, combing, scan lines, scanlines, horizontal lines, comb lines, jagged lines, 去隔行, 隔行, 反交错, 去交错, 锯齿横线, 锯齿线, 锯齿纹, 锯齿状, 横向锯齿, 隔行扫描, 交错, 拉丝, 横纹, 扫描线",
  enhanceWord:
    "clear it up, clear up, clear this up, clear that up, hd, full hd, fhd, uhd, ultra hd, enhance, enhanced, enhancement, upscale, upscaling, up scale, upres, up res, uprez, super resolution, improve, improving, restore, restoration, remaster, quality, video quality, picture quality, image quality, better quality, definition, high definition, high quality, high res, high resolution, hi res, resolution, higher resolution, clear, clearer, clarity, clean, clean up, clean it up, cleaner, blurry, blur, fuzzy, less blurry, unblur, deblur, low quality, low res, poor quality, bad quality, potato, crap quality, better, nicer, good as new, detail, details, detailed, ai, professional, pro, 增强, 变清晰, 清晰, 更清晰, 清晰一点, 清晰度, 清楚, 清楚点, 高清, 高清化, 画质, 提升画质, 提高画质, 画质增强, 超分, 超分辨率, 超清, 修复, 修复一下, 质量, 分辨率, 解析度, 细节, 模糊, 糊, 好看, 优化, 提升, 提高, 改善, 美化, 高画质, 蓝光, 放大, 无损放大, 变高清, 弄清楚, 翻新, 超解析, 画质提升, 画面质量",
  enhanceStrong:
    "clear it up, clear up, clear this up, clear that up, in hd, to hd, into hd, full hd, ultra hd, fhd, uhd, enhance, enhanced, enhancement, upscale, upscaling, up scale, upres, up res, uprez, super resolution, remaster, restore, unblur, deblur, blurry, fuzzy, clearer, low res, low quality, poor quality, bad quality, better quality, high definition, high quality, high res, higher resolution, clean it up, potato, 变清晰, 更清晰, 清晰一点, 清晰, 高清, 画质, 超分, 超分辨率, 超清, 修复, 清楚, 清楚点, 模糊, 糊, 变高清, 画质增强, 提升画质, 提高画质, 高清化, 画质提升, 好看, 蓝光, 翻新, 高画质",
  resolutionNoun: "resolution, res, definition, quality, pixels, 分辨率, 解析度, 清晰度, 画质, 像素",
  frameRate:
    "fps, frame rate, framerate, frames per second, frames a second, frames/s, frame per second, hz, 帧率, 帧, 帧每秒, 帧数, 每秒, 影格率, 帧速率",
  smoothMotion:
    "smooth motion, smoother motion, smooth, smoother, smoothly, choppy, laggy, stutter, stuttering, stuttery, jerky, jerky motion, interpolate, interpolation, frame interpolation, buttery, fluid, more fluid, soap opera, 流畅, 补帧, 插帧, 更流畅, 卡顿, 丝滑, 顺滑, 一卡一卡, 卡",
  title:
    "title, titles, title card, text, text overlay, headline, heading, caption, lower third, lower thirds, banner, label, sign, wording, words, intro text, opening title, header, message, credits text, subtitle, subheading, name tag, on screen text, onscreen text, typography, 标题, 文字, 字, 文本, 大标题, 字幕, 片头字幕, 文案, 片名, 水印文字, 文字水印, 标语, 花字, 一行字, 几个字, 片头文字, 片尾文字, 字样, 一句话, 一句",
  says: "saying, says, say, that says, that say, which says, reading, reads, that reads, called, titled, named, with the text, with the words, with text, write, writes, written, type, with the message, text is, quote, to say, to read, it should say, it should read, 写上, 写着, 写, 内容是, 内容为, 文字是, 写个, 写一个, 打上, 内容, 叫, 标题是, 字幕是, 标题为, 写一行, 打字, 上面写, 题为, 名为, 文字为, 文案是, 说",
  captions:
    "captions, caption, subtitles, subtitle, subs, closed captions, closed caption, cc, auto captions, autocaptions, transcribe the speech, transcription, captioning, subtitling, subtitled, captioned, srt, vtt, srt file, 字幕, 自动字幕, 语音转字幕, 语音识别字幕, 识别字幕, 外挂字幕, 内嵌字幕, 双语字幕",
  captionsStrong:
    "captions, subtitles, subs, closed captions, closed caption, cc, auto captions, autocaptions, subtitled, captioned, srt, vtt, srt file",
  automatic:
    "auto, automatic, automatically, generate, generated, ai, transcribe, auto generated, autogenerate, from speech, from the audio, what i say, what i'm saying, what is said, 自动, 自动生成, 语音识别, 识别, 智能, 根据语音",
  captionFile:
    "srt, vtt, ass file, srt file, subtitle file, subtitles file, caption file, captions file, 字幕文件, srt文件, 字幕档",
  logo: "logo, logos, watermark, watermarks, brand mark, branding, sticker, emblem, badge, icon, channel logo, png, 标志, 图标, 水印, 台标, 贴纸, 商标, 徽标, 浮水印, 角标",
  picture: "picture, image, photo, png, jpg, graphic, pic, 图片, 照片, 图, 贴图, 图像, 头像",
  bars: "black frame, black frames, black border around, black area, black areas, black space, black band, black bands, black stuff at, black bits at, black bars, black bar, black borders, black border, black edges, letterbox, letterboxing, letterboxed, pillarbox, pillarboxes, bars on the sides, black stripes, black strips, black sides, black margins, empty borders, side bars, black frame around, 黑边, 黑框, 黑条, 上下黑边, 左右黑边, 两边的黑, 黑色边框, 黑色边",
  edges: "edge, edges, side, sides, border, borders, margin, margins, 边, 边缘, 边框, 四周, 两侧, 两边",
  zoom: "zoom, zoom in, zoomed, punch in, magnify, 放大画面, 画面放大, 推近, 拉近, 放大",
  transition:
    "衔接, transition, transitions, crossfade, cross fade, cross dissolve, dissolve, wipe, blend between, 转场, 过渡, 转场效果, 过渡效果, 叠化, 溶解, 擦除, 切换效果, 转场特效, 转场动画",
  between:
    "between, in between, into each other, into one another, into the next, from one to the next, from clip to clip, from one clip to the next, from one shot to the next, from scene to scene, 之间, 中间, 间",
  fade: "die away, die down, die out, trail off, trail away, taper off, taper away, tail off, ebb away, peter out, drift away, melt away, dip to silence, fade up, fade down, fade away, fade back, down to black, up from black, in from black, out to black, gradually, 慢慢, 逐渐, 渐渐, 缓缓, fade, fades, fading, faded, fade in, fade out, fade to black, fade from black, ease in, ease out, 淡入, 淡出, 淡入淡出, 渐入, 渐出, 渐隐, 渐显, 渐黑, 黑场, 渐弱, 渐强, 淡, 渐变, 渐变黑",
  fadeIn:
    "up from black, in from black, fade in, fades in, fading in, fade up, fade from black, fade from, in, intro, 淡入, 渐入, 渐显, 渐强, 淡入淡出",
  fadeOut:
    "die away, die down, die out, trail off, trail away, taper off, taper away, tail off, ebb away, peter out, drift away, melt away, down to black, out to black, fade out, fades out, fading out, fade to black, fade to, fade away, fade down, out, outro, ending, 淡出, 渐出, 渐隐, 渐黑, 渐弱, 淡入淡出, 黑场, 渐变黑",
  toBlack: "to black, from black, black screen, 黑, 黑场, 黑屏, 全黑, 渐黑",
  duck: "duck, ducking, ducked, when someone speaks, when somebody speaks, when someone is talking, when someone is speaking, when anyone speaks, when anyone talks, whenever someone speaks, whenever someone talks, when there's a voice, when there is a voice, when people speak, when he talks, when she talks, when they talk, when he speaks, when she speaks, when they speak, when we talk, when we speak, while someone speaks, while someone talks, while people talk, while he talks, while she talks, while we talk, during the speech, during dialogue, during the talking, under the talking, under the narration, under narration, below my voice, beneath my voice, behind my voice, under my talking, under dialogue, under my voice, under the voice, under the speech, under the dialogue, under speech, when i talk, when i speak, when someone talks, when people talk, while i'm talking, while i talk, while i speak, when i'm talking, when i'm speaking, whenever i talk, whenever i speak, when there is speech, when there's talking, during speech, 闪避, 压低, 说话的时候, 说话时, 讲话时, 有人声时, 人声时, 有人说话, 避让, 让位, 讲话的时候, 有人声的时候, 有人讲话",
  loud: "more loud, more big, more high, loud, louder, loudly, turn up, crank, crank up, pump up, volume up, boost, 大声, 响, 更响, 大声点, 响一点, 调大, 大一点, 大点, 开大, 响亮",
  quiet:
    "more low, more quiet, more soft, quiet, quieter, quietly, softer, soft, turn down, lower, volume down, too low, hard to hear, barely hear, can't hear, cannot hear, cant hear, low volume, faint, inaudible, 小声, 轻, 安静, 更轻, 小声点, 轻一点, 调小, 小一点, 小点, 听不清, 听不见, 太小, 关小",
  mute: "no need for sound, no need for audio, no need for the sound, no need for the audio, doesn't need sound, doesn't need audio, mute, muted, muting, silence, unmute, no sound, without sound, no audio, without audio, without any sound, without any audio, silent, soundless, turn off the sound, turn off the audio, sound off, audio off, turn the sound off, turn the audio off, turn off sound, shut off the sound, 静音, 消音, 无声, 关掉声音, 关声音, 去声音, 没有声音, 无声音, 关闭声音, 消掉声音, 关掉原声, 静掉, 关静音, 去原声, 消声, 声音关掉, 声音关了, 声音关闭, 关闭原声",
  normalize:
    "level it, level them, level that, level everything, normalize, normalise, normalization, even out, level out, leveling, levelling, even, consistent, balance, balanced, loudness, same volume, same loudness, same level, equalize, equalise, uneven, up and down, all over the place, inconsistent, fluctuating, lufs, 均衡, 统一, 标准化, 一致, 响度, 平衡, 忽大忽小, 拉平, 均匀, 归一化, 时大时小, 一样大, 均一, 正常化, 忽高忽低",
  silences:
    "silences, silence, silent parts, silent part, silent bits, silent sections, silent moments, silent segments, silent gaps, silent spots, pauses, pause, dead air, dead space, gaps, gap, awkward pauses, awkward silences, quiet parts, quiet bits, quiet sections, quiet moments, where nobody talks, where no one talks, where no one speaks, where nobody speaks, where nobody is talking, where no one is talking, where i'm not talking, where nothing is said, when nobody talks, jump cut, jump cuts, blank spots, empty parts, not talking, 静音片段, 静音部分, 停顿, 空白, 没声音的部分, 无声片段, 沉默, 空隙, 没人说话, 没有说话, 不说话, 无声部分, 气口, 没说话, 没有声音的, 没声音的, 冷场, 静默, 安静的部分, 静音的地方, 静音段, 没有声音的部分, 无声的部分, 没声的",
  convert:
    "convert, change format, transcode, save, export, turn into, make, re encode, reencode, format, container, output, render, encode, download, 转, 转成, 转为, 转换, 转换成, 转换为, 转格式, 格式, 保存为, 导出, 导出为, 输出, 存为, 另存为, 改成, 变成, 转码, 做成, 导出成, 保存成, 存成, 弄成, 换成, 转到",
  compress:
    "compress, compressing, compression, shrink, file size, filesize, smaller file, smaller size, reduce the size, size down, reduce size, too big, too large, too heavy, lighter, small enough, too big to send, smaller, size, make the file, megabytes, storage, 压缩, 体积, 文件大小, 大小, 变小, 小一点, 太大, 压小, 压, 占空间, 减小体积, 缩小, 瘦身, 档案大小, 压一压, 容量, 压缩一下, 小点",
  compressStrong:
    "compress, compressing, shrink, file size, filesize, smaller file, smaller size, reduce the size, reduce size, too big, too large, too heavy, too big to send, lighter, small enough, 压缩, 体积, 文件大小, 压小, 太大, 减小体积, 瘦身, 档案大小, 占空间, 压一压, 压缩一下",
  forSending:
    "email, e mail, mail, send, sending, discord, messenger, attachment, text message, mms, telegram, slack, whatsapp, wechat, 邮件, 微信, 发送, 邮箱, 发给, 发邮件, 群里, qq",
  extract:
    "extract, pull, rip, save, export, get, grab, separate, take, isolate, give me, strip out, keep, only, just, convert, turn, want, send me, download, 提取, 导出, 分离, 保存, 单独, 抽取, 抽出, 拿出, 只要, 转成, 转为, 导出来, 提出来, 提取出来, 抽出来, 存成, 分离出来, 弄成, 变成, 转换成, 存为, 保存为, 保存成, 转换为, 另存为",
  audioOnly:
    "audio only, only the audio, just the audio, only audio, just audio, audio file, sound only, just the sound, only the sound, sound file, audio version, podcast version, 纯音频, 音频文件, 只要声音, 只要音频, 单独的音频, 音频导出, 导出音频, 提取音频, 提取声音, 分离音频, 音频提取, 音频单独, 导出声音",
  poster:
    "thumbnail, thumbnails, thumb, cover, cover image, cover picture, save the frame, save a frame, save that frame, save this frame, export a frame, export the frame, export that frame, pull a frame, pull the frame, get a frame, get the frame, a frame at, the frame at, this frame as, that frame as, poster, poster frame, a still, one still, the still, still from, still of, still at, as a still, still shot, still photo, still picture, still frame, still image, freeze frame of, frame capture, frame as a picture, frame as a photo, frame as an image, screenshot, screen shot, screen grab, screengrab, snapshot, frame grab, freeze frame image, preview image, single frame, grab a frame, capture a frame, grab the frame, extract a frame, a frame from, 封面, 缩略图, 截图, 截屏, 封面图, 海报, 快照, 截一张, 截一帧, 抓一帧, 取一帧, 缩图, 定格图, 一张图, 截个图, 导出一帧, 静帧, 预览图, 提取一帧",
  black: "black, 黑",
  start:
    "start, beginning, intro, front, head, opening, very start, very beginning, top of the video, first part, 开头, 开始, 片头, 前面, 最前面, 开场, 起始, 头部, 一开始, 最开始, 开头部分, 最前, 头, 首",
  end: "stop at, stops at, stop it at, finish at, finishes at, end, ending, outro, tail, very end, back, finish, close, last part, 结尾, 末尾, 片尾, 最后, 后面, 最后面, 尾部, 结束, 结束时, 收尾, 结尾处, 结尾部分, 尾巴, 尾, 快结束, 末端, 最末",
  middle: "middle, center, centre, halfway, 中间, 正中间, 中段",
  whole:
    "whole, entire, throughout, all the way through, the whole time, the entire video, the whole video, whole thing, all, full length, from start to finish, 全程, 一直, 整个, 始终, 全片, 从头到尾, 整段",
  colour:
    "more punch, punch it up, more pop, add punch, greenish, pinkish, purplish, reddish, orangish, orangey, brighter, brighten, brightness, bright, lighten, lighter, light up, light, exposure, underexposed, overexposed, blown out, dark, darker, darken, dim, dimmer, contrast, contrasty, flat, hazy, punchy, punchier, vivid, vibrant, vibrance, vibrancy, saturation, saturated, saturate, desaturate, desaturated, oversaturated, colorful, colourful, washed out, dull, pop, richer, pale, temperature, warmer, warmth, warm up, warm it up, cooler, colder, cool it down, too cold, too warm, too yellow, too blue, too orange, bluish, yellowish, color, colour, colors, colours, white balance, color correct, colour correct, color correction, colour correction, color grade, colour grade, color grading, grade, grading, auto color, hue, tint, skin tones, lut, filter, less blue, less yellow, less orange, less red, less green, too orange, so orange, looks orange, very orange, really orange, a bit orange, kinda orange, looking orange, all orange, too yellow, so yellow, looks yellow, very yellow, really yellow, a bit yellow, kinda yellow, looking yellow, all yellow, too blue, so blue, looks blue, very blue, really blue, a bit blue, kinda blue, looking blue, all blue, too green, so green, looks green, very green, really green, a bit green, kinda green, looking green, all green, too red, so red, looks red, very red, really red, a bit red, kinda red, looking red, all red, too pink, so pink, looks pink, very pink, really pink, a bit pink, kinda pink, looking pink, all pink, too purple, so purple, looks purple, very purple, really purple, a bit purple, kinda purple, looking purple, all purple, too cold, so cold, looks cold, very cold, really cold, a bit cold, kinda cold, looking cold, all cold, too warm, so warm, looks warm, very warm, really warm, a bit warm, kinda warm, looking warm, all warm, too magenta, so magenta, looks magenta, very magenta, really magenta, a bit magenta, kinda magenta, looking magenta, all magenta, 亮度, 曝光, 亮, 亮一点, 亮点, 亮一些, 更亮, 调亮, 提亮, 变亮, 太亮, 太暗, 暗, 暗一点, 暗点, 更暗, 调暗, 变暗, 压暗, 偏暗, 过曝, 对比度, 对比, 反差, 发灰, 通透, 鲜艳, 艳, 饱和度, 饱和, 色温, 偏黄, 偏蓝, 偏冷, 偏暖, 暖一点, 冷一点, 更暖, 更冷, 太冷, 太暖, 调暖, 调冷, 颜色, 色彩, 调色, 校色, 色调, 白平衡, 自动调色, 偏色, 滤镜, 肤色, 提亮一点, 调亮一点, 调亮点, 太黑, 鲜亮, 灰蒙蒙, 太灰, 淡一点, 太淡, 风格, 上色, 加亮, 弄亮, 亮些, 增亮",
  colourNoun:
    "color, colour, colors, colours, white balance, color correct, colour correct, color correction, colour correction, color grade, colour grade, color grading, colour grading, grade, grading, auto color, skin tones, filter, tint, hue, look, 颜色, 色彩, 调色, 校色, 白平衡, 自动调色, 偏色, 滤镜, 肤色, 色调, 风格",
  rotate:
    "rotate, rotated, rotation, turn, turned, sideways, clockwise, counterclockwise, counter clockwise, anticlockwise, anti clockwise, upside down, orientation, tilt, on its side, 旋转, 转, 顺时针, 逆时针, 颠倒, 倒过来, 上下颠倒, 横着的, 歪了, 方向不对, 方向反了, 倒立, 右转, 左转, 向右转, 向左转, 头朝下, 倒了, 转个",
  flip: "flip, flipped, flipping, swap left and right, swap the left and right, left and right swapped, unmirror, un mirror, unflip, un flip, demirror, mirror, mirrored, mirror image, mirroring, flop, invert horizontally, 翻转, 镜像, 左右翻转, 水平翻转, 上下翻转, 垂直翻转, 左右颠倒, 镜面, 左右镜像, 反转画面, 左右对调, 左右翻, 上下翻, 水平翻, 垂直翻, 翻一下, 翻个面",
  speedWord:
    "speed, speeds, tempo, velocity, speed up, sped up, fast, faster, quick, quicker, accelerate, fast forward, timelapse, time lapse, hyperlapse, hyper lapse, slow, slower, slowly, slow down, slowed, slow motion, slow mo, slowmo, slomo, slo mo, decelerate, playback speed, pace, 加速, 加快, 快, 快一点, 快点, 更快, 快放, 快进, 快转, 速度, 倍速, 慢, 慢一点, 慢点, 更慢, 慢放, 慢动作, 减速, 减慢, 放慢, 慢镜头, 变慢, 变快, 变速, 延时, 延时摄影, 提速, 降速, 原速, 快镜头, 播放速度, 放快, 调快, 调慢, 慢速, 快速",
  play: "run, runs, running, play, plays, playing, playback, 播放, 放映",
  audioFile: "audio file, music file, song file, 音频文件, 音乐文件",
  pictureFile: "image file, picture file, 图片文件",
  background: "background, backdrop, 背景",
  own: "own, original, normal, regular, default, real time, 原, 原来, 原始, 正常, 原速",
  half: "half, 一半, 半",
  hide: "blur, blurring, blur out, pixelate, pixelating, censor, hide, cover, cover up, mask, mask out, obscure, black out, blot out, anonymize, anonymise, conceal, redact, mosaic, 打码, 打马赛克, 马赛克, 遮住, 遮挡, 遮, 挡住, 模糊掉, 糊掉, 盖住, 打上马赛克",
  people:
    "me, him, her, his, my face, face, faces, head, hair, eyes, skin, teeth, nose, body, person, people, man, woman, guy, kid, kids, child, girl, boy, lady, stranger, strangers, passerby, bystander, bystanders, everyone, shirt, dress, clothes, outfit, 脸, 头发, 眼睛, 皮肤, 牙齿, 衣服, 身材, 腿, 腰, 人, 路人, 行人, 小孩, 男人, 女人, 别人, 他, 她",
} as const;
