// The servers of the samples: what product each has, and what happened on it.
import { inertShell, otherInertShell } from './inert-pages.mjs';
import { firstServerRequests, secondServerRequests, survivorRequests } from './intrusions.mjs';

/** Where Exchange is installed, below the drive. */
export const EXCHANGE = 'Program Files/Microsoft/Exchange Server/V15';
export const DAYS = Array.from({ length: 12 }, (_, day) => `2022-11-${String(day + 4).padStart(2, '0')}`);

/** Few files and few days. */
const TWO_INTRUDERS = {
  product: 'E2016',
  column: 3,
  build: '15.1.2507',
  full: '15.1.2507.16',
  intruder: false,
  days: ['2022-11-07', '2022-11-08', '2022-11-09'],
  busy: 0.25,
  few: true,
};

export const servers = [
  {
    folder: 'exchange-2016-survivor',
    host: 'EX01',
    address: '192.0.2.10',
    product: 'E2016',
    column: 3,
    build: '15.1.2507',
    full: '15.1.2507.16',
    seed: 7,
    intruder: true,
    requests: survivorRequests,
  },
  {
    folder: 'exchange-2019-clean',
    host: 'EX02',
    address: '192.0.2.20',
    product: 'E2019',
    column: 4,
    build: '15.2.1118',
    full: '15.2.1118.20',
    seed: 11,
    intruder: false,
  },
  // Two servers, two intruders who have nothing to do with each other: one came to both servers, one only through the balancer.
  {
    ...TWO_INTRUDERS,
    folder: 'exchange-2016-two-intruders/MBX01',
    host: 'MBX01',
    address: '192.0.2.31',
    seed: 23,
    requests: firstServerRequests,
    pages: [[`${EXCHANGE}/FrontEnd/HttpProxy/owa/auth/expiredcfg.aspx`, inertShell, '2022-11-07T01:20:12Z']],
  },
  {
    ...TWO_INTRUDERS,
    folder: 'exchange-2016-two-intruders/MBX02',
    host: 'MBX02',
    address: '192.0.2.32',
    seed: 29,
    balancer: '10.20.0.5',
    requests: secondServerRequests,
    pages: [
      [`${EXCHANGE}/FrontEnd/HttpProxy/owa/auth/expiredcfg.aspx`, inertShell, '2022-11-08T02:41:33Z'],
      ['inetpub/wwwroot/aspnet_client/supp0rt.aspx', otherInertShell, '2022-11-08T14:06:21Z'],
    ],
  },
];
