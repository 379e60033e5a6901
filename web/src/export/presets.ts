/** What can be made of a film, and which of it fits one. */
export type Preset = "hd" | "vertical" | "square" | "small" | "sound";

/** Shapes this much alike are the same for a person. */
const LIKE = 0.02;

/** The preset that keeps the whole picture, for a canvas of some shape. */
export function presetFor({ width, height }: { width: number; height: number }): Preset {
  const aspect = width / Math.max(1, height);
  const isLike = (other: number): boolean => Math.abs(aspect / other - 1) < LIKE;
  if (isLike(9 / 16)) return "vertical";
  return isLike(1) ? "square" : "hd";
}
