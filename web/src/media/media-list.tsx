import { CircleAlert, FileAudio, FileText, Loader, TriangleAlert, X } from "lucide-react";
import type { ReactNode } from "react";
import { useMessages } from "../language";
import { Button, IconButton } from "../parts/button";
import { ProgressBar } from "../parts/progress-bar";
import { bytes, clock, rate } from "../wording";

/** A file of the project, as its facts were found. */
export interface AssetView {
  id: string;
  name: string;
  kind: "video" | "image" | "audio" | "subtitle";
  width: number | undefined;
  height: number | undefined;
  fps: number | undefined;
  durationMs: number | undefined;
  sizeBytes: number;
  /** What stands in the way of a good picture, by name. */
  problems: string[];
  thumbnailUrl: string | undefined;
  hasSound: boolean;
}

/** A file on its way to the studio. */
export interface UploadView {
  id: string;
  name: string;
  /** 0 to 1; 1 while the studio looks at it. */
  done: number;
  /** Why it could not be taken. */
  failure: string | undefined;
  /** It was not the file's fault. */
  mayRetry: boolean;
}

interface MediaListProps {
  assets: AssetView[];
  uploads: UploadView[];
  thumbnail(asset: AssetView): ReactNode;
  onCancelUpload(id: string): void;
  onRetryUpload(id: string): void;
}

/** Files that are still coming in, or could not, and those of the project with their facts. */
export function MediaList({ assets, uploads, thumbnail, onCancelUpload, onRetryUpload }: MediaListProps) {
  const messages = useMessages();
  // What is under way stands first: nothing that was refused covers it.
  const inOrder = [
    ...uploads.filter(({ failure }) => failure === undefined),
    ...uploads.filter(({ failure }) => failure !== undefined),
  ];
  if (assets.length === 0 && uploads.length === 0) return <p className="text-quiet">{messages.mediaEmpty}</p>;
  return (
    <ul className="space-y-2">
      {inOrder.map((upload) => (
        <li
          key={upload.id}
          className={`flex items-start gap-2 rounded-lg border p-2 text-sm ${upload.failure === undefined ? "border-line bg-surface" : "border-danger bg-danger-soft"}`}
        >
          {upload.failure === undefined ? (
            <Loader size={18} className="mt-0.5 shrink-0 text-quiet" aria-hidden />
          ) : (
            <CircleAlert size={18} className="mt-0.5 shrink-0 text-danger" aria-hidden />
          )}
          <div className="min-w-0 flex-1">
            <p className="truncate font-medium">{upload.name}</p>
            {upload.failure === undefined ? (
              <>
                <p className="mb-1 text-quiet" aria-live="polite">
                  {upload.done >= 1 ? messages.checking : messages.uploading(Math.floor(upload.done * 100))}
                </p>
                <ProgressBar label={upload.name} done={upload.done >= 1 ? undefined : upload.done} />
              </>
            ) : (
              <p role="alert">{upload.failure}</p>
            )}
            {upload.mayRetry && (
              <Button className="mt-1.5 min-h-8 px-2.5 text-sm" onClick={() => onRetryUpload(upload.id)}>
                {messages.retry}
              </Button>
            )}
          </div>
          <IconButton
            label={`${upload.failure === undefined ? messages.cancel : messages.close}: ${upload.name}`}
            icon={<X size={16} aria-hidden />}
            onClick={() => onCancelUpload(upload.id)}
          />
        </li>
      ))}
      {assets.map((asset) => (
        <li key={asset.id} className="flex gap-2.5 rounded-lg border border-line bg-surface p-2">
          <div className="grid aspect-video w-22 shrink-0 self-start place-items-center overflow-hidden rounded bg-raised text-quiet">
            {asset.kind === "audio" ? (
              <FileAudio aria-hidden />
            ) : asset.kind === "subtitle" ? (
              <FileText aria-hidden />
            ) : (
              thumbnail(asset)
            )}
          </div>
          <div className="min-w-0 flex-1 text-sm">
            <p className="truncate font-medium" title={asset.name}>
              {asset.name}
            </p>
            <p className="text-quiet">{factsOf(asset).join(" · ") || messages.kinds[asset.kind]}</p>
            {asset.problems.length > 0 && (
              <ul className="mt-1 flex flex-wrap gap-1">
                {asset.problems.map((problem) => (
                  <li
                    key={problem}
                    className="flex items-center gap-1 rounded bg-warning-soft px-1.5 text-xs text-warning"
                  >
                    <TriangleAlert size={11} aria-hidden /> {messages.problems[problem] ?? problem}
                  </li>
                ))}
              </ul>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

function factsOf({ width, height, fps, durationMs, sizeBytes, kind }: AssetView): string[] {
  const facts: string[] = [];
  if (width !== undefined && height !== undefined) facts.push(`${width}×${height}`);
  if (durationMs !== undefined && kind !== "image") facts.push(clock(durationMs));
  if (fps !== undefined && kind === "video") facts.push(`${rate(fps)}\u00a0fps`);
  facts.push(bytes(sizeBytes));
  return facts;
}
