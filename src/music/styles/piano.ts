import { melody } from "../melody.js";
import { bassLine, broken, held } from "../players.js";
import { piano as pianoSound } from "../struck.js";
import type { Style } from "../style.js";
import { stringSection } from "../synthesised.js";

/** One piano, both hands; later a few strings behind it. */
export const piano: Style = {
  tempo: { low: 66, high: 80 },
  looseness: 0.018,
  barsPerChord: 1,
  bright: {
    mode: "major",
    verse: ["1:add9 5 6:7 4:add9", "1 3:7 4:add9 5", "4:add9 5 3:7 6:7"],
    chorus: ["4 5 6:7 1", "6:7 4 1 5", "4 1 2:7 5"],
    cadence: "5:sus4",
    last: "1:add9",
  },
  dark: {
    mode: "minor",
    verse: ["1:add9 6:7 3 7", "1 4:9 7 3:7", "6:7 7 1:add9 1"],
    chorus: ["6 7 3:7 1", "4:9 1 6 5:maj", "6:7 3 7 1"],
    cadence: "5:maj",
    last: "1:add9",
  },
  darkness: 0.6,
  contour: "waves",
  parts: [
    {
      name: "left hand",
      instrument: pianoSound,
      player: broken(["1.3.4.3.2.3.4.3.", "1.2.3.4.3.2.3.2.", "1...3.4.2...3.4."], 4, 2),
      range: { low: 48, high: 68 },
      level: -9.5,
      pan: -0.1,
      reverb: 0.3,
    },
    {
      name: "bass",
      instrument: pianoSound,
      player: bassLine([
        [[0, 3.8, "r", 0.62]],
        [
          [0, 1.9, "r", 0.62],
          [2, 1.9, "5", 0.5],
        ],
      ]),
      range: { low: 33, high: 47 },
      level: -9,
      pan: -0.1,
      reverb: 0.25,
    },
    {
      name: "right hand",
      instrument: pianoSound,
      player: melody("flowing", []),
      range: { low: 67, high: 86 },
      level: -5,
      pan: 0.1,
      reverb: 0.35,
      echo: 0.06,
    },
    {
      name: "strings",
      instrument: stringSection,
      player: held(3, 0.6),
      range: { low: 55, high: 74 },
      level: -21,
      pan: 0,
      reverb: 0.5,
      from: 0.84,
      highpass: 160,
    },
  ],
  kit: "brushes",
  drums: [],
  drumReverb: 0,
  drumLevel: -12,
  fill: "none",
  crash: false,
  riser: false,
  room: { size: 1, seconds: 2.4, damping: 0.45 },
  echoBeats: 1,
};
