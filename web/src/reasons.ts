/** Why something did not work, in the page's language. */
import { fileProblemInWords, problemInWords } from "../../src/client/phrases";
import { Fault } from "../../src/faults";
import type { Language } from "./language";
import type { Messages } from "./messages-en";

/** True where the studio was not there to answer: the same can simply be tried again. */
export function isUnreachable(error: unknown): boolean {
  return Fault.isInstance(error) && error.code === "server-unreachable";
}

export function reasonOf(error: unknown, language: Language, messages: Messages): string {
  if (isUnreachable(error)) return messages.unreachable;
  if (!Fault.isInstance(error)) return messages.wentWrong;
  return fileProblemInWords(error, language) ?? problemInWords(error, language);
}

/** The same where the file's name stands above it already. */
export function reasonUnder(name: string, error: unknown, language: Language, messages: Messages): string {
  return reasonOf(error, language, messages).replace(`«${name}»`, "It").replace(`“${name}”：`, "");
}
