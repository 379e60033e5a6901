interface ProgressBarProps {
  /** 0 to 1; undefined while nothing can be measured. */
  done: number | undefined;
  label: string;
}

/** How far something is. */
export function ProgressBar({ done, label }: ProgressBarProps) {
  const percent = done === undefined ? undefined : Math.round(Math.min(1, Math.max(0, done)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className="h-1.5 w-full overflow-hidden rounded-full bg-raised"
    >
      <div
        className={`h-full rounded-full bg-accent ${percent === undefined ? "w-1/3 animate-pulse" : "transition-[width]"}`}
        style={percent === undefined ? undefined : { width: `${percent}%` }}
      />
    </div>
  );
}
