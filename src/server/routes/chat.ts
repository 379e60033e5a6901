/** One turn of the conversation, as an event stream. */
import { z } from "zod";
import { malformed } from "../../studio/refusal.js";
import { MAX_MESSAGE_LENGTH } from "../../studio/turns.js";
import type { RouteContext, Server } from "../context.js";
import { answerTo, FAILURES } from "../envelope.js";
import { EventStream } from "../event-stream.js";
import { APP, NAME, snakeKeys, USER } from "../session-params.js";
import { EVENT_STREAM } from "../wire-events.js";

const PART = z.object({ text: z.string().max(MAX_MESSAGE_LENGTH).optional() });
const RUN = z.object({
  app_name: z.literal(APP),
  user_id: USER.optional(),
  session_id: NAME,
  new_message: z.object({ role: z.string().max(20).optional(), parts: z.array(PART).max(50) }),
  language: z
    .string()
    .max(35)
    .optional()
    .describe(
      "Of the answer, where the words have none; absent: the session's. Words with a language are answered in it.",
    ),
  streaming: z.boolean().optional().describe("False: only whole events, no deltas of text."),
});
/** Both spellings come in; the document shows the first. */
const RUN_BODY = z.preprocess(snakeKeys, RUN);

export function chatRoutes(server: Server, { studio, patience, closing }: RouteContext): void {
  server.post(
    "/run_sse",
    {
      schema: {
        tags: ["sessions"],
        summary: "Says something in a session; the answer is an event stream",
        description:
          "Events are those of the Agent Development Kit. Keys may be in snake_case or camelCase. A client that leaves does not undo what the turn does.",
        body: RUN_BODY,
        response: { 200: EVENT_STREAM, ...FAILURES },
      },
    },
    async (request, reply) => {
      const { account, body } = request;
      const session = studio.sessions.find(account, body.session_id);
      const words = body.new_message.parts
        .flatMap(({ text }) => text ?? [])
        .join("\n")
        .trim();
      if (words === "") throw malformed("There are no words in this message.", "new_message.parts");
      const { source, version, platform } = attribution(request.headers);
      const turn = studio.turns.prepare(account, session, {
        words,
        language: body.language,
        hasAttribution: source && version && platform,
        isStreaming: body.streaming ?? true,
        signal: closing,
      });
      using stream = new EventStream(reply, patience.heartbeatMs);
      try {
        await turn.run((event) => stream.send(event));
      } catch (error) {
        const { status, body: failure } = answerTo(error, request.id);
        if (status >= 500)
          request.log.error({ id: request.id, err: { type: error instanceof Error ? error.name : typeof error } });
        stream.send({ error: failure.message, code: failure.code });
      }
    },
  );
}

/** Which of the three headers that tell a render's origin are there. */
export function attribution(headers: Record<string, string | string[] | undefined>): {
  source: boolean;
  version: boolean;
  platform: boolean;
} {
  const has = (name: string): boolean => {
    const value = headers[name];
    return typeof value === "string" && value.trim() !== "";
  };
  return { source: has("x-skill-source"), version: has("x-skill-version"), platform: has("x-skill-platform") };
}
