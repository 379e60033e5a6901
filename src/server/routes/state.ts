/** The state of a session, as the published clients ask for it. */
import { z } from "zod";
import type { RouteContext, Server } from "../context.js";
import { answers, ok } from "../envelope.js";
import { checkUser, NAME, USER } from "../session-params.js";
import { STATE, wireState } from "../wire-state.js";

export function stateRoutes(server: Server, context: RouteContext): void {
  const { sessions } = context.studio;

  server.get(
    "/api/state/nemo_agent/:user/:sid/latest",
    {
      schema: {
        tags: ["sessions"],
        summary: "The draft and the media of a session",
        params: z.object({ user: USER, sid: NAME }),
        response: answers(STATE),
      },
    },
    (request) => {
      checkUser(request.account, request.params.user);
      const session = sessions.find(request.account, request.params.sid);
      return ok(wireState(context, request, sessions.state(session)));
    },
  );
}
