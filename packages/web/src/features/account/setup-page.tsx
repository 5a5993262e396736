import { OrreryError } from '@orrery/protocol';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { checkSetupCode, fetchSetupState } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { AccountFrame } from './account-frame.tsx';
import { CodeForm } from './code-form.tsx';
import { OwnerForm } from './owner-form.tsx';
import { messageOf } from './use-account-form.ts';
import { useAddressCode } from './use-address-code.ts';

/** The first person of a hub: the one-time code from its console makes them the owner. It is checked before anything is filled in. */
export function SetupPage() {
  const opened = useAddressCode();
  const [pasted, setPasted] = useState<string | null>(null);
  const state = useQuery({ queryKey: ['setup'], queryFn: fetchSetupState, retry: false });
  const check = useQuery({
    queryKey: ['setup', opened],
    queryFn: () => checkSetupCode(opened),
    enabled: opened !== '',
    retry: false,
  });
  const hasOwner = state.data?.hasOwner === true || kindOf(check.error) === 'conflict';
  if (hasOwner) return <HasOwner />;
  if (state.isPending || check.isLoading) return <title>Set up - Orrery</title>;
  if (state.isError) return <Unreachable words={state.error.message} onRetry={() => void state.refetch()} />;
  const code = pasted ?? (check.isSuccess ? opened : null);
  if (code !== null) return <OwnerForm code={code} />;
  return (
    <CodeForm key={opened} error={check.isError ? messageOf(check.error) : undefined} onCode={setPasted} />
  );
}

function HasOwner() {
  return (
    <AccountFrame title="This hub has an owner" remark="The link that made the owner works once.">
      <title>Set up - Orrery</title>
      <p className="mt-3 text-fg-2">
        If that was you, sign in. If not, run <code className="font-mono text-12">orrery account list</code>{' '}
        on the hub’s machine: it names the owner.
      </p>
      <Link
        to="/sign-in"
        className="mt-4 flex h-9 items-center justify-center rounded-control bg-accent text-13 font-semibold text-on-accent hover:opacity-90 max-md:h-11"
      >
        Sign in
      </Link>
    </AccountFrame>
  );
}

function Unreachable({ words, onRetry }: { words: string; onRetry: () => void }) {
  return (
    <AccountFrame title="Set up Orrery" remark={<span role="alert">{words}</span>}>
      <title>Set up - Orrery</title>
      <Button size={36} className="mt-4 max-md:h-11" onClick={onRetry}>
        Try again
      </Button>
    </AccountFrame>
  );
}

function kindOf(error: Error | null): string | null {
  return error instanceof OrreryError ? error.kind : null;
}
