import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useLanguage } from "../language";
import { Toggle } from "../parts/toggle";
import { type MachineChoice, studioApi } from "../studio/studio-api";
import { Row } from "./settings-row";

interface MachineSettingsProps {
  isOpen: boolean;
  attempt(work: () => Promise<unknown>): Promise<void>;
}

const DEVICES = ["auto", "cpu", "webgpu", "cuda"] as const;

/** What the networks run on, and which of them is taken where nothing else is said. */
export function MachineSettings({ isOpen, attempt }: MachineSettingsProps) {
  const { messages } = useLanguage();
  const client = useQueryClient();
  const { data: settings } = useQuery({ queryKey: ["settings"], queryFn: studioApi.settings, enabled: isOpen });
  // Trying them takes some seconds: until then any can be chosen.
  const { data: devices } = useQuery({
    queryKey: ["devices"],
    queryFn: studioApi.devices,
    enabled: isOpen,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const change = (choice: MachineChoice) =>
    void attempt(async () => {
      client.setQueryData(["settings"], await studioApi.changeSettings(choice));
      await client.invalidateQueries({ queryKey: ["estimate"] });
    });
  const mayChange = settings?.may_change ?? false;
  const reasonAgainst = (device: string): string | undefined => {
    const found = devices?.find((each) => each.device === device);
    return found === undefined || found.usable ? undefined : (messages.devicesAbsent[device] ?? messages.deviceAbsent);
  };
  const isFixed = settings?.device_is_fixed ?? false;
  const unusable = DEVICES.flatMap((device) => {
    const reason = reasonAgainst(device);
    return reason === undefined ? [] : [`${messages.devices[device]}: ${reason}`];
  });
  return (
    <>
      <Row label={messages.networkLabel}>
        <Toggle
          label={messages.networkLabel}
          value={settings?.network ?? ""}
          options={(settings?.networks ?? ["fast", "balanced", "best"]).map((name) => [
            name,
            messages.networks[name] ?? name,
          ])}
          isDisabled={!mayChange}
          onChange={(network) => change({ network })}
        />
      </Row>
      <div>
        <Row label={messages.deviceLabel}>
          <Toggle
            label={messages.deviceLabel}
            value={settings?.device ?? ""}
            options={DEVICES.map((device) => [device, messages.devices[device], reasonAgainst(device)])}
            isDisabled={!mayChange || isFixed}
            onChange={(device) => change({ device })}
          />
        </Row>
        {isFixed && <p className="mt-1 text-sm text-quiet">{messages.deviceFixed}</p>}
        {unusable.length > 0 && (
          <ul className="mt-1 text-sm text-quiet">
            {unusable.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
      </div>
    </>
  );
}
