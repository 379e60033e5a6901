/** Turns, as the studio keeps them, as what was said. */
import type { TurnEvent } from "../studio/studio-api";
import type { Message } from "./conversation";
import type { Steps } from "./steps";

/** The words of an event. */
export function textOf({ content }: TurnEvent): string {
  return (content?.parts ?? []).flatMap(({ text }) => text ?? []).join("");
}

/** Whether a file is wanted of what a turn has led to: the page orders it. */
export function wantsExport({ actions }: TurnEvent): boolean {
  return actions?.stateDelta?.export_wanted === true;
}

/** The events of all turns as messages: the words, and under them what they changed. */
export function messagesOf(
  events: readonly TurnEvent[],
  { latest, next, undone }: Steps,
  take: { undo(): void; redo(): void },
): Message[] {
  const messages: Message[] = [];
  let changes: string[] = [];
  let isExport = false;
  for (const [index, event] of events.entries()) {
    if (event.partial) continue;
    for (const { functionCall, functionResponse } of event.content?.parts ?? []) {
      if (functionCall?.name === "export") isExport = true;
      const response = functionResponse?.response ?? {};
      const told: unknown[] = Array.isArray(response.changes) ? response.changes : [];
      changes.push(...told.filter((change) => typeof change === "string"));
    }
    const text = textOf(event);
    if (text === "") continue;
    if (event.author === "user") {
      messages.push({ id: event.id ?? String(index), author: "person", text, changes: [] });
      continue;
    }
    const version = changes.length > 0 ? event.actions?.stateDelta?.version : undefined;
    const isVersion = typeof version === "number";
    messages.push({
      id: event.id ?? String(index),
      author: "assistant",
      text: withoutChanges(text, changes),
      changes,
      ...(isVersion && version === latest ? { undo: take.undo } : {}),
      ...(isVersion && version === next ? { redo: take.redo } : {}),
      ...(isVersion && undone.has(version) ? { isUndone: true } : {}),
      ...(isExport || wantsExport(event) ? { isExport: true } : {}),
    });
    changes = [];
    isExport = false;
  }
  return messages;
}

/** An answer without the sentences that stand beside it as changes. */
function withoutChanges(text: string, changes: readonly string[]): string {
  let rest = text;
  for (const change of changes) rest = rest.replace(change.replace(/[.。]$/u, ""), "");
  return rest === text ? text : rest.replace(/^[\s;；.。]+/u, "");
}
