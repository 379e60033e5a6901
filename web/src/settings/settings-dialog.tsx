import { ToggleGroup } from "radix-ui";
import { type ReactNode, useId, useState } from "react";
import { useLanguage } from "../language";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { bytes } from "../wording";
import { chooseTheme, chosenTheme, type Theme } from "./theme";

/** What the settings show of the program on this machine. */
export interface StudioFacts {
  version: string;
  devices: string[];
  device: string;
  networks: string[];
  network: string;
  dataFolder: string | undefined;
  /** Bytes by what they are for. */
  storage: { name: string; bytes: number }[];
}

interface SettingsDialogProps {
  isOpen: boolean;
  facts: StudioFacts | undefined;
  onClose(): void;
  onDevice(device: string): void;
  onNetwork(network: string): void;
  onCleanUp(): void;
}

export function SettingsDialog({ isOpen, facts, onClose, ...on }: SettingsDialogProps) {
  const { language, messages, choose } = useLanguage();
  const [theme, setTheme] = useState(chosenTheme);
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
        {facts !== undefined && (
          <>
            <Select
              label={messages.device}
              value={facts.device}
              options={facts.devices.map((name) => [name, messages.devices[name] ?? name])}
              onChange={on.onDevice}
            />
            <Select
              label={messages.network}
              value={facts.network}
              options={facts.networks.map((name) => [name, name])}
              onChange={on.onNetwork}
            />
            <section>
              <h3 className="font-medium">{messages.data}</h3>
              {facts.dataFolder !== undefined && (
                <p className="break-all text-sm text-quiet">
                  {messages.dataFolder}: {facts.dataFolder}
                </p>
              )}
              <ul className="my-2 text-sm">
                {facts.storage.map((part) => (
                  <li key={part.name} className="flex justify-between border-b border-line py-1">
                    <span>{part.name}</span>
                    <span className="tabular-nums">{bytes(part.bytes)}</span>
                  </li>
                ))}
              </ul>
              <Button onClick={on.onCleanUp}>{messages.cleanUp}</Button>
            </section>
          </>
        )}
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
        {facts !== undefined && (
          <p className="text-sm text-quiet">
            {messages.version} {facts.version}
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

function Select({ label, value, options, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div className="flex flex-wrap items-center justify-between gap-2">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <select
        id={id}
        value={value}
        className="min-h-9 rounded-lg border border-edge bg-surface px-2"
        onChange={(event) => onChange(event.target.value)}
      >
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}
