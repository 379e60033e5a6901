/** Who counts what is made: for figures that an operator looks at. */

/** One chunk of a picture. */
export interface MadeChunk {
  frames: number;
  seconds: number;
  /** What the network ran on. */
  device: string;
  /** `none` where none ran. */
  network: string;
  /** It was there already. */
  isCached: boolean;
}

export interface RenderObserver {
  chunkMade(chunk: MadeChunk): void;
  /** A part was given up. */
  failed(): void;
}
