/**
 * A turn of the conversation: words become edits, edits a new version of the draft, and the person is told what changed.
 * What a turn does is kept in one step at its end, and told only then: a turn that is cut in half never was.
 */
import { randomUUID } from "node:crypto";
import type { Interpretation, Interpreter } from "../agent/interpreter.js";
import type { Assets } from "./assets.js";
import type { Credits } from "./credits.js";
import { draftOfAssets, type Edit, outlineOf } from "./drafting.js";
import type { Editing, EditingStep } from "./editing.js";
import type { EventHub } from "./event-hub.js";
import { type PriceTable, priceOfEdits } from "./prices.js";
import type { AccountRecord, Records, SessionRecord } from "./records.js";
import { malformed, Refusal } from "./refusal.js";
import type { Renders } from "./renders.js";
import type { SessionLocks } from "./session-locks.js";
import type { SessionState, Sessions } from "./sessions.js";
import { type TurnEvent, TurnScript } from "./turn-events.js";
import {
  answerToCredits,
  answerToEdits,
  answerToExport,
  answerToStep,
  type Language,
  languageFor,
  withNextSteps,
  withShortfall,
} from "./turn-words.js";
import { contextOf, type Memory, type Understanding, understood, wantsFile } from "./understanding.js";

/** Characters of one message. */
export const MAX_MESSAGE_LENGTH = 8000;

export interface TurnsParts {
  records: Records;
  sessions: Sessions;
  assets: Assets;
  renders: Renders;
  credits: Credits;
  prices: PriceTable;
  locks: SessionLocks;
  editing: Editing;
  events: EventHub;
  interpreter: Interpreter;
  now: () => number;
}

export interface TurnRequest {
  words: string;
  /** The language of the answer, where the words have none; absent: the session's. */
  language?: string | undefined;
  /** The headers that an export needs are there. */
  hasAttribution: boolean;
  /** Text comes in pieces before it comes whole. */
  isStreaming: boolean;
  /** Ends the turn while it waits for its words to be understood, as if it never was. */
  signal?: AbortSignal | undefined;
}

/** Told every event of a turn, in order. */
export type TurnListener = (event: TurnEvent) => void;

/** What a turn has come to, before it is kept. */
interface Outcome {
  /** Calls and responses, in order; the calls have been told already. */
  events: TurnEvent[];
  text: string;
  /** Makes the change; inside the transaction that keeps the turn. */
  keep: () => SessionState;
}

interface TurnContext {
  account: AccountRecord;
  session: SessionRecord;
  request: TurnRequest;
  script: TurnScript;
  listener: TurnListener;
  state: SessionState;
  language: Language;
}

export class Turns {
  readonly #parts: TurnsParts;
  readonly #running = new Set<Promise<void>>();
  /** What the latest turn of a session leaves to lean on; forgotten with the process, and then simply asked again. */
  readonly #memory = new Map<string, Memory>();

  constructor(parts: TurnsParts) {
    this.#parts = parts;
  }

  /** Puts right what an earlier end left behind: turns that were cut never were, and what they reserved is given back. */
  recover(): void {
    const { records, credits } = this.#parts;
    records.transaction(() => {
      for (const { operation } of records.ledger.openReservations())
        if (operation.startsWith(TURN_OPERATION)) credits.release(operation);
      records.turns.dropAll();
    });
  }

  /** Resolves when no turn is under way. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  /**
   * Checks what can be checked before anything is answered, and gives the turn, which is then run to its end whatever
   * becomes of whoever listens.
   * @throws Refusal `credits-short`, `malformed`.
   */
  prepare(
    account: AccountRecord,
    session: SessionRecord,
    request: TurnRequest,
  ): { run: (listener: TurnListener) => Promise<void> } {
    const state = this.#parts.sessions.state(session);
    const { edits } = this.#understood(session, state, request);
    this.#parts.credits.demand(account.id, this.#priceOf(edits));
    const run = (listener: TurnListener): Promise<void> => {
      const turn = this.#parts.locks.hold(session.id, () => this.#run(account, session, request, listener));
      this.#running.add(turn);
      const done = (): void => void this.#running.delete(turn);
      turn.then(done, done);
      return turn;
    };
    return { run };
  }

  /**
   * Applies edits without words.
   * @throws Refusal `malformed` where one of them cannot be made: none is made then; `credits-short`.
   */
  async apply(account: AccountRecord, session: SessionRecord, edits: readonly Edit[]): Promise<SessionState> {
    const { locks, sessions, editing, credits, records } = this.#parts;
    return await locks.hold(session.id, async () => {
      const operation = `${TURN_OPERATION}${randomUUID()}`;
      credits.reserve(account.id, operation, this.#priceOf(edits), edits.map(({ op }) => op).join(", "));
      try {
        const { draft, changes, refusals } = await editing.apply(sessions.state(session).draft, edits);
        const [refused] = refusals;
        if (refused !== undefined)
          throw malformed(refused.refused.en, `edits.${edits.indexOf(refused.edit)}`, refused.refused.zh);
        return records.transaction(() => {
          credits.settle(operation);
          return sessions.change(session, { draft, origin: "edit", changes });
        });
      } catch (error) {
        credits.release(operation);
        throw error;
      }
    });
  }

  async #run(
    account: AccountRecord,
    session: SessionRecord,
    request: TurnRequest,
    listener: TurnListener,
  ): Promise<void> {
    const { records, sessions, credits, events, now } = this.#parts;
    const script = new TurnScript(now);
    const { invocationId: id } = script;
    const operation = `${TURN_OPERATION}${id}`;
    const state = sessions.state(session);
    const language = languageOf(session, request);
    const context: TurnContext = { account, session, request, script, listener, state, language };
    const asked = script.request(request.words);
    records.turns.begin({ id, sessionId: session.id, startedMs: now() });
    events.tell(session.id, { type: "turn-started", turnId: id });
    try {
      const { understood: understanding, shortfall } = await this.#interpreted(session, state, request);
      const outcome = await this.#outcomeOf(context, understanding, operation);
      const text = withShortfall(outcome.text, shortfall, language);
      const kept = records.transaction(() => {
        const after = outcome.keep();
        const { version } = after.session;
        const { summary } = outlineOf(after.draft);
        const isWanted = understanding.intent === "edit" && wantsFile(request.words, understanding);
        const answer = script.answer(text, { version, summary, ...(isWanted ? { export_wanted: true } : {}) });
        for (const event of [asked, ...outcome.events, answer])
          records.sessions.addMessage({
            id: event.id,
            sessionId: session.id,
            event: JSON.stringify(event),
            createdMs: now(),
          });
        records.turns.end(id);
        return { answer, version };
      });
      this.#remember(session.id, request.words, understanding);
      for (const event of outcome.events) if (isResponse(event)) listener(event);
      if (request.isStreaming) for (const piece of script.pieces(text)) listener(piece);
      listener(kept.answer);
      events.tell(session.id, { type: "turn-finished", turnId: id, version: kept.version });
    } catch (error) {
      records.transaction(() => {
        credits.release(operation);
        records.turns.end(id);
      });
      events.tell(session.id, { type: "turn-finished", turnId: id, version: state.session.version });
      throw error;
    }
  }

  /** An export that was asked for along with edits is for the client to send: it has the address to bring the film to. */
  async #outcomeOf(context: TurnContext, understanding: Understanding, operation: string): Promise<Outcome> {
    const { sessions } = this.#parts;
    const { state, session, language } = context;
    switch (understanding.intent) {
      case "edit":
        return await this.#edit(context, understanding, operation);
      case "undo":
        // «no, the second one»: what takes the place of the last change is made on what was there before it.
        if (understanding.edits.length > 0) {
          const before = sessions.peek(session, "undo") ?? state.draft;
          return await this.#edit({ ...context, state: { ...state, draft: before } }, understanding, operation);
        }
        return this.#step(context, "undo");
      case "redo":
        return this.#step(context, "redo");
      case "reset": {
        const draft = draftOfAssets(this.#parts.assets.usedBy(session));
        const change = { draft, origin: "turn" as const, changes: [RESET] };
        return {
          events: [],
          text: withNextSteps(RESET[language], draft, language),
          keep: () => sessions.change(session, change),
        };
      }
      case "export":
        return await this.#export(context);
      case "credits": {
        const balance = this.#parts.credits.balanceOf(context.account.id);
        return { events: [], text: answerToCredits(balance, language), keep: () => state };
      }
      case "status": {
        const { summary } = outlineOf(state.draft);
        return { events: [], text: withNextSteps(summary, state.draft, language), keep: () => state };
      }
      default:
        return { events: [], text: understanding.say, keep: () => state };
    }
  }

  async #edit(context: TurnContext, { edits, also }: Understanding, operation: string): Promise<Outcome> {
    const { credits, sessions, editing } = this.#parts;
    const { account, session, state, script, listener, language } = context;
    const price = this.#priceOf(edits);
    credits.reserve(account.id, operation, price, edits.map(({ op }) => op).join(", "));
    const told: TurnEvent[] = [];
    const tell = (event: TurnEvent): void => {
      told.push(event);
      listener(event);
    };
    const calls = edits.map((edit) => ({ edit, id: randomUUID() }));
    for (const { edit, id } of calls) tell(script.call(id, "edit", { ...edit }));
    const onStep = (step: EditingStep): void => {
      if (step.state === "begins") tell(script.call(step.id, "analyse", { kind: step.kind, file: step.file }));
      else tell(script.response(step.id, "analyse", { status: "done" }));
    };
    const { draft, changes, refusals } = await editing.apply(state.draft, edits, onStep);
    const responses = calls.map(({ edit, id }) => {
      const refused = refusals.find((each) => each.edit === edit)?.refused;
      return script.response(
        id,
        "edit",
        refused === undefined
          ? { status: "applied" }
          : { status: "refused", code: refused.code, reason: refused[language] },
      );
    });
    const last = responses.findLast((response) => isApplied(response));
    const lastPart = last?.content.parts[0];
    if (lastPart !== undefined && "functionResponse" in lastPart)
      lastPart.functionResponse.response["changes"] = changes.map((change) => change[language]);
    const hasChanged = changes.length > 0 && JSON.stringify(draft) !== JSON.stringify(state.draft);
    const applied = edits.filter((edit) => !refusals.some((each) => each.edit === edit));
    return {
      events: [...told, ...responses],
      text: answerToEdits({ draft, changes, refusals: refusals.map(({ refused }) => refused), also }, language),
      keep: () => {
        credits.settle(operation, this.#priceOf(applied));
        return hasChanged ? sessions.change(session, { draft, origin: "turn", changes }) : state;
      },
    };
  }

  #step({ session, state, language }: TurnContext, step: "undo" | "redo"): Outcome {
    const { sessions } = this.#parts;
    const isPossible = step === "undo" ? state.canUndo : state.canRedo;
    if (!isPossible) return { events: [], text: answerToStep(step, undefined, language), keep: () => state };
    return {
      events: [],
      text: answerToStep(step, sessions.peek(session, step), language),
      keep: () => sessions[step](session),
    };
  }

  /** The published clients never send an export here; whoever does gets the same as by its own route. */
  async #export(context: TurnContext): Promise<Outcome> {
    const { account, session, state, request, script, language, listener } = context;
    const { renders, now } = this.#parts;
    if (!request.hasAttribution)
      throw new Refusal("export-blocked", "An export has to say which skill asks for it: send the X-Skill headers.", {
        reason: "attribution",
      });
    const callId = randomUUID();
    const id = `render_${now()}`;
    const call = script.call(callId, "export", { id });
    listener(call);
    const { record } = await renders.submit(account, session, { id, kind: "export", draft: state.draft, settings: {} });
    const response = script.response(callId, "export", { id, status: record.status });
    return { events: [call, response], text: answerToExport(language), keep: () => state };
  }

  async #interpreted(session: SessionRecord, state: SessionState, request: TurnRequest): Promise<Interpretation> {
    const { words, signal } = request;
    const context = contextOf(state.draft, languageOf(session, request), this.#memory.get(session.id) ?? {});
    const { summary } = outlineOf(state.draft);
    return await this.#parts.interpreter.interpret({ words, context, summary }, signal);
  }

  /** What the grammar makes of the words: enough to know what a turn may cost before it begins. */
  #understood(session: SessionRecord, state: SessionState, request: TurnRequest): Understanding {
    return understood(request.words, state.draft, languageOf(session, request), this.#memory.get(session.id) ?? {});
  }

  #remember(sessionId: string, words: string, { intent, edits }: Understanding): void {
    // Put last again: the session that is longest silent is forgotten first.
    this.#memory.delete(sessionId);
    if (intent === "clarify") this.#memory.set(sessionId, { asked: words });
    else if (intent === "edit") this.#memory.set(sessionId, { lastEdits: edits });
    const [oldest] = this.#memory.keys();
    if (this.#memory.size > MOST_REMEMBERED && oldest !== undefined) this.#memory.delete(oldest);
  }

  #priceOf(edits: readonly Edit[]): number {
    return priceOfEdits(
      this.#parts.prices,
      edits.map(({ op }) => op),
    );
  }
}

function languageOf(session: SessionRecord, { language, words }: TurnRequest): Language {
  return languageFor(language ?? session.language, words);
}

const MOST_REMEMBERED = 1000;

/** What turns reserve begins with this. */
const TURN_OPERATION = "turn ";

const RESET = { en: "Everything is as it was when you handed the files over.", zh: "已恢复到刚上传文件时的状态。" };

function isResponse({ content: { parts } }: TurnEvent): boolean {
  return parts.some((part) => "functionResponse" in part && part.functionResponse.name !== "analyse");
}

function isApplied({ content: { parts } }: TurnEvent): boolean {
  return parts.some((part) => "functionResponse" in part && part.functionResponse.response["status"] === "applied");
}
