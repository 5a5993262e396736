import { type NoticeKind, noticeKindSchema } from '@orrery/protocol';

/** Names of what can be told. */
export const kindNames: Record<NoticeKind, string> = {
  permission: 'Needs a permission',
  answer: 'Needs an answer',
  looping: 'Looping',
  burning: 'Burning',
  stuck: 'Stuck',
  erroring: 'Erroring',
  contextFull: 'Context nearly full',
  waitingLong: 'Waiting long',
  crashed: 'Crashed with an open turn',
};

/** What to tell of, as boxes to tick. */
export function KindsChoice({
  legend,
  kinds,
  isDisabled = false,
  onChange,
}: {
  legend: string;
  kinds: readonly NoticeKind[];
  isDisabled?: boolean;
  onChange: (kinds: NoticeKind[]) => void;
}) {
  const toggle = (kind: NoticeKind, isOn: boolean) =>
    onChange(noticeKindSchema.options.filter((each) => (each === kind ? isOn : kinds.includes(each))));
  return (
    <fieldset disabled={isDisabled}>
      <legend className="text-12 text-fg-3">{legend}</legend>
      <div className="mt-1 grid grid-cols-3 gap-x-4 max-md:grid-cols-1">
        {noticeKindSchema.options.map((kind) => (
          <label key={kind} className="flex min-h-8 items-center gap-2 max-md:min-h-11">
            <input
              type="checkbox"
              checked={kinds.includes(kind)}
              onChange={(event) => toggle(kind, event.target.checked)}
              className="size-4 accent-(--accent)"
            />
            {kindNames[kind]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
