import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useMessages } from "../language";
import { ProgressBar } from "../parts/progress-bar";
import { type RenderView, studioApi } from "../studio/studio-api";
import { Comparison } from "./comparison";

interface SampleComparisonProps {
  projectId: string;
  version: number;
  atMs: number;
  renders: readonly RenderView[];
}

/** A few seconds around a moment, as they were and as they will be, played together behind a divider. */
export function SampleComparison({ projectId, version, atMs, renders }: SampleComparisonProps) {
  const messages = useMessages();
  const client = useQueryClient();
  const before = useRef<HTMLVideoElement>(null);
  const after = useRef<HTMLVideoElement>(null);
  // The moment is that of the first look: scrubbing on does not order another sample each time.
  const moment = useRef(atMs);
  const { data: ids, error } = useQuery({
    queryKey: ["sample", projectId, version, Math.round(moment.current / 1000)],
    queryFn: async () => {
      const ordered = await studioApi.sample(projectId, moment.current);
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
  useEffect(() => {
    if (!isThere) return;
    // Two players drift apart: the one follows the other's clock.
    const timer = setInterval(() => {
      const [leader, follower] = [after.current, before.current];
      if (leader !== null && follower !== null && Math.abs(leader.currentTime - follower.currentTime) > 0.05)
        follower.currentTime = leader.currentTime;
    }, 250);
    return () => clearInterval(timer);
  }, [isThere]);
  const failure = error?.message ?? found.after?.failure ?? found.before?.failure;
  if (failure !== undefined)
    return (
      <p role="alert" className="p-4 text-white">
        {failure}
      </p>
    );
  if (!isThere)
    return (
      <div className="w-64 text-center text-white" role="status">
        <p className="mb-2">{messages.compareWorking}</p>
        <ProgressBar label={messages.compareWorking} done={found.after?.done ?? undefined} />
      </div>
    );
  const video = { muted: true, loop: true, autoPlay: true, playsInline: true, tabIndex: -1 } as const;
  return (
    <Comparison
      aspect={found.after?.aspect ?? 16 / 9}
      before={<video ref={before} src={found.before?.downloadUrl} {...video} />}
      after={<video ref={after} src={found.after?.downloadUrl} {...video} />}
    />
  );
}
