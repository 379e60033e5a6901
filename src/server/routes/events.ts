/** What happens in a session, told while it happens. */
import type { RouteContext, Server } from "../context.js";
import { FAILURES } from "../envelope.js";
import { EventStream } from "../event-stream.js";
import { SESSION_PARAMS } from "../session-params.js";
import { EVENT_STREAM } from "../wire-events.js";

export function eventRoutes(server: Server, { studio, closing }: RouteContext): void {
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
      using stream = new EventStream(reply);
      stream.send({ type: "hello", version: session.version });
      const stop = studio.events.listen(session.id, (event) => stream.send(event));
      await new Promise<void>((resolve) => {
        stream.gone.addEventListener("abort", () => resolve());
        closing.addEventListener("abort", () => resolve());
        if (stream.gone.aborted || closing.aborted) resolve();
      });
      stop();
    },
  );
}
