/** The fonts that text is drawn with: those of Noto, which npm packages carry. */
import { copyFile, mkdir, symlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder } from "../folders.js";

interface Font {
  /** As the file calls itself. */
  family: string;
  /** What the text renderer calls its size (the highest and the deepest letter together), in widths of an M-square. */
  cell: number;
  /** A file of the package that it comes in, and the way to it from there. */
  beside(): string;
  file: string;
}

const FONTS = {
  latin: {
    family: "Noto Sans",
    cell: 1.519,
    beside: () => import.meta.resolve("@expo-google-fonts/noto-sans/package.json"),
    file: "700Bold/NotoSans_700Bold.ttf",
  },
  chinese: {
    family: "Noto Sans S Chinese Bold",
    cell: 1.446,
    beside: () => import.meta.resolve("@embedpdf/fonts-sc"),
    file: "../fonts/NotoSansHans-Bold.otf",
  },
  japanese: {
    family: "Noto Sans Japanese Bold",
    cell: 1.446,
    beside: () => import.meta.resolve("@embedpdf/fonts-jp"),
    file: "../fonts/NotoSansJP-Bold.otf",
  },
  korean: {
    family: "Noto Sans Korean Bold",
    cell: 1.446,
    beside: () => import.meta.resolve("@embedpdf/fonts-kr"),
    file: "../fonts/NotoSansKR-Bold.otf",
  },
  arabic: {
    family: "Noto Sans Arabic",
    cell: 2.169,
    beside: () => import.meta.resolve("@expo-google-fonts/noto-sans-arabic/package.json"),
    file: "700Bold/NotoSansArabic_700Bold.ttf",
  },
  hebrew: {
    family: "Noto Sans Hebrew",
    cell: 1.36,
    beside: () => import.meta.resolve("@expo-google-fonts/noto-sans-hebrew/package.json"),
    file: "700Bold/NotoSansHebrew_700Bold.ttf",
  },
  thai: {
    family: "Noto Sans Thai",
    cell: 1.511,
    beside: () => import.meta.resolve("@expo-google-fonts/noto-sans-thai/package.json"),
    file: "700Bold/NotoSansThai_700Bold.ttf",
  },
  emoji: {
    family: "Noto Emoji",
    cell: 1.172,
    beside: () => import.meta.resolve("@expo-google-fonts/noto-emoji/package.json"),
    file: "700Bold/NotoEmoji_700Bold.ttf",
  },
} as const satisfies Record<string, Font>;

export type FontName = keyof typeof FONTS;

/** What a script calls a font, and what size it has to ask for so that its M-square is a given height. */
export function fontFace(name: FontName, height: number): { family: string; size: number } {
  const { family, cell } = FONTS[name];
  return { family, size: height * cell };
}

/**
 * A folder that holds just these fonts. The text renderer reads every file of its folder whole, and a font of Chinese has
 * eight megabytes.
 */
export async function fontFolder(names: readonly FontName[]): Promise<string> {
  const folder = join(cacheFolder(), "fonts", [...names].sort().join("-"));
  await mkdir(folder, { recursive: true });
  for (const name of names) {
    const { beside, file } = FONTS[name];
    const path = fileURLToPath(new URL(file, beside()));
    await linked(path, join(folder, basename(path)));
  }
  return folder;
}

async function linked(from: string, to: string): Promise<void> {
  try {
    await symlink(from, to);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // Windows lets few people make links.
    if (code !== "EEXIST") await copyFile(from, to);
  }
}
