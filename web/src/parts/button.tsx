import type { ComponentProps, ReactNode } from "react";

const LOOKS = {
  primary: "bg-accent text-accent-ink hover:bg-accent-strong",
  plain: "border border-line bg-surface hover:bg-raised",
  quiet: "hover:bg-raised",
  danger: "border border-danger text-danger hover:bg-danger-soft",
};

interface ButtonProps extends ComponentProps<"button"> {
  look?: keyof typeof LOOKS;
}

/** A button with words on it. */
export function Button({ look = "plain", className = "", ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={`inline-flex min-h-9 items-center justify-center gap-2 rounded-lg px-3 font-medium transition-colors disabled:opacity-50 ${LOOKS[look]} ${className}`}
      {...rest}
    />
  );
}

interface IconButtonProps extends Omit<ComponentProps<"button">, "children"> {
  /** What it does: read aloud, and shown when the pointer rests on it. */
  label: string;
  icon: ReactNode;
  isOn?: boolean;
}

/** A button with a picture on it. `isOn` makes it a switch. */
export function IconButton({ label, icon, isOn, className = "", ...rest }: IconButtonProps) {
  const colours = isOn ? "bg-accent-soft" : "hover:bg-raised";
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-pressed={isOn}
      className={`inline-flex size-9 shrink-0 items-center justify-center rounded-lg transition-colors disabled:opacity-50 ${colours} ${className}`}
      {...rest}
    >
      {icon}
    </button>
  );
}
