/** Files on their way to the studio, a few at a time, in the order in which they were handed over. */
import { useCallback, useRef, useState } from "react";
import { useMessages } from "../language";
import { upload } from "../studio/studio-api";
import { problemOf } from "./file-check";
import type { UploadView } from "./media-list";

interface Waiting {
  view: UploadView;
  file: File;
  cancel: AbortController;
}

export interface UploadsHandle {
  uploads: UploadView[];
  add(files: File[]): void;
  cancel(id: string): void;
}

/** One at a time: files go onto the timeline in the order in which they arrive. */
export function useUploads(
  projectId: (name?: string) => Promise<string>,
  onArrived: (projectId: string) => Promise<void>,
): UploadsHandle {
  const messages = useMessages();
  const [uploads, setUploads] = useState<UploadView[]>([]);
  const queue = useRef<Waiting[]>([]);
  const isWorking = useRef(false);
  const change = useCallback((id: string, part: Partial<UploadView>) => {
    setUploads((list) => list.map((view) => (view.id === id ? { ...view, ...part } : view)));
  }, []);
  const drop = useCallback((id: string) => setUploads((list) => list.filter((view) => view.id !== id)), []);

  const work = async (): Promise<void> => {
    if (isWorking.current) return;
    isWorking.current = true;
    for (let next = queue.current[0]; next !== undefined; next = queue.current[0]) {
      const { view, file, cancel } = next;
      try {
        const project = await projectId(file.name.replace(/\.[^.]+$/, ""));
        await upload(project, file, (done) => change(view.id, { done }), cancel.signal);
        await onArrived(project);
        drop(view.id);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (cancel.signal.aborted) drop(view.id);
        else change(view.id, { failure: reason });
      }
      queue.current = queue.current.filter((waiting) => waiting !== next);
    }
    isWorking.current = false;
  };

  return {
    uploads,
    add: (files) => {
      const added = files.map((file): Waiting => {
        const problem = problemOf(file);
        const failure = problem === undefined ? undefined : messages.uploadFailed(messages.fileProblems[problem]);
        return {
          view: { id: crypto.randomUUID(), name: file.name, done: 0, failure },
          file,
          cancel: new AbortController(),
        };
      });
      setUploads((list) => [...list, ...added.map(({ view }) => view)]);
      queue.current.push(...added.filter(({ view }) => view.failure === undefined));
      void work();
    },
    cancel: (id) => {
      const waiting = queue.current.find(({ view }) => view.id === id);
      waiting?.cancel.abort();
      queue.current = queue.current.filter((other) => other !== waiting || other === queue.current[0]);
      drop(id);
    },
  };
}
