/** What the server writes down: routes and outcomes. Never tokens, words of people, or names of their files. */
import pino, { type Logger } from "pino";

/** One line of JSON an event, on standard error: standard output is the command's own. */
export function createLogger(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      // A second lock on the door: nothing passes these on to the log, and nothing may by mistake.
      redact: ["req.headers", "headers", "token", "password", "*.token", "*.password", "*.authorization"],
    },
    pino.destination({ fd: 2, sync: true }),
  );
}
