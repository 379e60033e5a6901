/** Tells when an export ends: on the page, and by the system where the page is out of sight and the person allowed it. */
import { useEffect, useRef } from "react";
import { useMessages } from "../language";
import { useTell } from "../parts/notices";
import type { ExportView } from "./export-list";

/** Asks once, when an export begins: then it is plain what for. */
export function askToNotify(): void {
  if ("Notification" in window && Notification.permission === "default") void Notification.requestPermission();
}

export function useExportNotices(exports: readonly ExportView[]): void {
  const messages = useMessages();
  const tell = useTell();
  const known = useRef(new Map<string, ExportView["state"]>());
  useEffect(() => {
    for (const { id, name, state } of exports) {
      const before = known.current.get(id);
      known.current.set(id, state);
      // What had ended before the page was opened is no news.
      if (before === undefined || before === state || (state !== "completed" && state !== "failed")) continue;
      const words = state === "completed" ? messages.exportDone(name) : messages.exportFailed(name);
      tell(words, { isBad: state === "failed" });
      if (document.hidden && "Notification" in window && Notification.permission === "granted") new Notification(words);
    }
  }, [exports, messages, tell]);
}
