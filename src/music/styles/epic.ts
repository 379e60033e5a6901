import { melody } from "../melody.js";
import { bassLine, broken, comped, held } from "../players.js";
import type { Style } from "../style.js";
import { brass, spiccato, stringSection, subBass } from "../synthesised.js";

/** Drums of war, bows that bounce, horns. */
export const epic: Style = {
  tempo: { low: 118, high: 136 },
  looseness: 0.006,
  barsPerChord: 1,
  bright: {
    mode: "mixolydian",
    verse: ["1 7 4 1", "1 5:min7 4 7", "1 4 7 4"],
    chorus: ["4 7 1 1", "1 7 4 5:maj"],
    cadence: "7",
    last: "1",
  },
  dark: {
    mode: "minor",
    verse: ["1 1 6 7", "1 6 3 7", "1 4 6 5:maj"],
    chorus: ["6 7 1 1", "1 7 6 7", "6 3 7 1"],
    cadence: "5:maj",
    last: "1:5",
  },
  darkness: 0.85,
  contour: "rising",
  parts: [
    {
      name: "pulse",
      instrument: spiccato,
      player: broken(["1131121311311213", "1.111.111.111.13", "1131113111311131"], 3, 0.1),
      range: { low: 48, high: 64 },
      level: -6.5,
      pan: -0.3,
      reverb: 0.25,
      highpass: 90,
    },
    {
      name: "high pulse",
      instrument: spiccato,
      player: broken(["3.2.3.1.3.2.3.1.", "1232123212321232"], 3, 0.1),
      range: { low: 62, high: 77 },
      level: -12,
      pan: 0.35,
      reverb: 0.3,
      from: 0.7,
    },
    {
      name: "strings",
      instrument: stringSection,
      player: held(4, 0.8),
      range: { low: 52, high: 76 },
      level: -10.5,
      pan: 0,
      reverb: 0.4,
      from: 0.55,
      highpass: 120,
    },
    {
      name: "bass",
      instrument: subBass,
      player: bassLine([
        [
          [0, 1.4, "r", 0.9],
          [1.5, 1.4, "r", 0.8],
          [3, 0.9, "r", 0.8],
        ],
        [
          [0, 1.9, "r", 0.9],
          [2, 1.9, "r", 0.85],
        ],
      ]),
      range: { low: 31, high: 43 },
      level: -15,
      pan: 0,
      reverb: 0.05,
    },
    {
      name: "low brass",
      instrument: brass,
      player: comped(3, [
        [[0, 3.8, 0.85]],
        [
          [0, 1.4, 0.9],
          [1.5, 2.3, 0.8],
        ],
      ]),
      range: { low: 41, high: 60 },
      level: -11.5,
      pan: 0.15,
      reverb: 0.35,
      from: 0.66,
    },
    {
      name: "horns",
      instrument: brass,
      player: melody("sparse", ["intro", "break"]),
      range: { low: 60, high: 77 },
      level: -7.5,
      pan: 0.1,
      reverb: 0.4,
      from: 0.58,
    },
  ],
  kit: "orchestral",
  drums: [
    { piece: "kick", patterns: ["X.....X.X.....X.", "X..X..X.X..X..X."], level: -9, from: 0.45 },
    { piece: "lowTom", patterns: ["X..x..x.X..x..xx", "X.xxX.x.X.xxX.xx"], level: -11, pan: -0.25, from: 0.55 },
    { piece: "tom", patterns: ["..x...x...x.x.x.", "....x.xx....x.xx"], level: -9, pan: 0.25, from: 0.7 },
    { piece: "snare", patterns: ["....X.......X...", "....X..oo...X.oo"], level: -11.5, from: 0.82 },
  ],
  drumReverb: 0.4,
  drumLevel: 0,
  fill: "toms",
  crash: true,
  riser: true,
  room: { size: 1.1, seconds: 2.6, damping: 0.5 },
  echoBeats: 0.75,
};
