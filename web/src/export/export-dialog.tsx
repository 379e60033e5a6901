import { useQuery } from "@tanstack/react-query";
import { Clapperboard, Mail, Monitor, Music, Smartphone, Square } from "lucide-react";
import { RadioGroup } from "radix-ui";
import { type ReactNode, useEffect, useState } from "react";
import { type Language, useLanguage } from "../language";
import type { Messages } from "../messages-en";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { reasonOf } from "../reasons";
import { studioApi } from "../studio/studio-api";
import { bytes, clock } from "../wording";
import { type Preset, presetFor } from "./presets";

export type Quality = "low" | "high" | "best";

export interface ExportChoice {
  /** `edits`: what the timeline says. */
  preset: Preset | "edits";
  quality: Quality;
}

interface ExportDialogProps {
  isOpen: boolean;
  projectId: string | undefined;
  version: number | undefined;
  canvas: { width: number; height: number } | undefined;
  /** What the timeline says is made, where that is no MP4. */
  format: string | undefined;
  onClose(): void;
  onStart(choice: ExportChoice): void;
}

/** An export without a preset is what the timeline says. */
export function outputOf({ preset, quality }: ExportChoice): Record<string, unknown> {
  return preset === "edits" ? { quality } : { preset, quality };
}

const PRESETS: [Preset, ReactNode][] = [
  ["hd", <Monitor key="hd" size={20} aria-hidden />],
  ["vertical", <Smartphone key="vertical" size={20} aria-hidden />],
  ["square", <Square key="square" size={20} aria-hidden />],
  ["small", <Mail key="small" size={20} aria-hidden />],
  ["sound", <Music key="sound" size={20} aria-hidden />],
];
const AS_EDITED: [ExportChoice["preset"], ReactNode] = ["edits", <Clapperboard key="edits" size={20} aria-hidden />];
const QUALITIES: Quality[] = ["low", "high", "best"];
/** An estimate that takes longer than this helps nobody: the export can be started without. */
const ESTIMATE_MS = 15_000;

/** What to make of the timeline. */
export function ExportDialog({ isOpen, projectId, version, canvas, format, onClose, onStart }: ExportDialogProps) {
  const { language, messages } = useLanguage();
  const [chosen, setPreset] = useState<ExportChoice["preset"]>();
  const [quality, setQuality] = useState<Quality>("high");
  // What was chosen is for this film, as it was then: another one has another shape.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is made anew for each opening and each film.
  useEffect(() => setPreset(undefined), [isOpen, projectId]);
  const fitting = canvas === undefined ? "hd" : presetFor(canvas);
  const choice: ExportChoice = { preset: chosen ?? (format === undefined ? fitting : "edits"), quality };
  const { data: estimate, error } = useQuery({
    queryKey: ["estimate", projectId, version, choice],
    queryFn: ({ signal }) =>
      studioApi.estimate(
        projectId ?? "",
        outputOf(choice),
        AbortSignal.any([signal, AbortSignal.timeout(ESTIMATE_MS)]),
      ),
    enabled: isOpen && projectId !== undefined,
    staleTime: 60_000,
    retry: false,
  });
  const hintOf = (preset: Preset | "edits"): [string, string] => {
    if (preset === "edits") return [messages.presetEdits((format ?? "").toUpperCase()), messages.presetEditsHint];
    const [name, hint] = messages.presets[preset];
    return [name, preset === fitting && preset !== "hd" ? messages.presetFits : hint];
  };
  return (
    <Dialog title={messages.exportTitle} description={messages.exportText} isOpen={isOpen} onClose={onClose}>
      <Choices
        label={messages.exportTitle}
        value={choice.preset}
        options={[...(format === undefined ? [] : [AS_EDITED]), ...PRESETS].map(([value, icon]) => ({
          value,
          icon,
          words: hintOf(value),
        }))}
        className="grid-cols-1"
        onChange={(preset) => setPreset(preset)}
      />
      {choice.preset !== "sound" && (
        <>
          <h3 className="mb-1.5 mt-4 font-semibold">{messages.quality}</h3>
          <Choices
            label={messages.quality}
            value={choice.quality}
            options={QUALITIES.map((value) => ({ value, words: messages.qualities[value] }))}
            className="sm:grid-cols-3"
            onChange={(quality) => setQuality(quality)}
          />
        </>
      )}
      <div className="sticky -bottom-4 -mx-4 -mb-4 mt-4 flex flex-wrap items-center justify-between gap-3 border-t border-line bg-surface p-4">
        {/* Room for two lines: the words that come do not move the button. */}
        <p className="min-h-11 min-w-0 flex-1 basis-48 content-center text-sm text-quiet" aria-live="polite">
          {estimate === undefined && (error === null ? messages.estimating : whyNone(error, language, messages))}
          {estimate !== undefined && (
            <>
              {estimate.size !== undefined && `${estimate.size.width}×${estimate.size.height} · `}
              {estimate.seconds === undefined
                ? messages.estimateOfSize(bytes(estimate.bytes))
                : messages.estimate(clock(estimate.seconds * 1000), bytes(estimate.bytes))}
            </>
          )}
        </p>
        <Button look="primary" onClick={() => onStart(choice)}>
          {messages.startExport}
        </Button>
      </div>
    </Dialog>
  );
}

/** What the studio says; of an answer that did not come only that there is none. */
function whyNone(error: Error, language: Language, messages: Messages): string {
  return "code" in error && error.code === "cancelled" ? messages.noEstimate : reasonOf(error, language, messages);
}

interface ChoicesProps<Value extends string> {
  label: string;
  value: Value;
  options: { value: Value; icon?: ReactNode; words: [string, string] }[];
  className: string;
  onChange(value: Value): void;
}

function Choices<Value extends string>({ label, value, options, className, onChange }: ChoicesProps<Value>) {
  return (
    <RadioGroup.Root
      aria-label={label}
      className={`grid gap-1.5 ${className}`}
      value={value}
      onValueChange={(next) => {
        const option = options.find((candidate) => candidate.value === next);
        if (option !== undefined) onChange(option.value);
      }}
    >
      {options.map(({ value: option, icon, words: [name, hint] }) => (
        <RadioGroup.Item
          key={option}
          value={option}
          className="flex items-center gap-3 rounded-lg border border-edge px-3 py-2 text-left hover:bg-raised data-[state=checked]:border-accent data-[state=checked]:bg-accent-soft data-[state=checked]:ring-1 data-[state=checked]:ring-accent"
        >
          {icon !== undefined && <span className="shrink-0 text-accent">{icon}</span>}
          <span className="min-w-0">
            <span className="block font-medium">{name}</span>
            <span className="block text-sm text-quiet">{hint}</span>
          </span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
