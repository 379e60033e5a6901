/** What ails the pictures of the project's films: looked for once they are there, so that no upload waits for it. */
import { useQueries } from "@tanstack/react-query";
import { studioApi } from "../studio/studio-api";
import type { AssetView } from "./media-list";

/** The same files, each with what was found by looking at it so far. */
export function useSeenProblems(assets: readonly AssetView[]): AssetView[] {
  const found = useQueries({
    queries: assets.map(({ id, kind }) => ({
      queryKey: ["picture", id],
      queryFn: () => studioApi.pictureProblems(id),
      enabled: kind === "video",
      // A file never changes under its id.
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: Number.POSITIVE_INFINITY,
      retry: false,
    })),
  });
  return assets.map((asset, i) => ({ ...asset, problems: [...asset.problems, ...(found[i]?.data ?? [])] }));
}
