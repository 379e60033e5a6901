/** What a network is: where its file lies, what it takes and gives, how it is run. */
import type { SampleType } from "./samples.js";

/** What a network takes and gives. */
export interface NetworkForm {
  /** Planes that go in and come out: luma, or red, green and blue. */
  channels: 1 | 3;
  input: SampleType;
  output: SampleType;
  /** What stands for a byte's 255 among its numbers. */
  white: number;
  /** The one size that it takes; absent: any. */
  fixedSize?: { width: number; height: number } | undefined;
  /** Pixels that it is given at a time: its working memory grows with them. */
  mostPixels: number;
}

/** Ours take and give luma as bytes; a 720p frame passes whole. */
export const LUMA_BYTES: NetworkForm = {
  channels: 1,
  input: "uint8",
  output: "uint8",
  white: 255,
  mostPixels: 1_048_576,
};

/** A network that can be opened: a picture in, one `scale` times as wide and high out. */
export interface Network {
  name: string;
  path: string;
  scale: number;
  multiple: number;
  halo: number;
  form: NetworkForm;
  /** Of the file: two networks with the same hash (and strength) give the same pixels. */
  sha256: string;
  /** Absent where the network has one end only. */
  strength?: Strength;
  /** Of ours; a person's own file has none. */
  version?: string;
  /** How many numbers it is made of, which says how long it takes. Of ours. */
  weights?: number;
}

/** How much a network does, between the file's own weights (0) and those of its strong end (100). */
export interface Strength {
  percent: number;
  strongPath: string;
  strongSha256: string;
}
