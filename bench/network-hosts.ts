/** Network namespaces of this machine that stand for machines of a farm, on a switch of their own. Linux, as root. */
import { spawnSync } from "node:child_process";

const NETWORK = "10.201.77";

/** A network of its own, whose cable can be pulled. */
export interface NetworkHost {
  /** The command that runs another in it. */
  wrapper: string[];
  /** Nothing goes through any more, and nobody is told. */
  cut(): void;
  mend(): void;
}

export class NetworkHosts implements Disposable {
  /** Where this machine is reached from the hosts. */
  readonly address = `${NETWORK}.1`;
  readonly #bridge = `hdb${process.pid % 100_000}`;
  readonly #names: string[] = [];

  private constructor() {}

  /** Undefined, with the reason, where this machine cannot. */
  static open(): NetworkHosts | { reason: string } {
    if (process.platform !== "linux" || process.getuid?.() !== 0) return { reason: "it takes Linux, and root" };
    const hosts = new NetworkHosts();
    try {
      ip("link", "add", hosts.#bridge, "type", "bridge");
      ip("addr", "add", `${hosts.address}/24`, "dev", hosts.#bridge);
      ip("link", "set", hosts.#bridge, "up");
      return hosts;
    } catch (error) {
      hosts[Symbol.dispose]();
      return { reason: error instanceof Error ? error.message : String(error) };
    }
  }

  add(): NetworkHost {
    const number = this.#names.length + 2;
    const name = `${this.#bridge}-${number}`;
    const [outside, inside] = [`${this.#bridge}o${number}`, `${this.#bridge}i${number}`];
    this.#names.push(name);
    ip("netns", "add", name);
    ip("link", "add", outside, "type", "veth", "peer", "name", inside, "netns", name);
    ip("link", "set", outside, "master", this.#bridge, "up");
    ip("-n", name, "addr", "add", `${NETWORK}.${number}/24`, "dev", inside);
    ip("-n", name, "link", "set", inside, "up");
    ip("-n", name, "link", "set", "lo", "up");
    return {
      wrapper: ["ip", "netns", "exec", name],
      // Off the switch, its own cable up: what is sent is lost, as behind a switch that died.
      cut: () => ip("link", "set", outside, "nomaster"),
      mend: () => ip("link", "set", outside, "master", this.#bridge),
    };
  }

  [Symbol.dispose](): void {
    for (const name of this.#names) spawnSync("ip", ["netns", "del", name]);
    spawnSync("ip", ["link", "del", this.#bridge]);
  }
}

function ip(...words: string[]): void {
  const { status, stderr, error } = spawnSync("ip", words, { encoding: "utf8" });
  if (status !== 0) throw new Error(`ip ${words.join(" ")}: ${error?.message ?? stderr.trim()}`);
}
