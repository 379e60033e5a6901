import { ToggleGroup } from "radix-ui";

interface ToggleProps {
  label: string;
  value: string;
  /** What can be chosen, with its words; with a reason where it cannot. */
  options: [value: string, words: string, unusable?: string | undefined][];
  isDisabled?: boolean;
  onChange(value: string): void;
}

/** One of a few, side by side. */
export function Toggle({ label, value, options, isDisabled = false, onChange }: ToggleProps) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      disabled={isDisabled}
      onValueChange={(next) => next !== "" && onChange(next)}
      className="flex flex-wrap rounded-lg border border-edge p-0.5"
    >
      {options.map(([option, words, unusable]) => (
        <ToggleGroup.Item
          key={option}
          value={option}
          disabled={isDisabled || unusable !== undefined}
          title={unusable}
          className="min-h-8 rounded-md px-3 enabled:hover:bg-raised disabled:cursor-default disabled:opacity-60 data-[state=on]:bg-accent-soft data-[state=on]:font-medium"
        >
          {words}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
