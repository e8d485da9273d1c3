/** Scanners that say who they are (ACC-07), lower case. Libraries such as python-requests are none: intruders use them. */
const SCANNERS = [
  'acunetix',
  'burpcollaborator',
  'censys',
  'expanse',
  'internetmeasurement',
  'invicti',
  'l9explore',
  'l9tcpid',
  'leakix',
  'masscan',
  'nessus',
  'netsparker',
  'nikto',
  'nmap scripting engine',
  'nuclei',
  'openvas',
  'projectdiscovery',
  'qualys',
  'rapid7',
  'shadowserver',
  'shodan',
  'tenable',
  'zgrab',
];

/** Health checks of Exchange itself and of usual monitors (ACC-07), lower case. */
const PROBES = [
  'amprobe',
  'msexchmon',
  'activemonitoring',
  'exchange backend probes',
  '_probe/local',
  'uptimerobot',
  'pingdom',
  'site24x7',
  'nagios',
  'check_http',
  'prtg',
  'zabbix',
  'elb-healthchecker',
  'kemp',
  'f5 monitor',
  'healthcheck',
];

/** Programs that are no browser and no mail client, lower case. */
const TOOLS = [
  'antsword',
  'python',
  'go-http-client',
  'curl/',
  'wget/',
  'libwww-perl',
  'java/',
  'okhttp',
  'winhttp',
  'powershell',
  'ruby',
  'msie 6.',
  'msie 7.',
  'msie 8.',
  'msie 9.',
  'baiduspider',
  'googlebot',
];

/** Crawlers of search engines, and names that pass for one (ACC-13), lower case. */
const CRAWLERS = [
  'googlebot',
  'gooqlebot',
  'bingbot',
  'baiduspider',
  'sogou',
  '360spider',
  'yisouspider',
  'yeti/',
  'coccocbot',
  'yandexbot',
];

/** Whether a user agent, as logged, is one of a search engine's crawler. */
export function isCrawlerAgent(agent: string): boolean {
  return names(CRAWLERS, agent);
}

/** Whether a user agent, as logged, is one of a scanner. */
export function isScannerAgent(agent: string): boolean {
  return names(SCANNERS, agent);
}

/** Whether a user agent, as logged, is one of a health check. */
export function isProbeAgent(agent: string): boolean {
  return names(PROBES, agent);
}

/** Whether a user agent, as logged, is one of a program or of a manager of web shells, which like names of old browsers. */
export function isToolAgent(agent: string): boolean {
  return names(TOOLS, agent);
}

function names(list: readonly string[], agent: string): boolean {
  const text = agent.toLowerCase().replaceAll('+', ' ');
  return list.some((name) => text.includes(name));
}
