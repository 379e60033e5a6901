import { useEffect, useState } from "react";

interface FramePictureProps {
  url: string | undefined;
  alt: string;
}

/**
 * A frame that stays until the next one is there: scrubbing shows pictures, never gaps, also where one cannot be had.
 * Requests do not pile up.
 */
export function FramePicture({ url, alt }: FramePictureProps) {
  const shown = useLatestLoaded(url);
  if (shown === undefined) return null;
  return <img src={shown} alt={alt} className="absolute inset-0 size-full object-contain" draggable={false} />;
}

/** The last address that has loaded. While one is loading, only the newest of those asked for meanwhile is kept. */
function useLatestLoaded(url: string | undefined): string | undefined {
  const [loaded, setLoaded] = useState<string>();
  const [loading, setLoading] = useState<string>();
  const [tried, setTried] = useState<string>();
  useEffect(() => {
    if (loading === undefined && url !== undefined && url !== tried) setLoading(url);
  }, [url, loading, tried]);
  useEffect(() => {
    if (loading === undefined) return;
    const image = new Image();
    // Before the pictures of the timeline.
    image.fetchPriority = "high";
    const settle = (): void => {
      setTried(loading);
      setLoading(undefined);
    };
    image.onload = () => {
      setLoaded(loading);
      settle();
    };
    image.onerror = settle;
    image.src = loading;
    return () => {
      image.onload = null;
      image.onerror = null;
    };
  }, [loading]);
  return url === undefined ? undefined : loaded;
}
