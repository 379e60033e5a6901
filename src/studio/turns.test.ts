/** Turns in an open studio: what they make of the draft, and what they tell. */
import { describe, expect, it } from "vitest";
import { draftOf, video } from "../../test/support/drafts.js";
import { OpenStudio } from "../../test/support/open-studio.js";
import { GRAMMAR, type Interpreter, type ModelShortfall } from "../agent/interpreter.js";
import type { SessionRecord } from "./records.js";
import type { Studio } from "./studio.js";
import { languageFor } from "./turn-words.js";

/** A session with three clips. */
function threeClips({ sessions, accounts }: Studio): SessionRecord {
  const session = sessions.create(accounts.owner(), { name: "project", language: null });
  const draft = draftOf(video("a", 4000), video("b", 5000), video("c", 6000));
  sessions.change(session, { draft, origin: "edit", changes: [] });
  return session;
}

/** Says something and gives what is answered. */
async function say(studio: Studio, session: SessionRecord, words: string, signal?: AbortSignal): Promise<string> {
  const request = { words, hasAttribution: false, isStreaming: false, signal };
  const texts: string[] = [];
  await studio.turns
    .prepare(studio.accounts.owner(), session, request)
    .run(({ content: { parts } }) => texts.push(...parts.flatMap((part) => ("text" in part ? part.text : []))));
  return texts.join("\n");
}

function clipsOf({ sessions }: Studio, session: SessionRecord): number[] {
  const { draft } = sessions.state(session);
  return draft.t.flatMap(({ r, sg }) => (r === "clips" ? sg.flatMap(({ c }) => c ?? []) : []));
}

/** A language model that never helps. */
function failing(code: ModelShortfall["code"]): Interpreter {
  return {
    interpret: async (request) => ({ ...(await GRAMMAR.interpret(request)), shortfall: { code, why: "it is away" } }),
  };
}

describe("a turn that corrects the one before", () => {
  it("is made on what was there before it, and undo leads back to what it corrected", async () => {
    await using open = await OpenStudio.open();
    const { studio } = open;
    const session = threeClips(studio);
    const [first, second, third] = clipsOf(studio, session);
    await say(studio, session, "remove the third clip");
    expect(clipsOf(studio, session)).toEqual([first, second]);
    await say(studio, session, "no, the second one");
    expect(clipsOf(studio, session)).toEqual([first, third]);
    await say(studio, session, "undo");
    expect(clipsOf(studio, session)).toEqual([first, second]);
  });
});

it("is answered in the language of its words, or in the one that was asked for where they have none", () => {
  expect(languageFor("zh", "trim the first 2 seconds")).toBe("en");
  expect(languageFor("zh", "add the title “你好，世界”")).toBe("en");
  expect(languageFor("en", "剪掉前2秒")).toBe("zh");
  expect(languageFor("en", "加标题“Hello my world”")).toBe("zh");
  for (const words of ["asdf", "IMG_1234.mp4", "12", "42%"]) expect(languageFor("zh", words)).toBe("zh");
  expect(languageFor("en", "asdf")).toBe("en");
  expect(languageFor(null, "asdf")).toBe("en");
});

describe("a turn whose language model does not answer", () => {
  it("does what the grammar understands, and says so once in the person's language", async () => {
    await using open = await OpenStudio.open({}, failing("unreachable"));
    const { studio } = open;
    const session = threeClips(studio);
    const english = await say(studio, session, "remove the third clip");
    expect(english.match(/The language model could not be reached/g)).toHaveLength(1);
    expect(await say(studio, session, "删除第二个片段")).toContain("无法连接语言模型");
    expect(clipsOf(studio, session)).toHaveLength(1);
  });

  it("says nothing of a model where none was asked", async () => {
    await using open = await OpenStudio.open();
    expect(await say(open.studio, threeClips(open.studio), "remove the third clip")).not.toMatch(/model/);
  });

  it("ends when the studio closes, as if it never was", async () => {
    const waiting: Interpreter = {
      interpret: (_, signal) =>
        new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason))),
    };
    await using open = await OpenStudio.open({}, waiting);
    const { studio } = open;
    const session = threeClips(studio);
    const closing = new AbortController();
    const turn = say(studio, session, "remove the third clip", closing.signal);
    setImmediate(() => closing.abort(new Error("closing")));
    await expect(turn).rejects.toThrow("closing");
    expect(clipsOf(studio, session)).toHaveLength(3);
    expect(studio.sessions.messages(session, 10)).toEqual([]);
  });
});
