/** Event streams in the document of the API. */
import { z } from "zod";

export const EVENT_STREAM = {
  description: "One `data: <JSON>` line and a blank line for each event; `data:` alone is a heartbeat.",
  content: { "text/event-stream": { schema: z.string() } },
};
