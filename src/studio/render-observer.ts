/** Who counts what is made: for figures that an operator looks at. */

/** One chunk of a picture. */
export interface MadeChunk {
  seconds: number;
  /** What the network ran on. */
  device: string;
  /** `none` where none ran. */
  network: string;
}

export interface RenderObserver {
  chunkMade(chunk: MadeChunk): void;
  /** Chunks that were there already. */
  chunksFound(count: number): void;
  /** An attempt at a part came to nothing. */
  partFailed(): void;
  ended(status: "completed" | "failed" | "cancelled"): void;
}
