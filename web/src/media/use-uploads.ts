/** Files on their way to the studio, a few at a time, in the order in which they were handed over. */
import { useCallback, useEffect, useRef, useState } from "react";
import { useLanguage } from "../language";
import { isUnreachable, reasonUnder } from "../reasons";
import { upload } from "../studio/studio-api";
import { type FileProblem, problemOf } from "./file-check";
import type { UploadView } from "./media-list";

/** A file that was handed over. */
interface Handed {
  id: string;
  file: File;
  /** Where it goes; undefined until there is a project. */
  projectId: string | undefined;
  /** 0 to 1. */
  done: number;
  /** Why it was not sent, or why that did not work. */
  failure: { problem: FileProblem } | { error: unknown } | undefined;
  cancel: AbortController;
}

export interface UploadsHandle {
  /** Of the project of the moment. */
  uploads: UploadView[];
  add(files: File[]): void;
  cancel(id: string): void;
  retry(id: string): void;
  /** Forgets what was refused: somebody leaves the project. */
  leave(): void;
}

/** One at a time: files go onto the timeline in the order in which they arrive. */
export function useUploads(
  projectId: string | undefined,
  ensureProject: () => Promise<string>,
  onArrived: (projectId: string, name: string) => Promise<void>,
): UploadsHandle {
  const { language, messages } = useLanguage();
  const [files, setFiles] = useState<Handed[]>([]);
  const queue = useRef<Handed[]>([]);
  const isWorking = useRef(false);
  const change = useCallback((id: string, part: Partial<Handed>) => {
    setFiles((list) => list.map((each) => (each.id === id ? { ...each, ...part } : each)));
  }, []);
  const drop = useCallback((id: string) => setFiles((list) => list.filter((each) => each.id !== id)), []);

  const isCopying = files.some(({ failure }) => failure === undefined);
  useEffect(() => {
    if (!isCopying) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [isCopying]);

  /** All that was handed over before there was a project goes into the one that it brought about. */
  const projectOf = async (file: Handed): Promise<string> => {
    if (file.projectId !== undefined) return file.projectId;
    const made = await ensureProject();
    for (const each of queue.current) each.projectId ??= made;
    setFiles((list) => list.map((each) => ({ ...each, projectId: each.projectId ?? made })));
    return made;
  };
  const work = async (): Promise<void> => {
    if (isWorking.current) return;
    isWorking.current = true;
    for (let next = queue.current[0]; next !== undefined; next = queue.current[0]) {
      const { id, file, cancel } = next;
      try {
        const project = await projectOf(next);
        await upload(project, file, (done) => change(id, { done }), cancel.signal);
        await onArrived(project, file.name.replace(/\.[^.]+$/, ""));
        drop(id);
      } catch (error) {
        if (cancel.signal.aborted) drop(id);
        else change(id, { failure: { error } });
      }
      queue.current = queue.current.filter((waiting) => waiting !== next);
    }
    isWorking.current = false;
  };
  const enqueue = (added: Handed[]): void => {
    queue.current.push(...added);
    void work();
  };

  const viewOf = ({ id, file: { name }, done, failure }: Handed): UploadView => {
    const view = { id, name, done, mayRetry: false };
    if (failure === undefined) return { ...view, failure: undefined };
    if ("problem" in failure)
      return { ...view, failure: messages.uploadFailed(messages.fileProblems[failure.problem]) };
    const reason = reasonUnder(name, failure.error, language, messages);
    return { ...view, failure: reason, mayRetry: isUnreachable(failure.error) };
  };
  return {
    uploads: files.filter((file) => file.projectId === projectId).map(viewOf),
    add: (added) => {
      const handed = added.map((file): Handed => {
        const problem = problemOf(file);
        const failure = problem === undefined ? undefined : { problem };
        return { id: crypto.randomUUID(), file, projectId, done: 0, failure, cancel: new AbortController() };
      });
      setFiles((list) => [...list, ...handed]);
      enqueue(handed.filter(({ failure }) => failure === undefined));
    },
    cancel: (id) => {
      const waiting = queue.current.find((file) => file.id === id);
      waiting?.cancel.abort();
      queue.current = queue.current.filter((other) => other !== waiting || other === queue.current[0]);
      drop(id);
    },
    retry: (id) => {
      const file = files.find((each) => each.id === id);
      if (file === undefined) return;
      const again = { ...file, done: 0, failure: undefined };
      change(id, again);
      enqueue([again]);
    },
    leave: () => setFiles((list) => list.filter(({ failure }) => failure === undefined)),
  };
}
