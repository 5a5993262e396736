import * as z from 'zod';

// The content security policy has no unsafe-eval: without this, zod would try it and the browser would report it.
z.config({ jitless: true });
