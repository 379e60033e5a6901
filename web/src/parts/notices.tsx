/** Short words at the foot of the page: what happened, with at most one thing to do about it. Read aloud as they come. */
import { X } from "lucide-react";
import { createContext, type ReactNode, use, useCallback, useRef, useState } from "react";
import { useMessages } from "../language";
import { Button, IconButton } from "./button";

interface Notice {
  id: number;
  text: string;
  isBad: boolean;
  action: { label: string; run(): void } | undefined;
}

type Tell = (text: string, options?: { isBad?: boolean; action?: Notice["action"] }) => void;

const NoticeContext = createContext<Tell | undefined>(undefined);

/** Long enough to read and to reach the button; what went wrong stays until it is closed. */
const SHOWN_MS = 9000;
const MOST_SHOWN = 3;

export function NoticeProvider({ children }: { children: ReactNode }) {
  const messages = useMessages();
  const [notices, setNotices] = useState<Notice[]>([]);
  const lastId = useRef(0);
  const drop = useCallback((id: number) => setNotices((shown) => shown.filter((notice) => notice.id !== id)), []);
  const tell = useCallback<Tell>(
    (text, { isBad = false, action } = {}) => {
      const id = ++lastId.current;
      setNotices((shown) =>
        [...shown.filter((notice) => notice.text !== text), { id, text, isBad, action }].slice(-MOST_SHOWN),
      );
      if (!isBad) setTimeout(() => drop(id), SHOWN_MS);
    },
    [drop],
  );
  return (
    <NoticeContext value={tell}>
      {children}
      <div
        role="status"
        aria-live="polite"
        className="pointer-events-none fixed inset-x-0 bottom-3 z-60 flex flex-col items-center gap-2 px-3"
      >
        {notices.map((notice) => (
          <div
            key={notice.id}
            className={`pointer-events-auto flex max-w-xl items-center gap-3 rounded-xl border px-3 py-1.5 shadow-lg ${notice.isBad ? "border-danger bg-danger-soft" : "border-line bg-surface"}`}
          >
            <span className="min-w-0 break-words">{notice.text}</span>
            {notice.action !== undefined && (
              <Button
                look="quiet"
                className="shrink-0 text-accent"
                onClick={() => {
                  notice.action?.run();
                  drop(notice.id);
                }}
              >
                {notice.action.label}
              </Button>
            )}
            <IconButton label={messages.close} icon={<X size={16} aria-hidden />} onClick={() => drop(notice.id)} />
          </div>
        ))}
      </div>
    </NoticeContext>
  );
}

/** Says something to the person. */
export function useTell(): Tell {
  const tell = use(NoticeContext);
  if (tell === undefined) throw new Error("useTell needs a NoticeProvider above it.");
  return tell;
}
