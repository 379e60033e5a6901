import type { LookupAddress } from "node:dns";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Readable } from "node:stream";
import { afterAll, describe, expect, it } from "vitest";
import { fetchFile, type ImportOptions, isPublic } from "./url-import.js";

describe("an address on the network", () => {
  it("is public only where it is nobody's own", () => {
    for (const address of ["93.184.216.34", "2606:4700::1111"]) expect(isPublic(address)).toBe(true);
    const privates = [
      ...[
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
      ],
      ...["224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1"],
      ...["::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "not an address"],
    ];
    for (const address of privates) expect(isPublic(address), address).toBe(false);
  });
});

describe("a file fetched from an address", () => {
  const servers: Server[] = [];
  const seen: string[] = [];
  afterAll(() => {
    for (const server of servers) if (server.listening) server.close();
  });

  /** A server that sends on, or gives a file. */
  async function serving(host: string, location?: string): Promise<string> {
    const server = createServer((request, response) => {
      seen.push(`${request.headers.host}${request.url}`);
      if (location === undefined) response.end("inside");
      else response.writeHead(302, { location }).end();
    });
    servers.push(server);
    // Not every system has more than one address of its own; what does not listen hears nothing either.
    await new Promise<void>((resolve) => server.once("error", () => resolve()).listen(0, host, resolve));
    return `http://${host}:${(server.address() as AddressInfo | null)?.port ?? 9}`;
  }

  const fetched: string[] = [];
  const assets = {
    checkSize: () => undefined,
    receive: async (source: Readable, name: string) => {
      const parts: Buffer[] = [];
      for await (const part of source) parts.push(part as Buffer);
      fetched.push(Buffer.concat(parts).toString());
      return { partPath: "", name, sizeBytes: 0, sha256: "" };
    },
  };
  // For the test this one address is the open network; all others stay what they are.
  const mayConnect = (address: string): boolean => address === "127.0.0.1" || isPublic(address);
  /** Names of the test's own: what a resolver answers, in turn. */
  const resolving = (...answers: string[][]): NonNullable<ImportOptions["resolve"]> =>
    ((_name: string, _how: unknown, done: (error: null, addresses: LookupAddress[]) => void) => {
      const addresses = (answers.shift() ?? []).map((address) => ({ address, family: 4 }));
      done(null, addresses);
    }) as NonNullable<ImportOptions["resolve"]>;

  it("is not fetched where a redirect leads inside, and nothing is sent there", async () => {
    const inside = await serving("127.0.0.2");
    const { port } = new URL(inside);
    for (const to of [inside, `http://[::1]:${port}/`, "http://169.254.169.254/latest/", "file:///etc/passwd"]) {
      const outside = await serving("127.0.0.1", to);
      await expect(fetchFile(assets, outside, { mayConnect }), to).rejects.toMatchObject({ kind: "malformed" });
    }
    // By name, too: the name is public, where it leads is not.
    const byName = await serving("127.0.0.1", `http://films.example:${port}/`);
    const resolve = resolving(["127.0.0.2"]);
    await expect(fetchFile(assets, byName, { mayConnect, resolve })).rejects.toThrow(/its network/);
    expect(seen.filter((place) => place.startsWith("127.0.0.2") || place.startsWith("films"))).toEqual([]);
    expect(fetched).toEqual([]);
  });

  it("is not fetched where its name has any address inside, be it beside others or on a second asking", async () => {
    const { port } = new URL(await serving("127.0.0.1"));
    const url = `http://films.example:${port}/film.mp4`;
    for (const answers of [["127.0.0.2"], ["127.0.0.1", "10.0.0.1"], ["10.0.0.1", "127.0.0.1"], []])
      await expect(fetchFile(assets, url, { mayConnect, resolve: resolving(answers) })).rejects.toThrow(/its network/);
    // What was looked at is what is connected to: nobody is asked twice.
    const resolve = resolving(["127.0.0.1"], ["127.0.0.2"]);
    expect(await fetchFile(assets, url, { mayConnect, resolve })).toMatchObject({ name: "film.mp4" });
    expect(fetched).toEqual(["inside"]);
  });
});
