/** The page's two languages: the browser's setting decides, a switch overrides it, and the choice is remembered. */
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from "react";
import { english, type Messages } from "./messages-en";
import { chinese } from "./messages-zh";

export type Language = "en" | "zh";

const STORAGE_KEY = "hd-local.language";
const MESSAGES: Record<Language, Messages> = { en: english, zh: chinese };

interface LanguageState {
  language: Language;
  messages: Messages;
  choose(language: Language): void;
}

const LanguageContext = createContext<LanguageState | undefined>(undefined);

/** The stored choice, else the first of the browser's languages that the page speaks, else English. */
function initialLanguage(): Language {
  const stored = localStorage.getItem(STORAGE_KEY);
  if (stored === "en" || stored === "zh") return stored;
  for (const tag of navigator.languages) {
    if (tag.toLowerCase().startsWith("zh")) return "zh";
    if (tag.toLowerCase().startsWith("en")) return "en";
  }
  return "en";
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(initialLanguage);
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  }, [language]);
  const state = useMemo<LanguageState>(
    () => ({
      language,
      messages: MESSAGES[language],
      choose: (next) => {
        localStorage.setItem(STORAGE_KEY, next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return <LanguageContext value={state}>{children}</LanguageContext>;
}

export function useLanguage(): LanguageState {
  const state = use(LanguageContext);
  if (state === undefined) throw new Error("useLanguage needs a LanguageProvider above it.");
  return state;
}

/** The page's words in the language of the moment. */
export function useMessages(): Messages {
  return useLanguage().messages;
}
