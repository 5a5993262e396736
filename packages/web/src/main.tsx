import './zod-without-eval.ts';
import './app.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { followTheme } from './features/shell/theme.ts';
import { router } from './router.tsx';

const element = document.getElementById('root');
if (element === null) throw new Error('The page has no #root.');

followTheme(document.documentElement, matchMedia('(prefers-color-scheme: light)'));
const queries = new QueryClient({ defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: false } } });

createRoot(element).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
