import { melody } from "../melody.js";
import { bassLine, broken, comped, held } from "../players.js";
import { fingerBass, nylonGuitar } from "../plucked.js";
import { bell, piano } from "../struck.js";
import type { Style } from "../style.js";
import { stringSection, warmPad } from "../synthesised.js";

/** Hopeful and out of the way: muted guitar figures, piano, a steady beat that opens up. */
export const corporate: Style = {
  tempo: { low: 104, high: 118 },
  looseness: 0.006,
  barsPerChord: 1,
  bright: {
    mode: "major",
    verse: ["1:add9 5 6:7 4:add9", "6:7 4:add9 1 5", "1:add9 4:add9 6:7 5:sus4"],
    chorus: ["4:add9 1 5 6:7", "1 5 6 4", "4 5 6:7 1"],
    cadence: "5:sus4",
    last: "1:add9",
  },
  dark: {
    mode: "dorian",
    verse: ["1:add9 7 4 1", "1 3 7 4"],
    chorus: ["3 7 1 4", "1 7 3 4"],
    cadence: "7",
    last: "1:add9",
  },
  darkness: 0.05,
  contour: "rising",
  parts: [
    {
      name: "figure",
      instrument: nylonGuitar,
      player: broken(["1313141313141313", "1.3.4.3.1.3.4.3.", "13.413.413.413.4"], 4, 0.1),
      range: { low: 57, high: 77 },
      level: -10.5,
      pan: 0.3,
      reverb: 0.15,
      echo: 0.3,
    },
    {
      name: "piano",
      instrument: piano,
      player: comped(4, [
        [
          [0, 1.9, 0.75],
          [2, 1.9, 0.6],
        ],
        [
          [0, 1.4, 0.75],
          [1.5, 1, 0.6],
          [2.5, 1.4, 0.62],
        ],
      ]),
      range: { low: 55, high: 76 },
      level: -11,
      pan: -0.2,
      reverb: 0.25,
      highpass: 120,
    },
    {
      name: "pad",
      instrument: warmPad,
      player: held(3),
      range: { low: 55, high: 74 },
      level: -20,
      pan: 0,
      reverb: 0.4,
      duck: 0.2,
      from: 0.5,
    },
    {
      name: "bass",
      instrument: fingerBass,
      player: bassLine([
        [
          [0, 0.9, "r", 0.9],
          [1, 0.9, "r", 0.7],
          [2, 0.9, "r", 0.8],
          [3, 0.9, "r", 0.7],
        ],
        [
          [0, 1.4, "r", 0.9],
          [1.5, 0.9, "r", 0.75],
          [2.5, 0.9, "5", 0.75],
          [3.5, 0.45, "a", 0.65],
        ],
      ]),
      range: { low: 33, high: 50 },
      level: -8.5,
      pan: 0,
      reverb: 0.02,
      duck: 0.2,
      from: 0.5,
    },
    {
      name: "strings",
      instrument: stringSection,
      player: held(3),
      range: { low: 60, high: 79 },
      level: -19,
      pan: 0.1,
      reverb: 0.4,
      from: 0.8,
      highpass: 200,
    },
    {
      name: "tune",
      instrument: bell,
      player: melody("flowing"),
      range: { low: 72, high: 88 },
      level: -17,
      pan: 0.1,
      reverb: 0.4,
      echo: 0.25,
      from: 0.58,
    },
  ],
  kit: "pop",
  drums: [
    { piece: "kick", patterns: ["X...x...X...x...", "X.......X.x....."], level: -5, from: 0.52 },
    { piece: "clap", patterns: ["....x.......x..."], level: -13, from: 0.6 },
    { piece: "snare", patterns: ["....x.......x..."], level: -12, from: 0.82 },
    { piece: "hat", patterns: ["o.x.o.x.o.x.o.x.", "x.o.x.o.x.o.x.oo"], level: -19, pan: 0.25, from: 0.58 },
    { piece: "shaker", patterns: ["xoxoxoxoxoxoxoxo"], level: -20, pan: -0.35, from: 0.45 },
  ],
  drumReverb: 0.12,
  drumLevel: -1,
  fill: "toms",
  crash: true,
  riser: true,
  room: { size: 0.8, seconds: 1.7, damping: 0.55 },
  echoBeats: 0.75,
};
