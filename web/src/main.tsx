import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Editor } from "./editor";
import { LanguageProvider, useMessages } from "./language";
import { NoticeProvider } from "./parts/notices";
import { CrashGuard } from "./shell/crash-guard";
import "./styles.css";

const client = new QueryClient({
  defaultOptions: {
    // The studio is on this machine: without a network it answers all the same.
    queries: { networkMode: "always", refetchOnWindowFocus: true, retry: 1, staleTime: 5_000 },
  },
});
function GuardedEditor() {
  const messages = useMessages();
  return (
    <CrashGuard words={messages.crashed} again={messages.retry}>
      <Editor />
    </CrashGuard>
  );
}

const root = document.getElementById("page");
if (root === null) throw new Error("The page has no place to stand in.");
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <LanguageProvider>
        <NoticeProvider>
          <GuardedEditor />
        </NoticeProvider>
      </LanguageProvider>
    </QueryClientProvider>
  </StrictMode>,
);
