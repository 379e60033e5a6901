/** What was said in a project, and the answer that is coming in. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { WireError } from "../../../src/client/wire-error";
import { useLanguage } from "../language";
import { reasonOf } from "../reasons";
import { say, studioApi } from "../studio/studio-api";
import type { Message } from "./conversation";
import { stepsOf } from "./steps";
import { messagesOf, textOf, wantsExport } from "./turn-messages";

export interface ConversationHandle {
  messages: Message[];
  streaming: { text: string; note: string | undefined } | undefined;
  say(words: string): void;
  stop(): void;
}

/** What is being said now, or could not be. */
interface Turn {
  projectId: string | undefined;
  words: string;
  /** Messages that were there before. */
  known: number;
  text: string;
  note: string | undefined;
  failure: unknown;
}

/**
 * @param version the draft's newest version.
 * @param onExport orders a file of a project, where words asked for one along with edits.
 */
export function useConversation(
  projectId: string | undefined,
  ensureProject: () => Promise<string>,
  version: number | undefined,
  take: { undo(): void; redo(): void },
  onExport: (projectId: string) => Promise<void>,
): ConversationHandle {
  const { language, messages } = useLanguage();
  const client = useQueryClient();
  const [latest, setTurn] = useState<Turn>();
  const stop = useRef<AbortController>(undefined);
  const { data: events = [] } = useQuery({
    queryKey: ["messages", projectId],
    queryFn: () => studioApi.messages(projectId ?? ""),
    enabled: projectId !== undefined,
  });
  const { data: versions = [] } = useQuery({
    queryKey: ["versions", projectId, version],
    queryFn: () => studioApi.versions(projectId ?? ""),
    enabled: projectId !== undefined && version !== undefined,
    placeholderData: (before) => before,
  });
  const history = messagesOf(events, stepsOf(versions), take);
  const turn = latest?.projectId === projectId ? latest : undefined;

  const run = async (words: string): Promise<void> => {
    const ended = new AbortController();
    stop.current = ended;
    const change = (part: Partial<Turn>): void => setTurn((now) => now && { ...now, ...part });
    const refresh = async (): Promise<void> => {
      await client.invalidateQueries({ queryKey: ["messages"] });
      await client.invalidateQueries({ queryKey: ["state"] });
    };
    setTurn({ projectId, words, known: history.length, text: "", note: undefined, failure: undefined });
    const slow = setTimeout(() => change({ note: messages.stillWorking }), 20_000);
    try {
      const project = await ensureProject();
      change({ projectId: project });
      for await (const event of say(project, words, language, ended.signal)) {
        if (event.error !== undefined) throw new WireError(event.code ?? 0, 200, event.error);
        if (event.content?.role === "user") continue;
        if (wantsExport(event)) await onExport(project);
        const text = textOf(event);
        if (text !== "") setTurn((now) => now && { ...now, text: event.partial ? now.text + text : text });
      }
      await refresh();
      setTurn(undefined);
    } catch (failure) {
      if (ended.signal.aborted) setTurn(undefined);
      else change({ failure });
      // Not waited for: without the studio this takes long, and what went wrong is to be seen at once.
      void refresh();
    } finally {
      clearTimeout(slow);
    }
  };

  // Once the studio has told of it, it stands in the history.
  const isTold =
    turn !== undefined &&
    history.slice(turn.known).some(({ author, text }) => author === "person" && text === turn.words);
  const isWorking = turn !== undefined && turn.failure === undefined;
  const shown = [...history];
  if (turn !== undefined && !isTold) {
    shown.push({ id: "now", author: "person", text: turn.words, changes: [] });
    if (!isWorking)
      shown.push({
        id: "trouble",
        author: "assistant",
        text: reasonOf(turn.failure, language, messages),
        changes: [],
        isBad: true,
        retry: () => void run(turn.words),
      });
  }
  return {
    messages: shown,
    streaming: isWorking ? { text: turn.text, note: turn.note } : undefined,
    say: (words) => void run(words),
    stop: () => stop.current?.abort(),
  };
}
