import { Option } from 'commander';

/** `--own`: one value takes commas; it is no list of words, which would take the paths that follow. */
export function ownAddresses(): Option {
  return new Option('--own <cidr>', 'addresses of your own proxies, monitors and scanners; comma separated; repeatable')
    .argParser((value: string, before: readonly string[]) => [
      ...before,
      ...value.split(',').map((item) => item.trim()),
    ])
    .default([], 'none');
}
