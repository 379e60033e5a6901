/** Playing the edited film: a small and quick render of it is made when it is first wanted, and kept while nothing changes. */
import { useEffect, useRef, useState } from "react";
import { type RenderView, studioApi } from "../studio/studio-api";

export interface Playback {
  /** The film to play, once it is there. */
  url: string | undefined;
  /** 0 to 1 while it is made; undefined when nothing is being made. */
  preparing: number | undefined;
  /** Why there is nothing to play. */
  failure: Error | undefined;
  want(): void;
}

/** @param key names what the draft is now: another key, another film. */
export function usePlayback(projectId: string | undefined, key: string, renders: readonly RenderView[]): Playback {
  const [asked, setAsked] = useState<{ key: string; id: string | undefined; failure?: Error }>();
  const latestKey = useRef(key);
  latestKey.current = key;
  const isCurrent = asked?.key === key;
  useEffect(() => {
    if (asked !== undefined && asked.key !== key) {
      if (asked.id !== undefined) void studioApi.steer(asked.id, "cancel").catch(() => undefined);
      setAsked(undefined);
    }
  }, [asked, key]);
  const render = isCurrent ? renders.find(({ id }) => id === asked.id) : undefined;
  const isWorking =
    isCurrent && asked.failure === undefined && render?.state !== "completed" && render?.state !== "failed";
  return {
    url: render?.state === "completed" ? render.downloadUrl : undefined,
    preparing: isWorking ? (render?.done ?? 0) : undefined,
    failure: isCurrent ? (asked.failure ?? render?.failure) : undefined,
    want: () => {
      if (projectId === undefined || isCurrent) return;
      setAsked({ key, id: undefined });
      studioApi.preview(projectId).then(
        (id) => setAsked((now) => (now?.key === key ? { key, id } : now)),
        (error: unknown) =>
          setAsked({ key, id: undefined, failure: error instanceof Error ? error : new Error(String(error)) }),
      );
    },
  };
}
