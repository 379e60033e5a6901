/**
 * A conversation: a person's words in, what happens told as events. Chat, batch and other callers show the events each
 * in their own way; a person never sees a token, an id or JSON.
 */
import { Fault, toFault } from "../faults.js";
import { draftFingerprint, draftSummary } from "./draft.js";
import type { GuiAction } from "./gui-talk.js";
import { type Language, languageOf } from "./language.js";
import { cancelled } from "./pause.js";
import { PHRASES, problemInWords } from "./phrases.js";
import { handedOver, type OwnRequest, routeOf } from "./routing.js";
import type { Session } from "./session.js";
import type { TurnEvent } from "./turn.js";
import type { UploadSource } from "./upload.js";
import type { Render } from "./wire.js";
import { WireError } from "./wire-error.js";

/** What is told of a conversation. */
export type AssistantEvent =
  /** A piece of an answer that goes on. */
  | { kind: "text-delta"; text: string }
  /** An answer has come to its end. */
  | { kind: "text-ended" }
  /** A sentence by itself. */
  | { kind: "message-told"; text: string }
  /** How far something long is; `percent` is undefined where that is unknown. */
  | { kind: "progress-changed"; text: string; percent: number | undefined }
  | { kind: "file-saved"; path: string; text: string }
  | { kind: "problem-told"; text: string; fault: Fault };

/** What a conversation needs of the machine it runs on. */
export interface Surroundings {
  /** The file that a person means by a name; undefined where there is none. */
  findFile(name: string): Promise<UploadSource | undefined>;
  /** Fetches a finished render, checks it, and gives its path. `sourceNames` are those of the uploaded files, in order. */
  deliver(
    render: Render,
    options: { sourceNames: readonly string[]; signal: AbortSignal | undefined; onProgress: (percent: number) => void },
  ): Promise<string>;
}

export class Assistant {
  readonly session: Session;
  readonly #surroundings: Surroundings;
  readonly #tell: (event: AssistantEvent) => void;
  readonly #sourceNames: string[] = [];
  #language: Language;
  #shownDraft: string | undefined;

  constructor(session: Session, surroundings: Surroundings, tell: (event: AssistantEvent) => void) {
    this.session = session;
    this.#surroundings = surroundings;
    this.#tell = tell;
    this.#language = session.language;
  }

  /** Takes in a file. @throws what {@link Session.upload} throws. */
  async takeIn(source: UploadSource, signal?: AbortSignal): Promise<void> {
    const text = PHRASES[this.#language].uploading(source.name);
    await this.session.upload(source, {
      signal,
      onProgress: (sent, total) =>
        this.#tell({ kind: "progress-changed", text, percent: total > 0 ? (100 * sent) / total : undefined }),
    });
    this.#sourceNames.push(source.name);
    this.#tell({ kind: "message-told", text: PHRASES[this.#language].uploaded(source.name) });
  }

  /** Forgets the files so far and empties the timeline. @throws what {@link Session.startAnew} throws. */
  async startAnew(signal?: AbortSignal): Promise<void> {
    this.#sourceNames.length = 0;
    this.#shownDraft = undefined;
    await this.session.startAnew({ signal });
  }

  /** Does what a message asks. Tells what went wrong and gives it back; undefined where all went well. */
  async answer(message: string, signal?: AbortSignal): Promise<Fault | undefined> {
    this.#language = languageOf(message);
    try {
      const words = await this.#takeWhatIsHandedOver(message, signal);
      if (words === undefined) {
        await this.#showState(signal);
        return undefined;
      }
      const route = routeOf(words);
      if (route.words !== undefined) await this.#say(route.words, signal, route.own === undefined);
      if (route.own !== undefined) await this.#do(route.own, signal);
      return undefined;
    } catch (error) {
      return this.#problem(signal?.aborted === true ? cancelled() : toFault(error));
    }
  }

  /** Makes the file of what is on the timeline and delivers it. @throws Fault */
  async export(resolution?: string, signal?: AbortSignal): Promise<string> {
    const { exporting, fetching } = PHRASES[this.#language];
    const progressOf = (text: string) => (percent: number) => this.#tell({ kind: "progress-changed", text, percent });
    const started = await this.session.startExport({ output: { resolution }, signal });
    const finished = await this.#finish(started, progressOf(exporting), signal);
    const path = await this.#surroundings.deliver(finished, {
      sourceNames: this.#sourceNames,
      signal,
      onProgress: progressOf(fetching),
    });
    this.#tell({ kind: "file-saved", path, text: PHRASES[this.#language].saved(path) });
    return path;
  }

  /** Whoever calls an export off does not want it made. */
  async #finish(started: Render, progress: (percent: number) => void, signal?: AbortSignal): Promise<Render> {
    try {
      return await this.session.finishExport(started, {
        signal,
        onProgress: ({ progressPercent }) => progress(progressPercent),
      });
    } catch (error) {
      if (signal?.aborted === true) await this.session.cancelExport(started.id).catch(() => undefined);
      throw error;
    }
  }

  async #problem(fault: Fault): Promise<Fault> {
    const mayRegister = WireError.is(fault, 2001, 402);
    const isOffered = mayRegister && (fault.wireCode === 402 || fault.data.bind !== undefined);
    const url = isOffered ? await this.session.registerUrl(fault).catch(() => undefined) : undefined;
    const text =
      fault.code === "cancelled" ? PHRASES[this.#language].cancelled : problemInWords(fault, this.#language, url);
    this.#tell({ kind: "problem-told", text, fault });
    return fault;
  }

  /** Uploads files and addresses that a message names; gives the words that are left, undefined where none are. */
  async #takeWhatIsHandedOver(message: string, signal?: AbortSignal): Promise<string | undefined> {
    const { urls, fileNames, isNothingElse } = handedOver(message);
    let words = message;
    let taken = 0;
    for (const name of fileNames) {
      const source = await this.#surroundings.findFile(name);
      if (source === undefined) continue;
      taken++;
      await this.takeIn(source, signal);
      // The server knows it by its name alone, and its folder is nobody's business.
      words = words.replace(name, source.name).replace(name.replaceAll(" ", "\\ "), source.name);
    }
    const media = isNothingElse ? urls : urls.filter((url) => MEDIA_ADDRESS.test(url) && !isQuoted(message, url));
    if (media.length > 0) {
      taken += media.length;
      const names = media.map((url) => decodeURIComponent(new URL(url).pathname.split("/").at(-1) || url));
      for (const [i, url] of media.entries()) words = words.replace(url, names[i] ?? url);
      this.#tell({
        kind: "progress-changed",
        text: PHRASES[this.#language].uploading(names.join(", ")),
        percent: undefined,
      });
      await this.session.uploadUrls(media, { signal });
      this.#sourceNames.push(...names);
      this.#tell({ kind: "message-told", text: PHRASES[this.#language].uploaded(names.join(", ")) });
    }
    if (taken === 0) {
      if (isNothingElse) throw new Fault("input-missing", `There is no file «${fileNames[0] ?? ""}».`);
      return message;
    }
    if (isNothingElse) return undefined;
    return words.replace(UPLOAD_FIRST, "").trim() || undefined;
  }

  async #say(words: string, signal: AbortSignal | undefined, mayFollow: boolean): Promise<void> {
    const onEvent = (event: TurnEvent): void => this.#turnEvent(event);
    const result = await this.session.say(words, { signal, onEvent });
    if (result.text.trim() !== "") this.#tell({ kind: "text-ended" });
    if (result.changedTo !== undefined) {
      this.#shownDraft = draftFingerprint(result.changedTo.draft);
      const summary = draftSummary(result.changedTo.draft, this.#language);
      this.#tell({ kind: "message-told", text: PHRASES[this.#language].changed(summary) });
    }
    for (const action of result.actions) await this.#act(action, signal, mayFollow);
    if (result.changedTo === undefined) await this.#showChange(signal);
  }

  #turnEvent(event: TurnEvent): void {
    const phrases = PHRASES[this.#language];
    if (event.kind === "text-delta") this.#tell(event);
    else
      this.#tell({
        kind: "message-told",
        text: event.kind === "work-continued" ? phrases.stillWorking : phrases.recovering,
      });
  }

  /** Does what a backend wanted the person to do on a screen. What it asks for in turn is done once, not for ever. */
  async #act(action: GuiAction, signal: AbortSignal | undefined, mayFollow: boolean): Promise<void> {
    switch (action.kind) {
      case "export":
        if (mayFollow) await this.export(undefined, signal);
        return;
      case "offer-export":
        this.#tell({ kind: "message-told", text: PHRASES[this.#language].offerExport });
        return;
      case "show-state":
        await this.#showState(signal);
        return;
      case "show-credits":
        await this.#do({ kind: "credits" }, signal);
        return;
      case "ask-upload":
        await this.#do({ kind: "upload" }, signal);
        return;
      case "send-edit":
        if (mayFollow) await this.#say(action.words, signal, false);
    }
  }

  async #do(request: OwnRequest, signal?: AbortSignal): Promise<void> {
    switch (request.kind) {
      case "export":
        await this.export(request.resolution, signal);
        return;
      case "credits": {
        const { available, frozen } = await this.session.credits({ signal });
        this.#tell({ kind: "message-told", text: PHRASES[this.#language].credits(available, frozen) });
        return;
      }
      case "status":
        await this.#showState(signal);
        return;
      case "upload":
        this.#tell({ kind: "message-told", text: PHRASES[this.#language].askUpload });
    }
  }

  async #showState(signal?: AbortSignal): Promise<void> {
    const { draft } = await this.session.state({ signal });
    this.#shownDraft = draftFingerprint(draft);
    this.#tell({ kind: "message-told", text: draftSummary(draft, this.#language) });
  }

  /** The timeline, where a turn has changed it since it was shown. */
  async #showChange(signal?: AbortSignal): Promise<void> {
    const { draft } = await this.session.state({ signal });
    const now = draftFingerprint(draft);
    if (now === this.#shownDraft || draft === undefined) return;
    this.#shownDraft = now;
    this.#tell({ kind: "message-told", text: draftSummary(draft, this.#language) });
  }
}

const MEDIA_ADDRESS = /\.(?:mp4|mov|m4v|avi|webm|mkv|jpe?g|png|gif|webp|mp3|wav|m4a|aac)(?:$|\?)/i;

/** «upload holiday.mov and make it brighter»: the upload is done by then. */
const UPLOAD_FIRST =
  /^\s*(?:please\s+)?(?:upload|import|上传|导入)\s*["'«“]?[^"'»”\s,，]+\.\w{2,4}["'»”]?\s*(?:(?:[,，;；]|and|then|并且|并|然后|再)\s*)*/iu;

/** An address in quotation marks is to be written, not fetched. */
function isQuoted(message: string, url: string): boolean {
  const before = message.slice(0, message.indexOf(url)).at(-1) ?? "";
  return /["'«“「『]/.test(before);
}
