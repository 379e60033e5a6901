/** From a draft and its files to what is heard when: everything that decides the finished sound, as data. */
import { createHash } from "node:crypto";
import { FFMPEG_BUILD } from "../media/ffmpeg.js";
import { SOUND_RATE } from "../media/sound-block.js";
import type { SoundEncoding } from "../media/sound-encoder.js";
import type { MusicRequest } from "../music/request.js";
import { type ClipSegment, type Draft, type SoundSegment, tailOf } from "../timeline/draft.js";
import { clipSegments, segmentsBetween, sourceSpan } from "../timeline/span.js";

/** The sound of a file. */
export interface SoundFile {
  path: string;
  /** Of the file's bytes. */
  sha256: string;
  streamIndex: number;
  /** The file's first moment, of picture or sound, in its own time. */
  zeroSeconds: number;
}

/** By asset id; files without sound are not there. */
export type SoundFiles = ReadonlyMap<string, SoundFile>;

export type NoiseStrength = NonNullable<ClipSegment["ad"]>;

/** Where a sound comes from. Times are in the file's own time. */
export type SoundOrigin =
  | {
      kind: "file";
      file: SoundFile;
      fromSeconds: number;
      toSeconds: number;
      speed: number;
      isReversed: boolean;
      /** It begins again where it is too short; else silence follows. */
      isLooped: boolean;
      denoise: NoiseStrength | undefined;
    }
  | { kind: "music"; request: MusicRequest };

/** One sound on the timeline, in samples. */
export interface PlannedSound {
  role: "clip" | "music";
  start: number;
  samples: number;
  /** 1 is as loud as it is. */
  gain: number;
  /** Straight fades at its edges. */
  fadeIn: number;
  fadeOut: number;
  /** Where it comes out of the sound before, or goes into the next one: both together are as loud as each. */
  crossIn: number;
  crossOut: number;
  /** Quieter while somebody speaks in the clips. */
  isDucked: boolean;
  origin: SoundOrigin;
}

export interface SoundPlan {
  /** Of the whole timeline. */
  samples: number;
  sounds: PlannedSound[];
  gain: number;
  fadeIn: number;
  fadeOut: number;
  /** LUFS that the whole is brought to. */
  loudness: number | undefined;
}

/** Version of everything in the program that decides the sound and is not in the plan. */
const SOUND_FORMAT = 1;

/** Cuts that nothing leads over are softened by this much, so that they do not click. */
const SOFT_CUT_SAMPLES = 0.004 * SOUND_RATE;

/** The sound of a draft; undefined where there is none at all. */
export function planSound(draft: Draft, files: SoundFiles): SoundPlan | undefined {
  const span = segmentsBetween(draft, 0, draft.d);
  const sounds = [
    ...clipSounds(draft, files),
    // What takes the place of the clips' sound is listened to like it.
    ...laidSounds(draft, span.sounds, "clip", files),
    ...laidSounds(draft, span.music, "music", files),
  ].filter(({ gain, samples }) => gain > 0 && samples > 0);
  const gain = (draft.mx.vl ?? 100) / 100;
  if (sounds.length === 0 || gain === 0) return undefined;
  return {
    samples: samplesOf(draft.d),
    sounds: sounds.sort((a, b) => a.start - b.start),
    gain,
    fadeIn: samplesOf(draft.fd.ai ?? 0),
    fadeOut: samplesOf(draft.fd.ao ?? 0),
    loudness: draft.mx.lu,
  };
}

/** What decides the bytes of the finished sound, hashed. Where its files lie does not. */
export function soundKey(plan: SoundPlan, { codec, bitRate }: SoundEncoding): string {
  const facts = {
    format: SOUND_FORMAT,
    builds: [FFMPEG_BUILD, `${codec} ${bitRate}`],
    ...plan,
    sounds: plan.sounds.map(({ origin, ...rest }) => ({
      ...rest,
      origin: origin.kind === "music" ? origin : { ...origin, file: { ...origin.file, path: undefined } },
    })),
  };
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex");
}

function samplesOf(ms: number): number {
  return Math.round((ms * SOUND_RATE) / 1000);
}

/** The clips' own sound. Where nothing but a cut lies between two parts of a recording, they are one sound. */
function clipSounds(draft: Draft, files: SoundFiles): PlannedSound[] {
  const sounds: PlannedSound[] = [];
  const segments = clipSegments(draft);
  let before: ClipSegment | undefined;
  for (const [place, segment] of segments.entries()) {
    const file = files.get(segment.a);
    const last = sounds[sounds.length - 1];
    const tail = samplesOf(tailOf(segments, place));
    const start = samplesOf(segment.st);
    const samples = samplesOf(segment.st + segment.d) - start + tail;
    const goesOn = before !== undefined && last !== undefined && isContinued(before, segment);
    const follows = before;
    before = segment;
    if (file === undefined || segment.mu === true) {
      before = undefined;
      continue;
    }
    const [fromMs, toMs] = sourceSpan({ segment, tailMs: tailOf(segments, place) });
    const origin = {
      kind: "file" as const,
      file,
      fromSeconds: file.zeroSeconds + fromMs / 1000,
      toSeconds: file.zeroSeconds + toMs / 1000,
      speed: segment.sp ?? 1,
      isReversed: segment.rv === true,
      isLooped: false,
      denoise: segment.ad,
    };
    if (goesOn && follows !== undefined && last.origin.kind === "file") {
      last.samples = start + samples - last.start;
      last.crossOut = tail;
      last.fadeOut = samplesOf(segment.fd?.ao ?? 0) || soften(tail);
      const { fromSeconds, toSeconds } = last.origin;
      last.origin.fromSeconds = Math.min(fromSeconds, origin.fromSeconds);
      last.origin.toSeconds = Math.max(toSeconds, origin.toSeconds);
      continue;
    }
    const entry = samplesOf(segment.tr?.d ?? 0);
    sounds.push({
      role: "clip",
      start,
      samples,
      gain: (segment.vl ?? 100) / 100,
      fadeIn: samplesOf(segment.fd?.ai ?? 0) || (start === 0 ? 0 : soften(entry)),
      fadeOut: samplesOf(segment.fd?.ao ?? 0) || soften(tail),
      crossIn: entry,
      crossOut: tail,
      isDucked: false,
      origin,
    });
  }
  return sounds;
}

function soften(crossSamples: number): number {
  return crossSamples > 0 ? 0 : SOFT_CUT_SAMPLES;
}

/** A difference in ms below which two places in a source are the same. */
const SAME_PLACE_MS = 0.6;

function isContinued(before: ClipSegment, next: ClipSegment): boolean {
  const speed = next.sp ?? 1;
  const isSame =
    before.a === next.a &&
    (before.sp ?? 1) === speed &&
    (before.rv === true) === (next.rv === true) &&
    (before.vl ?? 100) === (next.vl ?? 100) &&
    before.ad === next.ad;
  const hasNothingBetween = next.tr === undefined && before.fd?.ao === undefined && next.fd?.ai === undefined;
  const gapMs = next.rv === true ? next.si + next.d * speed - before.si : before.si + before.d * speed - next.si;
  return isSame && hasNothingBetween && Math.abs(gapMs) < SAME_PLACE_MS * Math.max(1, speed);
}

function laidSounds(
  draft: Draft,
  segments: readonly SoundSegment[],
  role: PlannedSound["role"],
  files: SoundFiles,
): PlannedSound[] {
  const lengths = new Map(draft.as.map(({ i, d }) => [i, d]));
  return segments.flatMap((segment): PlannedSound[] => {
    const origin = originOf(segment, files, lengths);
    if (origin === undefined || segment.mu === true) return [];
    const start = samplesOf(segment.st);
    return [
      {
        role,
        start,
        samples: samplesOf(segment.st + segment.d) - start,
        gain: (segment.vl ?? 100) / 100,
        fadeIn: samplesOf(segment.fd?.ai ?? 0) || (start === 0 ? 0 : SOFT_CUT_SAMPLES),
        fadeOut: samplesOf(segment.fd?.ao ?? 0) || SOFT_CUT_SAMPLES,
        crossIn: 0,
        crossOut: 0,
        isDucked: role === "music" && segment.du === true,
        origin,
      },
    ];
  });
}

function originOf(
  segment: SoundSegment,
  files: SoundFiles,
  lengths: ReadonlyMap<string, number | undefined>,
): SoundOrigin | undefined {
  const { gn, a } = segment;
  if (gn !== undefined)
    return {
      kind: "music",
      request: { style: gn.ms, durationSeconds: segment.d / 1000, seed: gn.sd, tempo: gn.bp, mood: gn.md },
    };
  const file = a === undefined ? undefined : files.get(a);
  if (file === undefined || a === undefined) return undefined;
  const fromSeconds = file.zeroSeconds + (segment.si ?? 0) / 1000;
  const lengthMs = lengths.get(a);
  // A file that is cut to the segment ends with it; one that goes round ends with itself.
  const toSeconds = lengthMs === undefined ? Number.POSITIVE_INFINITY : file.zeroSeconds + lengthMs / 1000;
  return {
    kind: "file",
    file,
    fromSeconds,
    toSeconds: segment.lp === true ? toSeconds : fromSeconds + segment.d / 1000,
    speed: 1,
    isReversed: false,
    isLooped: segment.lp === true,
    denoise: segment.ad,
  };
}
