/** Every rule, in the order in which they are asked; where two account for as much, the first one is taken. */
import type { Rule } from "../grammar/rule.js";
import { BEYOND_RULES } from "./beyond.js";
import { CLIP_RULES } from "./clips.js";
import { COLOUR_RULES } from "./colour.js";
import { COMPLAINT_RULES } from "./complaints-chinese.js";
import { FRAME_RULES } from "./frame.js";
import { OUTPUT_RULES } from "./output.js";
import { PICTURE_RULES } from "./picture.js";
import { SESSION_RULES } from "./session.js";
import { SPOKEN_CHINESE_RULES } from "./session-chinese.js";
import { SOUND_RULES } from "./sound.js";
import { SPEED_RULES } from "./speed.js";
import { TEXT_RULES } from "./text.js";
import { TRIM_RULES } from "./trim.js";

export const RULES: readonly Rule[] = [
  ...TRIM_RULES,
  ...CLIP_RULES,
  ...SPEED_RULES,
  ...FRAME_RULES,
  ...PICTURE_RULES,
  ...COLOUR_RULES,
  ...TEXT_RULES,
  ...SOUND_RULES,
  ...OUTPUT_RULES,
  ...COMPLAINT_RULES,
  ...SESSION_RULES,
  ...SPOKEN_CHINESE_RULES,
  ...BEYOND_RULES,
];
