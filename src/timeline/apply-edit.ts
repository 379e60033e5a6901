/** Edits as pure functions from draft to draft. */
import { describeDifference } from "./difference.js";
import { type Draft, draftSchema } from "./draft.js";
import type { Edit } from "./edit.js";
import * as clips from "./edits/clips.js";
import * as output from "./edits/output.js";
import * as overlay from "./edits/overlay.js";
import * as picture from "./edits/picture.js";
import * as sound from "./edits/sound.js";
import * as text from "./edits/text.js";
import type { Facts } from "./facts.js";
import { clipsOf } from "./line.js";
import { type Refusal, refusal, type Words } from "./words.js";
import { closeWorkbench, isRefusal, openWorkbench, type Workbench } from "./workbench.js";

/** An edit was made, with what changed in sentences; or it was refused, with the reason. */
export type EditOutcome =
  | { draft: Draft; changes: Words[]; refused?: never }
  | { refused: Refusal; draft?: never; changes?: never };

/**
 * Makes one edit. The draft that is given stays as it is.
 * @param facts what {@link factsNeeded} asked for; an edit that waits for more is refused with `needs-analysis`.
 */
export function applyEdit(before: Draft, edit: Edit, facts: Facts = {}): EditOutcome {
  const bench = openWorkbench(before, facts);
  const refused = made(bench, edit);
  if (refused !== undefined) return { refused };
  const draft = closeWorkbench(bench);
  if (isRefusal(draft)) return { refused: draft };
  const changes = describeDifference(before, draft);
  if (edit.op === "merge") return { draft: before, changes: [joined(bench)] };
  if (changes.length === 0)
    return {
      refused: refusal("no-change", "It is like that already, so nothing changes.", "已经是这样了，没有变化。"),
    };
  if (!draftSchema.safeParse(draft).success)
    return {
      refused: refusal("too-much", "That would be more than one video can hold.", "这超出了一个视频能容纳的内容。"),
    };
  return { draft, changes };
}

function joined(bench: Workbench): Words {
  const count = clipsOf(bench.line).length;
  return {
    en: `The ${count} clips play one after the other as one video.`,
    zh: `${count} 个片段已连成一个视频，依次播放。`,
  };
}

function made(bench: Workbench, edit: Edit): Refusal | undefined {
  switch (edit.op) {
    case "enhance":
      return picture.enhance(bench, edit);
    case "denoise":
    case "deblock":
    case "sharpen":
    case "stabilize":
    case "deinterlace":
      return picture.filter(bench, edit);
    case "color":
      return picture.color(bench, edit);
    case "fps":
      return picture.fps(bench, edit);
    case "trim":
      return clips.trim(bench, edit);
    case "extend":
      return clips.extend(bench, edit);
    case "split":
      return clips.split(bench, edit);
    case "remove_clip":
      return clips.removeClip(bench, edit);
    case "move_clip":
      return clips.moveClip(bench, edit);
    case "merge":
      return clips.merge(bench);
    case "speed":
      return clips.speed(bench, edit);
    case "reverse":
      return clips.reverse(bench, edit);
    case "loop":
      return clips.loop(bench, edit);
    case "rotate":
      return picture.rotate(bench, edit);
    case "flip":
      return picture.flip(bench, edit);
    case "crop":
      return picture.crop(bench, edit);
    case "reframe":
      return picture.reframe(bench, edit);
    case "title":
      return text.title(bench, edit);
    case "change_title":
      return text.changeTitle(bench, edit);
    case "captions":
      return text.captions(bench, edit);
    case "change_captions":
      return text.changeCaptions(bench, edit);
    case "overlay":
      return overlay.overlay(bench, edit);
    case "change_overlay":
      return overlay.changeOverlay(bench, edit);
    case "transition":
      return picture.transition(bench, edit);
    case "fade":
      return picture.fade(bench, edit);
    case "music":
      return sound.music(bench, edit);
    case "change_music":
      return sound.moveMusic(bench, edit);
    case "volume":
      return sound.volume(bench, edit);
    case "mute":
      return sound.mute(bench, edit);
    case "replace_audio":
      return sound.replaceAudio(bench, edit);
    case "normalize_audio":
      return sound.normalizeAudio(bench);
    case "denoise_audio":
      return sound.denoiseAudio(bench, edit);
    case "silences":
      return clips.silences(bench);
    case "convert":
    case "extract_audio":
      return output.convert(bench, edit);
    case "compress":
      return output.compress(bench, edit);
    case "poster":
      return output.poster(bench, edit);
    case "remove":
      return output.remove(bench, edit);
  }
}

/** What came of a list of edits: those that could be made are, in order; of the others it is said why not. */
export interface EditsOutcome {
  draft: Draft;
  changes: Words[];
  refusals: { edit: Edit; refused: Refusal }[];
}

/** Makes several edits, each on the result of the one before. */
export function applyEdits(before: Draft, edits: readonly Edit[], facts: Facts = {}): EditsOutcome {
  const outcome: EditsOutcome = { draft: before, changes: [], refusals: [] };
  for (const edit of edits) {
    const { draft, changes, refused } = applyEdit(outcome.draft, edit, facts);
    if (refused !== undefined) outcome.refusals.push({ edit, refused });
    else {
      outcome.draft = draft;
      outcome.changes.push(...changes);
    }
  }
  return outcome;
}
