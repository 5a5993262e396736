import { checkSetupCode } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { focusOnMount } from '../../ui/focus-on-mount.ts';
import { AccountFrame, Field, submitClass } from './account-frame.tsx';
import { useAccountForm } from './use-account-form.ts';
import { readCode } from './use-address-code.ts';

/** Asks the person who started the hub for the link that it printed. `error` is of a link that was opened. */
export function CodeForm({ error, onCode }: { error: string | undefined; onCode: (code: string) => void }) {
  const form = useAccountForm({
    check: (text) => ({
      code: readCode(text('code')) === '' ? 'Paste the link, or the code at its end.' : undefined,
    }),
    async send(text) {
      const code = readCode(text('code'));
      await checkSetupCode(code);
      onCode(code);
    },
    failsAt: () => 'code',
  });
  return (
    <AccountFrame
      title="This hub has no owner yet"
      remark="Open the link that the hub printed in its terminal when it started. It makes you the owner, once."
    >
      <form noValidate onSubmit={form.onSubmit} className="mt-4">
        <title>Set up - Orrery</title>
        <Field
          ref={focusOnMount}
          label="Paste the link or its code"
          name="code"
          autoComplete="off"
          spellCheck={false}
          error={form.errors.code ?? error}
        />
        <Button type="submit" look="primary" size={36} isBusy={form.isBusy} className={submitClass}>
          Continue
        </Button>
      </form>
      <p className="mt-4 text-12 text-fg-3">Cannot find it? Start the hub again: it prints a new one.</p>
    </AccountFrame>
  );
}
