/** Renders on a farm: the same studio, the same films, whatever happens to its machines. */
import { beforeAll, expect, it } from "vitest";
import { farmStudio, startFarm, type TestFarm, TestWorker } from "./support/farm.js";
import { describeWithRedis } from "./support/farm-parts.js";
import { clips } from "./support/made-clips.js";
import { type Account, TestStudio } from "./support/studio.js";

describeWithRedis("A farm", () => {
  let farm: TestFarm;
  let studio: TestStudio;
  let person: Account;
  let clip: string;
  let alone: Buffer;
  beforeAll(async () => {
    clip = await clips.constantRate("25");
    farm = await startFarm();
    const local = await TestStudio.start();
    alone = await filmOf(await local.account(), clip, "alone");
    await local.stop();
    studio = await farmStudio(farm);
    person = await studio.account();
  });

  it("makes the film that one machine makes, frame for frame", async () => {
    const worker = await TestWorker.start(farm);
    const film = await filmOf(person, clip, "on_farm");
    expect(film.equals(alone)).toBe(true);
    expect(worker.count(/made/)).toBeGreaterThanOrEqual(2);
    expect(await worker.end()).toBe(0);
  });
});

async function filmOf(person: Account, clip: string, id: string): Promise<Buffer> {
  const session = await person.sessionWith(clip);
  const submitted = await person.submit(session, id);
  if (submitted.status !== 200) throw new Error(JSON.stringify(submitted.body));
  const ended = await person.ended(id);
  if (ended.status !== "completed") throw new Error(JSON.stringify(ended));
  return Buffer.from(await (await fetch(ended.output.url)).arrayBuffer());
}
