import { useState } from "react";

/** A small picture; nothing where it cannot be had, for what it shows may be gone. */
export function Thumbnail({ src, className }: { src: string | undefined; className: string }) {
  const [failed, setFailed] = useState<string>();
  if (src === undefined || failed === src) return null;
  return <img src={src} alt="" loading="lazy" className={className} onError={() => setFailed(src)} />;
}
