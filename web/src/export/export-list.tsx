import { Download, FolderOpen, Pause, Play, X } from "lucide-react";
import type { ReactNode } from "react";
import { type Language, useLanguage, useMessages } from "../language";
import type { Messages } from "../messages-en";
import { Button, IconButton } from "../parts/button";
import { ProgressBar } from "../parts/progress-bar";
import { reasonOf } from "../reasons";
import { bytes, clock, rate } from "../wording";

/** One export, running or ended. */
export interface ExportView {
  id: string;
  /** The file's name once it is there; until then the project's. */
  name: string;
  state: "pending" | "processing" | "paused" | "completed" | "removed" | "failed" | "cancelled";
  /** 0 to 1. */
  done: number;
  fps: number | undefined;
  remainingSeconds: number | undefined;
  /** Exports that come before this one. */
  before: number | undefined;
  /** Where it is now, while it is made. */
  thumbnailUrl: string | undefined;
  sizeBytes: number | undefined;
  durationMs: number | undefined;
  /** Pixels; undefined for sound. */
  dimensions: { width: number; height: number } | undefined;
  downloadUrl: string | undefined;
  failure: Error | undefined;
  /** What could not be kept, and why. */
  notes: Record<Language, string[]>;
}

interface ExportListProps<Item extends ExportView> {
  exports: Item[];
  /** The project that it is of, where that is not the one which is open. */
  projectOf(item: Item): string | undefined;
  thumbnail(item: Item): ReactNode;
  onPause(id: string): void;
  onResume(id: string): void;
  onCancel(id: string): void;
  onRetry(item: Item): void;
  /** Takes one that has no file off the list. */
  onForget(id: string): void;
  /** Absent where the folder is on another machine. */
  onShow: ((id: string) => void) | undefined;
}

/** Exports of all projects, the newest first. */
export function ExportList<Item extends ExportView>({ exports, projectOf, thumbnail, ...on }: ExportListProps<Item>) {
  const { language, messages } = useLanguage();
  if (exports.length === 0) return <p className="text-quiet">{messages.noExports}</p>;
  return (
    <ul className="space-y-2">
      {exports.map((item) => (
        <li key={item.id} className="rounded-lg border border-line bg-surface p-2.5 text-sm">
          <div className="flex gap-3">
            <div className="aspect-video w-20 shrink-0 self-start overflow-hidden rounded bg-raised sm:w-28">
              {thumbnail(item)}
            </div>
            <div className="min-w-0 flex-1">
              <p className="truncate font-medium" title={item.name}>
                {item.name}
              </p>
              {projectOf(item) !== undefined && (
                <p className="truncate text-quiet">{messages.ofProject(projectOf(item) ?? "")}</p>
              )}
              <p className="text-quiet tabular-nums">{factsOf(item, messages)}</p>
              {item.failure !== undefined && (
                <p role="alert" className="text-danger">
                  {reasonOf(item.failure, language, messages)}
                </p>
              )}
              {item.notes[language].map((note) => (
                <p key={note} className="text-warning">
                  {note}
                </p>
              ))}
            </div>
            {isOpen(item) && <Steering item={item} on={on} />}
          </div>
          {isOpen(item) && (
            <div className="mt-2.5">
              <ProgressBar label={item.name} done={item.state === "pending" ? 0 : item.done} />
            </div>
          )}
          {item.state === "completed" && (
            <div className="mt-2.5 flex flex-wrap gap-2">
              <a
                href={item.downloadUrl}
                download={item.name}
                className="inline-flex min-h-9 items-center gap-2 rounded-lg bg-accent px-3 font-medium text-accent-ink hover:bg-accent-strong"
              >
                <Download size={16} aria-hidden /> {messages.download}
              </a>
              {on.onShow !== undefined && (
                <Button onClick={() => on.onShow?.(item.id)}>
                  <FolderOpen size={16} aria-hidden /> {messages.showInFolder}
                </Button>
              )}
            </div>
          )}
          {!isOpen(item) && item.state !== "completed" && (
            <div className="mt-2.5 flex flex-wrap gap-2">
              <Button onClick={() => on.onRetry(item)}>
                {item.state === "failed" ? messages.retry : messages.exportAgain}
              </Button>
              <Button look="quiet" onClick={() => on.onForget(item.id)}>
                {messages.forget}
              </Button>
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

export function isOpen({ state }: Pick<ExportView, "state">): boolean {
  return state === "pending" || state === "processing" || state === "paused";
}

function Steering({
  item,
  on,
}: {
  item: ExportView;
  on: Pick<ExportListProps<ExportView>, "onPause" | "onResume" | "onCancel">;
}) {
  const messages = useMessages();
  const isPaused = item.state === "paused";
  return (
    <div className="flex shrink-0">
      <IconButton
        label={`${isPaused ? messages.resume : messages.pause}: ${item.name}`}
        icon={isPaused ? <Play size={16} aria-hidden /> : <Pause size={16} aria-hidden />}
        onClick={() => (isPaused ? on.onResume : on.onPause)(item.id)}
      />
      <IconButton
        label={`${messages.cancel}: ${item.name}`}
        icon={<X size={16} aria-hidden />}
        onClick={() => on.onCancel(item.id)}
      />
    </div>
  );
}

/** How it stands, in one line. */
function factsOf(item: ExportView, messages: Messages): string {
  const facts = [
    item.state === "pending" && item.before !== undefined && item.before > 0
      ? messages.waitingBehind(item.before)
      : messages.exportStates[item.state],
  ];
  if (isOpen(item) && item.state !== "pending") facts.push(`${Math.floor(item.done * 100)} %`);
  if (item.state === "processing") {
    if (item.fps !== undefined && item.fps > 0) facts.push(messages.speed(rate(Math.round(item.fps * 10) / 10)));
    if (item.remainingSeconds !== undefined) facts.push(messages.left(clock(item.remainingSeconds * 1000)));
  }
  if (item.state === "completed") {
    if (item.dimensions !== undefined) facts.push(`${item.dimensions.width}×${item.dimensions.height}`);
    if (item.durationMs !== undefined) facts.push(clock(item.durationMs));
    if (item.sizeBytes !== undefined) facts.push(bytes(item.sizeBytes));
  }
  return facts.join(" · ");
}
