import { useInfiniteQuery } from '@tanstack/react-query';

/** Pages of a keyset list as one list. */
export function usePages<Page extends { nextCursor: string | null }>(options: {
  key: readonly unknown[];
  fetchPage: (cursor: string | null, signal: AbortSignal) => Promise<Page>;
}) {
  return useInfiniteQuery({
    queryKey: options.key,
    queryFn: ({ pageParam, signal }) => options.fetchPage(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: (before) => before,
  });
}
