/** Whether there is anything to export. */
import { type Draft, draftSchema } from "./draft.js";
import type { Words } from "./words.js";

export type Readiness = { isReady: true; reason?: never } | { isReady: false; reason: Words };

/** Ready is a draft that holds together and has something on one track at least. */
export function readyForExport(draft: Draft): Readiness {
  if (!draft.t.some(({ sg }) => sg.length > 0))
    return {
      isReady: false,
      reason: {
        en: "There is nothing on the timeline to export: hand me a video or a picture first.",
        zh: "时间线上还没有可以导出的内容：请先给我视频或图片。",
      },
    };
  const { error } = draftSchema.safeParse(draft);
  if (error === undefined) return { isReady: true };
  const issue = error.issues[0];
  const place = issue?.path.join(".") ?? "";
  return {
    isReady: false,
    reason: {
      en: `The timeline is damaged at ${place}: ${issue?.message ?? "it does not fit the format"}.`,
      zh: `时间线在 ${place} 处有问题：${issue?.message ?? "格式不符"}。`,
    },
  };
}
