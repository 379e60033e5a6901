/** Which part of the film a sample shows: as the studio cuts it, in the middle the moment that was asked for. */
export interface SampleSpan {
  startMs: number;
  endMs: number;
}

export function sampleSpan(middleMs: number, durationMs: number, lengthMs: number): SampleSpan {
  if (durationMs <= lengthMs) return { startMs: 0, endMs: durationMs };
  const startMs = Math.round(Math.max(0, Math.min(middleMs - lengthMs / 2, durationMs - lengthMs)));
  return { startMs, endMs: startMs + lengthMs };
}

export function isWithin(ms: number, { startMs, endMs }: SampleSpan): boolean {
  return ms >= startMs && ms <= endMs;
}
