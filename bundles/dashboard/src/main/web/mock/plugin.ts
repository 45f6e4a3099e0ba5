import type { Plugin } from 'vite';
import { answer, stream } from './answers.ts';

/** An admin API that makes things up, to work on the pages without a gateway. */
export function mockApi(): Plugin {
  return {
    name: 'mock-api',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const url = new URL(request.url ?? '/', 'http://mock');
        if (!url.pathname.startsWith('/api/v1')) {
          next();
          return;
        }
        const path = url.pathname.slice('/api/v1'.length);
        if (path === '/events') {
          response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
          const end = stream(url.searchParams.get('topics')?.split(',') ?? [], (topic, data) =>
            response.write(`event: ${topic}\ndata: ${JSON.stringify(data)}\n\n`),
          );
          response.write(': open\n\n');
          request.on('close', end);
          return;
        }
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const body = Buffer.concat(chunks).toString();
          const [status, content] = answer(request.method ?? 'GET', path, url.searchParams, body);
          const text = typeof content === 'string';
          const type = text ? 'text/plain' : status >= 400 ? 'application/problem+json' : 'application/json';
          response.writeHead(status, { 'Content-Type': type });
          response.end(content === undefined ? undefined : text ? content : JSON.stringify(content));
        });
      });
    },
  };
}
