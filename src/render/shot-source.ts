/** From what is known of a file to what a shot needs to read it. */
import { medianGap } from "../media/packet-index.js";
import { type PictureChain, turningFilters } from "../media/picture-chain.js";
import type { ClipSegment } from "../timeline/draft.js";
import type { Analysis } from "./analysis.js";
import { reachSeconds } from "./camera-path.js";
import { cutsOf, firstAtOrAfter } from "./chunk-plan.js";
import type { FramePicker, PlayedPart } from "./frame-picking.js";
import type { EvenMotion, SceneSource, Shot, SpreadLook, Steadying, SteadyStrength } from "./scene.js";
import { pixelAspect } from "./shot-look.js";

export function sourceOf({ description, video, index }: Analysis, sha256: string, chain: PictureChain): SceneSource {
  return {
    path: description.path,
    sha256,
    streamIndex: video.index,
    timeBase: video.timeBase,
    keyframes: index.keyframes,
    gapPts: medianGap(index.framePts),
    chain,
  };
}

/** The first keyframe, which stands for the beginning of the file, and those that reading a part can begin at. */
export function neededKeyframes(
  keyframes: SceneSource["keyframes"],
  [fromPts, toPts]: readonly [number, number],
): SceneSource["keyframes"] {
  const from = Math.max(
    0,
    keyframes.findLastIndex(({ pts }) => pts <= fromPts),
  );
  const needed = keyframes.slice(from).filter(({ pts }) => pts <= toPts);
  return from === 0 ? needed : [...keyframes.slice(0, 1), ...needed];
}

type ClipShot = Extract<Shot, { kind: "clip" }>;

/** Frames that motion between frames is found from, before the first that is shown. */
const EVEN_MOTION_PREROLL_FRAMES = 4;

/** Frames that have to be read before the first one that is shown. */
export function prerollOf({
  source,
  look,
  even,
}: Pick<ClipShot, "source" | "look"> & { even?: EvenMotion | undefined }): number {
  return source.chain.prerollFrames + look.prerollFrames + (even === undefined ? 0 : EVEN_MOTION_PREROLL_FRAMES);
}

/** The time in the source of a frame that a shot names, which may be a tick. */
export function sourceTime(
  { source, even }: Pick<ClipShot, "source"> & { even?: EvenMotion | undefined },
  pts: number,
): number {
  if (even === undefined) return pts;
  const { zeroPts, ticksPerSecond } = even;
  return zeroPts + (pts * ticksPerSecond.den * source.timeBase.den) / (ticksPerSecond.num * source.timeBase.num);
}

/** A camera's motion is looked for in stretches of about this length, at fixed places of the source. */
const STRETCH_SECONDS = 8;

/** What has to be known to take the shake out of a part of a source. */
function steadyingOf(
  analysis: Analysis,
  strength: SteadyStrength,
  [firstPts, lastPts]: readonly [number, number],
): Steadying {
  const { index, video } = analysis;
  const { framePts, keyframes } = index;
  const reach = (reachSeconds(strength) * video.timeBase.den) / video.timeBase.num;
  const bounds = [framePts[0] ?? 0, ...cutsOf(index, video.timeBase, STRETCH_SECONDS), Number.MAX_SAFE_INTEGER];
  const stretches: Steadying["stretches"] = [];
  for (const [i, toPts] of bounds.slice(1).entries()) {
    const fromPts = bounds[i] ?? 0;
    if (toPts <= firstPts - reach || fromPts > lastPts + reach) continue;
    stretches.push([framePts[Math.max(0, firstAtOrAfter(framePts, fromPts) - 1)] ?? fromPts, fromPts, toPts]);
  }
  const needed = neededKeyframes(keyframes, [stretches[0]?.[0] ?? 0, lastPts + reach]);
  return {
    strength,
    pixelAspect: pixelAspect(analysis),
    turning: turningFilters(video.orientation).filters,
    isTurned: video.orientation.rotationDegrees % 180 === 90,
    stretches,
    keyframes: needed,
  };
}

/** Frames looked at to know what all of a source is like. */
const SPREAD_LOOKS = 12;

/** Times of frames spread evenly over a source. */
export function spreadPlaces(framePts: readonly number[], looks = SPREAD_LOOKS): number[] {
  const places = Array.from(
    { length: looks },
    (_, look) => framePts[Math.floor(((look + 0.5) / looks) * framePts.length)] ?? 0,
  );
  return [...new Set(places)];
}

/** The keyframe before each place, by which it is found, and the first, which stands for the file's beginning. */
function keyframesFor(keyframes: SceneSource["keyframes"], places: readonly number[]): SceneSource["keyframes"] {
  const before = places.flatMap((place) => keyframes.findLast(({ pts }) => pts <= place) ?? []);
  return [...new Set([...keyframes.slice(0, 1), ...before])];
}

/** The frames that colours are found from. */
function spreadLookOf({ index, isPicture }: Analysis): SpreadLook {
  const places = isPicture ? [0] : spreadPlaces(index.framePts);
  return { places, keyframes: keyframesFor(index.keyframes, places) };
}

/** Rates that are this near need no frames between. */
const NEARLY = 0.98;
/** Speeds are taken as fractions with this denominator. */
const SPEED_PARTS = 1000;

/** The clock of a part whose frames come too seldom for the timeline's rate; undefined where they do not. */
export function evenMotionOf(
  analysis: Analysis,
  part: PlayedPart,
  picker: FramePicker,
  rate: { num: number; den: number },
): EvenMotion | undefined {
  if (analysis.isPicture || analysis.fps * part.speed >= (rate.num / rate.den) * NEARLY) return undefined;
  const speed = Math.max(1, Math.round(part.speed * SPEED_PARTS));
  return { zeroPts: picker.startOf(part), ticksPerSecond: { num: rate.num * SPEED_PARTS, den: rate.den * speed } };
}

/** What a segment asks to be found out about its source, where it asks for it. */
export function findingsOf(
  { fx, co }: Pick<ClipSegment, "fx" | "co">,
  analysis: Analysis,
  span: readonly [number, number],
): { steady?: Steadying; colours?: SpreadLook } {
  return {
    ...(fx?.sb === undefined || analysis.isPicture ? {} : { steady: steadyingOf(analysis, fx.sb, span) }),
    ...(co?.au === true ? { colours: spreadLookOf(analysis) } : {}),
  };
}
