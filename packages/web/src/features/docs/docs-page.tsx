import { OrreryError } from '@orrery/protocol';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { fetchText } from '../../http.ts';
import { Button } from '../../ui/button.tsx';
import { showToast } from '../../ui/toasts.tsx';
import { ToSignIn } from '../shell/signed-in-live.tsx';

/** The HTTP interface for reading: the hub's own document, fetched with what only this page can send. */
export function DocsPage() {
  const { data, error } = useQuery({
    queryKey: ['docs'],
    queryFn: ({ signal }) => fetchText('/api/docs', signal),
    retry: false,
  });
  if (error instanceof OrreryError && error.kind === 'unauthenticated') return <ToSignIn error={error} />;
  return (
    <div className="h-dvh overflow-y-auto bg-canvas p-4">
      <title>HTTP interface - Orrery</title>
      <header className="mx-auto flex max-w-[62rem] justify-end px-4">
        <Button onClick={() => void download()}>Download as OpenAPI</Button>
      </header>
      {error !== null && <p role="alert">{error.message}</p>}
      {data !== undefined && <HubDocument html={data} />}
    </div>
  );
}

/** A document of the hub in a tree of its own, so that neither style reaches the other. */
function HubDocument({ html }: { html: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const host = place.current;
    if (host === null) return;
    const { head, body } = new DOMParser().parseFromString(html, 'text/html');
    const tree = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
    tree.replaceChildren(...head.querySelectorAll('style'), ...body.childNodes);
  }, [html]);
  return <div ref={place} />;
}

async function download(): Promise<void> {
  try {
    const text = await fetchText('/api/openapi.json');
    const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = 'orrery-openapi.json';
    link.click();
    URL.revokeObjectURL(url);
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : '';
    showToast({ title: 'The description was not downloaded', text, isError: true });
  }
}
