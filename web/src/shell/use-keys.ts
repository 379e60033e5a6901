import { useEffect, useRef } from "react";

/** Keys of the whole page; those typed into a field, or meant for a button or a dialog, are left alone. */
export function useKeys(keys: Record<string, (event: KeyboardEvent) => void>): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const target = event.target instanceof HTMLElement ? event.target : undefined;
      if (
        event.defaultPrevented ||
        target?.closest("input, textarea, select, [role=dialog], [role=menu], [role=slider]")
      )
        return;
      if ((event.key === " " || event.key === "Enter") && target?.closest("button, a, summary")) return;
      const isCommand = event.ctrlKey || event.metaKey;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const act = latest.current[isCommand ? `ctrl+${key}` : key];
      if (act === undefined || (event.altKey && !isCommand)) return;
      event.preventDefault();
      act(event);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}
