import { FolderOpen, Link, Upload } from "lucide-react";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useMessages } from "../language";
import { Button } from "../parts/button";
import { ACCEPTED, droppedFiles } from "./file-check";

/** Files that are dropped anywhere on the page, or pasted, are taken; while they hover, the page says so. */
export function DropArea({ onFiles, children }: { onFiles(files: File[]): void; children: ReactNode }) {
  const messages = useMessages();
  const [isOver, setIsOver] = useState(false);
  const take = useRef(onFiles);
  take.current = onFiles;
  useEffect(() => {
    // Entering a child fires before leaving its parent: the page is left when both are counted out.
    let depth = 0;
    const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
    const enter = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      depth++;
      setIsOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setIsOver(false);
    };
    const over = (event: DragEvent): void => {
      if (carriesFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent): void => {
      if (!carriesFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      depth = 0;
      setIsOver(false);
      void droppedFiles(event.dataTransfer).then((files) => take.current(files));
    };
    const paste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length > 0) take.current(files);
    };
    document.addEventListener("dragenter", enter);
    document.addEventListener("dragleave", leave);
    document.addEventListener("dragover", over);
    document.addEventListener("drop", drop);
    document.addEventListener("paste", paste);
    return () => {
      document.removeEventListener("dragenter", enter);
      document.removeEventListener("dragleave", leave);
      document.removeEventListener("dragover", over);
      document.removeEventListener("drop", drop);
      document.removeEventListener("paste", paste);
    };
  }, []);
  return (
    <>
      {children}
      {isOver && (
        <div className="pointer-events-none fixed inset-2 z-60 grid place-items-center rounded-2xl border-4 border-dashed border-accent bg-surface/90 text-2xl font-semibold">
          {messages.dropNow}
        </div>
      )}
    </>
  );
}

interface FilePickersProps {
  /** Beside a list of files: one button with words, the others small. */
  isCompact?: boolean;
  onFiles(files: File[]): void;
  onUrl(url: string): void;
}

/** The other ways to bring files: a picker, a folder, an address. */
export function FilePickers({ isCompact = false, onFiles, onUrl }: FilePickersProps) {
  const messages = useMessages();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [isAsking, setIsAsking] = useState(false);
  const taken = (list: FileList | null): void => onFiles([...(list ?? [])].filter(({ name }) => !name.startsWith(".")));
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const url = new FormData(event.currentTarget).get("url");
    if (typeof url !== "string" || url.trim() === "") return;
    onUrl(url.trim());
    setIsAsking(false);
  };
  return (
    <div className={`flex flex-wrap gap-2 ${isCompact ? "" : "justify-center"}`}>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        accept={ACCEPTED}
        aria-label={messages.choose}
        onChange={(event) => {
          taken(event.target.files);
          event.target.value = "";
        }}
      />
      <input
        ref={folder}
        type="file"
        hidden
        aria-label={messages.chooseFolder}
        {...{ webkitdirectory: "" }}
        onChange={(event) => {
          taken(event.target.files);
          event.target.value = "";
        }}
      />
      <Button look="primary" onClick={() => files.current?.click()}>
        <Upload size={18} aria-hidden /> {messages.choose}
      </Button>
      <Button title={messages.chooseFolder} onClick={() => folder.current?.click()}>
        <FolderOpen size={18} aria-hidden />
        <span className={isCompact ? "sr-only" : ""}>{messages.chooseFolder}</span>
      </Button>
      <Button title={messages.addUrl} aria-expanded={isAsking} onClick={() => setIsAsking(!isAsking)}>
        <Link size={18} aria-hidden />
        <span className={isCompact ? "sr-only" : ""}>{messages.addUrl}</span>
      </Button>
      {isAsking && (
        <form className="flex w-full max-w-md gap-2" onSubmit={submit}>
          <input
            name="url"
            type="url"
            required
            // biome-ignore lint/a11y/noAutofocus: it appears because the person asked for it, to be typed into.
            autoFocus
            aria-label={messages.urlLabel}
            placeholder="https://"
            className="min-h-9 min-w-0 flex-1 rounded-lg border border-edge bg-surface px-3"
          />
          <Button type="submit">{messages.urlAdd}</Button>
        </form>
      )}
    </div>
  );
}
