import { useQuery } from '@tanstack/react-query';
import { fetchMe } from '../../api.ts';

/** Who is signed in, asked once a minute at most. */
export function useMe() {
  return useQuery({ queryKey: ['me'], queryFn: fetchMe, staleTime: 60_000, retry: false });
}
