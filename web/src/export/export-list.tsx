import { Download, Pause, Play, X } from "lucide-react";
import type { ReactNode } from "react";
import { useMessages } from "../language";
import { Button, IconButton } from "../parts/button";
import { ProgressBar } from "../parts/progress-bar";
import { bytes, clock, rate } from "../wording";

/** One export, running or ended. */
export interface ExportView {
  id: string;
  name: string;
  state: "pending" | "processing" | "paused" | "completed" | "failed" | "cancelled";
  /** 0 to 1. */
  done: number;
  fps: number | undefined;
  remainingSeconds: number | undefined;
  sizeBytes: number | undefined;
  downloadUrl: string | undefined;
  failure: string | undefined;
}

interface ExportListProps {
  exports: ExportView[];
  thumbnail(id: string): ReactNode;
  onPause(id: string): void;
  onResume(id: string): void;
  onCancel(id: string): void;
  onRetry(id: string): void;
}

/** Exports of this project, the newest first. */
export function ExportList({ exports, thumbnail, ...on }: ExportListProps) {
  const messages = useMessages();
  if (exports.length === 0) return <p className="text-quiet">{messages.noExports}</p>;
  return (
    <ul className="space-y-2">
      {exports.map((item) => {
        const isOpen = item.state === "pending" || item.state === "processing" || item.state === "paused";
        return (
          <li key={item.id} className="rounded-lg border border-line bg-surface p-2.5 text-sm">
            <div className="flex gap-2.5">
              <div className="aspect-video w-22 shrink-0 overflow-hidden rounded bg-raised">{thumbnail(item.id)}</div>
              <div className="min-w-0 flex-1">
                <p className="truncate font-medium" title={item.name}>
                  {item.name}
                </p>
                <p className="text-quiet" aria-live="polite">
                  {messages.exportStates[item.state]}
                  {isOpen && ` · ${Math.floor(item.done * 100)} %`}
                  {item.state === "processing" &&
                    item.fps !== undefined &&
                    item.fps > 0 &&
                    ` · ${messages.speed(rate(Math.round(item.fps * 10) / 10))}`}
                  {item.state === "processing" &&
                    item.remainingSeconds !== undefined &&
                    ` · ${messages.left(clock(item.remainingSeconds * 1000))}`}
                  {item.state === "completed" && item.sizeBytes !== undefined && ` · ${bytes(item.sizeBytes)}`}
                </p>
                {item.failure !== undefined && (
                  <p role="alert" className="text-danger">
                    {item.failure}
                  </p>
                )}
              </div>
              {isOpen && (
                <div className="flex shrink-0">
                  {item.state === "paused" ? (
                    <IconButton
                      label={`${messages.resume}: ${item.name}`}
                      icon={<Play size={16} aria-hidden />}
                      onClick={() => on.onResume(item.id)}
                    />
                  ) : (
                    <IconButton
                      label={`${messages.pause}: ${item.name}`}
                      icon={<Pause size={16} aria-hidden />}
                      onClick={() => on.onPause(item.id)}
                    />
                  )}
                  <IconButton
                    label={`${messages.cancel}: ${item.name}`}
                    icon={<X size={16} aria-hidden />}
                    onClick={() => on.onCancel(item.id)}
                  />
                </div>
              )}
            </div>
            {isOpen && (
              <div className="mt-2">
                <ProgressBar label={item.name} done={item.state === "pending" ? 0 : item.done} />
              </div>
            )}
            {item.state === "completed" && (
              <div className="mt-2 flex flex-wrap gap-2">
                <a
                  href={item.downloadUrl}
                  download={item.name}
                  className="inline-flex min-h-9 items-center gap-2 rounded-lg bg-accent px-3 font-medium text-accent-ink hover:bg-accent-strong"
                >
                  <Download size={16} aria-hidden /> {messages.download}
                </a>
              </div>
            )}
            {item.state === "failed" && (
              <Button className="mt-2" onClick={() => on.onRetry(item.id)}>
                {messages.retry}
              </Button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
