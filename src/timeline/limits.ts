/** What a draft or an edit may hold at most. Drafts come from outside: what has no bound here would have no bound in cost. */
export const LIMITS = {
  /** Any time in ms: 12 hours. */
  durationMs: 12 * 3_600_000,
  /** The shortest segment; one that is shorter than a frame is simply not seen. */
  minSegmentMs: 1,
  /** The shortest timeline that an edit may leave: a frame at 25 a second. */
  minTimelineMs: 40,
  minTransitionMs: 40,
  assets: 200,
  tracks: 40,
  /** Tracks that are drawn over the clips at the same time. */
  overlayTracks: 8,
  titleTracks: 16,
  audioTracks: 8,
  segmentsPerTrack: 2000,
  captionCues: 10_000,
  /** Characters of one title or caption, and of all of them together. */
  textLength: 500,
  totalTextLength: 500_000,
  nameLength: 255,
  minSpeed: 0.1,
  maxSpeed: 100,
  /** Milliseconds of sources that all clips read together: 48 hours. */
  sourceMs: 48 * 3_600_000,
  fps: 120,
  volumePercent: 400,
  /** Pixels on a side of a source. */
  side: 16_384,
  transitionMs: 10_000,
  loops: 100,
  seed: 2_147_483_647,
  minOutputBytes: 10_000,
  listLength: 200,
  editsPerRequest: 100,
} as const;
