/** On or off, at once. */
export function Switch({
  label,
  isOn,
  isDisabled = false,
  isBusy = false,
  onChange,
}: {
  label: string;
  isOn: boolean;
  isDisabled?: boolean;
  /** A change is under way: it takes none, and keeps the focus. */
  isBusy?: boolean;
  onChange: (isOn: boolean) => void;
}) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={isOn}
      aria-label={label}
      disabled={isDisabled}
      aria-disabled={isBusy ? true : undefined}
      onClick={() => isBusy || onChange(!isOn)}
      className={`relative h-[18px] w-8 flex-none rounded-full transition-colors duration-(--dur-1) before:absolute before:-inset-x-1 before:-inset-y-3 disabled:opacity-50 aria-disabled:opacity-50 ${isOn ? 'bg-accent' : 'bg-track ring-1 ring-edge ring-inset'}`}
    >
      <span
        className={`absolute top-[3px] left-[3px] size-3 rounded-full transition-transform duration-(--dur-1) ${isOn ? 'translate-x-[14px] bg-on-accent' : 'bg-fg-2'}`}
      />
    </button>
  );
}
