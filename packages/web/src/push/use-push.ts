import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { fetchPush } from '../features/settings/settings-api.ts';
import { readPush, turnPushOff, turnPushOn } from './push-subscription.ts';

/** Notifications of this browser: how they stand, what the hub knows, and the switch. */
export function usePush() {
  const queries = useQueryClient();
  const own = useQuery({ queryKey: ['push', 'own'], queryFn: readPush });
  const hub = useQuery({ queryKey: ['push', 'hub'], queryFn: ({ signal }) => fetchPush(signal) });
  const endpoint = own.data?.endpoint ?? null;
  const mine = hub.data?.subscriptions.find((each) => each.endpoint === endpoint) ?? null;
  const refresh = () => queries.invalidateQueries({ queryKey: ['push'] });
  const turnOn = useMutation({ mutationFn: () => turnPushOn(), onSettled: refresh });
  const turnOff = useMutation({ mutationFn: () => turnPushOff(mine?.id ?? null), onSettled: refresh });
  // The hub may have forgotten a browser that believes it is told.
  const state =
    own.data?.state === 'on' && hub.isSuccess && mine === null ? 'off' : (own.data?.state ?? null);
  return { state, hub, mine, turnOn, turnOff };
}
