import { Kbd } from './bits.tsx';

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** Keys of an action, each as a cap. */
export function Keys({ keys }: { keys: string }) {
  const caps = keys.split(/[+ ]/).map((cap) => (cap === 'Mod' ? (isMac ? '⌘' : 'Ctrl') : cap));
  return (
    <span className="inline-flex flex-none gap-1">
      {caps.map((cap) => (
        <Kbd key={cap}>{cap}</Kbd>
      ))}
    </span>
  );
}
