/**
 * Tells when an export ends: on the page, and by the system where the page is out of sight and the person allowed it.
 * Until then the window's title says how far it is.
 */
import { useEffect, useRef } from "react";
import { useMessages } from "../language";
import { useTell } from "../parts/notices";
import { type ExportView, isOpen } from "./export-list";

const TITLE = document.title;

/** Asks once, when an export begins: then it is plain what for. */
export function askToNotify(): void {
  if ("Notification" in window && Notification.permission === "default") void Notification.requestPermission();
}

/** @param onShow opens the list of exports. */
export function useExportNotices(exports: readonly ExportView[], onShow: () => void): void {
  const messages = useMessages();
  const tell = useTell();
  const show = useRef(onShow);
  show.current = onShow;
  const known = useRef(new Map<string, ExportView["state"]>());
  useEffect(() => {
    for (const { id, name, state } of exports) {
      const before = known.current.get(id);
      known.current.set(id, state);
      // What had ended before the page was opened is no news.
      if (before === undefined || before === state || (state !== "completed" && state !== "failed")) continue;
      const words = state === "completed" ? messages.exportDone(name) : messages.exportFailed(name);
      tell(words, { isBad: state === "failed", action: { label: messages.exports, run: () => show.current() } });
      if (document.hidden && "Notification" in window && Notification.permission === "granted") new Notification(words);
    }
    const progress = progressOf(exports);
    document.title = progress === undefined ? TITLE : `${progress} % – ${TITLE}`;
  }, [exports, messages, tell]);
}

/** How far all exports that are not finished are together, in percent; undefined where there are none. */
export function progressOf(exports: readonly Pick<ExportView, "state" | "done">[]): number | undefined {
  const open = exports.filter(isOpen);
  if (open.length === 0) return undefined;
  return Math.floor((open.reduce((sum, { done }) => sum + done, 0) / open.length) * 100);
}
