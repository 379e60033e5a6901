/** What was said in a project, and the answer that is coming in. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useMessages } from "../language";
import { say, studioApi } from "../studio/studio-api";
import type { Message } from "./conversation";
import { messagesOf, textOf } from "./turn-messages";

export interface ConversationHandle {
  messages: Message[];
  streaming: { text: string; note: string | undefined } | undefined;
  say(words: string): void;
  stop(): void;
}

/** @param version the draft's newest version: the change that made it can be taken back. */
export function useConversation(
  projectId: string | undefined,
  ensureProject: () => Promise<string>,
  version: number | undefined,
  undo: () => void,
): ConversationHandle {
  const messages = useMessages();
  const client = useQueryClient();
  const [streaming, setStreaming] = useState<ConversationHandle["streaming"]>();
  const [said, setSaid] = useState<string>();
  const [trouble, setTrouble] = useState<{ words: string; reason: string }>();
  const turn = useRef<AbortController>(undefined);
  const { data: events = [] } = useQuery({
    queryKey: ["messages", projectId],
    queryFn: () => studioApi.messages(projectId ?? ""),
    enabled: projectId !== undefined,
  });

  const run = async (words: string): Promise<void> => {
    turn.current = new AbortController();
    const { signal } = turn.current;
    setTrouble(undefined);
    setSaid(words);
    setStreaming({ text: "", note: undefined });
    const slow = setTimeout(() => setStreaming((now) => now && { ...now, note: messages.stillWorking }), 20_000);
    try {
      const project = await ensureProject();
      for await (const event of say(project, words, signal)) {
        if (event.error !== undefined) throw new Error(event.error);
        if (event.content?.role === "user") continue;
        const text = textOf(event);
        if (text !== "")
          setStreaming((now) => ({ note: now?.note, text: event.partial ? (now?.text ?? "") + text : text }));
      }
    } catch (error) {
      if (!signal.aborted) setTrouble({ words, reason: error instanceof Error ? error.message : messages.wentWrong });
    } finally {
      clearTimeout(slow);
      await client.invalidateQueries({ queryKey: ["messages"] });
      await client.invalidateQueries({ queryKey: ["state"] });
      setStreaming(undefined);
      setSaid(undefined);
    }
  };

  const history = messagesOf(events, version, undo);
  if (said !== undefined && history.at(-1)?.text !== said)
    history.push({ id: "now", author: "person", text: said, changes: [] });
  if (trouble !== undefined) {
    history.push({ id: "trouble-said", author: "person", text: trouble.words, changes: [] });
    history.push({ id: "trouble", author: "assistant", text: trouble.reason, changes: [], isBad: true });
  }
  return { messages: history, streaming, say: (words) => void run(words), stop: () => turn.current?.abort() };
}
