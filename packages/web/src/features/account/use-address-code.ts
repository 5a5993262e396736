import { useLocation } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

/** The one-time code in what somebody pastes: a link that the console printed, or the code alone. */
export function readCode(text: string): string {
  const at = text.lastIndexOf('code=');
  return (at < 0 ? text : decode(text.slice(at + 'code='.length))).trim();
}

/** The code of the newest link that was opened here. It leaves the address, and with it the history, at once. */
export function useAddressCode(): string {
  const hash = useLocation({ select: (location) => location.hash });
  const found = hash.includes('code=') ? readCode(hash) : '';
  const [code, setCode] = useState(found);
  if (found !== '' && found !== code) setCode(found);
  useEffect(() => {
    if (found !== '') history.replaceState(history.state, '', location.pathname + location.search);
  }, [found]);
  return code;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
