import type { NoticeKind, PushSubscriptionView } from '@orrery/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { formatMoment } from '../../format/duration.ts';
import { usePush } from '../../push/use-push.ts';
import { Button } from '../../ui/button.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { PushSwitch } from '../notices/push-switch.tsx';
import { KindsChoice } from './kinds-choice.tsx';
import { deleteSubscription, putSubscription, testSubscription } from './settings-api.ts';
import { SettingsPart, SettingsRow } from './settings-section.tsx';

/** This browser's notifications, what they tell of, and the person's other browsers. */
export function BrowsersPart() {
  const { hub, mine } = usePush();
  const others = (hub.data?.subscriptions ?? []).filter(({ id }) => id !== mine?.id);
  return (
    <>
      <SettingsPart title="This browser" remark="Notifications of the system, with the tab closed too.">
        <PushSwitch />
        {mine !== null && <Mine subscription={mine} />}
      </SettingsPart>
      {others.length > 0 && (
        <SettingsPart title="Your other browsers">
          {others.map((other) => (
            <OtherBrowser key={other.id} subscription={other} />
          ))}
        </SettingsPart>
      )}
    </>
  );
}

function useRefresh() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ['push'] });
}

function Mine({ subscription }: { subscription: PushSubscriptionView }) {
  const refresh = useRefresh();
  const choose = useMutation({
    mutationFn: (kinds: NoticeKind[]) => putSubscription(subscription.id, kinds),
    onSettled: refresh,
  });
  const test = useMutation({
    mutationFn: () => testSubscription(subscription.id),
    onSuccess: ({ isOk, message }) =>
      showToast({ title: isOk ? 'Test sent' : 'The test did not go through', text: message, isError: !isOk }),
    onSettled: refresh,
  });
  const kinds = choose.isPending ? choose.variables : subscription.kinds;
  const problem = choose.error?.message ?? test.error?.message ?? subscription.problem;
  return (
    <div className="pb-3">
      <KindsChoice legend="Notify when a session" kinds={kinds} onChange={(next) => choose.mutate(next)} />
      {problem !== '' && (
        <p role="alert" className="mt-1 text-12 text-danger">
          {problem}
        </p>
      )}
      <Button className="mt-2" isBusy={test.isPending} onClick={() => test.mutate()}>
        Send a test
      </Button>
    </div>
  );
}

function OtherBrowser({ subscription }: { subscription: PushSubscriptionView }) {
  const refresh = useRefresh();
  const remove = useMutation({
    mutationFn: () => deleteSubscription(subscription.id),
    onSuccess: () => showToast({ title: `${subscription.label} is told no more` }),
    onSettled: refresh,
  });
  const since = `Since ${formatMoment(subscription.createdAt, Date.now())}.`;
  const problem = remove.error?.message ?? subscription.problem;
  return (
    <SettingsRow
      name={subscription.label}
      remark={problem === '' ? since : <span className="text-danger">{problem}</span>}
    >
      <Button
        aria-label={`Remove ${subscription.label}`}
        isBusy={remove.isPending}
        onClick={() => remove.mutate()}
      >
        Remove
      </Button>
    </SettingsRow>
  );
}
