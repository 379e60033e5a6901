import { melody } from "../melody.js";
import { bassLine, broken, held, strummed } from "../players.js";
import { nylonGuitar, steelGuitar, uprightBass } from "../plucked.js";
import { kalimba } from "../struck.js";
import type { Style } from "../style.js";
import { stringSection } from "../synthesised.js";

/** Strummed and picked guitars, upright bass, a shaker: a sunny afternoon. */
export const acoustic: Style = {
  tempo: { low: 92, high: 112 },
  looseness: 0.009,
  swing: { unit: 0.25, amount: 0.12 },
  barsPerChord: 1,
  bright: {
    mode: "major",
    verse: ["1:add9 5 6:7 4:add9", "1 4:add9 1 5:sus4", "1 3:7 4 5"],
    chorus: ["4:add9 1 5 6:7", "6:7 4 1 5", "1 5 4 4"],
    cadence: "5",
    last: "1:add9",
  },
  dark: {
    mode: "minor",
    verse: ["1 7 6 7", "1:add9 6 3 7", "1 4 7 3"],
    chorus: ["6 3 7 1", "6 7 1 1", "4 6 1 7"],
    cadence: "7",
    last: "1:add9",
  },
  darkness: 0.12,
  contour: "waves",
  parts: [
    {
      name: "strum",
      instrument: steelGuitar,
      player: strummed(["D..dd.u..ud.dudu", "D...d.u...udd.du", "D.d.d.u.D.d.d.u.", "D...D.du..u.D.du"], 4),
      range: { low: 50, high: 72 },
      level: -14,
      pan: -0.35,
      reverb: 0.12,
      from: 0.5,
      highpass: 130,
    },
    {
      name: "picking",
      instrument: nylonGuitar,
      player: broken(["1.3.2.4.3.2.4.3.", "1.2.3.4.2.3.4.2.", "1.34.3.21.34.3.2"], 4, 2),
      range: { low: 52, high: 74 },
      level: -8.5,
      pan: 0.35,
      reverb: 0.2,
      echo: 0.05,
      highpass: 100,
    },
    {
      name: "bass",
      instrument: uprightBass,
      player: bassLine([
        [
          [0, 1.4, "r", 0.9],
          [2, 1.4, "5", 0.75],
          [3.5, 0.5, "a", 0.6],
        ],
        [
          [0, 1.9, "r", 0.9],
          [2, 0.9, "r", 0.7],
          [3, 0.9, "5", 0.7],
        ],
      ]),
      range: { low: 33, high: 48 },
      level: -7,
      pan: 0,
      reverb: 0.08,
      from: 0.4,
    },
    {
      name: "strings",
      instrument: stringSection,
      player: held(3, 0.6),
      range: { low: 58, high: 76 },
      level: -23,
      pan: 0.05,
      reverb: 0.4,
      from: 0.85,
      highpass: 200,
    },
    {
      name: "tune",
      instrument: kalimba,
      player: melody("flowing"),
      range: { low: 69, high: 86 },
      level: -13,
      pan: 0.12,
      reverb: 0.3,
      echo: 0.12,
      from: 0.5,
    },
  ],
  kit: "brushes",
  drums: [
    { piece: "kick", patterns: ["X.......x.......", "X.....o.X......."], level: -6, from: 0.45 },
    { piece: "snare", patterns: ["....x.......x...", "....x.......x.o."], level: -14, from: 0.7 },
    { piece: "rim", patterns: ["....x.......x..."], level: -15, pan: 0.15, from: 0.45, to: 0.7 },
    { piece: "shaker", patterns: ["x.oox.oox.oox.oo", "xoxoxoxoxoxoxoxo"], level: -16, pan: -0.3, from: 0.32 },
    { piece: "clap", patterns: ["....o.......x..."], level: -16, pan: 0.3, from: 0.85 },
  ],
  drumReverb: 0.15,
  drumLevel: -1,
  fill: "none",
  crash: false,
  riser: false,
  room: { size: 0.55, seconds: 1.1, damping: 0.55 },
  echoBeats: 0.75,
};
