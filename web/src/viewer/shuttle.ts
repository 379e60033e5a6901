/** J, K and L as editors have them: each press of J or L goes a step faster in its direction, K stops. */
const SPEEDS = [1, 2, 4, 8];

/** The next speed after a key; negative plays backwards, 0 stands still. */
export function shuttled(speed: number, key: "j" | "k" | "l"): number {
  if (key === "k") return 0;
  const direction = key === "l" ? 1 : -1;
  if (Math.sign(speed) !== direction) return direction;
  const next = SPEEDS[Math.min(SPEEDS.length - 1, SPEEDS.indexOf(Math.abs(speed)) + 1)] ?? 1;
  return direction * next;
}
