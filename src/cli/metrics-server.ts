import { createServer } from 'node:http';
import { AfterpatchError } from '../platform/errors.js';
import { isObject } from '../platform/objects.js';

const HERE = '127.0.0.1';
const LONGEST_MS = 5_000;

export interface MetricsServer {
  readonly port: number;
  close(): void;
}

/**
 * Answers `GET /metrics`, to this machine only.
 * @param port 0: one that is free
 * @throws AfterpatchError `usage` where the port is not to be had.
 */
export async function serveMetrics(port: number, text: () => string): Promise<MetricsServer> {
  const server = createServer({ requestTimeout: LONGEST_MS, headersTimeout: LONGEST_MS }, ({ method, url }, answer) => {
    const isKnown = url === '/metrics' && (method === 'GET' || method === 'HEAD');
    answer.writeHead(isKnown ? 200 : 404, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
    answer.end(isKnown ? text() : 'GET /metrics\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new AfterpatchError(
          'usage',
          `--metrics-port ${port}: ${error.message}`,
          'Take a port that is free; 0 takes any.',
        ),
      ),
    );
    server.listen(port, HERE, resolve);
  });
  // Whoever asks does not keep the sweep from ending.
  server.unref();
  const address = server.address();
  return {
    port: isObject(address) ? address.port : port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
