/**
 * Which parts of a frame a network has to see, in blocks: not those that still are what they were when their output was
 * made, and not those without anything to draw.
 */

/** A rectangle of blocks or of pixels; `right` and `bottom` lie outside. */
export interface Rectangle {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Side of a block, in pixels of the source. */
export const BLOCK = 16;

/**
 * A block counts as unchanged while its pixels have no more than noise between them: the squares of their differences two
 * in the mean, their sum half a step a pixel, which is less than a fade by one step, and none more than eight steps, so that
 * a small thing that moves is seen. It is compared with the input that its output was made from, never with the frame
 * before, so that slow changes do not add up. What this costs and steadies is in docs/profile.md.
 */
const MOST_SQUARES = 2 * BLOCK * BLOCK;
const MOST_SHIFT = (BLOCK * BLOCK) / 2;
const MOST_STEP = 8;
/** A surface whose brightest and darkest pixels differ by no more than this has nothing to draw. */
const FLAT_RANGE = 1;

/** What has to be done to blocks. */
export interface Work {
  /** For the network, in blocks; they may overlap. */
  areas: Rectangle[];
  /** To be filled with their own colour, in blocks. */
  flat: Rectangle[];
}

/** Follows the frames of one film. */
export class ChangedBlocks {
  readonly columns: number;
  readonly rows: number;
  readonly #width: number;
  readonly #height: number;
  /** Between rows of {@link #current} and {@link #reference}: whole blocks. */
  readonly #stride: number;
  readonly #current: Uint8Array;
  readonly #currentWords: Int32Array;
  /** For each block the input that its output was made from. */
  readonly #reference: Uint8Array;
  readonly #referenceWords: Int32Array;
  readonly #lowest: Uint8Array;
  readonly #highest: Uint8Array;
  readonly #isChanged: Uint8Array;
  /** Blocks around a block that its output depends on. */
  readonly #reach: number;
  /** Pixels around an area that the network is given on top. */
  readonly #halo: number;
  #isFirst = true;

  /** @param halo pixels around a place that its output depends on; infinite: a change anywhere changes everything. */
  constructor(width: number, height: number, halo: number) {
    this.#width = width;
    this.#height = height;
    this.columns = Math.ceil(width / BLOCK);
    this.rows = Math.ceil(height / BLOCK);
    this.#stride = this.columns * BLOCK;
    const [current, reference] = [0, 1].map(() => new ArrayBuffer(this.#stride * this.rows * BLOCK));
    if (current === undefined || reference === undefined) throw new Error("no memory");
    this.#current = new Uint8Array(current);
    this.#currentWords = new Int32Array(current);
    this.#reference = new Uint8Array(reference);
    this.#referenceWords = new Int32Array(reference);
    const blocks = this.columns * this.rows;
    this.#lowest = new Uint8Array(blocks);
    this.#highest = new Uint8Array(blocks);
    this.#isChanged = new Uint8Array(blocks);
    this.#reach = Math.ceil(halo / BLOCK);
    this.#halo = halo;
  }

  /** Takes the next frame; gives what has to be done so that its output is complete. */
  next(luma: { data: Uint8Array; stride: number }): Work {
    this.#take(luma);
    let count = 0;
    for (let row = 0; row < this.rows; row++)
      for (let column = 0; column < this.columns; column++) count += Number(this.#compare(column, row));
    this.#isFirst = false;
    if (count === 0) return { areas: [], flat: [] };
    const whole = { left: 0, top: 0, right: this.columns, bottom: this.rows };
    if (!Number.isFinite(this.#halo)) return { areas: [whole], flat: [] };
    const work = this.#work();
    const cost = work.areas.reduce((sum, area) => sum + this.#cost(area), 0);
    return cost < this.#cost(whole) ? work : { areas: [whole], flat: [] };
  }

  /** Copies a frame; lines and columns that are missing to whole blocks are repeated. */
  #take({ data, stride }: { data: Uint8Array; stride: number }): void {
    for (let y = 0; y < this.rows * BLOCK; y++) {
      const row = Math.min(y, this.#height - 1) * stride;
      const start = y * this.#stride;
      this.#current.set(data.subarray(row, row + this.#width), start);
      this.#current.fill(data[row + this.#width - 1] ?? 0, start + this.#width, start + this.#stride);
    }
  }

  /** Notes whether a block has changed; if so, the block becomes its own reference. */
  #compare(column: number, row: number): boolean {
    const index = row * this.columns + column;
    const start = row * BLOCK * this.#stride + column * BLOCK;
    const isChanged = this.#isFirst || this.#differs(start);
    this.#isChanged[index] = Number(isChanged);
    if (!isChanged) return false;
    let lowest = 255;
    let highest = 0;
    for (let y = 0; y < BLOCK; y++) {
      const line = start + y * this.#stride;
      for (let x = line; x < line + BLOCK; x++) {
        const value = this.#current[x] ?? 0;
        if (value < lowest) lowest = value;
        if (value > highest) highest = value;
      }
      if (highest - lowest > FLAT_RANGE) break;
    }
    this.#lowest[index] = lowest;
    this.#highest[index] = highest;
    // Word by word: a call for each of a block's lines would take longer than the comparison.
    for (let y = 0; y < BLOCK; y++) {
      const line = (start + y * this.#stride) / 4;
      for (let word = line; word < line + BLOCK / 4; word++) this.#referenceWords[word] = this.#currentWords[word] ?? 0;
    }
    return true;
  }

  #differs(start: number): boolean {
    const [words, strideWords] = [BLOCK / 4, this.#stride / 4];
    for (let y = 0; y < BLOCK; y++) {
      const line = start / 4 + y * strideWords;
      for (let word = line; word < line + words; word++)
        if (this.#currentWords[word] !== this.#referenceWords[word]) return this.#isMoreThanNoise(start);
    }
    return false;
  }

  #isMoreThanNoise(start: number): boolean {
    let squares = 0;
    let shift = 0;
    for (let y = 0; y < BLOCK && squares <= MOST_SQUARES; y++) {
      const line = start + y * this.#stride;
      for (let x = line; x < line + BLOCK; x++) {
        const difference = (this.#current[x] ?? 0) - (this.#reference[x] ?? 0);
        if (difference > MOST_STEP || difference < -MOST_STEP) return true;
        squares += difference * difference;
        shift += difference;
      }
    }
    return squares > MOST_SQUARES || Math.abs(shift) > MOST_SHIFT;
  }

  #work(): Work {
    const areas: Rectangle[] = [];
    const flat: Rectangle[] = [];
    for (let row = 0; row < this.rows; row++) {
      // Runs of blocks with the same to be done.
      let kind: "kept" | "flat" | "drawn" = "kept";
      let left = 0;
      for (let column = 0; column <= this.columns; column++) {
        const next = column === this.columns ? "kept" : this.#kindOf(column, row);
        if (next === kind) continue;
        if (kind !== "kept") (kind === "flat" ? flat : areas).push({ left, top: row, right: column, bottom: row + 1 });
        kind = next;
        left = column;
      }
    }
    return { areas: merged(areas, (area) => this.#cost(area)), flat };
  }

  #kindOf(column: number, row: number): "kept" | "flat" | "drawn" {
    let isTouched = false;
    let lowest = 255;
    let highest = 0;
    const reach = this.#reach;
    for (let y = Math.max(0, row - reach); y <= Math.min(this.rows - 1, row + reach); y++) {
      for (let x = Math.max(0, column - reach); x <= Math.min(this.columns - 1, column + reach); x++) {
        const index = y * this.columns + x;
        isTouched ||= this.#isChanged[index] === 1;
        lowest = Math.min(lowest, this.#lowest[index] ?? 0);
        highest = Math.max(highest, this.#highest[index] ?? 255);
      }
    }
    if (!isTouched) return "kept";
    return highest - lowest <= FLAT_RANGE ? "flat" : "drawn";
  }

  /** What it takes to draw an area, in pixels that the network has to look at. */
  #cost({ left, top, right, bottom }: Rectangle): number {
    const width = Math.min(this.#width, right * BLOCK + this.#halo) - Math.max(0, left * BLOCK - this.#halo);
    const height = Math.min(this.#height, bottom * BLOCK + this.#halo) - Math.max(0, top * BLOCK - this.#halo);
    return RUN_COST + width * height;
  }
}

/** A run of the network costs about as much as this many pixels, whatever its size. */
const RUN_COST = 4000;
/** With more areas than this, looking for the best partners takes longer than it saves. */
const MOST_AREAS = 200;

/** Areas joined to their common rectangle wherever that is cheaper than both of them. */
function merged(runs: readonly Rectangle[], cost: (area: Rectangle) => number): Rectangle[] {
  let areas: Rectangle[] = [];
  for (const run of runs) {
    let area = run;
    for (let isMerging = true; isMerging; ) {
      isMerging = false;
      for (const [i, other] of areas.entries()) {
        const union = unionOf(area, other);
        if (areas.length <= MOST_AREAS && cost(union) > cost(area) + cost(other)) continue;
        areas = areas.toSpliced(i, 1);
        area = union;
        isMerging = true;
        break;
      }
    }
    areas.push(area);
  }
  return areas;
}

function unionOf(a: Rectangle, b: Rectangle): Rectangle {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}
