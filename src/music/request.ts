/** What can be asked of the synthesiser. */

export const MUSIC_STYLES = [
  "lofi",
  "upbeat",
  "ambient",
  "cinematic",
  "acoustic",
  "electronic",
  "piano",
  "epic",
  "corporate",
  "jazz",
  "hiphop",
] as const;

export type MusicStyle = (typeof MUSIC_STYLES)[number];

export const MUSIC_MOODS = ["happy", "sad", "calm", "energetic", "dark", "dreamy"] as const;

export type MusicMood = (typeof MUSIC_MOODS)[number];

/** One track. The same request gives the same samples every time. */
export interface MusicRequest {
  style: MusicStyle;
  /** The track ends here: it is composed to this length, not cut. */
  durationSeconds: number;
  /** Any whole number: another one gives another piece of the same style. */
  seed: number;
  /** Beats a minute; absent: what the style, the mood and the seed say. */
  tempo?: number | undefined;
  mood?: MusicMood | undefined;
}

export const TEMPO_LIMITS = { low: 40, high: 220 } as const;
/** The longest track: as long as a timeline can be. */
export const MAX_MUSIC_SECONDS = 12 * 3600;

/** What people call the styles, in lower case without hyphens and spaces. */
const STYLE_WORDS: Record<MusicStyle, readonly string[]> = {
  lofi: ["lofi", "chillhop", "chill", "chillout", "study", "lounge", "relaxed", "低保真", "慵懒"],
  upbeat: [
    "upbeat",
    "happy",
    "pop",
    "fun",
    "cheerful",
    "energetic",
    "joyful",
    "summer",
    "欢快",
    "轻快",
    "动感",
    "活力",
  ],
  ambient: [
    "ambient",
    "meditation",
    "calm",
    "atmospheric",
    "drone",
    "relaxing",
    "peaceful",
    "氛围",
    "环境",
    "冥想",
    "平静",
  ],
  cinematic: ["cinematic", "film", "movie", "orchestral", "dramatic", "emotional", "strings", "电影", "史诗感", "管弦"],
  acoustic: ["acoustic", "guitar", "folk", "country", "ukulele", "indie", "原声", "吉他", "民谣"],
  electronic: [
    "electronic",
    "edm",
    "house",
    "techno",
    "dance",
    "synthwave",
    "synth",
    "trance",
    "retro",
    "电子",
    "舞曲",
  ],
  piano: ["piano", "sad", "romantic", "melancholic", "sentimental", "ballad", "钢琴", "悲伤", "伤感", "浪漫"],
  epic: ["epic", "trailer", "heroic", "powerful", "action", "battle", "史诗", "激昂", "震撼"],
  corporate: [
    "corporate",
    "business",
    "inspiring",
    "inspirational",
    "motivational",
    "uplifting",
    "presentation",
    "商务",
    "企业",
    "励志",
  ],
  jazz: ["jazz", "swing", "bossa", "cafe", "blues", "爵士", "咖啡馆"],
  hiphop: ["hiphop", "rap", "trap", "beat", "beats", "rnb", "嘻哈", "说唱"],
};

/** The style that a word names; undefined where it names none. */
export function musicStyleOf(word: string): MusicStyle | undefined {
  const plain = word.toLowerCase().replace(/[\s\-_&]/g, "");
  if (plain === "") return undefined;
  const named = (fits: (name: string) => boolean): MusicStyle | undefined =>
    MUSIC_STYLES.find((style) => STYLE_WORDS[style].some(fits));
  return named((name) => name === plain) ?? named((name) => plain.includes(name));
}
