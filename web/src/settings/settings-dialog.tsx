import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLanguage } from "../language";
import { Dialog } from "../parts/dialog";
import { Toggle } from "../parts/toggle";
import { studioApi } from "../studio/studio-api";
import { MachineSettings } from "./machine-settings";
import { Row } from "./settings-row";
import { StorageSection } from "./storage-section";
import { chooseTheme, chosenTheme, type Theme } from "./theme";

interface SettingsDialogProps {
  isOpen: boolean;
  onClose(): void;
  attempt(work: () => Promise<unknown>): Promise<void>;
}

export function SettingsDialog({ isOpen, onClose, attempt }: SettingsDialogProps) {
  const { language, messages, choose } = useLanguage();
  const [theme, setTheme] = useState(chosenTheme);
  const version = useQuery({ queryKey: ["version"], queryFn: studioApi.version, enabled: isOpen });
  return (
    <Dialog title={messages.settings} isOpen={isOpen} onClose={onClose}>
      <div className="space-y-6">
        <div className="space-y-3">
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
          <MachineSettings isOpen={isOpen} attempt={attempt} />
        </div>
        <StorageSection isOpen={isOpen} attempt={attempt} />
        <section>
          <h3 className="font-semibold">{messages.privacy}</h3>
          <p className="mt-1 text-quiet">{messages.privacyText}</p>
          <p className="mt-2 font-medium">{messages.privacyCheck}</p>
          <ul className="mt-1 list-disc space-y-1 pl-5 text-quiet">
            {messages.privacyChecks.map((check) => (
              <li key={check}>{check}</li>
            ))}
          </ul>
        </section>
        <section>
          <h3 className="mb-2 font-semibold">{messages.keyboard}</h3>
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-sm">
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
