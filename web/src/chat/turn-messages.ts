/** Turns, as the studio keeps them, as what was said. */
import type { TurnEvent } from "../studio/studio-api";
import type { Message } from "./conversation";

/** The words of an event. */
export function textOf({ content }: TurnEvent): string {
  return (content?.parts ?? []).flatMap(({ text }) => text ?? []).join("");
}

/** The events of all turns as messages: the words, and under them what they changed. */
export function messagesOf(events: readonly TurnEvent[], version: number | undefined, undo: () => void): Message[] {
  const messages: Message[] = [];
  let changes: string[] = [];
  let changedVersion: number | undefined;
  for (const [index, event] of events.entries()) {
    if (event.partial) continue;
    for (const { functionResponse } of event.content?.parts ?? []) {
      const response = functionResponse?.response ?? {};
      const told: unknown[] = Array.isArray(response.changes) ? response.changes : [];
      changes.push(...told.filter((change) => typeof change === "string"));
      if (typeof response.version === "number") changedVersion = response.version;
    }
    const text = textOf(event);
    if (text === "") continue;
    const isPerson = event.author === "user";
    const isNewest = changedVersion !== undefined && changedVersion === version;
    messages.push({
      id: event.id ?? String(index),
      author: isPerson ? "person" : "assistant",
      text,
      changes: isPerson ? [] : changes,
      ...(!isPerson && isNewest ? { undo } : {}),
    });
    if (!isPerson) {
      changes = [];
      changedVersion = undefined;
    }
  }
  return messages;
}
