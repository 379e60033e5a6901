import { expect, it } from "vitest";
import { messagesOf } from "./turn-messages";

const events = [
  { id: "1", author: "user", content: { role: "user", parts: [{ text: "trim 2 seconds" }] } },
  { id: "2", author: "nemo_agent", content: { role: "model", parts: [{ functionCall: { name: "edit" } }] } },
  {
    id: "3",
    author: "nemo_agent",
    content: {
      role: "user",
      parts: [{ functionResponse: { name: "edit", response: { changes: ["Cut 0:00–0:02"], version: 2 } } }],
    },
  },
  { id: "4", author: "nemo_agent", partial: true, content: { role: "model", parts: [{ text: "I cut " }] } },
  { id: "5", author: "nemo_agent", content: { role: "model", parts: [{ text: "I cut the first 2 seconds." }] } },
];

it("shows the words of both, and under the answer what it changed", () => {
  const shown = messagesOf(events, 2, () => undefined);
  expect(shown.map(({ author, text, changes }) => ({ author, text, changes }))).toEqual([
    { author: "person", text: "trim 2 seconds", changes: [] },
    { author: "assistant", text: "I cut the first 2 seconds.", changes: ["Cut 0:00–0:02"] },
  ]);
});

it("offers to undo only the change that made the draft what it is now", () => {
  expect(messagesOf(events, 2, () => undefined).at(-1)?.undo).toBeDefined();
  expect(messagesOf(events, 3, () => undefined).at(-1)?.undo).toBeUndefined();
});
