import { useQuery } from "@tanstack/react-query";
import { ToggleGroup } from "radix-ui";
import { type ReactNode, useState } from "react";
import { useLanguage } from "../language";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { useTell } from "../parts/notices";
import { studioApi } from "../studio/studio-api";
import { bytes } from "../wording";
import { chooseTheme, chosenTheme, type Theme } from "./theme";

interface SettingsDialogProps {
  isOpen: boolean;
  onClose(): void;
  attempt(work: () => Promise<unknown>): Promise<void>;
}

export function SettingsDialog({ isOpen, onClose, attempt }: SettingsDialogProps) {
  const { language, messages, choose } = useLanguage();
  const tell = useTell();
  const [theme, setTheme] = useState(chosenTheme);
  const storage = useQuery({ queryKey: ["storage"], queryFn: studioApi.storage, enabled: isOpen });
  const version = useQuery({ queryKey: ["version"], queryFn: studioApi.version, enabled: isOpen });
  const cleanUp = () =>
    void attempt(async () => {
      tell(messages.cleanedUp(bytes(await studioApi.cleanUp())));
      await storage.refetch();
    });
  const parts = storage.data && [
    [messages.storage.uploads, storage.data.uploads_bytes] as const,
    [messages.storage.results, storage.data.results_bytes] as const,
    [messages.storage.previews, storage.data.previews_bytes] as const,
    [messages.storage.free, storage.data.disk_free_bytes] as const,
  ];
  return (
    <Dialog title={messages.settings} isOpen={isOpen} onClose={onClose}>
      <div className="space-y-5">
        <Row label={messages.languageLabel}>
          <Toggle
            label={messages.languageLabel}
            value={language}
            options={[
              ["en", "English"],
              ["zh", "中文"],
            ]}
            onChange={(next) => choose(next === "zh" ? "zh" : "en")}
          />
        </Row>
        <Row label={messages.themeLabel}>
          <Toggle
            label={messages.themeLabel}
            value={theme}
            options={Object.entries(messages.themes)}
            onChange={(next) => {
              chooseTheme(next as Theme);
              setTheme(next as Theme);
            }}
          />
        </Row>
        <section>
          <h3 className="font-medium">{messages.data}</h3>
          <ul className="my-2 text-sm">
            {parts?.map(([name, size]) => (
              <li key={name} className="flex justify-between border-b border-line py-1">
                <span>{name}</span>
                <span className="tabular-nums">{bytes(size)}</span>
              </li>
            ))}
          </ul>
          <Button onClick={cleanUp}>{messages.cleanUp}</Button>
        </section>
        <section>
          <h3 className="font-medium">{messages.privacy}</h3>
          <p className="text-quiet">{messages.privacyText}</p>
        </section>
        <section>
          <h3 className="mb-1 font-medium">{messages.keyboard}</h3>
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
            {messages.keys.map(([keys, meaning]) => (
              <div key={keys} className="contents">
                <dt>
                  <kbd className="rounded border border-line bg-raised px-1.5 font-sans">{keys}</kbd>
                </dt>
                <dd className="text-quiet">{meaning}</dd>
              </div>
            ))}
          </dl>
        </section>
        {version.data !== undefined && (
          <p className="text-sm text-quiet">
            {messages.version} {version.data}
          </p>
        )}
      </div>
    </Dialog>
  );
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-2">
      <span className="font-medium">{label}</span>
      {children}
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: [string, string][];
  onChange(value: string): void;
}

function Toggle({ label, value, options, onChange }: ChoiceProps) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(next) => next !== "" && onChange(next)}
      className="flex rounded-lg border border-edge p-0.5"
    >
      {options.map(([option, words]) => (
        <ToggleGroup.Item
          key={option}
          value={option}
          className="min-h-8 rounded-md px-3 hover:bg-raised data-[state=on]:bg-accent-soft data-[state=on]:font-medium"
        >
          {words}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
