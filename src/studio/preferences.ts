/** What the machine's person has chosen for everything that is made here: kept, and the same for all of their programs. */
import { DEVICES, type Device, type DeviceTrial, networkNames, usableDevices } from "../render/means.js";
import type { MediaDesk } from "./media-desk.js";
import type { SettingRecords } from "./records.js";
import { DEFAULT_NETWORK } from "./render-making.js";

/** `auto` is the fastest of those that work. */
export const DEVICE_CHOICES = ["auto", ...DEVICES] as const;
export type ChosenDevice = Device | "auto";

export interface PreferencesParts {
  settings: SettingRecords;
  desk: MediaDesk;
  /** What the program was started with; it goes before what is kept. */
  device: ChosenDevice | undefined;
}

export class Preferences {
  readonly #parts: PreferencesParts;
  #devices: Promise<DeviceTrial[]> | undefined;

  constructor(parts: PreferencesParts) {
    this.#parts = parts;
  }

  /** What the networks run on. */
  get device(): ChosenDevice {
    const kept = this.#parts.settings.get("device");
    return this.#parts.device ?? DEVICE_CHOICES.find((device) => device === kept) ?? "auto";
  }

  /** True where the program was started with a device: no choice changes it. */
  get isDeviceFixed(): boolean {
    return this.#parts.device !== undefined;
  }

  /** The network of a render that does not ask for another: what was chosen, for as long as it is there. */
  async network(): Promise<string> {
    const kept = this.#parts.settings.get("network");
    return (await this.networks()).find((name) => name === kept) ?? DEFAULT_NETWORK;
  }

  /** The networks that can be chosen: ours and the person's own. */
  networks(): Promise<string[]> {
    return networkNames();
  }

  change({ device, network }: { device?: ChosenDevice | undefined; network?: string | undefined }): void {
    if (device !== undefined) this.#parts.settings.set("device", device);
    if (network !== undefined) this.#parts.settings.set("network", network);
  }

  /** Which devices can be chosen, found by trying them; that takes some seconds, once. @throws Fault. */
  devices(): Promise<DeviceTrial[]> {
    this.#devices ??= usableDevices(this.#parts.desk);
    this.#devices.catch(() => {
      this.#devices = undefined;
    });
    return this.#devices;
  }
}
