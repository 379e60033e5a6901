/** Exports that came to nothing and that the person does not want to see any more, in this browser. */
import { useState } from "react";

const STORAGE_KEY = "hd-local.forgotten-exports";
/** Older ones have long left the studio's own list. */
const MOST_KEPT = 200;

export function useForgotten(): { has(id: string): boolean; add(id: string): void } {
  const [ids, setIds] = useState(() => (localStorage.getItem(STORAGE_KEY) ?? "").split(" "));
  return {
    has: (id) => ids.includes(id),
    add: (id) => {
      const next = [...ids, id].slice(-MOST_KEPT);
      localStorage.setItem(STORAGE_KEY, next.join(" "));
      setIds(next);
    },
  };
}
