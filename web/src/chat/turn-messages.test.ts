import { expect, it } from "vitest";
import { messagesOf } from "./turn-messages";

const answered = (id: string, version: number, text: string) => ({
  id,
  author: "nemo_agent",
  content: { role: "model", parts: [{ text }] },
  actions: { stateDelta: { version } },
});
const changed = (id: string, changes: string[]) => ({
  id,
  author: "nemo_agent",
  content: {
    role: "user",
    parts: [{ functionResponse: { name: "edit", response: { status: "applied", changes } } }],
  },
});
const said = (id: string, text: string) => ({ id, author: "user", content: { role: "user", parts: [{ text }] } });

const events = [
  said("1", "trim 2 seconds and mute it"),
  { id: "2", author: "nemo_agent", content: { role: "model", parts: [{ functionCall: { name: "edit" } }] } },
  changed("3", ["The first 2 s were cut.", "The sound is off."]),
  { ...answered("4", 2, "The first "), partial: true },
  answered("5", 2, "The first 2 s were cut. The sound is off.\nNext you could say: “export”."),
];

const take = { undo: () => undefined, redo: () => undefined };
const standing = (latest: number) => ({ latest, next: undefined, undone: new Set<number>() });

it("shows the words of both, and what was changed apart from the rest of the answer", () => {
  const shown = messagesOf(events, standing(2), take);
  expect(shown.map(({ author, text, changes }) => ({ author, text, changes }))).toEqual([
    { author: "person", text: "trim 2 seconds and mute it", changes: [] },
    {
      author: "assistant",
      text: "Next you could say: “export”.",
      changes: ["The first 2 s were cut.", "The sound is off."],
    },
  ]);
});

it("offers to undo only the change that made the draft what it is now", () => {
  expect(messagesOf(events, standing(2), take).at(-1)?.undo).toBeDefined();
  expect(messagesOf(events, standing(3), take).at(-1)?.undo).toBeUndefined();
});

it("offers nothing to undo under an answer that changed nothing", () => {
  const asked = [said("6", "how long is it?"), answered("7", 2, "It is 8 s long.")];
  expect(messagesOf([...events, ...asked], standing(2), take).at(-1)?.undo).toBeUndefined();
});

it("says of a change that was taken back that it was, and offers to make it again", () => {
  const [, answer] = messagesOf(events, { latest: 1, next: 2, undone: new Set([2]) }, take);
  expect(answer).toMatchObject({ isUndone: true, redo: take.redo });
  expect(answer?.undo).toBeUndefined();
});
