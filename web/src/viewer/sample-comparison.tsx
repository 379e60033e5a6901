import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type RefObject, useEffect, useRef, useState } from "react";
import { useLanguage, useMessages } from "../language";
import { Button } from "../parts/button";
import { ProgressBar } from "../parts/progress-bar";
import { reasonOf } from "../reasons";
import { type RenderView, SAMPLE_MS, studioApi } from "../studio/studio-api";
import { bytes, clock } from "../wording";
import { Comparison } from "./comparison";
import { FramePicture } from "./frame-picture";
import { isWithin, sampleSpan } from "./sample-span";
import type { Player } from "./use-player";

interface SampleComparisonProps {
  projectId: string;
  version: number;
  durationMs: number;
  player: Player;
  renders: readonly RenderView[];
  /** What the playhead is on, shown until there is something to compare. */
  frameUrl: string | undefined;
  onCancel(): void;
}

/** A few seconds around a moment, as they were and as they will be: played together, or any frame of them. */
export function SampleComparison({
  projectId,
  version,
  durationMs,
  player,
  renders,
  frameUrl,
  onCancel,
}: SampleComparisonProps) {
  const { language, messages } = useLanguage();
  const client = useQueryClient();
  // The moment is that of the first look: scrubbing on does not order another sample each time.
  const [momentMs, setMoment] = useState(player.positionMs);
  const span = sampleSpan(momentMs, durationMs, SAMPLE_MS);
  const queryKey = ["sample", projectId, version, span.startMs];
  const { data: ids, error } = useQuery({
    queryKey,
    queryFn: async () => {
      const ordered = await studioApi.sample(projectId, momentMs);
      await client.invalidateQueries({ queryKey: ["renders", projectId] });
      return ordered;
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const found = {
    before: renders.find(({ id }) => id === ids?.before),
    after: renders.find(({ id }) => id === ids?.after),
  };
  const isThere = found.before?.downloadUrl !== undefined && found.after?.downloadUrl !== undefined;
  useCancelOnLeave([found.before, found.after], () => client.removeQueries({ queryKey }));

  const failure = error ?? found.after?.failure ?? found.before?.failure;
  if (failure !== undefined)
    return (
      <p role="alert" className="p-4 text-white">
        {reasonOf(failure, language, messages)}
      </p>
    );
  if (!isThere)
    return (
      <>
        <div className="absolute inset-0 opacity-50">
          <FramePicture url={frameUrl} alt="" />
        </div>
        <div className="absolute w-72 max-w-[90%] rounded-xl bg-surface p-3 text-center shadow-xl" role="status">
          <p className="mb-2">{messages.compareWorking}</p>
          <ProgressBar label={messages.compareWorking} done={found.after?.done} />
          <div className="mt-2 flex items-center justify-between gap-2">
            <span className="text-sm text-quiet tabular-nums">
              {found.after?.remainingSeconds !== undefined && messages.left(clock(found.after.remainingSeconds * 1000))}
            </span>
            <Button className="min-h-8 px-2.5 text-sm" onClick={onCancel}>
              {messages.cancel}
            </Button>
          </div>
        </div>
      </>
    );
  return (
    <>
      <Pair before={found.before} after={found.after} startMs={span.startMs} player={player} />
      <div className="pointer-events-none absolute inset-x-2 bottom-2 flex flex-wrap items-end gap-2 pr-36">
        {!isWithin(player.positionMs, span) && (
          <Button
            className="pointer-events-auto"
            onClick={() => {
              player.play(0);
              setMoment(player.positionMs);
            }}
          >
            {messages.compareHere}
          </Button>
        )}
        <WholeEstimate projectId={projectId} version={version} />
      </div>
    </>
  );
}

interface PairProps {
  before: RenderView | undefined;
  after: RenderView | undefined;
  startMs: number;
  player: Player;
}

function Pair({ before, after, startMs, player }: PairProps) {
  const [left, right] = [useRef<HTMLVideoElement>(null), useRef<HTMLVideoElement>(null)];
  useSharedClock(left, right, startMs, player);
  const video = { muted: true, loop: true, playsInline: true, tabIndex: -1, preload: "auto" } as const;
  return (
    <Comparison
      aspect={after?.aspect ?? 16 / 9}
      before={<video ref={left} src={before?.downloadUrl} {...video} />}
      after={<video ref={right} src={after?.downloadUrl} {...video} />}
    />
  );
}

/** Both films play with the playhead: while it runs they lead it, while it stands they show the frame that it is on. */
function useSharedClock(
  left: RefObject<HTMLVideoElement | null>,
  right: RefObject<HTMLVideoElement | null>,
  startMs: number,
  player: Player,
): void {
  const isPlaying = player.speed > 0;
  const latest = useRef(player);
  latest.current = player;
  // Both are there, so that they begin to play by themselves.
  useEffect(() => latest.current.play(1), []);
  useEffect(() => {
    const [one, other] = [left.current, right.current];
    if (!isPlaying || one === null || other === null) return;
    let frame = 0;
    const follow = (): void => {
      // Two players drift apart: the one follows the other's clock.
      if (Math.abs(other.currentTime - one.currentTime) > 0.05) one.currentTime = other.currentTime;
      if (!other.seeking && !other.paused) latest.current.seek(startMs + other.currentTime * 1000);
      frame = requestAnimationFrame(follow);
    };
    for (const each of [one, other]) each.play().catch(() => latest.current.play(0));
    frame = requestAnimationFrame(follow);
    return () => {
      cancelAnimationFrame(frame);
      one.pause();
      other.pause();
    };
  }, [isPlaying, left, right, startMs]);
  useEffect(() => {
    if (isPlaying) return;
    for (const { current } of [left, right])
      if (current !== null) current.currentTime = Math.max(0, (player.positionMs - startMs) / 1000);
  }, [isPlaying, player.positionMs, startMs, left, right]);
}

/** A sample that nobody looks at any more is not made to its end, and one without an end is ordered anew the next time. */
function useCancelOnLeave(made: readonly (RenderView | undefined)[], forget: () => void): void {
  const latest = useRef({ made, forget });
  latest.current = { made, forget };
  useEffect(
    () => () => {
      const unfinished = latest.current.made.flatMap((render) =>
        render?.downloadUrl === undefined ? (render ?? []) : [],
      );
      if (unfinished.length === 0) return;
      latest.current.forget();
      for (const { id, state } of unfinished)
        if (state === "processing" || state === "pending") void studioApi.steer(id, "cancel").catch(() => undefined);
    },
    [],
  );
}

/** What the whole would take, now that a part of it has been made. */
function WholeEstimate({ projectId, version }: { projectId: string; version: number }) {
  const messages = useMessages();
  const { data: estimate } = useQuery({
    queryKey: ["estimate", projectId, version, "after-sample"],
    queryFn: () => studioApi.estimate(projectId, {}),
    retry: false,
  });
  if (estimate === undefined || estimate.seconds === undefined) return null;
  return (
    <p className="rounded-lg bg-black/70 px-2 py-1 text-sm text-white">
      {messages.wholeEstimate(clock(estimate.seconds * 1000), bytes(estimate.bytes))}
    </p>
  );
}
