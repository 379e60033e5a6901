/** The making port: what turns one render into a kept film, on this machine or on others. */
import type { FileShelf } from "./file-store.js";
import type { RenderRecord } from "./records.js";
import type { MadeRender, RenderProgress, RenderTask } from "./render-making.js";

/** Whose render it is, and what it is for: what decides who waits for whom. */
export type RenderOrder = Pick<RenderRecord, "uid" | "accountId" | "kind">;

export interface KeptRender {
  made: MadeRender;
  /** Of the finished file in the store of files. */
  key: string;
}

export interface RenderMaker {
  /** Hands for one render. Dispose them when it has ended, however it did. */
  begin(order: RenderOrder): RenderHands;
}

/** One render in the making: held still, let go on and ended by whoever ordered it. */
export interface RenderHands extends AsyncDisposable {
  /**
   * Makes the film and keeps it. What is finished of it stays, whatever happens.
   * @throws Fault; `cancelled` after {@link RenderHands.cancel}.
   */
  make(task: RenderTask, shelf: FileShelf, onProgress: (progress: RenderProgress) => void): Promise<KeptRender>;
  /** Resolves when it stands still. */
  pause(): Promise<void>;
  resume(): void;
  /** Ends it, for good. */
  cancel(): Promise<void>;
}
