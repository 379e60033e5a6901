import { useQuery } from "@tanstack/react-query";
import { RadioGroup } from "radix-ui";
import { useState } from "react";
import { useMessages } from "../language";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { studioApi } from "../studio/studio-api";
import { bytes, clock } from "../wording";

export type Preset = "hd" | "vertical" | "square" | "small" | "sound";
export type Quality = "low" | "high" | "best";

export interface ExportChoice {
  preset: Preset;
  quality: Quality;
}

interface ExportDialogProps {
  isOpen: boolean;
  projectId: string | undefined;
  version: number | undefined;
  onClose(): void;
  onStart(choice: ExportChoice): void;
}

const PRESETS: Preset[] = ["hd", "vertical", "square", "small", "sound"];
const QUALITIES: Quality[] = ["low", "high", "best"];

/** What to make of the timeline. */
export function ExportDialog({ isOpen, projectId, version, onClose, onStart }: ExportDialogProps) {
  const messages = useMessages();
  const [choice, setChoice] = useState<ExportChoice>({ preset: "hd", quality: "high" });
  // Null where it cannot be worked out: nothing is said then.
  const { data: estimate, isError } = useQuery({
    queryKey: ["estimate", projectId, version, choice.quality],
    queryFn: () => studioApi.estimate(projectId ?? "", choice.quality),
    enabled: isOpen && projectId !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Dialog title={messages.exportTitle} description={messages.exportText} isOpen={isOpen} onClose={onClose}>
      <Choices
        label={messages.exportTitle}
        value={choice.preset}
        options={PRESETS.map((value) => ({ value, words: messages.presets[value] }))}
        onChange={(preset) => setChoice({ ...choice, preset })}
      />
      {choice.preset !== "sound" && (
        <>
          <h3 className="mb-1.5 mt-4 font-medium">{messages.quality}</h3>
          <Choices
            label={messages.quality}
            value={choice.quality}
            options={QUALITIES.map((value) => ({ value, words: messages.qualities[value] }))}
            onChange={(quality) => setChoice({ ...choice, quality })}
          />
        </>
      )}
      <div className="mt-4 flex flex-wrap items-center justify-between gap-3">
        <p className="text-quiet" aria-live="polite">
          {estimate === undefined && !isError && messages.estimating}
          {estimate && messages.estimate(clock(estimate.seconds * 1000), bytes(estimate.bytes))}
        </p>
        <Button look="primary" onClick={() => onStart(choice)}>
          {messages.startExport}
        </Button>
      </div>
    </Dialog>
  );
}

interface ChoicesProps<Value extends string> {
  label: string;
  value: Value;
  options: { value: Value; words: [string, string] }[];
  onChange(value: Value): void;
}

function Choices<Value extends string>({ label, value, options, onChange }: ChoicesProps<Value>) {
  return (
    <RadioGroup.Root
      aria-label={label}
      className="grid gap-2 sm:grid-cols-2"
      value={value}
      onValueChange={(next) => {
        const option = options.find((candidate) => candidate.value === next);
        if (option !== undefined) onChange(option.value);
      }}
    >
      {options.map(({ value: option, words: [name, hint] }) => (
        <RadioGroup.Item
          key={option}
          value={option}
          className="rounded-lg border border-edge p-2.5 text-left hover:bg-raised data-[state=checked]:border-accent data-[state=checked]:bg-accent-soft data-[state=checked]:ring-1 data-[state=checked]:ring-accent"
        >
          <span className="block font-medium">{name}</span>
          <span className="block text-sm text-quiet">{hint}</span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
