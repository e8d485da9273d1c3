import { type AgentsConfig, readAgentsConfig } from '../../src/formats/agents-config/agents-config.js';
import { type CompiledPage, readCompiledPage } from '../../src/formats/compiled-page/compiled-page.js';
import type { ConfigurationFile } from '../../src/formats/iis-config/configuration-file.js';
import { readConfigurationFile } from '../../src/formats/iis-config/read-configuration-file.js';

/** The configuration that holds these lines below `<configuration>`; the first of them is line 2. */
export function configuration(...lines: readonly string[]): ConfigurationFile {
  return readConfigurationFile(Buffer.from(`<configuration>\n${lines.join('\n')}\n</configuration>`));
}

/** An applicationHost.config, in the same way. */
export function applicationHost(first: string, ...lines: readonly string[]): ConfigurationFile {
  return configuration(`<system.applicationHost />${first}`, ...lines);
}

/** An agent list with these `<agent>` elements; the first of them is line 4. */
export function agents(...lines: readonly string[]): AgentsConfig {
  const text = `<configuration>\n<mexRuntime>\n<agentList>\n${lines.join('\n')}\n</agentList>\n</mexRuntime>\n</configuration>`;
  return readAgentsConfig(Buffer.from(text));
}

/** The trace of a compiled page. */
export function compiled(virtualPath: string, resultType = 3): CompiledPage {
  const name = virtualPath.slice(1).replaceAll(/[/.]/g, '_');
  const text = `<?xml version="1.0" encoding="utf-8"?>\n<preserve resultType="${resultType}" virtualPath="${virtualPath}" hash="1a2b3c" filehash="8f00ab" flags="110000" assembly="App_Web_kd0v3nsr" type="ASP.${name}">\n  <filedeps>\n    <filedep name="${virtualPath}" />\n  </filedeps>\n</preserve>\n`;
  const page = readCompiledPage(Buffer.from(text));
  if (page === null) throw new Error('not a compiled page');
  return page;
}
