import type { HostRemoval, WaitingMachine } from '@orrery/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { counted } from '../../format/name.ts';
import { Button } from '../../ui/button.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { admitHost, fetchRemovals, fetchWaiting, refuseHost } from './machine-api.ts';
import { platformOf, removalWords, waitingWords } from './machine-words.ts';
import { SettingsPart, SettingsRow } from './settings-section.tsx';

const waitingKey = ['machines', 'waiting'];
/** An agent that waits asks once a minute. */
const LOOK_EVERY_MS = 10_000;
/** How far a removal is should be seen to move. */
const WATCH_EVERY_MS = 1_500;

/** What needs an administrator's decision, and what still goes on after one. Nothing when there is neither. */
export function MachineDecisions() {
  const waiting = useQuery({
    queryKey: waitingKey,
    queryFn: ({ signal }) => fetchWaiting(signal),
    refetchInterval: LOOK_EVERY_MS,
  });
  const removals = useQuery({
    queryKey: ['machines', 'removals'],
    queryFn: ({ signal }) => fetchRemovals(signal),
    refetchInterval: ({ state }) => ((state.data?.length ?? 0) > 0 ? WATCH_EVERY_MS : LOOK_EVERY_MS),
  });
  const undecided = waiting.data?.filter(({ refused }) => refused === null) ?? [];
  const refused = waiting.data?.filter((machine) => machine.refused !== null) ?? [];
  const failure = waiting.error ?? removals.error;
  return (
    <div className="mb-8 empty:hidden">
      {failure && (
        <p role="alert" className="py-2 text-danger">
          Machines that wait could not be read. {failure.message}
        </p>
      )}
      {undecided.length > 0 && (
        <SettingsPart
          title="Waiting for you"
          remark="These machines show a key that another one joined with."
        >
          {undecided.map((machine) => (
            <WaitingRow key={machine.id} machine={machine} />
          ))}
        </SettingsPart>
      )}
      {(removals.data?.length ?? 0) > 0 && (
        <SettingsPart title="Being removed">
          {removals.data?.map((removal) => (
            <RemovalRow key={removal.id} removal={removal} />
          ))}
        </SettingsPart>
      )}
      {refused.length > 0 && (
        <details className="mt-4">
          <summary className="cursor-pointer text-fg-2 max-md:py-3">
            {counted(refused.length, 'machine was', 'machines were')} refused
          </summary>
          {refused.map((machine) => (
            <WaitingRow key={machine.id} machine={machine} />
          ))}
        </details>
      )}
    </div>
  );
}

function RemovalRow({ removal }: { removal: HostRemoval }) {
  return (
    <SettingsRow
      name={removal.name}
      remark={
        <span role="status">
          Removed by {removal.by}. Now {removalWords(removal)}.
        </span>
      }
    >
      {null}
    </SettingsRow>
  );
}

function WaitingRow({ machine }: { machine: WaitingMachine }) {
  const queries = useQueryClient();
  const decide = useMutation({
    mutationFn: (work: () => Promise<{ message: string }>) => work(),
    onSuccess: ({ message }) => showToast({ title: machine.name, text: message }),
    onSettled: () => queries.invalidateQueries({ queryKey: waitingKey }),
  });
  const { id, name, knownAs } = machine;
  const isRefused = machine.refused !== null;
  const run = (work: () => Promise<{ message: string }>) => () => decide.mutate(work);
  return (
    <SettingsRow
      name={`${name} (${platformOf(machine)})`}
      remark={
        <>
          {waitingWords(machine)}
          {decide.isError && (
            <span role="alert" className="block text-danger">
              That did not work. {decide.error.message}
            </span>
          )}
        </>
      }
    >
      <div
        data-testid={isRefused ? 'refused-machine' : 'waiting-machine'}
        data-waiting-id={id}
        className="flex flex-wrap gap-2"
      >
        <Button
          isBusy={decide.isPending}
          aria-label={isRefused ? `Admit ${name} as its own machine` : undefined}
          onClick={run(() => admitHost(id, { as: 'own' }))}
        >
          Admit as its own machine
        </Button>
        {knownAs.map((host) => (
          <Button
            key={host.id}
            isBusy={decide.isPending}
            onClick={run(() => admitHost(id, { as: 'same', hostId: host.id }))}
          >
            It is {host.name}
          </Button>
        ))}
        {!isRefused && (
          <Button look="ghost" isBusy={decide.isPending} onClick={run(() => refuseHost(id))}>
            Refuse
          </Button>
        )}
      </div>
    </SettingsRow>
  );
}
