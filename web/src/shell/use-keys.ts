import { useEffect, useRef } from "react";

const SLIDER_KEYS = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"]);

/** Keys of the whole page; those typed into a field, or meant for a button or a dialog, are left alone. */
export function useKeys(keys: Record<string, (event: KeyboardEvent) => void>): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const target = event.target instanceof HTMLElement ? event.target : undefined;
      if (event.defaultPrevented || target?.closest("input, textarea, select, [role=dialog], [role=menu]")) return;
      if (target?.closest("[role=slider]") && SLIDER_KEYS.has(event.key)) return;
      // On a clip of the timeline Space plays, as in every editor.
      const isPressed = event.key === " " || event.key === "Enter";
      if (isPressed && target?.closest("button:not([data-passes-keys]), a, summary")) return;
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
