import { describe, expect, it } from "vitest";
import { OpenStudio } from "../../test/support/open-studio.js";

describe("the network that was chosen", () => {
  it("gives way to the default one where it is not there any more", async () => {
    await using open = await OpenStudio.open();
    const { preferences } = open.studio;
    preferences.change({ network: "fast" });
    expect(await preferences.network()).toBe("fast");
    preferences.change({ network: "removed-since" });
    expect(await preferences.network()).toBe("balanced");
  });
});
