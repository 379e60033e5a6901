import { melody } from "../melody.js";
import { bassLine, comped, counterLine } from "../players.js";
import { vibraphone } from "../struck.js";
import type { Style } from "../style.js";
import { electricPiano, subBass, warmPad } from "../synthesised.js";

/** Slow swung drums, seventh chords of an electric piano, an old record. */
export const lofi: Style = {
  tempo: { low: 72, high: 86 },
  looseness: 0.012,
  swing: { unit: 0.25, amount: 0.36 },
  barsPerChord: 1,
  bright: {
    mode: "major",
    verse: ["2:9 5:9 1:9 6:7", "1:9 6:7 2:9 5:9", "4:9 3:7 2:9 1:9"],
    chorus: ["4:9 5:7 3:7 6:9", "4:9 4:min7 1:9 6:7", "6:9 2:9 5:9 1:9"],
    cadence: "5:9",
    last: "1:9",
  },
  dark: {
    mode: "dorian",
    verse: ["1:9 4:9 1:9 4:7", "1:9 7:7 4:9 5:7", "1:9 3:7 4:9 7:7"],
    chorus: ["6:7 5:7 1:9 4:9", "4:9 7:7 3:7 1:9", "3:7 4:9 1:9 7:7"],
    cadence: "5:7",
    last: "1:9",
  },
  darkness: 0.45,
  contour: "waves",
  parts: [
    {
      name: "keys",
      instrument: electricPiano,
      player: comped(
        4,
        [
          [
            [0, 1.9, 0.72],
            [2.5, 1.3, 0.55],
          ],
          [
            [0, 2.4, 0.72],
            [2.75, 1.1, 0.5],
          ],
          [
            [0.5, 1.4, 0.6],
            [2, 1.9, 0.66],
          ],
          [
            [0, 3.8, 0.7],
            [3.5, 0.5, 0.42],
          ],
        ],
        0.022,
      ),
      range: { low: 53, high: 74 },
      level: -4.5,
      pan: -0.1,
      reverb: 0.22,
      echo: 0.08,
      duck: 0.3,
      chorus: 0.35,
      highpass: 120,
    },
    {
      name: "bass",
      instrument: subBass,
      player: bassLine([
        [
          [0, 1.4, "r", 0.9],
          [1.75, 0.7, "r", 0.6],
          [2.5, 1, "5", 0.75],
          [3.5, 0.5, "a", 0.6],
        ],
        [
          [0, 2.2, "r", 0.9],
          [2.5, 0.7, "8", 0.6],
          [3.25, 0.7, "5", 0.65],
        ],
        [
          [0, 0.7, "r", 0.9],
          [0.75, 1.6, "r", 0.7],
          [2.5, 1.4, "5", 0.75],
        ],
      ]),
      range: { low: 31, high: 48 },
      level: -10.5,
      pan: 0,
      reverb: 0,
      duck: 0.35,
      from: 0.34,
    },
    {
      name: "pad",
      instrument: warmPad,
      player: counterLine(),
      range: { low: 62, high: 76 },
      level: -18,
      pan: 0.3,
      reverb: 0.5,
      duck: 0.3,
      from: 0.7,
    },
    {
      name: "tune",
      instrument: vibraphone,
      player: melody("sparse", ["intro", "outro"]),
      range: { low: 67, high: 84 },
      level: -9.5,
      pan: 0.25,
      reverb: 0.4,
      echo: 0.3,
      from: 0.36,
      lowpass: 5200,
    },
  ],
  kit: "dusty",
  drums: [
    { piece: "kick", patterns: ["X......x..X.....", "X.....o...X..o..", "X..o......Xo...."], level: -8.5, from: 0.4 },
    { piece: "snare", patterns: ["....X.......X...", "....X.......X..o", "....X..o....X..."], level: -9.5, from: 0.4 },
    {
      piece: "hat",
      patterns: ["x.o.x.o.x.o.x.o.", "x.ooxoo.x.o.xoo.", "o.x.o.x.o.x.o.xo"],
      level: -13,
      pan: 0.2,
      from: 0.32,
    },
    { piece: "rim", patterns: ["..........o....o", ".......o........"], level: -18, pan: -0.3, from: 0.66 },
  ],
  drumReverb: 0.1,
  drumLevel: -1,
  fill: "snare",
  crash: false,
  riser: false,
  room: { size: 0.7, seconds: 1.5, damping: 0.45 },
  echoBeats: 0.75,
  isRecord: true,
};
