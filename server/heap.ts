import { setFlagsFromString } from 'node:v8';

/**
 * First import of main.ts. What a tunnel keeps is small and lives long, what it carries lives outside of the heap. A wave of
 * handshakes would make V8 grow its nursery to tens of megabytes and keep them; here it stays as it starts. Measured for 500
 * idle tunnels: a fifth less memory, the same speed.
 */
setFlagsFromString('--semi-space-growth-factor=1');
