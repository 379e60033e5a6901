/** What happens in a session, told while it happens. */
import type { SessionEvent } from "../../studio/event-hub.js";
import type { RouteContext, Server } from "../context.js";
import { FAILURES } from "../envelope.js";
import { EventStream } from "../event-stream.js";
import { SESSION_PARAMS } from "../session-params.js";
import { EVENT_STREAM } from "../wire-events.js";
import { type Asker, momentUrl } from "../wire-state.js";

export function eventRoutes(server: Server, context: RouteContext): void {
  const { studio, closing, patience } = context;
  /** Names of the studio's own stay inside; what a render looks like comes as a link. */
  const wireEvent = (asker: Asker, event: SessionEvent): object => {
    if (event.type !== "render-progress") return event;
    const { uid, atMs, ...facts } = event;
    return { ...facts, ...(atMs === undefined ? {} : { thumbnailUrl: momentUrl(context, asker, uid, atMs) }) };
  };

  server.get(
    "/api/events/:sid",
    {
      schema: {
        tags: ["sessions"],
        summary: "Progress: files that are ready, changes of the draft, turns, renders",
        description:
          "An event stream. It begins with `hello`, which carries the version; whoever comes late asks for the state.",
        params: SESSION_PARAMS,
        response: { 200: EVENT_STREAM, ...FAILURES },
      },
    },
    async (request, reply) => {
      const session = studio.sessions.find(request.account, request.params.sid);
      using stream = new EventStream(reply, patience.heartbeatMs);
      stream.send({ type: "hello", version: session.version });
      const stop = studio.events.listen(session.id, (event) => stream.send(wireEvent(request, event)));
      await new Promise<void>((resolve) => {
        stream.gone.addEventListener("abort", () => resolve());
        closing.addEventListener("abort", () => resolve());
        if (stream.gone.aborted || closing.aborted) resolve();
      });
      stop();
    },
  );
}
