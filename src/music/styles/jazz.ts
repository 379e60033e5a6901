import { melody } from "../melody.js";
import { bassLine, comped } from "../players.js";
import { uprightBass } from "../plucked.js";
import { piano, vibraphone } from "../struck.js";
import type { Style } from "../style.js";

/** A small band in a small room: walking bass, brushes, piano, vibraphone. */
export const jazz: Style = {
  tempo: { low: 96, high: 128 },
  looseness: 0.012,
  swing: { unit: 0.5, amount: 0.58 },
  barsPerChord: 1,
  bright: {
    mode: "major",
    verse: ["2:9 5:9 1:9 6:7", "1:9 6:7 2:9 5:9", "3:7 6:9 2:9 5:9"],
    chorus: ["4:9 4:min7 3:7 6:dom7", "4:9 5:9 3:7 6:7", "2:9 5:9 3:7 6:dom7"],
    cadence: "5:9",
    last: "1:9",
  },
  dark: {
    mode: "minor",
    verse: ["1:9 4:9 7:9 3:9", "1:9 6:7 2:7 5:dom7", "1:9 4:9 1:9 5:dom7"],
    chorus: ["4:9 7:9 3:9 6:9", "6:9 5:dom7 1:9 1:9"],
    cadence: "5:dom7",
    last: "1:9",
  },
  darkness: 0.3,
  contour: "waves",
  parts: [
    {
      name: "piano",
      instrument: piano,
      player: comped(
        4,
        [
          [
            [0, 1.2, 0.6],
            [1.5, 0.5, 0.55],
          ],
          [
            [0.5, 0.5, 0.5],
            [2.5, 1, 0.6],
          ],
          [
            [0, 0.5, 0.55],
            [1.5, 1.5, 0.62],
            [3.5, 0.5, 0.5],
          ],
          [
            [1, 0.5, 0.5],
            [2.5, 0.5, 0.55],
          ],
        ],
        0.006,
      ),
      range: { low: 54, high: 74 },
      level: -9,
      pan: -0.3,
      reverb: 0.18,
      highpass: 130,
    },
    {
      name: "bass",
      instrument: uprightBass,
      player: bassLine([
        [
          [0, 0.95, "r", 0.85],
          [1, 0.95, "3", 0.75],
          [2, 0.95, "5", 0.8],
          [3, 0.95, "a", 0.78],
        ],
        [
          [0, 0.95, "r", 0.85],
          [1, 0.95, "5", 0.75],
          [2, 0.95, "8", 0.8],
          [3, 0.95, "a", 0.78],
        ],
        [
          [0, 0.95, "r", 0.85],
          [1, 0.95, "5", 0.72],
          [2, 0.95, "3", 0.78],
          [3, 0.45, "a", 0.75],
          [3.5, 0.45, "a", 0.55],
        ],
      ]),
      range: { low: 33, high: 50 },
      level: -4.5,
      pan: 0.05,
      reverb: 0.08,
    },
    {
      name: "tune",
      instrument: vibraphone,
      player: melody("lively", ["intro"]),
      range: { low: 65, high: 84 },
      level: -9.5,
      pan: 0.3,
      reverb: 0.25,
      from: 0.35,
    },
  ],
  kit: "brushes",
  drums: [
    { piece: "ride", patterns: ["x...x.o.x...x.o.", "x...x...x...x.o."], level: -14, pan: 0.35, from: 0.5 },
    { piece: "snare", patterns: ["....o.......o...", "....o.....o.o..."], level: -17, from: 0.3, to: 0.99 },
    { piece: "hat", patterns: ["....x.......x..."], level: -16, pan: -0.25, from: 0.3 },
    { piece: "kick", patterns: ["o.......o.......", "o...........o..."], level: -12, from: 0.55 },
    { piece: "rim", patterns: ["..............o.", "......o........."], level: -19, pan: -0.2, from: 0.8 },
  ],
  drumReverb: 0.15,
  drumLevel: 0,
  fill: "snare",
  crash: false,
  riser: false,
  room: { size: 0.6, seconds: 1.2, damping: 0.5 },
  echoBeats: 0.5,
};
