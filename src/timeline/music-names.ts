/** What styles of generated music are called. */
import type { Language } from "./words.js";

const STYLE_NAMES: Record<Language, Partial<Record<string, string>>> = {
  en: { lofi: "Lo-fi", hiphop: "Hip-hop" },
  zh: {
    lofi: "低保真",
    upbeat: "欢快",
    ambient: "舒缓",
    cinematic: "电影感",
    acoustic: "原声吉他",
    corporate: "商务",
    electronic: "电子",
    epic: "史诗",
    hiphop: "嘻哈",
    jazz: "爵士",
    piano: "钢琴",
  },
};

export function musicName(style: string, language: Language): string {
  return STYLE_NAMES[language][style] ?? style.charAt(0).toUpperCase() + style.slice(1);
}
