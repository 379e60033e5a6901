/** One project: its state, kept true by what the studio tells, and the ways to change it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import type { Edit } from "../../../src/timeline/edit";
import { knock } from "../studio/connection";
import { happenings, type ProjectState, studioApi } from "../studio/studio-api";

const RECONNECT_MS = 1500;
/** Where there is no project, nothing tells that the studio has gone: it is asked. */
const KNOCK_MS = 4000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export interface ProjectHandle {
  state: ProjectState | undefined;
  isGone: boolean;
  isConnected: boolean;
  edit(edits: Edit[]): Promise<void>;
  undo(): Promise<void>;
  redo(): Promise<void>;
  revert(version: number): Promise<void>;
  refresh(): Promise<void>;
}

export function useProject(id: string | undefined): ProjectHandle {
  const client = useQueryClient();
  const [isConnected, setIsConnected] = useState(true);
  const { data: state, isError } = useQuery({
    queryKey: ["state", id],
    queryFn: () => studioApi.state(id ?? ""),
    enabled: id !== undefined,
  });
  const refresh = useCallback(async () => {
    await client.invalidateQueries({ queryKey: ["state", id] });
    await client.invalidateQueries({ queryKey: ["projects"] });
  }, [client, id]);

  useEffect(() => {
    const leaving = new AbortController();
    const follow = async (): Promise<void> => {
      while (!leaving.signal.aborted) {
        try {
          for (; id === undefined; await pause(KNOCK_MS)) {
            await knock(leaving.signal);
            setIsConnected(true);
          }
          for await (const event of happenings(id, leaving.signal)) {
            setIsConnected(true);
            if (event.type === "render-progress")
              await Promise.all(
                [["renders", id], ["exports"]].map((queryKey) => client.invalidateQueries({ queryKey })),
              );
            // What was missed while the connection was away is asked for at its first event.
            else
              await Promise.all([
                refresh(),
                client.invalidateQueries({ queryKey: ["renders", id] }),
                client.invalidateQueries({ queryKey: ["exports"] }),
                client.invalidateQueries({ queryKey: ["messages", id] }),
              ]);
          }
        } catch {
          // Told by what follows: the stream has ended, one way or the other.
        }
        if (leaving.signal.aborted) return;
        setIsConnected(false);
        await pause(RECONNECT_MS);
      }
    };
    void follow();
    return () => leaving.abort();
  }, [id, client, refresh]);

  const take = useCallback(
    async (next: Promise<ProjectState>) => {
      client.setQueryData(["state", id], await next);
      await client.invalidateQueries({ queryKey: ["projects"] });
    },
    [client, id],
  );
  return {
    state,
    isGone: isError && state === undefined,
    isConnected,
    edit: (edits) => take(studioApi.edit(id ?? "", edits)),
    undo: () => take(studioApi.undo(id ?? "")),
    redo: () => take(studioApi.redo(id ?? "")),
    revert: (version) => take(studioApi.revert(id ?? "", version)),
    refresh,
  };
}
