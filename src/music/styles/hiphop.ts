import { melody } from "../melody.js";
import { bassLine, broken, held } from "../players.js";
import { bell, piano } from "../struck.js";
import type { Style } from "../style.js";
import { boomBass, warmPad } from "../synthesised.js";

/** A long low drum that plays the bass, quick hats, a dark piano figure. */
export const hiphop: Style = {
  tempo: { low: 82, high: 94 },
  looseness: 0.004,
  swing: { unit: 0.25, amount: 0.1 },
  barsPerChord: 1,
  bright: {
    mode: "dorian",
    verse: ["1:9 4 1:9 7", "1:7 3 4 1"],
    chorus: ["3 4 1:7 1:7", "4 7 1:9 1:9"],
    cadence: "7",
    last: "1:add9",
  },
  dark: {
    mode: "minor",
    verse: ["1:add9 6:7 1:add9 7", "1 1 6 5:min7", "1:add9 4 6:7 7"],
    chorus: ["6:7 7 1 1", "6:7 3 1 7", "4 6:7 1 1"],
    cadence: "7:sus4",
    last: "1:add9",
  },
  darkness: 0.85,
  contour: "waves",
  parts: [
    {
      name: "figure",
      instrument: piano,
      player: broken(["1.3.4..3..4.3...", "4..3..1.4..3..2.", "1...3.4...3.2..."], 4, 1.5),
      range: { low: 57, high: 77 },
      level: -5,
      pan: -0.15,
      reverb: 0.3,
      echo: 0.2,
      duck: 0.2,
      highpass: 180,
      lowpass: 6000,
    },
    {
      name: "bass",
      instrument: boomBass,
      player: bassLine([
        [
          [0, 1.4, "r", 0.95],
          [1.75, 0.7, "r", 0.75],
          [2.5, 1.4, "r", 0.85],
        ],
        [
          [0, 2.4, "r", 0.95],
          [2.5, 0.7, "5", 0.75],
          [3.25, 0.7, "a", 0.75],
        ],
      ]),
      range: { low: 31, high: 46 },
      level: -12.5,
      pan: 0,
      reverb: 0,
      duck: 0.25,
      from: 0.42,
    },
    {
      name: "pad",
      instrument: warmPad,
      player: held(3),
      range: { low: 55, high: 72 },
      level: -15,
      pan: 0,
      reverb: 0.45,
      duck: 0.35,
    },
    {
      name: "tune",
      instrument: bell,
      player: melody("sparse"),
      range: { low: 69, high: 86 },
      level: -12,
      pan: 0.25,
      reverb: 0.4,
      echo: 0.4,
      from: 0.6,
    },
  ],
  kit: "hall",
  drums: [
    { piece: "kick", patterns: ["X......x..X.....", "X.....x...X..x..", "X..x......X....x"], level: -7.5, from: 0.45 },
    { piece: "clap", patterns: ["....X.......X..."], level: -7, from: 0.45 },
    { piece: "snare", patterns: ["....x.......x...", "....x.......x..o"], level: -12, from: 0.8 },
    {
      piece: "hat",
      patterns: ["x.x.x.xxx.x.xxxx", "x.xxx.x.x.xxx.xo", "x.x.xxx.x.x.x.xx"],
      level: -15,
      pan: 0.2,
      from: 0.5,
    },
    { piece: "hat", patterns: ["x...x...x...x..."], level: -17, pan: 0.2, from: 0.3, to: 0.5 },
    { piece: "openHat", patterns: ["..............x.", "......x........."], level: -18, pan: 0.2, from: 0.8 },
  ],
  drumReverb: 0.08,
  drumLevel: 0,
  fill: "snare",
  crash: false,
  riser: true,
  room: { size: 0.8, seconds: 1.8, damping: 0.5 },
  echoBeats: 0.75,
};
