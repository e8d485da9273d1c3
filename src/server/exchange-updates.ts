import { readFileSync } from 'node:fs';
import { compareBuilds } from './exchange-path.js';

/** `signatures/known-good/exchange-updates.json`, made by `scripts/make-exchange-updates.mjs`. */
interface UpdateFacts {
  /** Build, product, cumulative update, update (`CU` for the cumulative update itself) and day, parted by spaces. */
  readonly builds: readonly string[];
  /** By CVE: the first update that closes it, the products that have it, and `exploited` where it is known to be. */
  readonly fixes: Readonly<Record<string, string>>;
}

/** A released build. */
export interface ExchangeUpdate {
  readonly build: string;
  /** `2016`, `SE`. */
  readonly product: string;
  /** `CU23`. */
  readonly cumulative: string;
  /** `Nov23SU`; `CU` is the cumulative update itself. */
  readonly update: string;
  /** `2021-07-13`. */
  readonly date: string;
}

interface Fix {
  readonly update: string;
  readonly products: ReadonlySet<string>;
  readonly exploited: boolean;
}

let known: { readonly updates: readonly ExchangeUpdate[]; readonly fixes: ReadonlyMap<string, Fix> } | null = null;

function facts() {
  if (known !== null) return known;
  const file = new URL('../../signatures/known-good/exchange-updates.json', import.meta.url);
  const { builds, fixes }: UpdateFacts = JSON.parse(readFileSync(file, 'utf8'));
  known = {
    updates: builds.map((line) => {
      const [build = '', product = '', cumulative = '', update = '', date = ''] = line.split(' ');
      return { build, product, cumulative, update, date };
    }),
    fixes: new Map(
      Object.entries(fixes).map(([cve, line]) => {
        const [update = '', products = '', exploited = ''] = line.split(' ');
        return [cve, { update, products: new Set(products.split(',')), exploited: exploited !== '' }];
      }),
    ),
  };
  return known;
}

/** The newest release of the same cumulative update that a build is not older than; null for what is no known build. */
export function updateOf(build: string): ExchangeUpdate | null {
  const branch = branchOf(build);
  const same = facts()
    .updates.filter((one) => branchOf(one.build) === branch && compareBuilds(one.build, build) <= 0)
    .sort((a, b) => compareBuilds(a.build, b.build));
  return same.at(-1) ?? null;
}

/** `Exchange 2016 CU21 Jul21SU`; the number alone for a build that is not known. */
export function buildName(build: string): string {
  const update = updateOf(build);
  if (update === null) return build;
  const name = `Exchange ${update.product} ${update.cumulative}${update.update === 'CU' ? '' : ` ${update.update}`}`;
  return update.build === build ? name : `${name} or later`;
}

/** Whether a build has a flaw; null where that is not known. */
export function isOpenTo(build: string, cve: string): boolean | null {
  const { updates, fixes } = facts();
  const [fix, own] = [fixes.get(cve), updateOf(build)];
  if (fix === undefined || own === null) return null;
  if (!fix.products.has(own.product)) return false;
  const released = updates.filter(({ product, update }) => product === own.product && update === fix.update);
  const inBranch = released.find(({ cumulative }) => cumulative === own.cumulative);
  if (inBranch) return compareBuilds(build, inBranch.build) < 0;
  // A cumulative update that came later has it; an older one was never given it.
  const base = updates.find(
    ({ product, cumulative, update }) => product === own.product && cumulative === own.cumulative && update === 'CU',
  );
  const day = released.map(({ date }) => date).sort()[0];
  if (day === undefined || base === undefined) return null;
  return base.date < day;
}

function branchOf(build: string): string {
  return build.split('.').slice(0, 3).join('.');
}
