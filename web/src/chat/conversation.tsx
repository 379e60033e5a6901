import { Check, CornerDownLeft, ListVideo, Redo2, Square, Undo2 } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useMessages } from "../language";
import { Button, IconButton } from "../parts/button";

/** One thing said. */
export interface Message {
  id: string;
  author: "person" | "assistant";
  text: string;
  /** What it changed, one short sentence each. */
  changes: string[];
  /** Present where it can be taken back. */
  undo?: (() => void) | undefined;
  /** Present where it was taken back and can be made again. */
  redo?: (() => void) | undefined;
  isUndone?: boolean | undefined;
  /** An export was begun with it. */
  isExport?: boolean | undefined;
  isBad?: boolean | undefined;
  /** Present where it can be said again. */
  retry?: (() => void) | undefined;
}

interface ConversationProps {
  messages: Message[];
  /** The answer that is coming in, so far; undefined when nobody speaks. */
  streaming: { text: string; note: string | undefined } | undefined;
  suggestions: string[];
  isReady: boolean;
  onSay(words: string): void;
  onStop(): void;
  onShowExports(): void;
}

/** Where a person says what they want, and hears what was done. */
export function Conversation({ messages: said, streaming, suggestions, isReady, ...on }: ConversationProps) {
  const messages = useMessages();
  const [words, setWords] = useState("");
  const end = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the newest words come into view when they change.
  useEffect(() => {
    // Newer browsers answer with a promise, which an effect must not return.
    void end.current?.scrollIntoView({ block: "nearest" });
  }, [said.length, streaming?.text]);
  const send = (text: string): void => {
    if (text.trim() === "" || !isReady || streaming !== undefined) return;
    on.onSay(text.trim());
    setWords("");
  };
  const onKey = (event: KeyboardEvent): void => {
    // While an input method composes Chinese, Enter takes the proposed characters and sends nothing.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send(words);
  };
  return (
    <section aria-label={messages.conversation} className="flex min-h-0 flex-1 flex-col max-lg:contents">
      <div
        role="log"
        aria-label={messages.conversationLog}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reachable by keys.
        tabIndex={0}
        className="relative flex-1 space-y-3 bg-surface p-3 max-lg:shrink-0 max-lg:basis-auto lg:min-h-0 lg:overflow-y-auto"
      >
        {said.length === 0 && streaming === undefined && (
          <div className="text-quiet">
            <p>{messages.conversationEmpty}</p>
            {suggestions.length === 0 && (
              <ul className="mt-3 space-y-1.5 border-l-2 border-line pl-3">
                {messages.examples.map((example) => (
                  <li key={example}>“{example}”</li>
                ))}
              </ul>
            )}
          </div>
        )}
        {said.map((message) => (
          <Entry key={message.id} message={message} onShowExports={on.onShowExports} />
        ))}
        {streaming !== undefined && (
          <div className="max-w-[92%] whitespace-pre-wrap break-words rounded-xl rounded-bl-sm bg-raised px-3 py-2">
            {streaming.text || <span className="text-quiet">{streaming.note ?? messages.thinking}</span>}
          </div>
        )}
        <div ref={end} />
      </div>
      <div id="say" className="border-t border-line bg-surface p-3 max-lg:sticky max-lg:bottom-0 max-lg:z-20">
        {suggestions.length > 0 && (
          <ul aria-label={messages.suggestions} className="mb-2 flex flex-wrap gap-1.5">
            {suggestions.map((suggestion) => (
              // A few, each whole on a line: the words that were said have the room.
              <li
                key={suggestion}
                className={`max-w-full max-lg:nth-[n+3]:hidden ${said.length === 0 ? "" : "nth-[n+4]:hidden"}`}
              >
                <button
                  type="button"
                  disabled={!isReady || streaming !== undefined}
                  className="min-h-8 max-w-full truncate rounded-full border border-edge px-3 text-sm hover:bg-raised disabled:opacity-50"
                  onClick={() => send(suggestion)}
                >
                  {suggestion}
                </button>
              </li>
            ))}
          </ul>
        )}
        <div className="flex items-end gap-2 rounded-xl border border-edge bg-surface p-1.5 focus-within:outline-2 focus-within:outline-accent">
          <textarea
            autoComplete="off"
            aria-label={messages.sayLabel}
            placeholder={messages.sayPlaceholder}
            rows={2}
            maxLength={4000}
            className="max-h-40 min-h-11 min-w-0 flex-1 resize-none bg-transparent px-1.5 py-1 outline-none placeholder:text-quiet"
            value={words}
            onChange={(event) => setWords(event.target.value)}
            onKeyDown={onKey}
          />
          {streaming === undefined ? (
            <IconButton
              label={messages.send}
              icon={<CornerDownLeft size={18} aria-hidden />}
              disabled={!isReady || words.trim() === ""}
              className="bg-accent text-accent-ink hover:bg-accent-strong"
              onClick={() => send(words)}
            />
          ) : (
            <IconButton label={messages.stop} icon={<Square size={16} aria-hidden />} onClick={on.onStop} />
          )}
        </div>
      </div>
    </section>
  );
}

function Entry({ message, onShowExports }: { message: Message; onShowExports(): void }) {
  const messages = useMessages();
  const isPerson = message.author === "person";
  const colours = message.isBad ? "bg-danger-soft" : isPerson ? "bg-accent-soft" : "bg-raised";
  return (
    <div className={`flex ${isPerson ? "justify-end" : "justify-start"}`}>
      <div
        className={`max-w-[92%] break-words rounded-xl px-3 py-2 ${isPerson ? "rounded-br-sm" : "rounded-bl-sm"} ${colours}`}
      >
        <span className="sr-only">{isPerson ? messages.youSaid : messages.assistantSaid} </span>
        {message.changes.length > 0 && (
          <ul className="space-y-1">
            {message.changes.map((change) => (
              <li key={change} className={`flex gap-2 ${message.isUndone ? "text-quiet" : ""}`}>
                {message.isUndone ? (
                  <Undo2 size={16} aria-hidden className="mt-1 shrink-0" />
                ) : (
                  <Check size={16} aria-hidden className="mt-1 shrink-0 text-accent" />
                )}
                {message.isUndone ? <s>{change}</s> : change}
              </li>
            ))}
          </ul>
        )}
        {message.undo !== undefined && (
          <Button className="my-1.5 mr-1.5 min-h-8 px-2.5 text-sm" onClick={message.undo}>
            <Undo2 size={14} aria-hidden /> {messages.undo}
          </Button>
        )}
        {message.isExport && (
          <Button className="my-1.5 min-h-8 px-2.5 text-sm" onClick={onShowExports}>
            <ListVideo size={14} aria-hidden /> {messages.exports}
          </Button>
        )}
        {message.isUndone && <p className="text-sm font-medium text-quiet">{messages.undone}</p>}
        {message.redo !== undefined && (
          <Button className="my-1.5 min-h-8 px-2.5 text-sm" onClick={message.redo}>
            <Redo2 size={14} aria-hidden /> {messages.redo}
          </Button>
        )}
        {message.text !== "" && !message.isUndone && (
          <p className={`whitespace-pre-wrap ${message.changes.length > 0 ? "mt-1 text-sm text-quiet" : ""}`}>
            {message.text}
          </p>
        )}
        {message.retry !== undefined && (
          <Button className="my-1.5 min-h-8 px-2.5 text-sm" onClick={message.retry}>
            {messages.retry}
          </Button>
        )}
      </div>
    </div>
  );
}
