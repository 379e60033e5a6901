import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useMessages } from "../language";
import { Button } from "../parts/button";
import { useTell } from "../parts/notices";
import { BrowserOnly } from "../shell/browser-only";
import { type Removable, studioApi } from "../studio/studio-api";
import { bytes } from "../wording";

interface StorageSectionProps {
  isOpen: boolean;
  attempt(work: () => Promise<unknown>): Promise<void>;
}

interface Part {
  name: string;
  sizeBytes: number;
  /** Where there is something that can be removed: what, and the question before it is. */
  removal?: { what: Removable; question: string } | undefined;
}

/** What the data folder holds, and its clean-up, which asks first: what it removes does not come back. */
export function StorageSection({ isOpen, attempt }: StorageSectionProps) {
  const messages = useMessages();
  const tell = useTell();
  const client = useQueryClient();
  const [asked, setAsked] = useState<Removable>();
  const { data } = useQuery({ queryKey: ["storage"], queryFn: studioApi.storage, enabled: isOpen });
  const remove = (what: Removable) =>
    void attempt(async () => {
      setAsked(undefined);
      tell(messages.cleanedUp(bytes(await studioApi.cleanUp(what))));
      await client.invalidateQueries();
    });
  const { storage, removal } = messages;
  const parts: Part[] =
    data === undefined
      ? []
      : [
          { name: storage.uploads, sizeBytes: data.uploads_bytes },
          {
            name: storage.results(data.films),
            sizeBytes: data.results_bytes,
            removal:
              data.films === 0
                ? undefined
                : { what: "films", question: removal.films(data.films, bytes(data.results_bytes)) },
          },
          {
            name: storage.previews,
            sizeBytes: data.previews_bytes,
            removal: data.previews_bytes === 0 ? undefined : { what: "previews", question: removal.previews },
          },
          {
            name: storage.deleted(data.deleted_sessions),
            sizeBytes: data.deleted_bytes,
            removal:
              data.deleted_sessions === 0
                ? undefined
                : { what: "deleted_sessions", question: removal.deleted(data.deleted_sessions) },
          },
          { name: storage.free, sizeBytes: data.disk_free_bytes },
        ];
  return (
    <section>
      <h3 className="mb-1 font-semibold">{messages.data}</h3>
      <BrowserOnly />
      {data?.folder !== undefined && <p className="mt-1 break-all text-sm text-quiet">{data.folder}</p>}
      <ul className="my-2 min-h-60 text-sm">
        {parts.map(({ name, sizeBytes, removal }) => (
          <li key={name} className="border-b border-line py-1.5">
            <div className="flex min-h-9 items-center gap-2">
              <span className="min-w-0 flex-1">{name}</span>
              <span className="tabular-nums">{bytes(sizeBytes)}</span>
              {removal !== undefined && (
                <Button
                  className="px-2.5"
                  aria-label={messages.removeOf(name)}
                  aria-expanded={asked === removal.what}
                  onClick={() => setAsked(asked === removal.what ? undefined : removal.what)}
                >
                  {messages.remove}
                </Button>
              )}
            </div>
            {removal !== undefined && asked === removal.what && (
              <div role="alert" className="mt-1 rounded-lg bg-warning-soft p-2.5">
                <p>{removal.question}</p>
                <div className="mt-2 flex flex-wrap gap-2">
                  <Button look="danger" className="bg-surface" onClick={() => remove(removal.what)}>
                    {messages.removeForGood}
                  </Button>
                  <Button onClick={() => setAsked(undefined)}>{messages.keep}</Button>
                </div>
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
