import { describe, expect, it } from "vitest";
import { isPublic } from "./url-import.js";

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
