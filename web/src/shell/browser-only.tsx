import { useQuery } from "@tanstack/react-query";
import { useMessages } from "../language";
import { studioApi } from "../studio/studio-api";

/** Says to whoever came without the key of the machine's person why they see only a part of what is there. */
export function BrowserOnly() {
  const messages = useMessages();
  const { data } = useQuery({ queryKey: ["account"], queryFn: studioApi.account });
  if (data === undefined || data.hosted || data.kind !== "anonymous") return null;
  return <p className="mb-3 rounded-lg bg-warning-soft px-3 py-2 text-sm text-warning">{messages.browserOnly}</p>;
}
